//! One attempt, and what its end means.

use std::time::Duration;

use http::header::RETRY_AFTER;
use reqwest::Url;

use super::answer::RawResponse;
use super::exchange::Shape;
use crate::error::{Error, Kind, Outcome, Success};

/// What one attempt came to.
pub(super) enum Attempt {
    Answered(RawResponse),
    TooLarge(RawResponse),
    /// The HTTP client went on to another address, whose answer says nothing.
    Redirected(Redirected),
    Broken(reqwest::Error, Option<RawResponse>),
}

impl Attempt {
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Answered(answer) | Self::TooLarge(answer) => Some(answer.status),
            Self::Redirected(_) => None,
            Self::Broken(_, answer) => Some(answer.as_ref()?.status),
        }
    }
}

/// Where the HTTP client went instead, and what became of it there.
pub(crate) struct Redirected {
    /// Scheme, host and port, if they are known.
    pub(crate) to: Option<String>,
    pub(crate) source: Option<reqwest::Error>,
}

impl Redirected {
    /// Whether an answer to a request for `asked` came from somewhere else.
    pub(super) fn by_answer(asked: &Url, answer: &Url) -> Option<Self> {
        is_elsewhere(asked, answer)
            .then(|| Self { to: Some(answer.origin().ascii_serialization()), source: None })
    }

    /// Whether a request for `asked` failed while a redirect was followed, as far as reqwest tells.
    pub(super) fn by_error(asked: &Url, error: reqwest::Error) -> Result<Self, reqwest::Error> {
        let elsewhere = error.url().filter(|url| is_elsewhere(asked, url));
        if elsewhere.is_none() && !error.is_redirect() {
            return Err(error);
        }
        let to = elsewhere.map(|url| url.origin().ascii_serialization());
        Ok(Self { to, source: Some(error.without_url()) })
    }
}

/// reqwest tells the address as it reads it back from what it sent, without a fragment for one.
fn is_elsewhere(asked: &Url, told: &Url) -> bool {
    let sent = asked.as_str().parse::<http::Uri>().ok();
    let sent = sent.and_then(|uri| Url::parse(&uri.to_string()).ok());
    asked != told && sent.as_ref() != Some(told)
}

/// What a failed attempt means, and whether it can go away by itself. `None`: it did not fail.
pub(super) fn judge(attempt: &Attempt, shape: Shape) -> Option<(Outcome, bool)> {
    match attempt {
        Attempt::Broken(error, _) => Some(match Fault::of(error) {
            Fault::Request => (Outcome::NotSent, false),
            Fault::Connect => (Outcome::NotSent, true),
            Fault::Timeout | Fault::Transport => (Outcome::Unknown, true),
        }),
        Attempt::TooLarge(_) | Attempt::Redirected(_) => Some((Outcome::Unknown, false)),
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
        // A time-out of the service, or a request with the same order id that is still under way.
        408 | 409 | 423 | 425 => (Outcome::Unknown, true),
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
            Fault::Request => Kind::Unsendable(error),
            Fault::Connect => Kind::Connect(error),
            Fault::Timeout => Kind::Timeout { sent: true, source: Some(error) },
            Fault::Transport => Kind::Transport(error),
        }
    }
}
