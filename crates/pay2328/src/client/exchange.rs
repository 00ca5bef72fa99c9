//! One call on its way: signing, permits, attempts. This is what hangs on the generated client's seam.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT};
use pay2328_api::operation::{Key, Operation};
use pay2328_api::seam::{BoxFuture, Hooks};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::answer::Answer;
use super::retry::{self, RetryPolicy};
use super::{Credentials, Transport};
use crate::error::{Error, Kind, Outcome, Refusal};

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
}

/// The policy and the record of one call.
pub(crate) struct Exchange {
    transport: Arc<Transport>,
    credentials: Credentials,
    operation: &'static Operation,
    shape: Shape,
    limits: Limits,
    started: Instant,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    attempts: u32,
    answer: Option<Answer>,
    /// Set when the call ended for a reason that is not an answer or an error of reqwest.
    stopped: Option<Kind>,
}

/// What one attempt came to.
enum Attempt {
    Answered(Answer),
    TooLarge(Answer),
    Broken(reqwest::Error, Option<Answer>),
}

impl Exchange {
    pub(crate) fn new(
        transport: Arc<Transport>,
        credentials: Credentials,
        operation: &'static Operation,
        shape: Shape,
        limits: Limits,
    ) -> Self {
        Self {
            transport,
            credentials,
            operation,
            shape,
            limits,
            started: Instant::now(),
            record: Mutex::default(),
        }
    }

    /// The last answer, and how many times the request was sent.
    pub(crate) fn record(&self) -> (Option<Answer>, u32) {
        let record = self.lock();
        (record.answer.clone(), record.attempts)
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
        let body = match request.body().and_then(|body| body.as_bytes()) {
            None => Bytes::new(),
            Some(body) => escape_separators(body),
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

    /// Sends until there is an answer worth returning, or no further attempt is allowed.
    async fn attempts(&self, client: &reqwest::Client, request: reqwest::Request) -> Attempt {
        let mut number = 0;
        loop {
            number += 1;
            self.lock().attempts = number;
            // The body is bytes, so a clone is always possible; without one the request itself is sent,
            // once.
            let attempt = match request.try_clone() {
                Some(copy) => self.attempt(client, copy).await,
                None => return self.attempt(client, request).await,
            };
            let Some((outcome, transient)) = judge(&attempt, self.shape) else {
                if number == 1 {
                    self.transport.budget.refill();
                }
                return attempt;
            };
            let allowed = number < self.limits.retry.max_attempts
                && retry::may_repeat(self.operation.repeat, outcome, transient)
                && self.transport.budget.take();
            if !allowed {
                return attempt;
            }
            let Some(pause) = self.limits.retry.delay(number, retry_after(&attempt)) else { return attempt };
            let next = Instant::now() + pause;
            if next >= self.deadline() {
                return attempt;
            }
            sleep_until(next).await;
            if self.permit().await.is_err() {
                // What the last attempt said is more worth than that there was no time for another.
                return attempt;
            }
        }
    }

    async fn attempt(&self, client: &reqwest::Client, mut request: reqwest::Request) -> Attempt {
        let left = self.deadline().saturating_duration_since(Instant::now());
        *request.timeout_mut() = Some(self.limits.attempt_timeout.min(left));
        let mut response = match client.execute(request).await {
            Ok(response) => response,
            Err(error) => return Attempt::Broken(error.without_url(), None),
        };
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = BytesMut::new();
        loop {
            let chunk = response.chunk().await;
            let read = |body: BytesMut| Answer {
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
            self.permit().await.map_err(|kind| self.stop(kind))
        })
    }

    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        request: reqwest::Request,
        _: &'a pay2328_api::seam::OperationInfo,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(async {
            let (answer, result) = match self.attempts(client, request).await {
                Attempt::Answered(answer) => (Some(answer.clone()), Ok(response(answer))),
                Attempt::TooLarge(answer) => {
                    self.stop(Kind::TooLarge { limit: self.transport.max_body });
                    (Some(answer.clone()), Ok(response(answer)))
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
fn response(answer: Answer) -> reqwest::Response {
    let mut response = http::Response::new(answer.body);
    if let Ok(status) = http::StatusCode::from_u16(answer.status) {
        *response.status_mut() = status;
    }
    *response.headers_mut() = answer.headers;
    response.into()
}

/// What a failed attempt means, and whether it can go away by itself. `None`: it did not fail.
fn judge(attempt: &Attempt, shape: Shape) -> Option<(Outcome, bool)> {
    match attempt {
        Attempt::Broken(error, _) => Some(match Fault::of(error) {
            Fault::Request => (Outcome::NotSent, false),
            Fault::Connect => (Outcome::NotSent, true),
            Fault::Timeout | Fault::Transport => (Outcome::Unknown, true),
        }),
        Attempt::TooLarge(_) => Some((Outcome::Unknown, false)),
        Attempt::Answered(answer) => match answer.status {
            200..=299 => match Refusal::in_success(&answer.body) {
                Some(_) => Some((Outcome::Rejected, false)),
                None if is_readable(&answer.body, shape) => None,
                None => Some((Outcome::Unknown, true)),
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

/// Whether a body is JSON of about the right shape. Its members are looked at when it is decoded; a
/// member of the wrong type is no better the next time.
fn is_readable(body: &[u8], shape: Shape) -> bool {
    use std::collections::BTreeMap;

    use serde::de::IgnoredAny;

    // A map rather than a struct: serde reads a struct from an array, too.
    let members = serde_json::from_slice::<BTreeMap<String, Option<IgnoredAny>>>(body);
    match shape {
        Shape::Bare => members.is_ok(),
        Shape::EnvelopedOrBare if members.is_err() => serde_json::from_slice::<Vec<IgnoredAny>>(body).is_ok(),
        Shape::Enveloped | Shape::EnvelopedOrBare => {
            members.is_ok_and(|members| members.get("result").is_some_and(Option::is_some))
        }
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
fn retry_after(attempt: &Attempt) -> Option<Duration> {
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

/// PHP writes U+2028 and U+2029 as escapes even where it leaves other characters literal. The service may
/// sign what PHP would have written, so these two are written its way.
fn escape_separators(body: &[u8]) -> Bytes {
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

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

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
        let after = |value: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())]);
            retry_after(&Attempt::Answered(Answer {
                status: 429,
                headers,
                body: Bytes::new(),
                attempts: 1,
                elapsed: Duration::ZERO,
            }))
        };
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        assert_eq!(after("Thu, 01 Jan 2015 00:00:00 GMT"), Some(Duration::ZERO));
        let far = after("Fri, 01 Jan 2100 00:00:00 GMT").unwrap();
        assert!(far > Duration::from_secs(365 * 24 * 3600), "{far:?}");
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(after(nonsense), None, "{nonsense:?}");
        }
    }
}
