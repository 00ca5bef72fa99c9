use std::fmt;

use pay2328_api::check::{Callbacks, Check, Violation};
use pay2328_api::operations;
use pay2328_api::types::{self, CalcPayout, Currency, FeeOption, Network, Payout, PayoutCalculation};
use rust_decimal::Decimal;

use super::echo::Echo;
use super::{Call, Caller};
use crate::OrderId;

/// A request to send coins from the merchant's balance to an address.
///
/// The order id is optional in the API and required here: without it a lost answer leaves no way to learn
/// whether the money is gone, and no safe way to try again.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatePayout(types::CreatePayout);

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

impl Check for CreatePayout {
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation> {
        if self.0.amount <= Decimal::ZERO {
            return Err(Violation::new("amount", "must be more than 0", Some(self.0.amount.to_string())));
        }
        if self.0.to_address.trim().is_empty() {
            return Err(Violation::new("to_address", "must be given", None));
        }
        self.0.check(callbacks)
    }
}

/// Payouts. From [`Client::payouts`](crate::Client::payouts).
pub struct Payouts(pub(super) Caller);

impl Payouts {
    /// Sends coins (`POST /v1/payout`).
    ///
    /// The service returns the existing payout for an order id it knows, so this call is repeated safely,
    /// with the same bytes. If the existing payout has another amount, coin, network, address or memo,
    /// the call fails with a [`Conflict`](crate::Conflict). On
    /// [`Outcome::Unknown`](crate::Outcome::Unknown) make the same call again, with the same order id.
    pub fn create(&self, request: &CreatePayout) -> Call<Payout> {
        let (body, asked) = (request.0.clone(), request.0.clone());
        self.0
            .enveloped(&operations::PAYOUT_CREATE, |api| async move { api.payout_create(&body).await })
            .checked(request)
            .order_id(request.0.order_id.as_deref())
            .echo(move |payout: &Payout| {
                Echo::default()
                    .amount("amount", asked.amount, payout.amount)
                    .currency("currency", &asked.currency, &payout.currency)
                    .optional(payout.network.as_ref(), Some(&asked.network), |echo, existing, asked| {
                        echo.text("network", asked.as_str(), existing.as_str())
                    })
                    .optional(Some(&asked.to_address), payout.to_address.as_ref(), |echo, asked, existing| {
                        echo.text("to_address", asked, existing)
                    })
                    .optional(asked.memo.as_ref(), payout.memo.as_ref(), |echo, asked, existing| {
                        echo.text("memo", asked, existing)
                    })
                    .conflict(&payout.uuid)
            })
    }

    /// What a payout would cost (`POST /v1/payout/calc`). Creates and debits nothing.
    pub fn calc(&self, request: &CalcPayout) -> Call<PayoutCalculation> {
        let body = request.clone();
        self.0
            .enveloped(&operations::PAYOUT_CALC, |api| async move { api.payout_calc(&body).await })
            .checked(request)
    }

    /// Looks a payout up by the uuid its creation returned (`GET /v1/payout/status/{uuid}`).
    pub fn status(&self, uuid: &str) -> Call<Payout> {
        let argument = uuid.to_owned();
        self.0
            .enveloped(&operations::PAYOUT_STATUS, |api| async move { api.payout_status(&argument).await })
            .checked(&PathSegment("uuid", uuid))
    }
}

/// An argument that becomes part of a path. `.` and `..` would be taken for steps in it.
struct PathSegment<'a>(&'static str, &'a str);

impl Check for PathSegment<'_> {
    fn check(&self, _: Callbacks) -> Result<(), Violation> {
        let Self(field, value) = self;
        if value.is_empty()
            || matches!(*value, "." | "..")
            || !value.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(Violation::new(
                field,
                "must be an identifier of the service",
                Some((*value).to_owned()),
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for Payouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payouts(…)")
    }
}
