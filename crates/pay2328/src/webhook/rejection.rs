//! A request that the extractors turn away.

use std::fmt;

use super::error::{Problem, WebhookError};
use super::{Verified, Verifier};

/// Why an extractor turned a request away.
///
/// As an answer it is a status and nothing else, so that whoever sent the request learns nothing. The
/// text is for your log; with the feature `tracing` it goes there by itself, as a warning. To log it
/// yourself, extract `Result<Webhook, Rejection>`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Rejection {
    /// The body is no authentic webhook, or is over the verifier's limit.
    Webhook(WebhookError),
    /// As [`Webhook`](Self::Webhook), and the request does not even say that its body is JSON.
    ///
    /// The content type alone is no reason to lose an authentic webhook, so it is looked at last.
    NotJson(WebhookError),
    /// The body could not be received: mostly because the connection broke.
    Body(Box<dyn std::error::Error + Send + Sync>),
    /// The application has no verifier: register one as `web::Data<Verifier>`.
    NoVerifier,
}

impl Rejection {
    /// The HTTP status it is answered with: 413 over the limit, 415 if the body is no JSON, 401 if nothing
    /// proves who sent it, 400 for what cannot be a webhook, and 500 for what should come again.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Webhook(error) => error.http_status(),
            Self::NotJson(_) => 415,
            Self::Body(_) => 400,
            Self::NoVerifier => 500,
        }
    }

    pub(super) fn too_large(verifier: &Verifier) -> Self {
        Self::Webhook(Problem::TooLarge { limit: verifier.limit() }.into())
    }

    /// Says in the log that a request was turned away.
    pub(super) fn logged(self) -> Self {
        #[cfg(feature = "tracing")]
        tracing::warn!(status = self.http_status(), "webhook refused: {self}");
        self
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Webhook(error) => error.fmt(f),
            Self::NotJson(error) => write!(f, "the content type is not JSON, and {error}"),
            Self::Body(error) => write!(f, "the body could not be received: {error}"),
            Self::NoVerifier => {
                f.write_str("the application has no `web::Data<Verifier>`: register one with `app_data`")
            }
        }
    }
}

impl std::error::Error for Rejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Webhook(error) | Self::NotJson(error) => error.source(),
            Self::Body(error) => error.source(),
            Self::NoVerifier => None,
        }
    }
}

/// Which of the service's two APIs a webhook belongs to.
pub(super) enum Api<'a> {
    Merchant,
    /// With the value of its `X-Signature` header, empty if there is none.
    Invoice {
        signature: &'a [u8],
    },
}

/// The name of the header, as both frameworks look it up.
pub(super) const SIGNATURE_HEADER: &str = "x-signature";

/// Verifies a body that was received whole.
pub(super) fn verify(
    verifier: &Verifier,
    api: Api<'_>,
    content_type: Option<&[u8]>,
    body: &[u8],
) -> Result<Verified, Rejection> {
    let verified = match api {
        Api::Merchant => verifier.verify(body),
        Api::Invoice { signature } => verifier.verify_invoice(body, &String::from_utf8_lossy(signature)),
    };
    verified.map_err(|error| match error.http_status() {
        400 | 401 if content_type.is_some_and(|content_type| !is_json(content_type)) => {
            Rejection::NotJson(error)
        }
        _ => Rejection::Webhook(error),
    })
}

/// Whether a content type is one of JSON's: `application/json`, `text/json`, `…+json`.
fn is_json(content_type: &[u8]) -> bool {
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let subtype = essence.rsplit(|byte| matches!(byte, b'/' | b'+')).next().unwrap_or_default();
    subtype.eq_ignore_ascii_case(b"json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_several_names() {
        for name in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/json",
            "application/problem+json ;x",
        ] {
            assert!(is_json(name.as_bytes()), "{name}");
        }
        for name in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "text/plain; a=/json",
        ] {
            assert!(!is_json(name.as_bytes()), "{name}");
        }
    }
}
