#[cfg(feature = "client")]
use pay2328_api::check::{Callbacks, Check, Violation};
use pay2328_api::types::{self, Currency, FeeOption, Network};
use rust_decimal::Decimal;

use crate::OrderId;

/// A request to send coins from the merchant's balance to an address.
///
/// The order id is optional in the API and required here: without it a lost answer leaves no way to learn
/// whether the money is gone, and no safe way to try again.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePayout(pub(crate) types::CreatePayout);

impl CreatePayout {
    /// A payout of `amount` in `currency` on `network` to `to_address`.
    ///
    /// **Store the order id before you send the request.** A transfer to a wrong address is lost.
    #[must_use]
    pub fn new(
        currency: impl Into<Currency>,
        network: impl Into<Network>,
        amount: impl Into<Decimal>,
        to_address: impl Into<String>,
        order_id: OrderId,
    ) -> Self {
        Self(types::CreatePayout::new(currency, network, amount, to_address).order_id(order_id))
    }

    /// Where webhooks about this payout go. Without it none are sent.
    #[must_use]
    pub fn url_callback(self, url_callback: impl Into<String>) -> Self {
        Self(self.0.url_callback(url_callback))
    }

    /// The memo some recipients need to tell deposits apart, at most 255 characters. Only on the networks
    /// `TON` and `SOL`.
    #[must_use]
    pub fn memo(self, memo: impl Into<String>) -> Self {
        Self(self.0.memo(memo))
    }

    /// The balance to debit, converted to `currency` on the way. Without it the balance in `currency`.
    #[must_use]
    pub fn from_currency(self, from_currency: impl Into<Currency>) -> Self {
        Self(self.0.from_currency(from_currency))
    }

    /// Whether fees come out of the amount (`deduct`, the service's default) or on top of it (`add`).
    #[must_use]
    pub fn fee_option(self, fee_option: impl Into<FeeOption>) -> Self {
        Self(self.0.fee_option(fee_option))
    }

    /// The request as it goes over the wire.
    pub fn as_wire(&self) -> &types::CreatePayout {
        &self.0
    }
}

#[cfg(feature = "client")]
impl Check for CreatePayout {
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation> {
        if !self.0.to_address.bytes().all(|byte| byte.is_ascii_graphic()) {
            let rule = "must be an address, without white space";
            return Err(Violation::new("to_address", rule, Some(self.0.to_address.clone())));
        }
        self.0.check(callbacks)
    }
}
