//! Exact decimal arithmetic: amounts as text in, text out, and one rounding that is always named.

use num_bigint::BigInt;
use rust_decimal::Decimal;

/// Decimals of the amounts that payments and deposits carry.
pub(crate) const AMOUNT_SCALE: u32 = 8;
/// Decimals of what is credited after the fee, and of everything a balance is made of.
pub(crate) const CREDIT_SCALE: u32 = 18;
/// The sandbox's own limit: an amount below this, with 18 decimals, always fits into a [`Decimal`].
const MAX_INTEGER_DIGITS: usize = 10;

/// Which way a result goes that does not fit the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    /// Towards zero: what somebody is given.
    Down,
    /// Away from zero: what somebody has to pay.
    Up,
    /// To the nearest, a half away from zero: what is only shown.
    HalfUp,
}

/// The result does not fit into a [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// The product of `factors` divided by the product of `divisors`, computed exactly and rounded once, at the end.
/// Nothing may be negative and no divisor zero.
pub(crate) fn ratio(
    factors: &[Decimal],
    divisors: &[Decimal],
    scale: u32,
    rounding: Rounding,
) -> Result<Decimal, TooLarge> {
    let product = |values: &[Decimal]| {
        values.iter().fold((BigInt::from(1), 0), |(product, scale), value| {
            (product * BigInt::from(value.mantissa()), scale + value.scale())
        })
    };
    let (numerator, numerator_scale) = product(factors);
    let (denominator, denominator_scale) = product(divisors);
    let numerator = numerator * BigInt::from(10).pow(scale + denominator_scale);
    let denominator = denominator * BigInt::from(10).pow(numerator_scale);

    let quotient = &numerator / &denominator;
    let remainder = numerator - &quotient * &denominator;
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => remainder > BigInt::ZERO,
        Rounding::HalfUp => remainder * 2 >= denominator,
    };
    let rounded = if up { quotient + 1 } else { quotient };
    let mantissa = i128::try_from(rounded).map_err(|_| TooLarge)?;
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| TooLarge)
}

/// The decimal as text with at least `min_scale` decimals: zeros are added, digits are never dropped.
pub(crate) fn text(value: Decimal, min_scale: u32) -> String {
    let mut text = value.normalize().to_string();
    let min_scale = min_scale as usize;
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals == 0 && min_scale > 0 {
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', min_scale.saturating_sub(decimals)));
    text
}

/// Reads a plain decimal (`12`, `12.50`), without sign, exponent or spaces.
pub(crate) fn plain(text: &str) -> Option<Decimal> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (integer, decimals) = match text.split_once('.') {
        Some((integer, decimals)) => (integer, Some(decimals)),
        None => (text, None),
    };
    if !digits(integer) || decimals.is_some_and(|decimals| !digits(decimals)) {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

/// Writes a JSON number that has an exponent (`1.5e2`) without it, exactly. `None` for one that has none, or one so large
/// that nobody means it.
fn without_exponent(number: &str) -> Option<String> {
    let (mantissa, exponent) = number.split_once(['e', 'E'])?;
    let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.abs() <= 64)?;
    let (integer, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let point = i32::try_from(integer.len()).ok()? + exponent;
    let digits = format!("{integer}{decimals}");
    let before = usize::try_from(point).unwrap_or(0);
    let leading_zeros = usize::try_from(-point).unwrap_or(0);
    let padded = format!("{}{digits:0<before$}", "0".repeat(leading_zeros));
    let (integer, decimals) = padded.split_at(before);
    Some(match (integer, decimals) {
        (integer, "") => integer.to_owned(),
        ("", decimals) => format!("0.{decimals}"),
        (integer, decimals) => format!("{integer}.{decimals}"),
    })
}

/// Why a decimal was refused as an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAnAmount {
    NotDecimal,
    NotPositive,
    TooManyDecimals,
    TooLarge,
}

/// Reads an amount of money: a plain decimal above zero, with at most `max_scale` decimals that are not zero.
/// The scale is kept as written.
pub(crate) fn amount(text: &str, max_scale: u32) -> Result<Decimal, NotAnAmount> {
    let integer = text.split('.').next().unwrap_or_default().trim_start_matches('0');
    if integer.len() > MAX_INTEGER_DIGITS && integer.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotAnAmount::TooLarge);
    }
    if text.strip_prefix('-').is_some_and(|rest| plain(rest).is_some()) {
        return Err(NotAnAmount::NotPositive);
    }
    let value = match plain(text) {
        Some(value) => value,
        // Plain by its letters but longer than 28 digits: the decimals are what there is too much of.
        None if text.len() > 28 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
            return Err(NotAnAmount::TooManyDecimals);
        }
        None => return Err(NotAnAmount::NotDecimal),
    };
    if value.is_zero() {
        return Err(NotAnAmount::NotPositive);
    }
    if value.normalize().scale() > max_scale {
        return Err(NotAnAmount::TooManyDecimals);
    }
    Ok(value)
}

/// Reads an amount of money written as a JSON number: as [`amount`], but it may have an exponent.
pub(crate) fn number(number: &str, max_scale: u32) -> Result<Decimal, NotAnAmount> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else { return amount(number, max_scale) };
    match without_exponent(number) {
        _ if number.starts_with('-') => Err(NotAnAmount::NotPositive),
        Some(plain) => amount(&plain, max_scale),
        None if mantissa.bytes().all(|byte| matches!(byte, b'0' | b'.')) => Err(NotAnAmount::NotPositive),
        None if exponent.starts_with('-') => Err(NotAnAmount::TooManyDecimals),
        None => Err(NotAnAmount::TooLarge),
    }
}

/// Serialises a decimal as text with at least 2 decimals.
pub(crate) mod scale_2 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &rust_decimal::Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::text(*value, 2))
    }
}

/// Serialises a decimal, or null, as text with at least 2 decimals.
pub(crate) mod optional_scale_2 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &Option<rust_decimal::Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::scale_2::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// Serialises a decimal as text with at least 8 decimals.
pub(crate) mod scale_8 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &rust_decimal::Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::text(*value, super::AMOUNT_SCALE))
    }
}

/// Serialises a decimal, or null, as text with at least 8 decimals.
pub(crate) mod optional_scale_8 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &Option<rust_decimal::Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::scale_8::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// Serialises a decimal as text with at least 18 decimals.
pub(crate) mod scale_18 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &rust_decimal::Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::text(*value, super::CREDIT_SCALE))
    }
}

/// Serialises a decimal, or null, as text with at least 18 decimals.
pub(crate) mod optional_scale_18 {
    pub(crate) fn serialize<S: serde::Serializer>(
        value: &Option<rust_decimal::Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => super::scale_18::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn rounding_is_as_named() {
        let third = |rounding| ratio(&[decimal("1")], &[decimal("3")], 8, rounding).unwrap().to_string();
        assert_eq!(third(Rounding::Down), "0.33333333");
        assert_eq!(third(Rounding::Up), "0.33333334");
        assert_eq!(third(Rounding::HalfUp), "0.33333333");
        let half = |rounding| ratio(&[decimal("0.005")], &[], 2, rounding).unwrap().to_string();
        assert_eq!(half(Rounding::Down), "0.00");
        assert_eq!(half(Rounding::Up), "0.01");
        assert_eq!(half(Rounding::HalfUp), "0.01");
        let exact = |rounding| ratio(&[decimal("0.50")], &[decimal("2")], 2, rounding).unwrap().to_string();
        assert_eq!(exact(Rounding::Up), "0.25");
    }

    #[test]
    fn a_product_longer_than_a_decimal_is_exact_all_the_same() {
        // 9999999999.99999999 × 0.01340691 ÷ 0.01340691: 26 digits times 9 digits on the way.
        let long = decimal("9999999999.99999999");
        let rate = decimal("0.01340691");
        assert_eq!(ratio(&[long, rate], &[rate], 8, Rounding::Up), Ok(long));
        assert_eq!(ratio(&[long, long, long], &[], 8, Rounding::Up), Err(TooLarge));
    }

    #[test]
    fn text_pads_and_never_drops() {
        assert_eq!(text(decimal("10"), 2), "10.00");
        assert_eq!(text(decimal("10.5"), 8), "10.50000000");
        assert_eq!(text(decimal("0.00123456789"), 2), "0.00123456789");
        assert_eq!(text(decimal("1.50000000"), 2), "1.50");
        assert_eq!(text(decimal("79000000000.1"), 18), "79000000000.100000000000000000");
        assert_eq!(text(Decimal::ZERO, 2), "0.00");
        assert_eq!(text(decimal("7"), 0), "7");
    }

    #[test]
    fn exponents_move_the_point() {
        for (number, plain) in [
            ("1.5e2", "150"),
            ("1E0", "1"),
            ("12.345e1", "123.45"),
            ("5e-3", "0.005"),
            ("12e-1", "1.2"),
            ("12e-2", "0.12"),
            ("1e3", "1000"),
        ] {
            assert_eq!(without_exponent(number).as_deref(), Some(plain), "{number}");
        }
        assert_eq!(without_exponent("15"), None);
        assert_eq!(without_exponent("1e65"), None);
    }

    #[test]
    fn amounts_are_plain_positive_decimals() {
        assert_eq!(amount("100.00", 8), Ok(decimal("100.00")));
        assert_eq!(amount("0.00000001", 8), Ok(decimal("0.00000001")));
        assert_eq!(amount("1.000000000000", 8), Ok(decimal("1.000000000000")));
        for text in ["", "1e2", "-", "+1", " 1", "1 ", ".5", "5.", "1,5", "0x10", "NaN", "１"] {
            assert_eq!(amount(text, 8), Err(NotAnAmount::NotDecimal), "{text:?}");
        }
        assert_eq!(amount("0.00", 8), Err(NotAnAmount::NotPositive));
        assert_eq!(amount("0.000000001", 8), Err(NotAnAmount::TooManyDecimals));
        assert_eq!(amount("0.0000000000000000000000000000001", 8), Err(NotAnAmount::TooManyDecimals));
        assert_eq!(amount("10000000000", 8), Err(NotAnAmount::TooLarge));
        assert_eq!(amount("99999999999999999999999999999999999", 8), Err(NotAnAmount::TooLarge));
    }
}
