//! What the API and the webhooks say of a payment.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Chosen, Payment, PaymentStatus};
use crate::money;
use crate::state::{self, State};

/// The answer of create; info adds `merchant_amount`.
#[derive(Debug, Serialize)]
pub(crate) struct PaymentResult<'a> {
    uuid: &'a str,
    order_id: &'a str,
    #[serde(with = "money::scale_2")]
    amount: Decimal,
    currency: &'a str,
    #[serde(with = "money::scale_8")]
    amount_usd: Decimal,
    #[serde(with = "money::scale_8")]
    exchange_rate: Decimal,
    url: String,
    tg_deeplink: String,
    expires_at: String,
    created_at: String,
    payer_currency: Option<&'a str>,
    #[serde(with = "money::optional_scale_8")]
    payer_amount: Option<Decimal>,
    network: Option<&'a str>,
    address: Option<&'a str>,
    payment_status: PaymentStatus,
    txid: Option<&'a str>,
    #[serde(with = "money::optional_scale_8")]
    payment_amount: Option<Decimal>,
    qr: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(crate) struct PaymentInfo<'a> {
    #[serde(flatten)]
    payment: PaymentResult<'a>,
    #[serde(with = "money::optional_scale_18")]
    merchant_amount: Option<Decimal>,
}

/// The webhook, without its `sign`.
#[derive(Debug, Serialize)]
pub(super) struct PaymentWebhook<'a> {
    uuid: &'a str,
    order_id: &'a str,
    #[serde(with = "money::scale_8")]
    amount: Decimal,
    currency: &'a str,
    url: String,
    expires_at: String,
    created_at: String,
    payer_currency: Option<&'a str>,
    #[serde(with = "money::optional_scale_8")]
    payer_amount: Option<Decimal>,
    network: Option<&'a str>,
    address: Option<&'a str>,
    payment_status: PaymentStatus,
    txid: Option<&'a str>,
    #[serde(with = "money::optional_scale_8")]
    payment_amount: Option<Decimal>,
    #[serde(with = "money::optional_scale_18")]
    merchant_amount: Option<Decimal>,
    #[serde(with = "money::scale_8")]
    amount_usd: Decimal,
    #[serde(with = "money::scale_8")]
    exchange_rate: Decimal,
}

/// What follows from a payment, for control calls and the checkout.
#[derive(Debug, Serialize)]
pub(crate) struct MoreOfPayment {
    /// The checkout.
    pub(super) url: String,
    /// What is still to be paid, in the coin chosen.
    #[serde(with = "money::optional_scale_2")]
    pub(super) left: Option<Decimal>,
}

impl Payment {
    fn payment_amount(&self) -> Option<Decimal> {
        (!self.received.is_zero()).then_some(self.received)
    }

    pub(super) fn result<'a>(&'a self, state: &State) -> PaymentResult<'a> {
        let chosen = self.chosen.as_ref();
        PaymentResult {
            uuid: &self.uuid,
            order_id: &self.order_id,
            amount: self.amount,
            currency: &self.currency,
            amount_usd: self.amount_usd,
            exchange_rate: self.exchange_rate,
            url: state.checkout_url(&self.uuid),
            tg_deeplink: format!("https://t.me/pay2328_sandbox_bot?start={}", self.uuid),
            expires_at: state::local_time(self.expires_at),
            created_at: state::local_time(self.created_at),
            payer_currency: chosen.map(|chosen| chosen.asset.currency),
            payer_amount: chosen.map(|chosen| chosen.due),
            network: chosen.map(|chosen| chosen.asset.network),
            address: chosen.map(|chosen| chosen.address.as_str()),
            payment_status: self.status,
            txid: self.txid.as_deref(),
            payment_amount: self.payment_amount(),
            qr: chosen.and_then(Chosen::qr),
        }
    }

    pub(super) fn info<'a>(&'a self, state: &State) -> PaymentInfo<'a> {
        PaymentInfo { payment: self.result(state), merchant_amount: self.merchant_amount }
    }

    pub(super) fn webhook<'a>(&'a self, state: &State) -> PaymentWebhook<'a> {
        let chosen = self.chosen.as_ref();
        PaymentWebhook {
            uuid: &self.uuid,
            order_id: &self.order_id,
            amount: self.amount,
            currency: &self.currency,
            url: state.checkout_url(&self.uuid),
            expires_at: state::local_time(self.expires_at),
            created_at: state::local_time(self.created_at),
            payer_currency: chosen.map(|chosen| chosen.asset.currency),
            payer_amount: chosen.map(|chosen| chosen.due),
            network: chosen.map(|chosen| chosen.asset.network),
            address: chosen.map(|chosen| chosen.address.as_str()),
            payment_status: self.status,
            txid: self.txid.as_deref(),
            payment_amount: self.payment_amount(),
            merchant_amount: self.merchant_amount,
            amount_usd: self.amount_usd,
            exchange_rate: self.exchange_rate,
        }
    }
}
