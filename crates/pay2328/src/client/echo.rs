//! Comparing what a repeated create returned with what it asked for.
//!
//! For a known order id the service returns the object that exists, even if the new request differs.

use pay2328_api::types::Currency;
use rust_decimal::Decimal;

use crate::error::{Conflict, Difference};

/// Collects the members that differ.
#[derive(Default)]
pub(super) struct Echo(Vec<Difference>);

impl Echo {
    /// Amounts are the same if they are the same number: `10` is `10.00000000`.
    pub(super) fn amount(mut self, field: &'static str, asked: Decimal, existing: Decimal) -> Self {
        if asked != existing {
            self.0.push(Difference { field, asked: asked.to_string(), existing: existing.to_string() });
        }
        self
    }

    /// A coin under its old and its new name is the same coin.
    pub(super) fn currency(self, field: &'static str, asked: &Currency, existing: &Currency) -> Self {
        if asked.is_same_as(existing) { self } else { self.text(field, asked.as_str(), existing.as_str()) }
    }

    pub(super) fn text(mut self, field: &'static str, asked: &str, existing: &str) -> Self {
        if asked != existing {
            self.0.push(Difference { field, asked: asked.to_owned(), existing: existing.to_owned() });
        }
        self
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

    pub(super) fn conflict(self, uuid: &str) -> Option<Conflict> {
        (!self.0.is_empty()).then(|| Conflict { uuid: uuid.to_owned(), differences: self.0 })
    }
}
