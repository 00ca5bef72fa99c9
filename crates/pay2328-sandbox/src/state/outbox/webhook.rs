//! A webhook and what became of it, as logs and the state file have it.

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which of the four kinds a webhook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A payment changed its status. Signed with the API key.
    Payment,
    /// A static wallet received a deposit. Signed with the API key.
    StaticDeposit,
    /// A payout changed its status. Signed with the Payout API key.
    Payout,
    /// An invoice of the Invoice API changed its status. Signed with the account's secret, in a header.
    Invoice,
}

/// A webhook and what became of it. Its `Debug` form shows the body as text.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Webhook {
    /// Counts the sandbox's webhooks, from 1.
    pub id: u64,
    /// Which kind it is.
    pub kind: Kind,
    /// The uuid (or the id of an invoice) of what it is about; of the deposit, for a static wallet.
    pub object: String,
    /// The status it tells of, such as `paid`.
    pub status: String,
    /// Where it goes.
    pub url: String,
    /// The exact bytes that are sent, signed.
    #[serde(with = "json_text")]
    pub body: Vec<u8>,
    /// The `X-Signature` header, for the Invoice API.
    pub signature_header: Option<String>,
    /// When the sandbox decided to send it, by the sandbox's clock.
    pub created_at: DateTime<Utc>,
    /// Every delivery tried so far, the first one first.
    pub attempts: Vec<WebhookAttempt>,
    /// Where it stands.
    pub progress: Progress,
    /// The number of the webhook whose repetition this is.
    pub repeats: Option<u64>,
    /// Webhooks of one line are tried one after the other.
    pub(crate) line: String,
}

impl Webhook {
    /// The body as text.
    #[must_use]
    pub fn body_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("about", &format_args!("{:?} {}", self.kind, self.object))
            .field("status", &self.status)
            .field("url", &self.url)
            .field("body", &self.body_text())
            .field("signature_header", &self.signature_header)
            .field("created_at", &self.created_at)
            .field("attempts", &self.attempts)
            .field("progress", &self.progress)
            .field("repeats", &self.repeats)
            .finish()
    }
}

/// Where a webhook stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Progress {
    /// It is held back until somebody releases it.
    Held,
    /// It waits for its next attempt or is being sent.
    Pending,
    /// It was answered with 2xx.
    Delivered,
    /// It was not answered with 2xx as often as the sandbox tries.
    GivenUp,
}

/// One delivery of a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WebhookAttempt {
    /// When it was sent, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// How long the answer took, in real time.
    #[serde(rename = "took_ms", with = "milliseconds")]
    pub took: Duration,
    /// The answer's status, or nothing if there was no answer.
    pub status: Option<u16>,
    /// The beginning of the answer's body.
    pub answer: String,
    /// Why there was no answer.
    pub error: Option<String>,
}

impl WebhookAttempt {
    pub(super) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// The order in which webhooks that were held back go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReleaseOrder {
    /// As things happened.
    InOrder,
    /// The last one first: the receiver hears of `paid` before it hears of `underpaid_check`.
    Reversed,
}

/// A webhook's body in control answers and in the state file: it is always text.
mod json_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(body))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(deserializer).map(String::into_bytes)
    }
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
