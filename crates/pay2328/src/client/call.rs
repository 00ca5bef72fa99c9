use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pay2328_api::check::{Check, Violation};
use pay2328_api::operation::Operation;
use pay2328_api::seam::Seam;
use pay2328_api::{Envelope, ResponseValue};
use serde::de::DeserializeOwned;

use super::answer::RawResponse;
use super::exchange::{Exchange, Limits, Shape};
use super::observe::{CallReport, trace};
use super::retry::RetryPolicy;
use super::sendings::{Sending, Sendings};
use super::{Credentials, Transport};
use crate::error::{Conflict, Error, Kind, Outcome, Refusal, Result, Success};

/// A call that has not been made yet: `.await` makes it.
///
/// Before that, its time-outs and retries can be set for this call alone. Dropping the future abandons
/// the call; a request that was on its way may still be carried out. Where a future is asked for
/// (`tokio::spawn`, `join!`, `timeout`), give it `call.into_future()`.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: pay2328::Client) -> pay2328::Result<()> {
/// let (payment, answer) = client
///     .payments()
///     .info(&pay2328::types::PaymentQuery::new().order_id("ORDER-12345"))
///     .total_timeout(Duration::from_secs(10))
///     .with_response()
///     .await?;
/// println!("{} after {:?}", payment.payment_status, answer.elapsed());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    plan: Plan,
    run: Run<T>,
    echo: Option<Echo<T>>,
}

/// A call but for what it returns.
struct Plan {
    transport: Arc<Transport>,
    credentials: Credentials,
    operation: &'static Operation,
    shape: Shape,
    order_id: Option<String>,
    limits: Limits,
    checked: Result<(), Violation>,
    prepared: Option<Bytes>,
    in_doubt: bool,
    sendings: Option<Sendings>,
}

/// The future of a call.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

type Run<T> = Box<dyn FnOnce(Arc<Exchange>, pay2328_api::Client) -> CallFuture<Result<T, Failure>> + Send>;
type Echo<T> = Box<dyn FnOnce(&T) -> Option<Conflict> + Send>;

/// Why the generated client returned no result.
pub(super) enum Failure {
    Api(Box<pay2328_api::Error<()>>),
    /// An answer that is not a success; it is in the exchange's record.
    State,
    Kind(Kind),
    Unreadable {
        path: Option<String>,
        source: serde_json::Error,
    },
}

/// Who makes a call, and for what.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) transport: Arc<Transport>,
    pub(crate) credentials: Credentials,
}

impl Caller {
    /// A call that is answered with an envelope.
    pub(crate) fn enveloped<W, F, Fut>(&self, operation: &'static Operation, send: F) -> Call<W::Result>
    where
        W: Envelope + DeserializeOwned + Send + 'static,
        W::Result: Send + 'static,
        F: FnOnce(pay2328_api::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<W>, pay2328_api::Error<()>>> + Send + 'static,
    {
        self.call(operation, Shape::Enveloped, |_, client| {
            Box::pin(async move {
                let (state, result) = decode(send(client).await)?.open();
                if state == 0 { Ok(result) } else { Err(Failure::State) }
            })
        })
    }

    /// A call that is answered with the object itself.
    pub(crate) fn bare<W, F, Fut>(&self, operation: &'static Operation, send: F) -> Call<W>
    where
        W: DeserializeOwned + Send + 'static,
        F: FnOnce(pay2328_api::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<W>, pay2328_api::Error<()>>> + Send + 'static,
    {
        self.call(operation, Shape::Bare, |_, client| Box::pin(async move { decode(send(client).await) }))
    }

    pub(super) fn call<T>(
        &self,
        operation: &'static Operation,
        shape: Shape,
        run: impl FnOnce(Arc<Exchange>, pay2328_api::Client) -> CallFuture<Result<T, Failure>> + Send + 'static,
    ) -> Call<T> {
        let plan = Plan {
            transport: self.transport.clone(),
            credentials: self.credentials.clone(),
            operation,
            shape,
            order_id: None,
            limits: self.transport.limits.clone(),
            checked: Ok(()),
            prepared: None,
            in_doubt: false,
            sendings: None,
        };
        Call { plan, run: Box::new(run), echo: None }
    }
}

/// Finds the path to the member that could not be read: the generated client's error does not have it.
fn decode<W: DeserializeOwned>(
    result: Result<ResponseValue<W>, pay2328_api::Error<()>>,
) -> Result<W, Failure> {
    match result {
        Ok(value) => Ok(value.into_inner()),
        Err(pay2328_api::Error::InvalidResponsePayload(body, source)) => {
            let mut deserializer = serde_json::Deserializer::from_slice(&body);
            let path = serde_path_to_error::deserialize::<_, W>(&mut deserializer)
                .err()
                .map(|error| error.path().to_string())
                // A path into broken JSON leads to where the text ends, which helps nobody.
                .filter(|path| path != "." && source.is_data());
            Err(Failure::Unreadable { path, source })
        }
        Err(error) => Err(Failure::Api(Box::new(error))),
    }
}

impl<T: Send + 'static> Call<T> {
    /// The longest one attempt may take, from sending to the last byte of the answer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.plan.limits.attempt_timeout = timeout;
        self
    }

    /// The longest the whole call may take: waiting for a permit, every attempt, the pauses between.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.plan.limits.total_timeout = timeout;
        self
    }

    /// Does not give up before the outcome is known: repeats the same bytes, where repeating is safe,
    /// until there is a definite answer or 15 minutes are over (or what
    /// [`total_timeout`](Self::total_timeout) says after this).
    ///
    /// Once an attempt may have been carried out, or if the call was [`in_doubt`](Self::in_doubt) from the
    /// beginning, a 401 or a 403 (a firewall's page, for one) is no definite answer, and is waited out too.
    pub fn until_known(self) -> Self {
        self.retry(RetryPolicy::until_timeout()).total_timeout(Duration::from_secs(15 * 60))
    }

    /// Says that this request may have been sent before: by a call whose outcome was
    /// [`Unknown`](crate::Outcome::Unknown), or by a program that crashed or was stopped meanwhile.
    ///
    /// Then no failure of *this* call says anything about that one, so each failure's outcome is
    /// [`Unknown`](crate::Outcome::Unknown), until the service returns the object or a
    /// [`Conflict`](crate::Conflict). A [`PreparedPayout`](crate::PreparedPayout) remembers it by itself. For
    /// what only reads it means nothing.
    pub fn in_doubt(mut self) -> Self {
        self.plan.in_doubt = true;
        self
    }

    /// How often this call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.plan.limits.retry = policy;
        self
    }

    /// Makes the call, and returns the answer as it came beside the result.
    ///
    /// # Errors
    /// As awaiting the call itself.
    pub async fn with_response(mut self) -> Result<(T, RawResponse)> {
        let sending = self.plan.sendings.take().map(Sendings::begin);
        self.plan.in_doubt |= sending.as_ref().is_some_and(|sending| sending.in_doubt);
        let (transport, operation, about) = (self.plan.transport.clone(), self.plan.operation, self.about());
        let span = trace::call(&transport, operation);
        let started = tokio::time::Instant::now();
        let result = trace::within(&span, self.make()).await;
        let result = result.map_err(|error| {
            let error = about.told(error);
            // Another call with the same bytes may have begun meanwhile.
            let several = sending.as_ref().is_some_and(Sending::is_one_of_several);
            if several { error.in_doubt(operation) } else { error }
        });
        if let (Some(sending), Err(error)) = (sending, &result)
            && error.outcome() != Outcome::Unknown
        {
            sending.did_nothing();
        }
        let report = match &result {
            Ok((_, answer)) => CallReport::success(operation, answer),
            Err(error) => CallReport::failure(operation, error, started.elapsed()),
        };
        trace::finished(&span, &report);
        if let Some(observer) = &transport.observer {
            observer.call_finished(&report);
        }
        result
    }

    /// What an error of this call has to tell, wherever it comes from.
    pub(crate) fn about(&self) -> About {
        let in_doubt = self.plan.in_doubt || self.plan.sendings.as_ref().is_some_and(Sendings::in_doubt);
        About { operation: self.plan.operation, order_id: self.plan.order_id.clone(), in_doubt }
    }

    async fn make(self) -> Result<(T, RawResponse)> {
        self.check()?;
        let Self { plan, run, echo } = self;
        let Plan { transport, credentials, operation, shape, limits, prepared, in_doubt, .. } = plan;
        let exchange = Exchange::new(transport.clone(), credentials, operation, shape, limits)?;
        let exchange = Arc::new(exchange.prepared(prepared).in_doubt_from_the_start(in_doubt));
        let client = pay2328_api::Client::new_with_client(
            &transport.base_url,
            exchange.http().clone(),
            Seam::new(exchange.clone()),
        );
        let result = run(exchange.clone(), client).await;
        let (answer, attempts) = exchange.record();
        let kind = match (result, &answer) {
            (Ok(value), Some(answer)) => match echo.and_then(|echo| echo(&value)) {
                None => return Ok((value, answer.clone())),
                Some(conflict) => Kind::Conflict(conflict),
            },
            // A result without an answer cannot be: the exchange records the answer it returns.
            (Ok(_), None) => Kind::Configuration("the answer was lost".to_owned()),
            (Err(failure), _) => failure.kind(&exchange, answer.as_ref()),
        };
        let error = Error::new(kind, Some(operation)).with_exchange(attempts, answer);
        Err(if exchange.in_doubt() { error.in_doubt(operation) } else { error })
    }

    /// The same call, for a service that may leave the envelope out.
    pub(crate) fn envelope_optional(mut self) -> Self {
        self.plan.shape = Shape::EnvelopedOrBare;
        self
    }

    /// All settings of this call at once.
    pub(crate) fn limits(mut self, limits: Limits) -> Self {
        self.plan.limits = limits;
        self
    }

    /// The same call with its result turned into something else. It has no echo to compare: that is of the
    /// result as it came.
    pub(crate) fn map<U>(self, into: impl FnOnce(T) -> U + Send + 'static) -> Call<U> {
        let Self { plan, run, .. } = self;
        let run: Run<U> = Box::new(|exchange, client| {
            let result = run(exchange, client);
            Box::pin(async { result.await.map(into) })
        });
        Call { plan, run, echo: None }
    }

    /// What the check of the request said.
    pub(crate) fn check(&self) -> Result<()> {
        let refused = |violation: &Violation| {
            self.about().told(Error::new(Kind::Request(violation.clone()), Some(self.plan.operation)))
        };
        self.plan.checked.as_ref().map_err(refused).copied()
    }

    /// The check of the request before it is sent.
    pub(crate) fn checked(mut self, request: &impl Check) -> Self {
        if self.plan.checked.is_ok() {
            self.plan.checked = request.check(self.plan.transport.callbacks);
        }
        self
    }

    /// The order id the request carries.
    pub(crate) fn order_id(mut self, order_id: Option<&str>) -> Self {
        self.plan.order_id = order_id.map(str::to_owned);
        self
    }

    /// Sends bytes that were prepared earlier, exactly.
    pub(crate) fn prepared(mut self, body: Bytes) -> Self {
        self.plan.prepared = Some(body);
        self
    }

    /// Counts this call among those that send the same value.
    pub(super) fn sendings(mut self, sendings: Sendings) -> Self {
        self.plan.sendings = Some(sendings);
        self
    }

    /// Compares what came back with what was asked for.
    pub(crate) fn echo(mut self, echo: impl FnOnce(&T) -> Option<Conflict> + Send + 'static) -> Self {
        self.echo = Some(Box::new(echo));
        self
    }
}

/// What a call is about.
pub(crate) struct About {
    operation: &'static Operation,
    order_id: Option<String>,
    in_doubt: bool,
}

impl About {
    /// An error of the call, with what the call knows.
    pub(crate) fn told(self, error: Error) -> Error {
        let error = error.about(self.operation, self.order_id);
        if self.in_doubt { error.in_doubt(self.operation) } else { error }
    }
}

impl Failure {
    fn kind(self, exchange: &Exchange, answer: Option<&RawResponse>) -> Kind {
        if let Some(stopped) = exchange.stopped() {
            return stopped;
        }
        let body = answer.map(RawResponse::body).unwrap_or_default();
        match self {
            Self::State => Kind::Refused(Refusal::read(body)),
            Self::Kind(kind) => kind,
            Self::Unreadable { path, source } => match Success::read(body, exchange.shape()) {
                Success::Refused(refusal) => Kind::Refused(refusal),
                Success::Readable | Success::Unreadable => Kind::Unreadable { path, source },
            },
            Self::Api(error) => match *error {
                pay2328_api::Error::UnexpectedResponse(_) => Kind::Refused(Refusal::read(body)),
                pay2328_api::Error::CommunicationError(error)
                | pay2328_api::Error::ResponseBodyError(error) => Error::of_transport(error),
                // The document declares no error answers to the generator, no upgrades, and no
                // parameters that could be refused while the request is built.
                other => Kind::Configuration(other.to_string()),
            },
        }
    }
}

impl<T: Send + 'static> IntoFuture for Call<T> {
    type Output = Result<T>;
    type IntoFuture = CallFuture<Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.with_response().await.map(|(value, _)| value) })
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.plan.operation.id)
            .field("limits", &self.plan.limits)
            .finish_non_exhaustive()
    }
}
