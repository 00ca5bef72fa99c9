//! What happened, and why: what a program decides by.

use std::fmt;

use super::Kind;

/// What happened to a call that failed.
///
/// Every [`Error`](crate::Error) has one. Whether the client repeats a call follows from this and from the
/// class of the operation, and from nothing else.
///
/// It speaks of one call. After an `Unknown`, a crash, or a call that was dropped, `NotSent` or `Rejected` of
/// a *later* call proves nothing about the first one, unless that call knew of the doubt
/// ([`Call::in_doubt`](crate::Call::in_doubt), or a [`PreparedPayout`](crate::PreparedPayout)) and says `Unknown` itself. Only
/// the object, or a [`Conflict`](crate::Conflict) that was looked at, settles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing left this machine: refused by a local check, no permit from the rate limiter, no connection.
    NotSent,
    /// The service answered, and did not do it: an error answer, a `state` that is not 0, a firewall's page.
    Rejected,
    /// It may or may not have been done: no answer, a 5xx, a success whose body could not be read.
    Unknown,
}

/// For metrics and logs: `not sent`, `rejected`, `unknown`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        })
    }
}

/// Why a call failed. What happened to the money is the [`Outcome`], which does not follow from this alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting of the client makes no sense, an environment variable or a key is missing or malformed, or
    /// stored bytes are no payout.
    Configuration,
    /// The HTTP client would not begin to send the request: one of your own that takes only https, for one.
    Unsendable,
    /// The request breaks a documented limit: see [`violation`](crate::Error::violation).
    InvalidRequest,
    /// The client's own rate limiter failed, or had no permit before the time of the call was over.
    NoPermit,
    /// No connection to the service could be made.
    Connect,
    /// The time of the call, or of its last attempt, was over.
    Timeout,
    /// The connection broke after sending had begun.
    Transport,
    /// The HTTP client (your own: this crate's does not) followed a redirect.
    Redirected,
    /// The service answered with an error: see [`status`](crate::Error::status), [`state`](crate::Error::state)
    /// and [`message`](crate::Error::message). A 5xx and a redirect that was not followed are among them.
    Refused,
    /// The service answered with a success that could not be read.
    Unreadable,
    /// The answer is longer than [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    TooLarge,
    /// The order id belongs to an object that differs from the request: see
    /// [`conflict`](crate::Error::conflict).
    Conflict,
    /// A [`Wait`](crate::Wait) was over before the status was final.
    NotFinal,
    /// The pages of a [`List`](crate::List) contradict themselves, or it could not be read on.
    Paging,
}

impl ErrorKind {
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Configuration(_) => Self::Configuration,
            Kind::Unsendable(_) => Self::Unsendable,
            Kind::Request(_) => Self::InvalidRequest,
            Kind::RateLimiter(_) => Self::NoPermit,
            Kind::Connect(_) => Self::Connect,
            Kind::Timeout { .. } => Self::Timeout,
            Kind::Transport(_) => Self::Transport,
            Kind::Redirected(_) => Self::Redirected,
            Kind::Refused(_) => Self::Refused,
            Kind::Unreadable { .. } => Self::Unreadable,
            Kind::TooLarge { .. } => Self::TooLarge,
            Kind::Conflict(_) => Self::Conflict,
            Kind::NotFinal { .. } => Self::NotFinal,
            Kind::Paging(_) => Self::Paging,
        }
    }
}
