//! One attempt, and what its end means.

use std::time::Duration;

use http::header::RETRY_AFTER;

use super::answer::Answer;
use super::exchange::Shape;
use crate::error::{Error, Kind, Outcome, Success};

/// What one attempt came to.
pub(super) enum Attempt {
    Answered(Answer),
    TooLarge(Answer),
    Broken(reqwest::Error, Option<Answer>),
}

/// What a failed attempt means, and whether it can go away by itself. `None`: it did not fail.
pub(super) fn judge(attempt: &Attempt, shape: Shape) -> Option<(Outcome, bool)> {
    match attempt {
        Attempt::Broken(error, _) => Some(match Fault::of(error) {
            Fault::Request => (Outcome::NotSent, false),
            Fault::Connect => (Outcome::NotSent, true),
            Fault::Timeout | Fault::Transport => (Outcome::Unknown, true),
        }),
        Attempt::TooLarge(_) => Some((Outcome::Unknown, false)),
        Attempt::Answered(answer) => match answer.status {
            200..=299 => match Success::read(&answer.body, shape) {
                Success::Readable => None,
                Success::Refused(_) => Some((Outcome::Rejected, false)),
                Success::Unreadable => Some((Outcome::Unknown, true)),
            },
            status => Some(of_status(status)),
        },
    }
}

/// What an error status means, and whether it can go away by itself.
pub(crate) fn of_status(status: u16) -> (Outcome, bool) {
    match status {
        429 => (Outcome::Rejected, true),
        400..=499 => (Outcome::Rejected, false),
        // A gateway's 5xx does not say whether the service behind it has acted.
        500..=599 => (Outcome::Unknown, true),
        _ => (Outcome::Unknown, false),
    }
}

/// How far a request came that reqwest could not complete.
pub(crate) enum Fault {
    /// It could not even be built.
    Request,
    Connect,
    Timeout,
    Transport,
}

impl Fault {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        if error.is_builder() {
            Self::Request
        } else if error.is_connect() {
            Self::Connect
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Transport
        }
    }
}

/// `Retry-After` in seconds or as a date.
pub(super) fn retry_after(attempt: &Attempt) -> Option<Duration> {
    let Attempt::Answered(answer) = attempt else { return None };
    let value = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = chrono::DateTime::parse_from_rfc2822(value).ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    let then = Duration::from_secs(u64::try_from(date.timestamp()).ok()?);
    Some(then.saturating_sub(now))
}

impl Error {
    /// The error of a call whose request could not be completed.
    pub(crate) fn of_transport(error: reqwest::Error) -> Kind {
        match Fault::of(&error) {
            Fault::Request => Kind::Configuration(format!("the request could not be built: {error}")),
            Fault::Connect => Kind::Connect(error),
            Fault::Timeout => Kind::Timeout { sent: true, source: Some(error) },
            Fault::Transport => Kind::Transport(error),
        }
    }
}
