//! From the socket to the state machine and back: routes, the order in which a request is judged, and the accept loop.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::{MethodFilter, on};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tower_service::Service as _;

use crate::answer::{self, Answer, Dress, Refusal};
use crate::auth;
use crate::broken::{self, Dropped};
use crate::clock::Clock;
use crate::control;
use crate::faults::{Chaos, Fault, Faults};
use crate::fields::Fields;
use crate::limiter::Limiter;
use crate::operation::{Guard, Operation};
use crate::pages;
use crate::request_log::{self, LoggedRequest, RequestLog};
use crate::state::State;
use crate::store::Store;

/// The largest request body that is read.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long connections get to finish when the sandbox is stopped.
const GRACE: Duration = Duration::from_secs(2);

/// Everything the tasks of one sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) clock: Clock,
    pub(crate) credentials: auth::Credentials,
    limiter: Option<Mutex<Limiter>>,
    log: Mutex<RequestLog>,
    faults: Mutex<Faults>,
    bare_prices: bool,
    start: Start,
    store: Option<Store>,
    /// Why the state file could not be written, once that has happened.
    failure: OnceLock<String>,
    /// Counts the deliveries that were tried, for whoever waits for one.
    pub(crate) delivered: watch::Sender<u64>,
    /// Rung when a webhook is planned, or something expires earlier than all before.
    pub(crate) due: Notify,
}

/// What a reset brings back.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) state: State,
    /// With its generator untouched.
    pub(crate) chaos: Option<Chaos>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is inside stays whole if a holder panics: every change is made of moves that cannot stop half way.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn new(
        state: State,
        start: Start,
        store: Option<Store>,
        clock: Clock,
        rate_limit: Option<u32>,
        log_capacity: usize,
        bare_prices: bool,
    ) -> Shared {
        Shared {
            clock,
            credentials: state.settings.credentials.clone(),
            limiter: rate_limit.map(|per_second| Mutex::new(Limiter::new(per_second))),
            log: Mutex::new(RequestLog::new(log_capacity)),
            faults: Mutex::new(Faults::with_chaos(start.chaos.clone())),
            bare_prices,
            start,
            store,
            failure: OnceLock::new(),
            delivered: watch::Sender::new(0),
            due: Notify::new(),
            state: Mutex::new(state),
        }
    }

    /// Works on the state at the present time.
    pub(crate) fn with_state<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = lock(&self.state);
        let (plans, expiry) = (state.outbox.plans(), state.next_expiry());
        state.now = self.clock.now();
        state.expire();
        let result = work(&mut state);
        let is_earlier = |next| expiry.is_none_or(|expiry| next < expiry);
        let something_due = state.outbox.plans() != plans || state.next_expiry().is_some_and(is_earlier);
        self.keep(&mut state);
        drop(state);
        if something_due {
            self.due.notify_one();
        }
        result
    }

    /// Stores what has changed before anybody is told of it.
    fn keep(&self, state: &mut State) {
        let Some(store) = &self.store else { return state.forget_changes() };
        let (changes, replaces_all) = state.take_changes();
        if !changes.is_empty()
            && let Err(error) = store.write(&changes, replaces_all)
        {
            self.failure.get_or_init(|| format!("The state file cannot be written: {error}."));
        }
    }

    /// What can be said once something could not be stored: nothing is acknowledged any more.
    pub(crate) fn check_store(&self) -> Result<(), Refusal> {
        match self.failure.get() {
            None => Ok(()),
            Some(failure) => Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, failure.clone())),
        }
    }

    /// Looks at the state at the present time.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.with_state(|state| look(state))
    }

    /// Makes everything as it was at the start, but for the clock.
    pub(crate) fn reset(&self) {
        self.with_state(|state| state.reset(&self.start.state));
        self.with_log(RequestLog::clear);
        self.with_faults(|faults| *faults = Faults::with_chaos(self.start.chaos.clone()));
    }

    pub(crate) fn with_log<T>(&self, work: impl FnOnce(&mut RequestLog) -> T) -> T {
        work(&mut lock(&self.log))
    }

    pub(crate) fn with_faults<T>(&self, work: impl FnOnce(&mut Faults) -> T) -> T {
        work(&mut lock(&self.faults))
    }

    /// Whether the service's limit lets this request pass. It counts per project and so for this one only.
    fn admit(&self, guard: Guard, headers: &HeaderMap) -> bool {
        let ours = headers.get("project").is_some_and(|project| *project == *self.credentials.project);
        match &self.limiter {
            Some(limiter) if guard != Guard::InvoiceKey && ours => lock(limiter).admit(Instant::now()),
            _ => true,
        }
    }
}

/// The whole surface: the two APIs, and the control calls below `/_sandbox`.
pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let mut router = Router::new();
    for &operation in Operation::ALL {
        let filter = if operation.method() == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
        let shared = Arc::clone(shared);
        let handler = move |request: Request| async move { serve(&shared, operation, request).await };
        router = router.route(operation.path(), on(filter, handler));
    }
    let unknown = Arc::clone(shared);
    let wrong_method = Arc::clone(shared);
    router
        .fallback(move |request: Request| async move {
            turn_away(&unknown, request, StatusCode::NOT_FOUND, "There is no such path.").await
        })
        .method_not_allowed_fallback(move |request: Request| async move {
            turn_away(&wrong_method, request, StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed.")
                .await
        })
        .nest("/_sandbox", control::router(shared))
        .merge(pages::router(shared))
}

fn dress(path: &str) -> Dress {
    if path.starts_with("/api") { Dress::Envelope } else { Dress::Bare }
}

/// Reads a body to its end, but not beyond what is reasonable.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."))
        }
        Err(_) => Err(Refusal::new(StatusCode::BAD_REQUEST, "The body could not be read.")),
    }
}

/// A request that names no operation.
async fn turn_away(shared: &Shared, request: Request, status: StatusCode, message: &str) -> Response<Body> {
    let dress = dress(request.uri().path());
    let (arrival, body) = arrive(shared, None, request).await;
    let refusal = body.err().unwrap_or_else(|| Refusal::new(status, message));
    answered(shared, arrival.id, Err(refusal), dress)
}

/// What is known of a request once it has been read.
struct Arrival {
    id: u64,
    headers: HeaderMap,
    last_segment: String,
}

/// Reads a request and notes it in the log.
async fn arrive(
    shared: &Shared,
    operation: Option<Operation>,
    request: Request,
) -> (Arrival, Result<Bytes, Refusal>) {
    let (head, body) = request.into_parts();
    let body = read_body(body).await;
    let id = shared.with_log(|log| {
        log.arrived(LoggedRequest {
            id: 0,
            at: shared.clock.now(),
            operation,
            method: head.method.to_string(),
            path: head.uri.to_string(),
            headers: request_log::headers(&head.headers),
            body: request_log::beginning(body.as_deref().unwrap_or_default()),
            status: None,
            answer: Vec::new(),
            fault: None,
            explanation: None,
            signature: None,
        })
    });
    let last_segment = head.uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    (Arrival { id, headers: head.headers, last_segment }, body)
}

async fn serve(shared: &Shared, operation: Operation, request: Request) -> Response<Body> {
    let (arrival, body) = arrive(shared, Some(operation), request).await;
    let fault = shared.with_faults(|faults| faults.next(operation));
    if let Some(fault) = &fault {
        shared.with_log(|log| log.failed(arrival.id, fault.name()));
    }
    let dress = if operation == Operation::Prices && shared.bare_prices {
        Dress::BareResult
    } else {
        dress(operation.path())
    };
    let carry_out = || body.and_then(|body| judge(shared, operation, &arrival, &body));
    let answer = |result| answered(shared, arrival.id, result, dress);
    let server_error = || Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "Server error."));
    match fault {
        None => answer(carry_out()),
        Some(Fault::Latency(time)) => {
            // First, as this future is dropped when the client does not wait that long.
            let result = carry_out();
            tokio::time::sleep(time).await;
            answer(result)
        }
        Some(Fault::CommitThenDrop) => {
            _ = carry_out();
            broken::dropped()
        }
        Some(Fault::CommitThenServerError) => {
            _ = carry_out();
            answer(server_error())
        }
        Some(Fault::CommitThenGarbage) => {
            _ = carry_out();
            let response = broken::garbage();
            shared.with_log(|log| log.answered(arrival.id, response.status().as_u16(), response.body()));
            response.map(Body::from)
        }
        Some(Fault::CommitThenTruncate) => broken::truncated(answer(carry_out())).await,
        Some(Fault::CommitThenHang) => {
            _ = carry_out();
            std::future::pending().await
        }
        Some(Fault::Drop) => broken::dropped(),
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::ServerError) => answer(server_error()),
        Some(Fault::TooManyRequests { retry_after }) => {
            let mut response = answer(Err(too_many_requests()));
            if let Some(value) = retry_after.and_then(|value| HeaderValue::try_from(value).ok()) {
                response.headers_mut().insert(header::RETRY_AFTER, value);
            }
            response
        }
        Some(Fault::Firewall) => answer(Err(Refusal::firewall())),
    }
}

fn too_many_requests() -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests.")
}

/// The order of the checks: limit, headers, signature, then what is asked for.
fn judge(shared: &Shared, operation: Operation, arrival: &Arrival, body: &[u8]) -> Result<Answer, Refusal> {
    let guard = operation.guard();
    if !shared.admit(guard, &arrival.headers) {
        return Err(too_many_requests());
    }
    auth::check_headers(guard, &arrival.headers)?;
    auth::check(guard, &shared.credentials, &arrival.headers, body)?;
    let mut fields = if operation.method() == Method::GET { Fields::none() } else { Fields::parse(body)? };
    let result = shared.with_state(|state| state.run(operation, &mut fields, &arrival.last_segment));
    shared.check_store().and(result)
}

/// Puts the outcome into the API's words and notes it in the log.
fn answered(shared: &Shared, id: u64, result: Result<Answer, Refusal>, dress: Dress) -> Response<Body> {
    let (response, refusal) = match result {
        Ok(answer) => (answer::success(dress, &answer), None),
        Err(refusal) => (refusal.answer(dress), Some(refusal)),
    };
    shared.with_log(|log| {
        log.answered(id, response.status().as_u16(), response.body());
        if let Some(refusal) = refusal {
            log.refused(id, refusal);
        }
    });
    response.map(Body::from)
}

/// What the server is told by its handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Running,
    /// No new connections; the ones there are finish what they are at.
    Stopping,
    /// Over at once.
    Stopped,
}

/// Serves until told to stop.
pub(crate) async fn run(listener: TcpListener, router: Router, mut phase: watch::Receiver<Phase>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(connection(stream, router.clone(), phase.clone())),
                // Out of file descriptors, most likely: give the connections time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = phase.changed() => break,
        }
    }
    drop(listener);
    if *phase.borrow() == Phase::Stopped {
        return;
    }
    let finished = async { while connections.join_next().await.is_some() {} };
    _ = tokio::time::timeout(GRACE, finished).await;
}

async fn connection(stream: TcpStream, router: Router, mut phase: watch::Receiver<Phase>) {
    // A short answer should not wait for another one to share a packet with.
    _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let mut router = router.clone();
        async move {
            let Ok(response) = router.call(request.map(Body::new)).await;
            // An error of the service makes the connection close without an answer.
            if response.extensions().get::<Dropped>().is_some() { Err(Dropped) } else { Ok(response) }
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // How a connection ends is the client's affair: it may hang up at any time.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = phase.changed() => connection.as_mut().graceful_shutdown(),
    }
    _ = connection.await;
}
