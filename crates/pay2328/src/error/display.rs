//! What an error says: one line that ends with what to do next.

use std::error::Error as StdError;
use std::fmt;

use pay2328_api::operation::RetryClass;

use super::{Difference, Error, Kind, Outcome, Refusal};
use crate::client::Redirected;

impl Error {
    /// What is known of the cause, without the operation and without advice.
    fn what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Configuration(text) => f.write_str(text),
            Kind::Unsendable(source) => write!(f, "the HTTP client does not send it ({})", root(source)),
            Kind::Request(violation) => write!(f, "{violation}"),
            Kind::RateLimiter(text) => f.write_str(text),
            Kind::Connect(source) if source.is_timeout() => f.write_str("no connection in time"),
            Kind::Connect(_) => f.write_str("no connection to the service"),
            Kind::Timeout { .. } => f.write_str("no answer in time"),
            Kind::Transport(_) => f.write_str("the connection broke before the answer was complete"),
            Kind::Redirected(Redirected { to, .. }) => {
                f.write_str("the HTTP client followed a redirect")?;
                if let Some(to) = to {
                    write!(f, " to {to}")?;
                }
                f.write_str(", which it must not: build it with `redirect(Policy::none())`")
            }
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
        let repeat = self.0.operation.map(|operation| operation.retry);
        let doubt = match self.last_outcome() {
            Outcome::Unknown => "it may or may not have been done",
            // The doubt comes from before: from an attempt of this call, or from an earlier call.
            Outcome::NotSent | Outcome::Rejected => "an earlier attempt may or may not have done it",
        };
        match (&self.0.kind, self.outcome(), repeat) {
            (Kind::Configuration(_), Outcome::NotSent, _) => String::new(),
            (Kind::Conflict(_), ..) => {
                "look at that object before you send anything else: it may be the one you want, written differently"
                    .into()
            }
            (Kind::NotFinal { .. }, ..) => "it goes on without you: wait again, or look later".into(),
            (Kind::Paging(_), ..) => "the list is not known to be complete".into(),
            (Kind::Unsendable(_) | Kind::Request(_), Outcome::NotSent, _) => "nothing was sent".into(),
            // The same request would fail in the same way.
            (Kind::Configuration(_) | Kind::Unsendable(_) | Kind::Request(_), Outcome::Unknown, _)
                if self.last_outcome() == Outcome::NotSent =>
            {
                format!("nothing was sent now, and {doubt}")
            }
            (_, Outcome::NotSent, _) => "nothing was sent, so it is safe to try again".into(),
            (_, Outcome::Rejected, _) => match self.status() {
                Some(401) => {
                    "nothing was done: check that the key is the one for this operation and this project"
                        .into()
                }
                Some(403) => {
                    "nothing was done: check the User-Agent, the project and the callback address".into()
                }
                Some(404) if matches!(repeat, Some(RetryClass::Read | RetryClass::Idempotent)) && self.state().is_some() => {
                    "there is no such object".into()
                }
                Some(404) => "nothing was done: check the base URL and what the request names".into(),
                Some(429) if !self.is_retryable() => {
                    "nothing was done: slow down; the client never repeats this operation by itself".into()
                }
                Some(429) => "nothing was done: slow down, then try again".into(),
                _ => "nothing was done".into(),
            },
            (Kind::Unreadable { .. }, _, repeat) if repeat != Some(RetryClass::Read) && self.says_done() => {
                match self.uuid() {
                    Some(uuid) => format!("the service says it was done, as {uuid}: look that up, and do not send another"),
                    None => "the service says it was done: see the raw body, and do not send another".into(),
                }
            }
            (_, Outcome::Unknown, Some(RetryClass::Read)) => "it only reads, so it is safe to try again".into(),
            (_, Outcome::Unknown, Some(RetryClass::Keyed)) => match &self.0.order_id {
                Some(order_id) => {
                    format!("{doubt}: send the same request again with order_id {order_id:?} to learn which")
                }
                None => format!("{doubt}: look before you repeat it"),
            },
            (_, Outcome::Unknown, Some(RetryClass::Idempotent)) => {
                format!("{doubt}: doing it again changes nothing more")
            }
            (_, Outcome::Unknown, _) => {
                format!("{doubt}, and repeating it could do it twice: look at the account first")
            }
        }
    }
}

/// The cause at the end of the chain.
fn root<'a>(mut error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    while let Some(cause) = error.source() {
        error = cause;
    }
    error
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
            f.write_str(operation.id)?;
            if let Some(page) = self.0.page {
                write!(f, ", page {page}")?;
            }
            f.write_str(": ")?;
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
