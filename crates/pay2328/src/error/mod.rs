//! The one error of the client, and what it says about the money.

mod conflict;
mod display;
mod kind;
mod refusal;

use std::error::Error as StdError;
use std::time::Duration;

use pay2328_api::check::Violation;
use pay2328_api::operation::{Operation, RetryClass};
use serde_json::Value;

use crate::client::{RawResponse, Redirected, of_status};
use crate::{InvalidKey, InvalidOrderId};

pub use self::conflict::{Conflict, Difference};
pub use self::kind::{ErrorKind, Outcome};
pub use self::refusal::FieldError;
pub(crate) use self::refusal::{Refusal, Success};

/// A failed call.
///
/// [`outcome`](Self::outcome) says what happened to the money; the `is_…` methods say why. `Display` is
/// one line that ends with what to do next; the cause, where there is one below this crate, is the
/// [`source`](std::error::Error::source). It never holds a key or a signature.
pub struct Error(Box<Inner>);

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

struct Inner {
    kind: Kind,
    operation: Option<&'static Operation>,
    order_id: Option<String>,
    attempts: u32,
    answer: Option<RawResponse>,
    /// Whether an attempt before the last one, or an earlier call, may have done it.
    in_doubt: bool,
    /// Of a list.
    page: Option<i64>,
}

/// Why a call failed.
pub(crate) enum Kind {
    /// A setting of the client makes no sense, or an environment variable is missing.
    Configuration(String),
    /// The HTTP client would not even begin to send the request.
    Unsendable(reqwest::Error),
    /// A request breaks a documented limit.
    Request(Violation),
    /// The rate limiter gave no permit in time, or failed.
    RateLimiter(String),
    /// No connection.
    Connect(reqwest::Error),
    /// The time for the whole call, or for one attempt, ran out. `sent` tells whether an attempt had begun.
    Timeout { sent: bool, source: Option<reqwest::Error> },
    /// The connection broke after sending began.
    Transport(reqwest::Error),
    /// The HTTP client followed a redirect.
    Redirected(Redirected),
    /// The service said no, or failed: an answer that is not a success.
    Refused(Refusal),
    /// A success whose body is not what the document says. The path leads to the member.
    Unreadable { path: Option<String>, source: serde_json::Error },
    /// The answer is longer than the client is willing to hold.
    TooLarge { limit: usize },
    /// The order id is taken by an object that differs from the request.
    Conflict(Conflict),
    /// The status was still not final when the time to wait for it was over.
    NotFinal { last: Option<String>, timeout: Duration, source: Option<Error> },
    /// A list came back in a way that would never end or would skip items.
    Paging(String),
}

impl Error {
    pub(crate) fn new(kind: Kind, operation: Option<&'static Operation>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation,
            order_id: None,
            attempts: 0,
            answer: None,
            in_doubt: false,
            page: None,
        }))
    }

    pub(crate) fn configuration(text: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(text.into()), None)
    }

    /// What the exchange knows of a failed call besides its kind.
    pub(crate) fn with_exchange(mut self, attempts: u32, answer: Option<RawResponse>) -> Self {
        self.0.attempts = attempts;
        self.0.answer = answer;
        self
    }

    /// Which call failed, and for which order id.
    pub(crate) fn about(mut self, operation: &'static Operation, order_id: Option<String>) -> Self {
        self.0.operation = Some(operation);
        self.0.order_id = order_id;
        self
    }

    /// Notes that an attempt before the last one, or an earlier call, may have done it.
    pub(crate) fn in_doubt(mut self, operation: &'static Operation) -> Self {
        // Of what only reads there is nothing to doubt.
        self.0.in_doubt = operation.retry != RetryClass::Read;
        self
    }

    /// Notes which page of a list it is about.
    pub(crate) fn with_page(mut self, page: i64) -> Self {
        self.0.page = Some(page);
        self
    }

    /// Why it failed, for a `match`. The `is_…` methods ask for more than one of these at a time, and for
    /// statuses.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::of(&self.0.kind)
    }

    /// What happened to the call, and so to the money.
    ///
    /// It speaks of all attempts of this call together: if the first one may have been carried out, it is
    /// [`Unknown`](Outcome::Unknown), even if the second one was refused or found no connection. Of earlier
    /// calls it knows nothing unless it was told ([`Call::in_doubt`](crate::Call::in_doubt)).
    pub fn outcome(&self) -> Outcome {
        if self.0.in_doubt { Outcome::Unknown } else { self.last_outcome() }
    }

    /// What the last attempt alone came to.
    fn last_outcome(&self) -> Outcome {
        match &self.0.kind {
            // An inconsistency of this crate, met after something was sent.
            Kind::Configuration(_) if self.0.attempts > 0 => Outcome::Unknown,
            Kind::Configuration(_)
            | Kind::Unsendable(_)
            | Kind::Request(_)
            | Kind::RateLimiter(_)
            | Kind::Connect(_)
            | Kind::Timeout { sent: false, .. } => Outcome::NotSent,
            Kind::Refused(_) => match self.status() {
                // A success status with an error envelope is as definite as a 4xx.
                Some(200..=299) => Outcome::Rejected,
                status => of_status(status.unwrap_or_default()).0,
            },
            // A list only reads, but what the caller has seen of it is not known to be complete.
            Kind::Timeout { sent: true, .. }
            | Kind::Transport(_)
            | Kind::Redirected(_)
            | Kind::Unreadable { .. }
            | Kind::TooLarge { .. }
            | Kind::NotFinal { .. }
            // What exists may be what this very call made, if the service spells it differently.
            | Kind::Conflict(_)
            | Kind::Paging(_) => Outcome::Unknown,
        }
    }

    /// Whether the same call can be made again without the risk of doing it twice, and with a chance to
    /// succeed, which is when the client itself would repeat it: it was not sent for lack of a connection or
    /// a permit; or the operation is safe to repeat with the same bytes, and the service was too busy (429)
    /// or the outcome is unknown for a reason that can go away.
    ///
    /// After a 429 of an operation that is never repeated (a convert, an invoice, an Invoice API payout) it
    /// is `false`: nothing was done, and whether to ask once more is the caller's decision.
    pub fn is_retryable(&self) -> bool {
        let repeat = self.0.operation.map_or(RetryClass::Never, |operation| operation.retry);
        crate::client::retry::may_retry(repeat, self.outcome(), self.is_transient())
    }

    /// Whether the cause can go away by itself.
    pub(crate) fn is_transient(&self) -> bool {
        match &self.0.kind {
            Kind::Connect(_) | Kind::RateLimiter(_) | Kind::Timeout { .. } | Kind::Transport(_) => true,
            // What is no answer of the service can be one the next time; a member of the wrong type stays
            // what it is.
            Kind::Unreadable { .. } => !self.says_done(),
            Kind::NotFinal { .. } => true,
            Kind::Refused(_) => self.status().is_some_and(|status| of_status(status).1),
            Kind::Configuration(_)
            | Kind::Unsendable(_)
            | Kind::Redirected(_)
            | Kind::Request(_)
            | Kind::TooLarge { .. }
            | Kind::Conflict(_)
            | Kind::Paging(_) => false,
        }
    }

    /// Time ran out: for the call, for one attempt, or for a connection.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout { .. } | Kind::NotFinal { .. } => true,
            Kind::Connect(source) => source.is_timeout(),
            _ => false,
        }
    }

    /// No connection could be made.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect(_))
    }

    /// The limit of requests per second was hit: the service's (429), or the client's own until its
    /// time ran out.
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.0.kind, Kind::RateLimiter(_)) || self.status() == Some(429)
    }

    /// The service did not accept the credentials (401). For the Merchant API: the wrong key, a key of
    /// another project, or bytes changed on the way.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// There is no such object (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// The request was refused before it was sent, because it breaks a documented limit.
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.0.kind, Kind::Request(_))
    }

    /// The client is set up wrong.
    pub fn is_configuration(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration(_) | Kind::Unsendable(_))
    }

    /// The answer was a success whose body could not be read.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable { .. } | Kind::TooLarge { .. })
    }

    /// The order id belongs to an object that differs from the request.
    pub fn conflict(&self) -> Option<&Conflict> {
        match &self.0.kind {
            Kind::Conflict(conflict) => Some(conflict),
            _ => None,
        }
    }

    /// The member and the rule that a locally refused request breaks.
    pub fn violation(&self) -> Option<&Violation> {
        match &self.0.kind {
            Kind::Request(violation) => Some(violation),
            _ => None,
        }
    }

    /// The HTTP status of the last answer.
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(RawResponse::status)
    }

    /// The `state` of a refusal, where it had one.
    pub fn state(&self) -> Option<i64> {
        self.refusal()?.state
    }

    /// What the service said, where it said something readable.
    pub fn message(&self) -> Option<&str> {
        self.refusal()?.message.as_deref()
    }

    /// The service's complaints member by member.
    pub fn field_errors(&self) -> &[FieldError] {
        self.refusal().map_or(&[], |refusal| &refusal.field_errors)
    }

    /// The last answer, whole: status, headers, body. Not part of `Display`.
    pub fn response(&self) -> Option<&RawResponse> {
        self.0.answer.as_ref()
    }

    /// The body of the last answer, as far as it was read.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(RawResponse::body)
    }

    /// The `uuid` that an unreadable success names, so that the object can be looked up.
    pub fn uuid(&self) -> Option<String> {
        if let Kind::Conflict(conflict) = &self.0.kind {
            return Some(conflict.uuid.clone());
        }
        let body: Value = serde_json::from_slice(self.raw_body()?).ok()?;
        let uuid = body.get("result").and_then(|result| result.get("uuid")).or_else(|| body.get("uuid"));
        uuid.and_then(Value::as_str).map(str::to_owned)
    }

    /// Whether an unreadable success is the service's own word that it was done, whatever else of it cannot
    /// be read.
    fn says_done(&self) -> bool {
        let body = serde_json::from_slice::<Value>(self.raw_body().unwrap_or_default()).unwrap_or_default();
        if body.get("state").is_some_and(|state| !state.is_null() && refusal::state(state) != Some(0)) {
            return false;
        }
        ["result", "uuid", "id"].iter().any(|name| body.get(name).is_some_and(|member| !member.is_null()))
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The page that a list could not go on with. `request.page(n)` takes it up there again.
    pub fn page(&self) -> Option<i64> {
        self.0.page
    }

    /// How many times the request was sent, or begun to be.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The order id of the request: send the same request with it again to learn the truth.
    pub fn order_id(&self) -> Option<&str> {
        self.0.order_id.as_deref()
    }

    fn refusal(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Unsendable(source)
            | Kind::Connect(source)
            | Kind::Transport(source)
            | Kind::Redirected(Redirected { source: Some(source), .. })
            | Kind::Timeout { source: Some(source), .. } => Some(source),
            Kind::Unreadable { source, .. } => Some(source),
            Kind::NotFinal { source: Some(source), .. } => Some(source),
            _ => None,
        }
    }
}

impl From<InvalidKey> for Error {
    fn from(error: InvalidKey) -> Self {
        Self::configuration(error.to_string())
    }
}

impl From<InvalidOrderId> for Error {
    fn from(error: InvalidOrderId) -> Self {
        Self::configuration(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
    }

    #[test]
    fn outcomes_as_text() {
        let told = [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown].map(|outcome| outcome.to_string());
        assert_eq!(told, ["not sent", "rejected", "unknown"]);
    }

    #[test]
    fn an_error_travels() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
    }
}
