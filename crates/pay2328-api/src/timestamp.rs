use std::fmt;

use chrono::{DateTime, FixedOffset};
use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

use crate::text_or_number;

/// A time as the service wrote it: RFC 3339 with `Z` or an offset, for example
/// `2026-05-09T16:13:04+03:00`.
///
/// The text is kept as received, offset included. It is read on demand rather than on arrival, so that
/// a time in an unexpected form never fails an answer about money: not even one that came as a number,
/// such as unix seconds, whose digits are kept as the text.
///
/// ```
/// # let time: pay2328_api::Timestamp = serde_json::from_str(r#""2026-05-09T16:13:04+03:00""#)?;
/// assert_eq!(time.to_datetime()?.timestamp(), 1_778_332_384);
/// assert_eq!(time.as_str(), "2026-05-09T16:13:04+03:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment it names, with the offset it was written in.
    ///
    /// # Errors
    /// [`TimestampError`] if the text is not RFC 3339.
    pub fn to_datetime(&self) -> Result<DateTime<FixedOffset>, TimestampError> {
        DateTime::parse_from_rfc3339(&self.0).map_err(|_| TimestampError(self.0.clone()))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_number::deserialize(deserializer).map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A [`Timestamp`] whose text is not RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time with a zone in the form of RFC 3339")]
pub struct TimestampError(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> serde_json::Result<Timestamp> {
        serde_json::from_str(json)
    }

    #[test]
    fn any_text_and_any_number_is_kept() {
        for (json, text) in [
            (r#""2026-05-09T16:13:04+03:00""#, "2026-05-09T16:13:04+03:00"),
            (r#""2026-05-09 16:13:04""#, "2026-05-09 16:13:04"),
            (r#""2026-05-09T16:13:04\u002b03:00""#, "2026-05-09T16:13:04+03:00"),
            ("1778332384", "1778332384"),
            ("1778332384.250", "1778332384.250"),
        ] {
            let time = read(json).unwrap();
            assert_eq!(time.as_str(), text);
            assert_eq!(time.to_datetime().is_ok(), text.contains('T'), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_time() {
        for json in ["null", "true", "[]", "{}"] {
            assert!(read(json).is_err(), "{json} was accepted");
        }
    }
}
