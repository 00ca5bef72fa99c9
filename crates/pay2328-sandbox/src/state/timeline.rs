//! What happened to an object, in the order it happened.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The events of one payment, payout, wallet or invoice, the first one first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timeline(Vec<Event>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Event {
    at: DateTime<Utc>,
    /// The object's status from then on.
    status: String,
    text: String,
}

impl Timeline {
    pub(crate) fn add(&mut self, at: DateTime<Utc>, status: &str, text: impl Into<String>) {
        self.0.push(Event { at, status: status.to_owned(), text: text.into() });
    }
}
