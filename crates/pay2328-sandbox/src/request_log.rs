//! The requests the sandbox has seen, for assertions and for whoever wonders why one was refused.

use std::borrow::Cow;
use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use http::HeaderMap;

use crate::answer::Refusal;
use crate::auth::SignatureMismatch;
use crate::operation::Operation;

/// Bytes of a body that are kept.
const BODY_LIMIT: usize = 64 * 1024;

/// One request to the API and its answer. Its `Debug` form shows both bodies as text.
#[derive(Clone)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// Counts the sandbox's requests, from 1.
    pub id: u64,
    /// When it came, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// Which operation its method and path name.
    pub operation: Option<Operation>,
    /// The method, such as `POST`.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// All headers in the order received, names in lower case; a value that is no text has `?` for its odd bytes.
    pub headers: Vec<(String, String)>,
    /// The body's exact bytes, up to 64 KiB.
    pub body: Vec<u8>,
    /// The answer's status; nothing if the connection was dropped instead, or while the answer is still to come.
    pub status: Option<u16>,
    /// The answer's body, up to 64 KiB.
    pub answer: Vec<u8>,
    /// The fault that was planned for it, by name.
    pub fault: Option<&'static str>,
    /// For a refused request, more than the answer says: what was signed, what that gives, and what was sent.
    pub explanation: Option<String>,
    /// For a request refused because of its signature: what was sent and what would have been right.
    pub signature: Option<SignatureMismatch>,
}

impl std::fmt::Debug for LoggedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoggedRequest")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("request", &format_args!("{} {}", self.method, self.path))
            .field("headers", &self.headers)
            .field("body", &String::from_utf8_lossy(&self.body))
            .field("status", &self.status)
            .field("answer", &String::from_utf8_lossy(&self.answer))
            .field("fault", &self.fault)
            .field("explanation", &self.explanation)
            .finish()
    }
}

impl LoggedRequest {
    /// The body as text.
    #[must_use]
    pub fn body_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The answer's body as text.
    #[must_use]
    pub fn answer_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.answer)
    }

    /// The value of a header; its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).replace('\u{fffd}', "?");
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

pub(crate) fn beginning(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().min(BODY_LIMIT)].to_vec()
}

/// The last so many requests.
#[derive(Debug)]
pub(crate) struct RequestLog {
    capacity: usize,
    last_id: u64,
    requests: VecDeque<LoggedRequest>,
}

impl RequestLog {
    pub(crate) fn new(capacity: usize) -> RequestLog {
        RequestLog { capacity, last_id: 0, requests: VecDeque::new() }
    }

    /// Adds a request as it arrives and drops the oldest if there are too many. Gives its number.
    pub(crate) fn arrived(&mut self, mut request: LoggedRequest) -> u64 {
        self.last_id += 1;
        request.id = self.last_id;
        self.requests.push_back(request);
        if self.requests.len() > self.capacity {
            self.requests.pop_front();
        }
        self.last_id
    }

    /// Notes the answer to a request, if it is still in the log.
    pub(crate) fn answered(&mut self, id: u64, status: u16, answer: &[u8]) {
        if let Some(request) = self.get_mut(id) {
            request.status = Some(status);
            request.answer = beginning(answer);
        }
    }

    /// Notes why a request was refused.
    pub(crate) fn refused(&mut self, id: u64, refusal: Refusal) {
        if let Some(request) = self.get_mut(id) {
            request.explanation = refusal.explanation;
            request.signature = refusal.signature.map(|signature| *signature);
        }
    }

    /// Notes the fault that a request meets.
    pub(crate) fn failed(&mut self, id: u64, fault: &'static str) {
        if let Some(request) = self.get_mut(id) {
            request.fault = Some(fault);
        }
    }

    fn get_mut(&mut self, id: u64) -> Option<&mut LoggedRequest> {
        let age = usize::try_from(self.last_id.checked_sub(id)?).ok()?;
        let at = self.requests.len().checked_sub(age + 1)?;
        self.requests.get_mut(at)
    }

    /// Forgets all requests; their numbers go on.
    pub(crate) fn clear(&mut self) {
        self.requests.clear();
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &LoggedRequest> + ExactSizeIterator {
        self.requests.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_bounded_and_answers_find_their_request() {
        let request = |path: &str| LoggedRequest {
            id: 0,
            at: DateTime::UNIX_EPOCH,
            operation: None,
            method: "GET".to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            status: None,
            answer: Vec::new(),
            fault: None,
            explanation: None,
            signature: None,
        };
        let mut log = RequestLog::new(2);
        let ids: Vec<u64> = ["/1", "/2", "/3"].map(|path| log.arrived(request(path))).to_vec();
        log.answered(ids[0], 200, b"");
        log.answered(ids[1], 404, b"no");
        let seen: Vec<_> = log.iter().map(|request| (request.path.as_str(), request.status)).collect();
        assert_eq!(seen, [("/2", Some(404)), ("/3", None)]);
    }
}
