use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

/// The number of the block that holds a payout's transaction.
///
/// The service writes it as a string or as an integer; it is kept as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct BlockNumber(String);

impl BlockNumber {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlockNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for BlockNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrInteger;
        impl Visitor<'_> for TextOrInteger {
            type Value = BlockNumber;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a whole number")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<BlockNumber, E> {
                Ok(BlockNumber(text.to_owned()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<BlockNumber, E> {
                Ok(BlockNumber(number.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<BlockNumber, E> {
                Ok(BlockNumber(number.to_string()))
            }
        }
        deserializer.deserialize_any(TextOrInteger)
    }
}
