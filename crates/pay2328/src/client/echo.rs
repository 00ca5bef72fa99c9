//! Comparing what a repeated create returned with what it asked for.
//!
//! For a known order id the service returns the object that exists, even if the new request differs. A
//! difference is told to the caller, so one that is only a matter of writing must not be taken for one.

use std::any::Any;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use pay2328_api::types::{Currency, Network};
use rust_decimal::Decimal;

use crate::error::{Conflict, Difference};

/// Collects the members that differ.
#[derive(Default)]
pub(super) struct Echo(Vec<Difference>);

impl Echo {
    /// Amounts are the same if they are the same number (`10` is `10.00000000`), to as many places as the
    /// service keeps.
    pub(super) fn amount(self, field: &'static str, asked: Decimal, existing: Decimal) -> Self {
        // The service keeps 8 or 18 places; fewer are a shorter spelling, not a rounding.
        let kept = existing.scale();
        let rounded = kept >= 8 && asked.scale() > kept && (asked - existing).abs() < Decimal::new(1, kept);
        let same = asked == existing || rounded;
        self.unless(same, field, &asked.to_string(), &existing.to_string())
    }

    /// Codes are the same whatever their case; a coin under its old and its new name is the same coin.
    pub(super) fn currency(self, field: &'static str, asked: &Currency, existing: &Currency) -> Self {
        let same = asked.is_same_as(existing) || asked.as_str().eq_ignore_ascii_case(existing.as_str());
        self.unless(same, field, asked.as_str(), existing.as_str())
    }

    pub(super) fn network(self, field: &'static str, asked: &Network, existing: &Network) -> Self {
        self.unless(
            asked.as_str().eq_ignore_ascii_case(existing.as_str()),
            field,
            asked.as_str(),
            existing.as_str(),
        )
    }

    /// Addresses are the same if they name the same account.
    pub(super) fn address(self, field: &'static str, asked: &str, existing: &str) -> Self {
        self.unless(is_same_address(asked, existing), field, asked, existing)
    }

    pub(super) fn text(self, field: &'static str, asked: &str, existing: &str) -> Self {
        self.unless(asked == existing, field, asked, existing)
    }

    /// What was not asked for, or is not told, cannot differ.
    pub(super) fn optional<T: ?Sized>(
        self,
        asked: Option<&T>,
        existing: Option<&T>,
        compare: impl FnOnce(Self, &T, &T) -> Self,
    ) -> Self {
        match (asked, existing) {
            (Some(asked), Some(existing)) => compare(self, asked, existing),
            _ => self,
        }
    }

    pub(super) fn conflict(
        self,
        uuid: &str,
        existing: &(impl Any + Clone + Send + Sync),
    ) -> Option<Conflict> {
        (!self.0.is_empty()).then(|| Conflict {
            uuid: uuid.to_owned(),
            differences: self.0,
            existing: Box::new(existing.clone()),
        })
    }

    fn unless(mut self, same: bool, field: &'static str, asked: &str, existing: &str) -> Self {
        if !same {
            self.0.push(Difference { field, asked: asked.to_owned(), existing: existing.to_owned() });
        }
        self
    }
}

/// Whether two texts name one account. Hex and bech32 addresses have no case of their own (the case of an
/// Ethereum address is a checksum), and TON writes one account in several ways.
fn is_same_address(one: &str, other: &str) -> bool {
    const CASELESS: [&str; 4] = ["0x", "bc1", "ltc1", "tb1"];
    let starts = |text: &str, prefix: &str| {
        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    one == other
        || (one.eq_ignore_ascii_case(other) && CASELESS.iter().any(|prefix| starts(one, prefix)))
        || ton_account(one).is_some_and(|account| ton_account(other) == Some(account))
}

/// Work chain and account id of a TON address: `EQ…` and `UQ…` (36 bytes in base64 of either alphabet: a
/// flag, the chain, 32 bytes, a checksum), or `0:` and 64 hex digits.
fn ton_account(address: &str) -> Option<(i8, [u8; 32])> {
    if let Some((chain, hex)) = address.split_once(':') {
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut id = [0; 32];
        for (byte, digits) in id.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        return Some((chain.parse().ok()?, id));
    }
    if address.len() != 48 {
        return None;
    }
    let bytes = URL_SAFE.decode(address).or_else(|_| STANDARD.decode(address)).ok()?;
    let (chain, id) = (*bytes.get(1)?, bytes.get(2..34)?);
    Some((i8::from_be_bytes([chain]), id.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn one_account_written_in_two_ways() {
        for (one, other, same) in [
            (
                "0x37c20d6d96d130Bc5B33D832e43b8e16aACe0c59",
                "0x37C20D6D96D130BC5B33D832E43B8E16AACE0C59",
                true,
            ),
            (
                "0x37c20d6d96d130Bc5B33D832e43b8e16aACe0c59",
                "0x37c20d6d96d130Bc5B33D832e43b8e16aACe0c58",
                false,
            ),
            (
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
                true,
            ),
            // Base58 has case: these are two accounts.
            ("TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "TMU9TGPCHVGBYWKBJ5SDC8KJS73T5M3M7G", false),
            // The TON foundation's documented example, bounceable, not bounceable, and raw.
            (
                "EQAvDfWFG0oYX19jwNDNBBL1rKNT9XfaGP9HyTb5nb2Eml6y",
                "UQAvDfWFG0oYX19jwNDNBBL1rKNT9XfaGP9HyTb5nb2EmgN3",
                true,
            ),
            (
                "EQAvDfWFG0oYX19jwNDNBBL1rKNT9XfaGP9HyTb5nb2Eml6y",
                "0:2f0df5851b4a185f5f63c0d0cd0412f5aca353f577da18ff47c936f99dbd849a",
                true,
            ),
            (
                "EQAvDfWFG0oYX19jwNDNBBL1rKNT9XfaGP9HyTb5nb2Eml6y",
                "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb",
                false,
            ),
        ] {
            assert_eq!(is_same_address(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn amounts_to_the_places_the_service_keeps() {
        let differs = |asked, existing| !Echo::default().amount("amount", asked, existing).0.is_empty();
        assert!(!differs(dec!(10), dec!(10.00000000)));
        assert!(!differs(dec!(1.234567891), dec!(1.23456789)));
        assert!(!differs(dec!(1.234567899), dec!(1.23456790)));
        assert!(differs(dec!(1.23456789), dec!(1.23456788)));
        assert!(differs(dec!(10), dec!(10.01)));
        assert!(differs(dec!(10.5), dec!(11)));
    }
}
