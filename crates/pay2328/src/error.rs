//! The one error of the client, and what it says about the money.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use pay2328_api::check::Violation;
use pay2328_api::operation::{Operation, Repeat};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::client::{Answer, Shape};
use crate::{InvalidKey, InvalidOrderId};

/// What happened to a call that failed.
///
/// Every [`Error`] has one. Whether the client repeats a call follows from this and from the class of
/// the operation, and from nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing left this machine: refused by a local check, no permit from the rate limiter, no connection.
    NotSent,
    /// The service answered, and did not do it: an error answer, a `state` that is not 0, a firewall's page.
    Rejected,
    /// It may or may not have been done: no answer, a 5xx, a success whose body could not be read.
    Unknown,
}

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
    answer: Option<Answer>,
    /// Whether an attempt before the last one may have done it.
    in_doubt: bool,
}

/// Why a call failed.
pub(crate) enum Kind {
    /// A setting of the client makes no sense, or an environment variable is missing.
    Configuration(String),
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

/// What a refusal says, in whichever of its undocumented shapes it came.
#[derive(Debug, Default)]
pub(crate) struct Refusal {
    state: Option<i64>,
    message: Option<String>,
    field_errors: Vec<FieldError>,
}

/// A complaint of the service about one member of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The member's name. Empty where the service names none.
    pub field: String,
    /// What is wrong with it, in the service's words.
    pub message: String,
}

/// The order id of a request belongs to an object that was made from a different request.
///
/// The service returns the existing object for a known order id, whatever else the new request says.
/// Taking that for a success would credit or pay the wrong amount. It can also be what the call itself has
/// just made, if the service writes a member in a way this crate does not recognise: so look at it, and never
/// answer a conflict with a new order id before you have.
pub struct Conflict {
    pub(crate) uuid: String,
    pub(crate) differences: Vec<Difference>,
    pub(crate) existing: Box<dyn Any + Send + Sync>,
}

impl Conflict {
    /// The `uuid` of the object that exists.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// The members that differ. Amounts are compared numerically.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The object that exists: a [`Payment`](crate::types::Payment), a [`Payout`](crate::types::Payout) or
    /// a [`StaticWallet`](crate::types::StaticWallet), whichever the call would have returned.
    pub fn existing<T: 'static>(&self) -> Option<&T> {
        self.existing.downcast_ref()
    }
}

impl fmt::Debug for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conflict")
            .field("uuid", &self.uuid)
            .field("differences", &self.differences)
            .finish_non_exhaustive()
    }
}

/// One member in which an existing object differs from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The member's documented name.
    pub field: &'static str,
    /// What the request asked for.
    pub asked: String,
    /// What the existing object has.
    pub existing: String,
}

impl Error {
    pub(crate) fn new(kind: Kind, operation: Option<&'static Operation>) -> Self {
        Self(Box::new(Inner { kind, operation, order_id: None, attempts: 0, answer: None, in_doubt: false }))
    }

    pub(crate) fn configuration(text: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(text.into()), None)
    }

    /// What the exchange knows of a failed call besides its kind.
    pub(crate) fn with_exchange(
        mut self,
        order_id: Option<String>,
        attempts: u32,
        answer: Option<Answer>,
    ) -> Self {
        self.0.order_id = order_id;
        self.0.attempts = attempts;
        self.0.answer = answer;
        self
    }

    /// Notes that an attempt before the last one may have done it.
    pub(crate) fn in_doubt(mut self) -> Self {
        // Of what only reads there is nothing to doubt.
        self.0.in_doubt = self.0.operation.is_some_and(|operation| operation.repeat != Repeat::Read);
        self
    }

    /// What happened to the call, and so to the money.
    ///
    /// It speaks of all attempts together: if the first one may have been carried out, it is
    /// [`Unknown`](Outcome::Unknown), even if the second one was refused or found no connection.
    pub fn outcome(&self) -> Outcome {
        if self.0.in_doubt { Outcome::Unknown } else { self.last_outcome() }
    }

    /// What the last attempt alone came to.
    fn last_outcome(&self) -> Outcome {
        match &self.0.kind {
            // An inconsistency of this crate, met after something was sent.
            Kind::Configuration(_) if self.0.attempts > 0 => Outcome::Unknown,
            Kind::Configuration(_)
            | Kind::Request(_)
            | Kind::RateLimiter(_)
            | Kind::Connect(_)
            | Kind::Timeout { sent: false, .. } => Outcome::NotSent,
            Kind::Refused(_) => match self.status() {
                // A success status with an error envelope is as definite as a 4xx.
                Some(200..=299 | 400..=499) => Outcome::Rejected,
                _ => Outcome::Unknown,
            },
            // A list only reads, but what the caller has seen of it is not known to be complete.
            Kind::Timeout { sent: true, .. }
            | Kind::Transport(_)
            | Kind::Unreadable { .. }
            | Kind::TooLarge { .. }
            | Kind::NotFinal { .. }
            // What exists may be what this very call made, if the service spells it differently.
            | Kind::Conflict(_)
            | Kind::Paging(_) => Outcome::Unknown,
        }
    }

    /// Whether the same call can be made again without the risk of doing it twice, and with a chance to
    /// succeed: it was not sent for lack of a connection or a permit, or it was limited (429), or its
    /// outcome is unknown and the operation is safe to repeat with the same bytes.
    pub fn is_retryable(&self) -> bool {
        let repeat = self.0.operation.map_or(Repeat::Never, |operation| operation.repeat);
        crate::client::retry::may_repeat(repeat, self.outcome(), self.is_transient())
    }

    /// Whether the cause can go away by itself.
    pub(crate) fn is_transient(&self) -> bool {
        match &self.0.kind {
            Kind::Connect(_) | Kind::RateLimiter(_) | Kind::Timeout { .. } | Kind::Transport(_) => true,
            // What is no answer of the service can be one the next time; a member of the wrong type stays
            // what it is.
            Kind::Unreadable { .. } => !self.says_done(),
            Kind::NotFinal { .. } => true,
            Kind::Refused(_) => self.status().is_some_and(|status| status == 429 || status >= 500),
            Kind::Configuration(_)
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
    pub fn is_signature(&self) -> bool {
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
        matches!(self.0.kind, Kind::Configuration(_))
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
        self.0.answer.as_ref().map(Answer::status)
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
    pub fn answer(&self) -> Option<&Answer> {
        self.0.answer.as_ref()
    }

    /// The body of the last answer, as far as it was read.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(Answer::body)
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
        ["result", "uuid", "id"].iter().any(|name| body.get(name).is_some_and(|member| !member.is_null()))
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
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

    /// What is known of the cause, without the operation and without advice.
    fn what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Configuration(text) => f.write_str(text),
            Kind::Request(violation) => write!(f, "{violation}"),
            Kind::RateLimiter(text) => f.write_str(text),
            Kind::Connect(source) if source.is_timeout() => f.write_str("no connection in time"),
            Kind::Connect(_) => f.write_str("no connection to the service"),
            Kind::Timeout { .. } => f.write_str("no answer in time"),
            Kind::Transport(_) => f.write_str("the connection broke before the answer was complete"),
            Kind::Refused(refusal) => self.refused(refusal, f),
            Kind::Unreadable { path, .. } => {
                f.write_str("the answer is a success that cannot be read")?;
                match path {
                    Some(path) => write!(f, " (at `{path}`)"),
                    None => write!(f, " ({})", self.body_form()),
                }
            }
            Kind::TooLarge { limit } => write!(f, "the answer is longer than {limit} bytes"),
            Kind::Conflict(conflict) => {
                write!(f, "the order id belongs to {}, which differs in ", conflict.uuid)?;
                for (i, difference) in conflict.differences.iter().enumerate() {
                    let comma = if i == 0 { "" } else { ", " };
                    let Difference { field, asked, existing } = difference;
                    write!(f, "{comma}`{field}` (asked {asked}, existing {existing})")?;
                }
                Ok(())
            }
            Kind::NotFinal { last: Some(last), timeout, .. } => {
                write!(f, "the status is still {last:?} after {timeout:?}")
            }
            Kind::NotFinal { last: None, timeout, .. } => {
                write!(f, "no status could be read within {timeout:?}")
            }
            Kind::Paging(text) => f.write_str(text),
        }
    }

    fn refused(&self, refusal: &Refusal, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().unwrap_or_default();
        write!(f, "the service answered {status}")?;
        if let Some(state) = refusal.state {
            write!(f, " with state {state}")?;
        }
        match &refusal.message {
            Some(message) => write!(f, ": {}", one_line(message))?,
            None if refusal.field_errors.is_empty() => {
                write!(f, " without a message ({})", self.body_form())?
            }
            None => {}
        }
        for error in &refusal.field_errors {
            // A service that repeats the message in the field errors need not be quoted twice.
            if refusal.message.as_deref() == Some(&error.message) {
                continue;
            }
            match error.field.as_str() {
                "" => write!(f, "; {}", one_line(&error.message))?,
                field => write!(f, "; `{field}`: {}", one_line(&error.message))?,
            }
        }
        Ok(())
    }

    /// Which form an answer has that is not the JSON it should be. Its text stays out of `Display`.
    fn body_form(&self) -> String {
        let Some(answer) = &self.0.answer else { return "no body".to_owned() };
        let body = answer.body();
        let length = body.len();
        let start = body.iter().position(|byte| !byte.is_ascii_whitespace()).map(|start| body[start]);
        match start {
            None => "an empty body".to_owned(),
            Some(b'<') => format!("an HTML page of {length} bytes, probably from a firewall or a proxy"),
            Some(b'{' | b'[') if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err() => {
                format!("broken JSON of {length} bytes")
            }
            Some(b'{' | b'[') => format!("JSON of another shape, {length} bytes"),
            Some(_) => format!("a body that is not JSON, {length} bytes"),
        }
    }

    /// What to do next. Depends on what happened and on whether the operation may be repeated.
    fn advice(&self) -> String {
        let repeat = self.0.operation.map(|operation| operation.repeat);
        let doubt = match self.last_outcome() {
            Outcome::Unknown => "it may or may not have been done",
            // The doubt comes from before.
            Outcome::NotSent | Outcome::Rejected => "an earlier attempt may or may not have done it",
        };
        match (&self.0.kind, self.outcome(), repeat) {
            (Kind::Configuration(_), ..) => String::new(),
            (Kind::Conflict(_), ..) => {
                "look at that object before you send anything else: it may be the one you want, written differently"
                    .into()
            }
            (Kind::NotFinal { .. }, ..) => "it goes on without you: wait again, or look later".into(),
            (Kind::Paging(_), ..) => "the list is not known to be complete".into(),
            (Kind::Request(_), ..) => "nothing was sent".into(),
            (_, Outcome::NotSent, _) => "nothing was sent, so it is safe to try again".into(),
            (_, Outcome::Rejected, _) => match self.status() {
                Some(401) => {
                    "nothing was done: check that the key is the one for this operation and this project"
                        .into()
                }
                Some(403) => {
                    "nothing was done: check the User-Agent, the project and the callback address".into()
                }
                Some(404) if matches!(repeat, Some(Repeat::Read | Repeat::Idempotent)) && self.state().is_some() => {
                    "there is no such object".into()
                }
                Some(404) => "nothing was done: check the base URL and what the request names".into(),
                Some(429) => "nothing was done: slow down, then try again".into(),
                _ => "nothing was done".into(),
            },
            (Kind::Unreadable { .. }, _, repeat) if repeat != Some(Repeat::Read) && self.says_done() => {
                match self.uuid() {
                    Some(uuid) => format!("the service says it was done, as {uuid}: look that up, and do not send another"),
                    None => "the service says it was done: see the raw body, and do not send another".into(),
                }
            }
            (_, Outcome::Unknown, Some(Repeat::Read)) => "it only reads, so it is safe to try again".into(),
            (_, Outcome::Unknown, Some(Repeat::Keyed)) => match &self.0.order_id {
                Some(order_id) => {
                    format!("{doubt}: send the same request again with order_id {order_id:?} to learn which")
                }
                None => format!("{doubt}: look before you repeat it"),
            },
            (_, Outcome::Unknown, Some(Repeat::Idempotent)) => {
                format!("{doubt}: doing it again changes nothing more")
            }
            (_, Outcome::Unknown, _) => {
                format!("{doubt}, and repeating it could do it twice: look at the account first")
            }
        }
    }
}

/// A text from outside, fit for one line of a log.
fn one_line(text: &str) -> String {
    const SHOWN: usize = 200;
    // More text follows behind a semicolon.
    let text = text.trim().trim_end_matches('.');
    let mut line: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim_end()
        .to_owned();
    if text.chars().count() > SHOWN {
        line.push('…');
    }
    line
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{}: ", operation.id)?;
        }
        self.what(f)?;
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        match self.advice() {
            advice if advice.is_empty() => Ok(()),
            advice => write!(f, "; {advice}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("outcome", &self.outcome()).field("text", &format_args!("{self}"));
        if let Some(status) = self.status() {
            debug.field("status", &status);
        }
        if let Some(source) = self.source() {
            debug.field("source", &source);
        }
        debug.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Connect(source) | Kind::Transport(source) | Kind::Timeout { source: Some(source), .. } => {
                Some(source)
            }
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

impl Refusal {
    /// Reads a refusal in any of the shapes seen, keeping whatever is readable.
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return Self::default() };
        let text = |name: &str| {
            body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            state: body.get("state").and_then(state),
            message: text("message").or_else(|| text("error")),
            field_errors: body.get("errors").map(field_errors).unwrap_or_default(),
        }
    }
}

/// What an answer with a success status is in truth.
#[derive(Debug)]
pub(crate) enum Success {
    /// JSON of about the right shape. Its members are looked at when it is decoded.
    Readable,
    /// An error in the place of a success.
    Refused(Refusal),
    /// Something else.
    Unreadable,
}

impl Success {
    /// Looks at a body from afar, without building anything of it.
    pub(crate) fn read(body: &[u8], shape: Shape) -> Self {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            state: Option<&'a RawValue>,
            result: Option<IgnoredAny>,
            #[serde(borrow)]
            error: Option<&'a RawValue>,
            #[serde(borrow)]
            errors: Option<&'a RawValue>,
        }
        let starts_with = |byte| body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&byte);
        // serde reads a struct from an array, too.
        if !starts_with(b'{') {
            let may_be_bare = match shape {
                Shape::Any => true,
                Shape::EnvelopedOrBare => starts_with(b'['),
                Shape::Enveloped | Shape::Bare => false,
            };
            return match serde_json::from_slice::<IgnoredAny>(body) {
                Ok(_) if may_be_bare => Self::Readable,
                _ => Self::Unreadable,
            };
        }
        let Ok(members) = serde_json::from_slice::<Members<'_>>(body) else { return Self::Unreadable };
        let says = |member: Option<&RawValue>| {
            member.is_some_and(|value| !matches!(value.get(), "null" | "[]" | "{}" | r#""""# | "false"))
        };
        let failed = members.result.is_none() && (says(members.error) || says(members.errors));
        let refused = match shape {
            // Without an envelope `state` can mean anything, and an object with an id was made, whatever
            // else it says.
            Shape::Bare => {
                let made: Value = serde_json::from_slice(body).unwrap_or_default();
                failed && made.get("id").is_none() && made.get("uuid").is_none()
            }
            Shape::Any => failed,
            Shape::Enveloped | Shape::EnvelopedOrBare => {
                match members.state.and_then(|state| state_of_text(state.get())) {
                    Some(state) => state != 0,
                    None => failed,
                }
            }
        };
        match shape {
            _ if refused => Self::Refused(Refusal::read(body)),
            Shape::Enveloped | Shape::EnvelopedOrBare if members.result.is_none() => Self::Unreadable,
            _ => Self::Readable,
        }
    }
}

/// A state as JSON writes it: a number, or the text of one.
fn state_of_text(json: &str) -> Option<i64> {
    json.trim_matches('"').parse().ok()
}

/// A state as a number, or as the text of one.
fn state(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// `{"field": ["text", …]}`, `{"field": "text"}`, `["text", …]`, or a list of objects.
fn field_errors(errors: &Value) -> Vec<FieldError> {
    fn texts(field: &str, value: &Value, found: &mut Vec<FieldError>) {
        match value {
            Value::Null => {}
            Value::Array(values) => values.iter().for_each(|value| texts(field, value, found)),
            Value::String(message) => {
                found.push(FieldError { field: field.to_owned(), message: message.clone() });
            }
            other => found.push(FieldError { field: field.to_owned(), message: other.to_string() }),
        }
    }
    let mut found = Vec::new();
    match errors {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| texts(field, value, &mut found)),
        other => texts("", other, &mut found),
    }
    found
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
    fn an_error_travels() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
    }

    #[test]
    fn refusals_in_every_shape_seen() {
        let read = |body: &str| {
            let refusal = Refusal::read(body.as_bytes());
            let fields: Vec<_> = refusal
                .field_errors
                .iter()
                .map(|error| format!("{}={}", error.field, error.message))
                .collect();
            (refusal.state, refusal.message, fields.join(" "))
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read(r#"{"state":1,"message":"no"}"#), (Some(1), text("no"), String::new()));
        assert_eq!(read(r#"{"state":"1","message":"no"}"#), (Some(1), text("no"), String::new()));
        assert_eq!(read(r#"{"error":"no"}"#), (None, text("no"), String::new()));
        assert_eq!(
            read(r#"{"state":1,"errors":{"amount":["too low","odd"],"network":"gone"}}"#),
            (Some(1), None, "amount=too low amount=odd network=gone".into())
        );
        assert_eq!(read(r#"{"state":1,"errors":["a",{"b":1}]}"#), (Some(1), None, r#"=a ={"b":1}"#.into()));
        assert_eq!(read("<html>"), (None, None, String::new()));
        assert_eq!(read(r#"[1]"#), (None, None, String::new()));
    }

    #[test]
    fn a_success_status_can_hide_a_refusal() {
        use Shape::{Bare, Enveloped, EnvelopedOrBare};
        let looks = |body: &str, shape| match Success::read(body.as_bytes(), shape) {
            Success::Readable => "readable",
            Success::Refused(_) => "refused",
            Success::Unreadable => "unreadable",
        };
        for (body, shape, expected) in [
            (r#"{"state":0,"result":{}}"#, Enveloped, "readable"),
            (r#"{"state":"0","result":{}}"#, Enveloped, "readable"),
            (r#"{"result":{},"errors":[]}"#, Enveloped, "readable"),
            (r#"{"state":0,"result":{},"error":"odd"}"#, Enveloped, "readable"),
            (r#"{"state":1,"message":"no"}"#, Enveloped, "refused"),
            (r#"{"state":"2"}"#, Enveloped, "refused"),
            (r#"{"state":2,"result":{}}"#, Enveloped, "refused"),
            (r#"{"error":"no"}"#, Enveloped, "refused"),
            (r#"{"state":0}"#, Enveloped, "unreadable"),
            (r#"{"state":0,"result":null}"#, Enveloped, "unreadable"),
            ("[]", Enveloped, "unreadable"),
            ("[]", EnvelopedOrBare, "readable"),
            ("<html>", EnvelopedOrBare, "unreadable"),
            ("", EnvelopedOrBare, "unreadable"),
            // An object that was made is never called refused: its sender would make another.
            (r#"{"id":"p1","status":"pending","error":null}"#, Bare, "readable"),
            (r#"{"id":"p1","status":"pending","errors":[]}"#, Bare, "readable"),
            (r#"{"id":"p1","state":1}"#, Bare, "readable"),
            (r#"{"id":"p1","error":"odd"}"#, Bare, "readable"),
            (r#"{"error":"no"}"#, Bare, "refused"),
            ("[]", Bare, "unreadable"),
        ] {
            assert_eq!(looks(body, shape), expected, "{body} {shape:?}");
        }
    }
}
