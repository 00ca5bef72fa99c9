use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decimal::{self, DecimalError, SPELLED};

/// A value that comes as text or as a number, whichever the service writes. It is kept as text, a number
/// digit for digit.
///
/// ```
/// # use pay2328_api::types::Direction;
/// let direction: Direction = serde_json::from_str(r#"{"min_deposit":"1.50","max_deposit":"unlimited"}"#)?;
/// let (min, max) = (direction.min_deposit.unwrap(), direction.max_deposit.unwrap());
/// assert_eq!(min.to_decimal()?.to_string(), "1.50");
/// assert_eq!((max.as_str(), max.to_decimal().is_err()), ("unlimited", true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct TextOrNumber(String);

impl TextOrNumber {
    /// The text, or the number as it was spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as an exact decimal.
    ///
    /// # Errors
    /// [`DecimalError`] if it is none, or one that cannot be held without rounding.
    pub fn to_decimal(&self) -> Result<Decimal, DecimalError> {
        decimal::parse(&self.0)
    }
}

impl fmt::Display for TextOrNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for TextOrNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

/// Reads text as it is and a number by its spelling, never through a float.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Spelled;
    impl<'de> Visitor<'de> for Spelled {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a number")
        }

        fn visit_str<E: Error>(self, spelled: &str) -> Result<String, E> {
            from_spelled(spelled)
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
            from_spelled(Box::<RawValue>::deserialize(deserializer)?.get())
        }
    }
    deserializer.deserialize_newtype_struct(SPELLED, Spelled)
}

/// Reads the JSON text that spells the value.
fn from_spelled<E: Error>(spelled: &str) -> Result<String, E> {
    if spelled.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Ok(spelled.to_owned());
    }
    match spelled.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(text) if !text.bytes().any(|byte| byte == b'\\' || byte == b'"' || byte < b' ') => {
            Ok(text.to_owned())
        }
        // Escapes, or neither text nor number.
        _ => serde_json::from_str(spelled).map_err(E::custom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<TextOrNumber, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn text_and_numbers_are_kept_to_the_letter() {
        for (json, text) in [
            (r#""71234567""#, "71234567"),
            ("71234567", "71234567"),
            ("18446744073709551616", "18446744073709551616"),
            ("-7", "-7"),
            ("0.10", "0.10"),
            ("0.1000000000000000055511", "0.1000000000000000055511"),
            ("1e5", "1e5"),
            (r#""0.8%""#, "0.8%"),
            (r#""""#, ""),
            (r#""a\"b\u00e9\n""#, "a\"bé\n"),
            (r#""é""#, "é"),
        ] {
            let value = read(json).unwrap();
            assert_eq!((value.as_str(), value.to_string().as_str()), (text, text), "{json}");
            assert_eq!(serde_json::to_value(&value).unwrap(), text);
        }
    }

    #[test]
    fn nothing_else_is_taken() {
        for json in ["null", "true", "[]", "{}", "[1]", r#"{"a":1}"#] {
            assert!(read(json).is_err(), "{json} was accepted");
        }
    }

    #[test]
    fn a_decimal_where_it_is_one() {
        let decimal = |json: &str| read(json).unwrap().to_decimal().map(|value| value.to_string());
        assert_eq!(decimal(r#""1.50""#).unwrap(), "1.50");
        assert_eq!(decimal("1.50").unwrap(), "1.50");
        for odd in ["", "unlimited", "0.8%", "1,000"] {
            let error = decimal(&format!("{odd:?}")).unwrap_err().to_string();
            assert_eq!(error, format!("`{odd}` is not a decimal number"));
        }
    }
}
