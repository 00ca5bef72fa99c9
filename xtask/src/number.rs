//! Decimals of the document, to be compared.

/// A decimal, its digits scaled to the same number of places as any other's.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number(i128);

impl Number {
    const PLACES: usize = 18;

    /// An optional `-`, digits, and optionally a point and digits, of which there are not too many.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || fraction.len() > Self::PLACES {
            return None;
        }
        let size: i128 = format!("{whole}{fraction:0<width$}", width = Self::PLACES).parse().ok()?;
        Some(Self(if text.starts_with('-') { -size } else { size }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_compared_by_value() {
        let number = |text: &str| Number::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert!(number("3") < number("300"));
        assert!(number("-99") < number("-0.5"));
        assert!(number("-0.5") < number("0"));
        assert_eq!(number("1.50"), number("1.5"));
        for text in ["", "-", "1.", ".5", "+1", "1e5", "1,5", "--1", "0.1234567890123456789"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
