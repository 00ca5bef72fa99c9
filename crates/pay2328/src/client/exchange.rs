//! One call on its way: signing, permits, attempts. This is what hangs on the generated client's seam.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use pay2328_api::operation::{Key, Operation};
use pay2328_api::seam::{BoxFuture, Hooks};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::answer::RawResponse;
use super::attempt::{Attempt, Redirected, judge, retry_after};
use super::observe::trace;
use super::retry::{self, RetryPolicy};
use super::{Credentials, Transport};
use crate::error::{Kind, Outcome};

const PROJECT: HeaderName = HeaderName::from_static("project");
const SIGN: HeaderName = HeaderName::from_static("sign");
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a call may take.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

/// What the body of a success looks like from afar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An object with a `result`.
    Enveloped,
    /// The same, or the result alone.
    EnvelopedOrBare,
    /// An object.
    Bare,
    /// Any JSON.
    Any,
}

/// The policy and the record of one call.
pub(crate) struct Exchange {
    transport: Arc<Transport>,
    http: reqwest::Client,
    credentials: Credentials,
    operation: &'static Operation,
    shape: Shape,
    limits: Limits,
    /// Bytes that were prepared earlier; they are sent instead of what the request would serialise to.
    prepared: Option<Bytes>,
    started: Instant,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    attempts: u32,
    answer: Option<RawResponse>,
    /// Whether an attempt before the last one, or an earlier call, may have done it.
    in_doubt: bool,
    /// Set when the call ended for a reason that is not an answer or an error of reqwest.
    stopped: Option<Kind>,
}

impl Exchange {
    pub(crate) fn new(
        transport: Arc<Transport>,
        credentials: Credentials,
        operation: &'static Operation,
        shape: Shape,
        limits: Limits,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            http: transport.connections.client()?,
            transport,
            credentials,
            operation,
            shape,
            limits,
            prepared: None,
            started: Instant::now(),
            record: Mutex::default(),
        })
    }

    /// With bytes that were prepared earlier.
    pub(crate) fn prepared(self, prepared: Option<Bytes>) -> Self {
        Self { prepared, ..self }
    }

    /// Whether an earlier call, of this process or another, may have done it.
    pub(crate) fn in_doubt_from_the_start(self, in_doubt: bool) -> Self {
        self.lock().in_doubt = in_doubt;
        self
    }

    /// The HTTP client of this call.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// What the body of a success looks like.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// The last answer, and how many times the request was sent.
    pub(crate) fn record(&self) -> (Option<RawResponse>, u32) {
        let record = self.lock();
        (record.answer.clone(), record.attempts)
    }

    /// Whether an attempt before the last one, or an earlier call, may have done it: then the last one's
    /// refusal, or its having no connection, says nothing about the whole.
    pub(crate) fn in_doubt(&self) -> bool {
        self.lock().in_doubt
    }

    /// Why the call was stopped by this side, if it was.
    pub(crate) fn stopped(&self) -> Option<Kind> {
        self.lock().stopped.take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Record> {
        // Nothing panics while holding it, and a record is never half written.
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn deadline(&self) -> Instant {
        // A time-out too long for the clock is as good as none.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
        self.started + self.limits.total_timeout.min(YEAR)
    }

    fn stop(&self, kind: Kind) -> String {
        self.lock().stopped = Some(kind);
        // Never shown: the error is made from what was stored.
        "stopped by pay2328".to_owned()
    }

    async fn permit(&self) -> Result<(), Kind> {
        match timeout_at(self.deadline(), self.transport.limiter.permit()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Kind::RateLimiter(format!("the rate limiter failed: {error}"))),
            Err(_) => Err(Kind::RateLimiter("the rate limiter gave no permit in time".to_owned())),
        }
    }

    /// Headers and signature, over exactly the bytes that will be sent.
    fn sign(&self, request: &mut reqwest::Request) {
        let body = match (&self.prepared, request.body().and_then(|body| body.as_bytes())) {
            (Some(prepared), _) => prepared.clone(),
            (None, Some(body)) => escape_separators(body),
            (None, None) => Bytes::new(),
        };
        let mut secret = match &self.credentials {
            Credentials::Api(_, key) => header(&key.signing_key().sign(&body).to_string()),
            Credentials::Payout(_, key) => header(&key.signing_key().sign(&body).to_string()),
            Credentials::Invoice(key) => header(key.header_value()),
        };
        secret.set_sensitive(true);
        if request.body().is_some() {
            *request.body_mut() = Some(body.into());
        }
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, self.transport.user_agent.clone());
        match &self.credentials {
            // A public operation is sent without credentials, whatever the client has.
            _ if self.operation.key == Key::None => {}
            Credentials::Api(project, _) | Credentials::Payout(project, _) => {
                headers.insert(PROJECT, project.clone());
                headers.insert(SIGN, secret);
            }
            Credentials::Invoice(_) => {
                headers.insert(X_API_KEY, secret);
            }
        }
    }

    /// Attempts until there is an answer worth returning, or no further attempt is allowed.
    async fn attempts<F>(&self, attempt: impl Fn() -> F + Send + Sync) -> Attempt
    where
        F: Future<Output = Attempt> + Send,
    {
        let mut number = 0;
        loop {
            number += 1;
            self.lock().attempts = number;
            let attempt = attempt().await;
            let Some((outcome, mut transient)) = judge(&attempt, self.shape) else {
                if number == 1 {
                    self.transport.budget.refill();
                }
                return attempt;
            };
            let policy = &self.limits.retry;
            if policy.until_timeout && self.in_doubt() {
                // It says nothing about the attempt that is in doubt, and a firewall or a key can be mended.
                transient |= matches!(attempt.status(), Some(401 | 403));
            }
            let allowed = number < policy.max_attempts
                && retry::may_retry(self.operation.retry, outcome, transient)
                && (policy.until_timeout || self.transport.budget.take());
            if !allowed {
                return attempt;
            }
            let Some(pause) = policy.delay(number, retry_after(&attempt)) else { return attempt };
            let next = match Instant::now().checked_add(pause) {
                Some(next) if next < self.deadline() => next,
                _ => return attempt,
            };
            trace::repeating(self.operation, number, outcome, pause);
            sleep_until(next).await;
            if self.permit().await.is_err() || Instant::now() >= self.deadline() {
                // What the last attempt said is more worth than that there was no time for another.
                return attempt;
            }
            if outcome == Outcome::Unknown {
                self.lock().in_doubt = true;
            }
        }
    }

    async fn attempt(
        &self,
        client: &reqwest::Client,
        request: &reqwest::Request,
        body: Option<&Bytes>,
    ) -> Attempt {
        let left = self.deadline().saturating_duration_since(Instant::now());
        let mut copy = reqwest::Request::new(request.method().clone(), request.url().clone());
        *copy.headers_mut() = request.headers().clone();
        *copy.timeout_mut() = Some(self.limits.attempt_timeout.min(left));
        *copy.body_mut() = body.cloned().map(reqwest::Body::from);
        let mut response = match client.execute(copy).await {
            Ok(response) => response,
            Err(error) => match Redirected::by_error(request.url(), error) {
                Ok(redirected) => return Attempt::Redirected(redirected),
                Err(error) => return Attempt::Broken(error.without_url(), None),
            },
        };
        if let Some(redirected) = Redirected::by_answer(request.url(), response.url()) {
            return Attempt::Redirected(redirected);
        }
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = BytesMut::new();
        loop {
            let chunk = response.chunk().await;
            let read = |body: BytesMut| RawResponse {
                status,
                headers: headers.clone(),
                body: body.freeze(),
                attempts: self.lock().attempts,
                elapsed: self.started.elapsed(),
            };
            match chunk {
                Ok(None) => return Attempt::Answered(read(body)),
                Ok(Some(chunk)) if body.len() + chunk.len() > self.transport.max_body => {
                    return Attempt::TooLarge(read(body));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Err(error) => return Attempt::Broken(error.without_url(), Some(read(body))),
            }
        }
    }
}

impl Hooks for Exchange {
    fn before<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: &'a pay2328_api::seam::OperationInfo,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async {
            self.sign(request);
            self.permit().await.map_err(|kind| self.stop(kind))?;
            if Instant::now() >= self.deadline() {
                // reqwest would call this a time-out of a request that was sent.
                return Err(self.stop(Kind::Timeout { sent: false, source: None }));
            }
            Ok(())
        })
    }

    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        request: reqwest::Request,
        _: &'a pay2328_api::seam::OperationInfo,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(async move {
            // One copy of the signed bytes, which all attempts share.
            let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
            let (answer, result) = match self.attempts(|| self.attempt(client, &request, body.as_ref())).await
            {
                Attempt::Answered(answer) => (Some(answer.clone()), Ok(response(answer))),
                Attempt::TooLarge(answer) => {
                    self.stop(Kind::TooLarge { limit: self.transport.max_body });
                    (Some(answer.clone()), Ok(response(answer)))
                }
                Attempt::Redirected(redirected) => {
                    self.stop(Kind::Redirected(redirected));
                    (None, Ok(http::Response::new(Bytes::new()).into()))
                }
                Attempt::Broken(error, answer) => (answer, Err(error)),
            };
            self.lock().answer = answer;
            result
        })
    }

    fn after<'a>(
        &'a self,
        _: &'a reqwest::Result<reqwest::Response>,
        _: &'a pay2328_api::seam::OperationInfo,
    ) -> BoxFuture<'a, Result<(), String>> {
        // An answer that was cut off must not be decoded as if it were whole.
        Box::pin(async {
            if self.lock().stopped.is_some() { Err("stopped by pay2328".to_owned()) } else { Ok(()) }
        })
    }
}

/// The answer as the generated client expects it. It keeps status, headers and the bytes received.
fn response(answer: RawResponse) -> reqwest::Response {
    let mut response = http::Response::new(answer.body);
    if let Ok(status) = http::StatusCode::from_u16(answer.status) {
        *response.status_mut() = status;
    }
    *response.headers_mut() = answer.headers;
    response.into()
}

/// PHP writes U+2028 and U+2029 as escapes even where it leaves other characters literal. The service may
/// sign what PHP would have written, so these two are written its way.
pub(super) fn escape_separators(body: &[u8]) -> Bytes {
    let is_separator = |bytes: &[u8]| matches!(bytes, [0xe2, 0x80, 0xa8 | 0xa9]);
    if !body.windows(3).any(is_separator) {
        return Bytes::copy_from_slice(body);
    }
    let mut escaped = Vec::with_capacity(body.len() + 16);
    let mut rest = body;
    while let Some(at) = rest.windows(3).position(is_separator) {
        escaped.extend_from_slice(&rest[..at]);
        escaped.extend_from_slice(if rest[at + 2] == 0xa8 { br"\u2028" } else { br"\u2029" });
        rest = &rest[at + 3..];
    }
    escaped.extend_from_slice(rest);
    escaped.into()
}

/// Keys and signatures are visible ASCII, which every header value may hold.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http::HeaderMap;
    use http::header::RETRY_AFTER;
    use pay2328_api::check::Callbacks;
    use pay2328_api::operations;

    use super::*;
    use crate::client::retry::Budget;
    use crate::client::{Limiter, LocalLimiter};
    use crate::{ApiKey, client::TransportBuilder};

    fn answered(status: u16, retry_after: Option<&str>, body: &'static str) -> Attempt {
        let headers = retry_after.map(|value| (RETRY_AFTER, HeaderValue::from_str(value).unwrap()));
        Attempt::Answered(RawResponse {
            status,
            headers: HeaderMap::from_iter(headers),
            body: Bytes::from_static(body.as_bytes()),
            attempts: 1,
            elapsed: Duration::ZERO,
        })
    }

    fn ok() -> Attempt {
        answered(200, None, r#"{"state":0,"result":{}}"#)
    }

    fn exchange(operation: &'static Operation, retry: RetryPolicy, total_timeout: Duration) -> Exchange {
        let mut transport = TransportBuilder::new("http://127.0.0.1:9");
        transport.limiter = Arc::new(LocalLimiter::per_second(std::num::NonZeroU32::new(1000).unwrap()));
        let credentials =
            Credentials::Api(HeaderValue::from_static("p"), ApiKey::new("test-api-key").unwrap());
        let limits = Limits { attempt_timeout: Duration::from_secs(30), total_timeout, retry };
        Exchange::new(Arc::new(transport.build().unwrap()), credentials, operation, Shape::Enveloped, limits)
            .unwrap()
    }

    /// Plays prepared attempts on a paused clock: how many were made, how long it took, what came last.
    async fn play(exchange: &Exchange, attempts: impl IntoIterator<Item = Attempt>) -> (u32, Duration, u16) {
        let attempts = Mutex::new(VecDeque::from_iter(attempts));
        let started = Instant::now();
        let last = exchange
            .attempts(|| {
                let mut attempts = attempts.lock().unwrap();
                let next = attempts.pop_front().expect("no further attempt was prepared");
                async { next }
            })
            .await;
        let status = match last {
            Attempt::Answered(answer) => answer.status,
            _ => 0,
        };
        (exchange.record().1, started.elapsed(), status)
    }

    #[test]
    fn headers_with_secrets_are_marked_sensitive() {
        let mut exchange = exchange(&operations::PAYMENT_INFO, RetryPolicy::never(), MINUTE);
        let project = || HeaderValue::from_static("p");
        let sensitive = |exchange: &Exchange| {
            let url = reqwest::Url::parse("http://127.0.0.1:9").unwrap();
            let mut request = reqwest::Request::new(http::Method::POST, url);
            exchange.sign(&mut request);
            let headers = request.headers().iter().filter(|(_, value)| value.is_sensitive());
            headers.map(|(name, _)| name.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(sensitive(&exchange), ["sign"]);
        exchange.credentials =
            Credentials::Payout(project(), crate::PayoutKey::new("test-payout-key").unwrap());
        assert_eq!(sensitive(&exchange), ["sign"]);
        exchange.credentials = Credentials::Invoice(crate::InvoiceKey::new("test-invoice-key").unwrap());
        assert_eq!(sensitive(&exchange), ["x-api-key"]);
        exchange.operation = &operations::EXCHANGE_RATES;
        assert_eq!(sensitive(&exchange), Vec::<String>::new());
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn what_is_safe_to_repeat_is_repeated() {
        for operation in
            [&operations::PAYMENT_INFO, &operations::PAYOUT_CREATE, &operations::STATIC_WALLET_DISABLE]
        {
            let exchange = exchange(operation, RetryPolicy::new(), MINUTE);
            let (attempts, took, status) =
                play(&exchange, [answered(500, None, ""), answered(200, None, "<html>"), ok()]).await;
            assert_eq!((attempts, status), (3, 200), "{}", operation.id);
            assert!(took <= Duration::from_millis(1510), "{took:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_would_be_done_twice_is_not() {
        for attempt in [answered(500, None, ""), answered(429, None, ""), answered(200, None, "")] {
            let exchange = exchange(&operations::CONVERT, RetryPolicy::until_timeout(), MINUTE);
            assert_eq!(play(&exchange, [attempt]).await.0, 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_definite_answer_is_not_asked_for_again() {
        for attempt in [
            answered(422, None, "{}"),
            answered(403, None, "<html>"),
            answered(404, None, ""),
            answered(200, None, r#"{"state":1,"message":"no"}"#),
            ok(),
        ] {
            let exchange = exchange(&operations::PAYOUT_CREATE, RetryPolicy::until_timeout(), MINUTE);
            assert_eq!(play(&exchange, [attempt]).await.0, 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_in_doubt_outlasts_a_refusal_that_says_nothing_about_it() {
        for status in [401, 403] {
            let refused = || answered(status, None, "<html>");
            let of = |operation, retry| exchange(operation, retry, MINUTE).in_doubt_from_the_start(true);
            let call = of(&operations::PAYOUT_CREATE, RetryPolicy::until_timeout());
            assert_eq!(play(&call, [refused(), refused(), ok()]).await.0, 3);
            // Not for ever, and never what would be done twice.
            for (operation, retry) in [
                (&operations::PAYOUT_CREATE, RetryPolicy::new()),
                (&operations::CONVERT, RetryPolicy::until_timeout()),
            ] {
                assert_eq!(play(&of(operation, retry), [refused()]).await.0, 1);
            }
        }
    }

    /// A request with the same order id is under way, or the service ran out of time.
    #[tokio::test(start_paused = true)]
    async fn what_the_service_could_not_do_at_the_moment_is_asked_for_again() {
        for status in [408, 409, 423, 425] {
            let call = exchange(&operations::PAYOUT_CREATE, RetryPolicy::new(), MINUTE);
            assert_eq!(play(&call, [answered(status, None, "{}"), ok()]).await.0, 2);
            assert!(call.in_doubt());
            let call = exchange(&operations::CONVERT, RetryPolicy::new(), MINUTE);
            assert_eq!(play(&call, [answered(status, None, "{}")]).await.0, 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_is_waited_for() {
        let exchange = exchange(&operations::PAYOUT_CREATE, RetryPolicy::new(), MINUTE);
        let (attempts, took, status) = play(&exchange, [answered(429, Some("7"), ""), ok()]).await;
        assert_eq!((attempts, status), (2, 200));
        // And a random part of the pause besides, so that a fleet does not return at one moment.
        assert!((Duration::from_secs(7)..=Duration::from_millis(7510)).contains(&took), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_retry_after_beyond_the_cap_or_the_deadline_ends_the_call() {
        for (retry_after, total) in [("31", MINUTE), ("20", Duration::from_secs(10))] {
            let exchange = exchange(&operations::PAYMENT_INFO, RetryPolicy::new(), total);
            let (attempts, took, status) = play(&exchange, [answered(429, Some(retry_after), "")]).await;
            assert_eq!((attempts, took, status), (1, Duration::ZERO, 429));
        }
    }

    /// A `Retry-After` that is longer than the cap is no reason to leave the outcome of a payout open.
    #[tokio::test(start_paused = true)]
    async fn until_timeout_waits_for_any_retry_after_that_fits() {
        let total = Duration::from_secs(15 * 60);
        let exchange = exchange(&operations::PAYOUT_CREATE, RetryPolicy::until_timeout(), total);
        let (attempts, took, status) =
            play(&exchange, [answered(429, Some("120"), ""), answered(503, Some("0"), ""), ok()]).await;
        assert_eq!((attempts, status), (3, 200));
        assert!(took >= Duration::from_secs(120), "{took:?}");
    }

    /// A caller that keeps a call without polling it delays nobody else.
    #[tokio::test(start_paused = true)]
    async fn a_parked_caller_blocks_nobody() {
        let limiter = LocalLimiter::per_second(LocalLimiter::REQUESTS_PER_SECOND);
        limiter.permit().await.unwrap();
        let mut parked = limiter.permit();
        // Polled once, so that it has its place, and never again.
        assert!(
            std::future::poll_fn(|context| std::task::Poll::Ready(
                parked.as_mut().poll(context).is_pending()
            ))
            .await
        );
        let started = Instant::now();
        limiter.permit().await.unwrap();
        assert!(started.elapsed() <= Duration::from_millis(211), "{:?}", started.elapsed());
        drop(parked);
    }

    #[tokio::test(start_paused = true)]
    async fn until_timeout_goes_on_to_the_deadline_and_not_beyond() {
        let total = Duration::from_secs(15 * 60);
        let exchange = exchange(&operations::PAYOUT_CREATE, RetryPolicy::until_timeout(), total);
        let (attempts, took, status) = play(&exchange, (0..10_000).map(|_| answered(500, None, ""))).await;
        assert_eq!(status, 500);
        // Pauses average 10 s once they have grown to their ceiling of 20 s.
        assert!((45..400).contains(&attempts), "{attempts}");
        assert!(took < total && took > total - Duration::from_secs(21), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_down_is_not_stormed() {
        let exchange = exchange(&operations::PAYMENT_INFO, RetryPolicy::new().max_attempts(2), MINUTE);
        let mut sent = 0;
        for _ in 0..1000 {
            sent += play(&exchange, [answered(500, None, ""), answered(500, None, "")]).await.0;
        }
        // Each call once, and the hundred retries of the budget.
        assert_eq!(sent, 1100);
    }

    #[tokio::test(start_paused = true)]
    async fn no_permit_for_a_retry_returns_what_the_attempt_said() {
        struct Once(std::sync::atomic::AtomicBool);
        impl Limiter for Once {
            fn permit(&self) -> BoxFuture<'_, Result<(), crate::LimiterError>> {
                let first = !self.0.swap(true, std::sync::atomic::Ordering::Relaxed);
                Box::pin(async move { if first { Ok(()) } else { std::future::pending().await } })
            }
        }
        let mut exchange = exchange(&operations::PAYMENT_INFO, RetryPolicy::new(), MINUTE);
        let transport = Arc::get_mut(&mut exchange.transport).unwrap();
        transport.limiter = Arc::new(Once(true.into()));
        assert_eq!(transport.callbacks, Callbacks::AnyHost);
        transport.budget = Budget::new();
        let (attempts, took, status) = play(&exchange, [answered(503, None, "")]).await;
        assert_eq!((attempts, status), (1, 503));
        assert_eq!(took.as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn ten_requests_a_second_first_come_first_served() {
        let limiter = Arc::new(LocalLimiter::per_second(LocalLimiter::REQUESTS_PER_SECOND));
        let started = Instant::now();
        let order = Arc::new(Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..50)
            .map(|number| {
                let (limiter, order) = (limiter.clone(), order.clone());
                tokio::spawn(async move {
                    limiter.permit().await.unwrap();
                    order.lock().unwrap().push((number, started.elapsed()));
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let order = order.lock().unwrap();
        assert!(order.iter().map(|(number, _)| *number).eq(0..50), "not first come, first served");
        // In whichever second one looks, there are at most ten.
        for (_, from) in order.iter() {
            let within =
                order.iter().filter(|(_, at)| at >= from && *at < *from + Duration::from_secs(1)).count();
            assert!(within <= 10, "{within} within a second");
        }
        let took = order.last().unwrap().1;
        assert!((Duration::from_millis(5140)..Duration::from_millis(5200)).contains(&took), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_in_the_queue_can_be_given_up() {
        let limiter = LocalLimiter::per_second(std::num::NonZeroU32::MIN);
        limiter.permit().await.unwrap();
        for _ in 0..100 {
            assert!(tokio::time::timeout(Duration::from_millis(1), limiter.permit()).await.is_err());
        }
        let started = Instant::now();
        limiter.permit().await.unwrap();
        assert!(started.elapsed() <= Duration::from_secs(1), "{:?}", started.elapsed());
    }

    #[test]
    fn line_separators_are_written_as_php_writes_them() {
        let cases = [
            ("{\"a\":\"\u{2028}x\u{2029}\"}", r#"{"a":"\u2028x\u2029"}"#),
            ("{\"a\":\"тест / —\"}", "{\"a\":\"тест / —\"}"),
            ("\u{2028}", r"\u2028"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(escape_separators(body.as_bytes()), expected.as_bytes());
        }
    }

    #[test]
    fn retry_after_as_seconds_and_as_date() {
        let after = |value: &str| retry_after(&answered(429, Some(value), ""));
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        assert_eq!(after("Thu, 01 Jan 2015 00:00:00 GMT"), Some(Duration::ZERO));
        let far = after("Fri, 01 Jan 2100 00:00:00 GMT").unwrap();
        assert!(far > Duration::from_secs(365 * 24 * 3600), "{far:?}");
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(after(nonsense), None, "{nonsense:?}");
        }
    }
}
