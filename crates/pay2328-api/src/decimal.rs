//! Money on the wire: decimal text in, the same decimal text out.
//!
//! Every decimal member of the wire types goes through these functions, so that neither the
//! `serde-float` feature of `rust_decimal` nor serde_json's `arbitrary_precision`, turned on by some
//! other crate in the build, can change a byte.
//!
//! A string keeps its scale (`"9.920000000000000000"` stays so). A JSON number is read by its spelling
//! in the document, not through a float. A value that a [`Decimal`] cannot hold exactly is an error
//! that names it, never a rounding.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::Serializer;
use serde_json::value::RawValue;

use crate::sparse;

/// Why a text is no decimal this crate can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not an optional `-`, digits, and optionally a point with digits (or, for a JSON number, an exponent).
    #[error("`{0}` is not a decimal number")]
    NotDecimal(String),
    /// More digits than 96 bits hold, or more than 28 of them after the point.
    #[error("`{0}` has more digits than can be held exactly (28 digits, at most 28 after the point)")]
    OutOfRange(String),
}

/// Reads a decimal exactly: an optional `-`, digits, optionally a point and digits, optionally an
/// exponent as JSON numbers may have.
///
/// # Errors
/// [`DecimalError`] if the text is anything else, or cannot be held without rounding.
///
/// ```
/// let amount = pay2328_api::decimal::parse("9.920000000000000000")?;
/// assert_eq!(amount.to_string(), "9.920000000000000000");
/// assert!(pay2328_api::decimal::parse("0.00000000000000000000000000001").is_err());
/// # Ok::<(), pay2328_api::decimal::DecimalError>(())
/// ```
pub fn parse(text: &str) -> Result<Decimal, DecimalError> {
    let Some(at) = text.bytes().position(|byte| matches!(byte, b'e' | b'E')) else {
        return parse_digits(text).ok_or_else(|| refuse(text, text));
    };
    let Ok(exponent) = text[at + 1..].parse() else { return Err(DecimalError::NotDecimal(shorten(text))) };
    let value = parse_digits(&text[..at]).and_then(|value| shift(value, exponent));
    value.ok_or_else(|| refuse(text, &text[..at]))
}

/// Reads an optional `-`, digits, and optionally a point and digits.
fn parse_digits(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let mut number = 0_u64;
    let mut point = None;
    for (index, byte) in unsigned.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if *byte == b'.' && point.is_none() {
            point = Some(index);
        } else {
            return None;
        }
    }
    let whole = point.unwrap_or(unsigned.len());
    let fraction = point.map(|point| unsigned.len() - point - 1);
    if whole == 0 || fraction == Some(0) {
        return None;
    }
    let fraction = fraction.unwrap_or(0);
    if whole + fraction > DIGITS_IN_64_BITS {
        return Decimal::from_str_exact(text).ok();
    }
    let negative = unsigned.len() != text.len();
    // Its scale is at most 18, because one of the digits is before the point.
    Some(Decimal::from_parts(number as u32, (number >> 32) as u32, 0, negative, fraction as u32))
}

/// Why a text with this mantissa could not be read.
#[cold]
fn refuse(text: &str, mantissa: &str) -> DecimalError {
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(fraction) {
        DecimalError::OutOfRange(shorten(text))
    } else {
        DecimalError::NotDecimal(shorten(text))
    }
}

/// So many digits always fit into 64 bits, and they are all that most amounts have.
const DIGITS_IN_64_BITS: usize = 19;

/// `value` × 10^`exponent`, exactly or not at all.
fn shift(value: Decimal, exponent: i64) -> Option<Decimal> {
    if exponent == 0 || value.is_zero() {
        return Some(value);
    }
    let scale = i64::from(value.scale()).checked_sub(exponent)?;
    if scale >= 0 {
        let mut value = value;
        value.set_scale(u32::try_from(scale).ok()?).ok()?;
        return Some(value);
    }
    let mut value = value;
    value.set_scale(0).ok()?;
    for _ in 0..scale.unsigned_abs() {
        value = value.checked_mul(Decimal::TEN)?;
    }
    Some(value)
}

/// Long hostile texts do not belong into an error.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 64;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head}…")
}

/// How a deserializer is asked for a decimal: as a newtype of this name.
///
/// One that has the JSON text at hand can answer with `visit_str` and the member as it is spelled there,
/// quotes included. Every other one treats it as a newtype like any, and the spelling is obtained through
/// serde_json, which copies it.
#[doc(hidden)]
pub const SPELLED: &str = "pay2328 decimal as spelled";

/// Reads a decimal from the JSON text that spells it.
fn from_spelled<E: serde::de::Error>(spelled: &str) -> Result<Decimal, E> {
    let Some(quoted) = spelled.strip_prefix('"') else { return parse(spelled).map_err(E::custom) };
    // A number may have an exponent in JSON; a decimal string of the service may not.
    if let Some(value) = quoted.strip_suffix('"').and_then(parse_digits) {
        return Ok(value);
    }
    // Not digits, or digits spelled with escapes.
    let text: String = serde_json::from_str(spelled).map_err(E::custom)?;
    parse_digits(&text).ok_or_else(|| E::custom(refuse(&text, &text)))
}

struct Spelled;

impl<'de> Visitor<'de> for Spelled {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal, as a string or a number")
    }

    fn visit_str<E: serde::de::Error>(self, spelled: &str) -> Result<Decimal, E> {
        from_spelled(spelled)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        from_spelled(Box::<RawValue>::deserialize(deserializer)?.get())
    }
}

/// Reads a decimal member.
///
/// # Errors
/// If the member is not a decimal string or number that can be held exactly.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    deserializer.deserialize_newtype_struct(SPELLED, Spelled)
}

/// Writes a decimal member as a string, with its scale.
///
/// # Errors
/// Only those of the serializer.
pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same for a member that can be null or missing.
pub mod option {
    use super::*;

    /// Reads a decimal member, `null` as `None`.
    ///
    /// # Errors
    /// As [`deserialize`](super::deserialize).
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        struct Nullable;
        impl<'de> Visitor<'de> for Nullable {
            type Value = Option<Decimal>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Spelled.expecting(f)?;
                f.write_str(", or null")
            }

            fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                super::deserialize(deserializer).map(Some)
            }
        }
        deserializer.deserialize_option(Nullable)
    }

    /// Writes a decimal member as a string, `None` as `null`.
    ///
    /// # Errors
    /// Only those of the serializer.
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }
}

/// The same for a map from names to decimals.
pub mod map {
    use std::collections::BTreeMap;

    use super::*;

    /// Reads a map of decimals. A name whose value is null is left out, and `[]` is an empty map.
    ///
    /// # Errors
    /// As [`deserialize`](super::deserialize); the message names the member.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, Decimal>, D::Error> {
        struct Exact(Decimal);
        impl<'de> Deserialize<'de> for Exact {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::deserialize(deserializer).map(Self)
            }
        }
        let values = sparse::deserialize::<D, Exact>(deserializer)?;
        Ok(values.into_iter().map(|(name, Exact(value))| (name, value)).collect())
    }

    /// Writes a map of decimals, each as a string.
    ///
    /// # Errors
    /// Only those of the serializer.
    pub fn serialize<S: Serializer>(
        values: &BTreeMap<String, Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(values.iter().map(|(name, value)| (name, value.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, serde::Serialize, Debug, PartialEq)]
    struct Money {
        #[serde(with = "super")]
        amount: Decimal,
        #[serde(default, with = "super::option")]
        fee: Option<Decimal>,
    }

    fn read(json: &str) -> Result<Money, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn text_in_same_text_out() {
        for text in
            ["100.00", "0.95256917", "9.920000000000000000", "0", "-1.50", "79228162514264337593543950335"]
        {
            let money = read(&format!(r#"{{"amount":"{text}","fee":null}}"#)).unwrap();
            assert_eq!(
                serde_json::to_string(&money).unwrap(),
                format!(r#"{{"amount":"{text}","fee":null}}"#)
            );
        }
    }

    #[test]
    fn a_number_is_read_by_its_spelling() {
        // 0.1 + 17 more digits: a float would change it.
        let money = read(r#"{"amount":0.1000000000000000055511,"fee":10.10}"#).unwrap();
        assert_eq!(money.amount.to_string(), "0.1000000000000000055511");
        assert_eq!(money.fee.unwrap().to_string(), "10.10");
    }

    #[test]
    fn few_digits_are_read_like_many() {
        for sign in ["", "-"] {
            for digits in ["0", "1", "9999999999999999999", "0000000000000000000", "1844674407370955161"] {
                for point in 1..=digits.len() {
                    let (whole, fraction) = digits.split_at(point);
                    let text =
                        format!("{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." });
                    let (few, many) = (parse(&text).unwrap(), Decimal::from_str_exact(&text).unwrap());
                    assert_eq!((few.to_string(), few.scale()), (many.to_string(), many.scale()), "{text}");
                    assert_eq!(few.serialize(), many.serialize(), "{text}");
                }
            }
        }
    }

    #[test]
    fn an_exponent_is_exact() {
        assert_eq!(parse("1.5e3").unwrap().to_string(), "1500");
        assert_eq!(parse("1.0E-7").unwrap().to_string(), "0.00000010");
        assert_eq!(parse("25e-1").unwrap().to_string(), "2.5");
        assert!(matches!(parse("1e40"), Err(DecimalError::OutOfRange(_))));
        assert!(matches!(parse("1e-40"), Err(DecimalError::OutOfRange(_))));
        assert!(matches!(parse("1e99999999999999999999"), Err(DecimalError::NotDecimal(_))));
    }

    #[test]
    fn what_cannot_be_held_is_an_error_that_names_it() {
        let error = read(r#"{"amount":"0.12345678901234567890123456789"}"#).unwrap_err();
        assert!(error.contains("`0.12345678901234567890123456789` has more digits"), "{error}");
        let error = read(r#"{"amount":"79228162514264337593543950336"}"#).unwrap_err();
        assert!(error.contains("79228162514264337593543950336"), "{error}");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", " 1", "1 ", "+1", ".5", "5.", "1_000", "1,5", "0x10", "NaN", "1e5", "--1", "١"] {
            let error = read(&format!(r#"{{"amount":"{text}"}}"#)).unwrap_err();
            assert!(error.contains("is not a decimal number"), "{text:?}: {error}");
        }
        for json in
            [r#"{"amount":null}"#, r#"{"amount":true}"#, r#"{"amount":[1]}"#, r#"{"amount":{}}"#, "{}"]
        {
            assert!(read(json).is_err(), "{json} was accepted");
        }
    }
}
