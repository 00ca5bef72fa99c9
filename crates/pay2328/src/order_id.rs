use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Your own identifier of an order, a customer or a payout: the idempotency key of the platform.
///
/// The service returns the object that already exists for a known order id instead of making a second
/// one. That is what makes a repetition safe, so **store the id before you call**: an id that is made
/// inside the call dies with the process, and the next attempt pays again.
///
/// ```
/// use pay2328::OrderId;
///
/// let from_your_database = OrderId::new("withdrawal-7351")?;
/// let derived = OrderId::derive("withdrawal", "7351");
/// assert_eq!(derived, OrderId::derive("withdrawal", "7351"));
/// # Ok::<(), pay2328::InvalidOrderId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct OrderId(String);

impl OrderId {
    /// The longest order id that every operation takes: the documented limit of a payment's (a static
    /// wallet's is 255; for a payout none is documented).
    pub const MAX_CHARS: usize = 128;

    /// An order id of your own.
    ///
    /// # Errors
    /// [`InvalidOrderId`] if it is empty, longer than [`MAX_CHARS`](Self::MAX_CHARS), begins or ends
    /// with white space, or has a control character.
    pub fn new(order_id: impl Into<String>) -> Result<Self, InvalidOrderId> {
        let order_id = order_id.into();
        let rule = if order_id.is_empty() {
            "must not be empty"
        } else if order_id.chars().count() > Self::MAX_CHARS {
            "must have at most 128 characters"
        } else if order_id.trim().len() != order_id.len() {
            "must not begin or end with white space"
        } else if order_id.chars().any(char::is_control) {
            "must not have control characters"
        } else {
            return Ok(Self(order_id));
        };
        Err(InvalidOrderId { rule, order_id })
    }

    /// A deterministic order id: the same namespace and business key always give the same one.
    ///
    /// Never put the number of an attempt, a time or anything random into it: each would be another payout.
    ///
    /// Use it where your own identifiers do not fit into an order id. The namespace keeps kinds of
    /// objects apart (and tells them apart in the merchant's account: its first letters and digits lead
    /// the id, followed by 32 hex digits of a SHA-256 over both parts).
    pub fn derive(namespace: &str, business_key: &str) -> Self {
        let mut hash = Sha256::new();
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hash.update((namespace.len() as u64).to_be_bytes());
        hash.update(namespace);
        hash.update(business_key);
        let mut id: String = namespace.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        if !id.is_empty() {
            id.push('-');
        }
        for byte in &hash.finalize()[..16] {
            id.push_str(&format!("{byte:02x}"));
        }
        Self(id)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for OrderId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<OrderId> for String {
    fn from(order_id: OrderId) -> Self {
        order_id.0
    }
}

impl From<&OrderId> for String {
    fn from(order_id: &OrderId) -> Self {
        order_id.0.clone()
    }
}

impl FromStr for OrderId {
    type Err = InvalidOrderId;

    fn from_str(order_id: &str) -> Result<Self, Self::Err> {
        Self::new(order_id)
    }
}

impl TryFrom<String> for OrderId {
    type Error = InvalidOrderId;

    fn try_from(order_id: String) -> Result<Self, Self::Error> {
        Self::new(order_id)
    }
}

impl TryFrom<&str> for OrderId {
    type Error = InvalidOrderId;

    fn try_from(order_id: &str) -> Result<Self, Self::Error> {
        Self::new(order_id)
    }
}

/// A text that cannot be an [`OrderId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOrderId {
    rule: &'static str,
    order_id: String,
}

impl fmt::Display for InvalidOrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`order_id` {}, not {:?}", self.rule, self.order_id)
    }
}

impl std::error::Error for InvalidOrderId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        assert_eq!(OrderId::new("ORDER-12345").unwrap().as_str(), "ORDER-12345");
        // Characters, not bytes: 128 Cyrillic letters are 256 bytes.
        assert!(OrderId::new("я".repeat(128)).is_ok());
        for bad in ["", " x", "x\n", "a\u{0}b", &"x".repeat(129)] {
            assert!(OrderId::new(bad).is_err(), "{bad:?} was accepted");
        }
        assert_eq!(
            OrderId::new("order 1 ").unwrap_err().to_string(),
            r#"`order_id` must not begin or end with white space, not "order 1 ""#
        );
    }

    #[test]
    fn in_json_and_from_text_by_the_same_rules() {
        let order_id = OrderId::new("тест/1").unwrap();
        assert_eq!(serde_json::to_string(&order_id).unwrap(), r#""тест/1""#);
        assert_eq!(serde_json::from_str::<OrderId>(r#""тест/1""#).unwrap(), order_id);
        let error = serde_json::from_str::<OrderId>(r#"" x""#).unwrap_err();
        assert!(error.to_string().contains("white space"), "{error}");
        assert_eq!(OrderId::try_from("тест/1"), Ok(order_id.clone()));
        assert_eq!("тест/1".parse(), Ok(order_id));
        assert!(OrderId::try_from("").is_err());
    }

    #[test]
    fn derived_ids_do_not_change_between_versions() {
        // Computed with Python: sha256(len(ns).to_bytes(8,"big") + ns + key).hexdigest()[:32]
        assert_eq!(
            OrderId::derive("payout", "user-7/2026-11").as_str(),
            "payout-52585e8c53dba64ae7ad844e9823cc1d"
        );
        assert_ne!(OrderId::derive("ab", "c"), OrderId::derive("a", "bc"));
        assert!(OrderId::new(OrderId::derive("выплата", "1").as_str()).is_ok());
    }
}
