//! Payments: created, paid in full or in parts, expired, locked.

mod answers;
mod events;

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::changes::Record;
use super::market::{Asset, FIAT};
use super::page::{FullPages, Listed};
use super::shown::Shown;
use super::timeline::Timeline;
use super::{Change, State};
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, Rounding};
use crate::qr;
use answers::{MoreOfPayment, PaymentInfo, PaymentResult};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentStatus {
    Check,
    Paid,
    UnderpaidCheck,
    Underpaid,
    Overpaid,
    Cancel,
    AmlLock,
}

impl PaymentStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            PaymentStatus::Check => "check",
            PaymentStatus::Paid => "paid",
            PaymentStatus::UnderpaidCheck => "underpaid_check",
            PaymentStatus::Underpaid => "underpaid",
            PaymentStatus::Overpaid => "overpaid",
            PaymentStatus::Cancel => "cancel",
            PaymentStatus::AmlLock => "aml_lock",
        }
    }

    pub(crate) fn is_open(self) -> bool {
        matches!(self, PaymentStatus::Check | PaymentStatus::UnderpaidCheck)
    }
}

/// The statuses a list can be filtered by: all that are documented but `aml_lock`, and those only some integrations know.
const LISTABLE: &[&str] = &[
    "pending",
    "check",
    "paid",
    "underpaid_check",
    "underpaid",
    "overpaid",
    "cancel",
    "awaiting_confirmation",
    "refund_process",
    "refund_fail",
    "refund_paid",
];

/// The coin, network and address the payer pays with, and how much is due there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Chosen {
    pub(crate) asset: &'static Asset,
    pub(crate) address: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) due: Decimal,
    /// The address as a QR code, drawn when it is first shown.
    #[serde(skip)]
    qr: OnceLock<Option<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) uuid: String,
    pub(crate) order_id: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) amount: Decimal,
    pub(crate) currency: String,
    #[serde(with = "rust_decimal::serde::str")]
    amount_usd: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    exchange_rate: Decimal,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) status: PaymentStatus,
    /// The coin that the shop has preselected, with or without a network.
    #[serde(default)]
    pub(crate) to_currency: Option<String>,
    pub(crate) chosen: Option<Chosen>,
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) received: Decimal,
    #[serde(with = "rust_decimal::serde::str_option")]
    merchant_amount: Option<Decimal>,
    pub(crate) txid: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) url_return: Option<String>,
    pub(crate) url_success: Option<String>,
    url_callback: String,
    #[serde(with = "rust_decimal::serde::str")]
    fee_split: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    price_markup: Decimal,
    timeline: Timeline,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Payments {
    pub(super) by_uuid: IndexMap<String, Payment>,
    by_order_id: HashMap<String, String>,
    /// Open payments, the next to expire first.
    open: BTreeSet<(DateTime<Utc>, String)>,
}

impl Payments {
    pub(super) fn restore(&mut self, payment: Payment) {
        if payment.status.is_open() {
            self.open.insert((payment.expires_at, payment.uuid.clone()));
        }
        self.by_order_id.insert(payment.order_id.clone(), payment.uuid.clone());
        self.by_uuid.insert(payment.uuid.clone(), payment);
    }

    /// The id of the newest.
    pub(crate) fn last(&self) -> Option<String> {
        self.by_uuid.keys().next_back().cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_uuid.len()
    }

    pub(crate) fn next_expiry(&self) -> Option<DateTime<Utc>> {
        self.open.first().map(|(at, _)| *at)
    }
}

impl Chosen {
    pub(crate) fn qr(&self) -> Option<&str> {
        self.qr.get_or_init(|| qr::data_uri(&self.address)).as_deref()
    }
}

impl Payment {
    /// What is still to be paid; nothing once it has ended or before a coin is chosen.
    pub(crate) fn left(&self) -> Option<Decimal> {
        let chosen = self.chosen.as_ref().filter(|_| self.status.is_open())?;
        Some(chosen.due - self.received)
    }

    fn change(&self) -> Change {
        Change {
            id: self.uuid.clone(),
            status: self.status.as_str().to_owned(),
            txid: self.txid.clone(),
            merchant_amount: self.merchant_amount,
        }
    }
}

impl State {
    /// `payment_create`. A known `order_id` gives the payment that is there already, whatever else is asked.
    pub(crate) fn payment_create(&mut self, fields: &mut Fields) -> Result<PaymentResult<'_>, Refusal> {
        let amount = fields.required_amount("amount", AMOUNT_SCALE);
        let currency = fields.required_text("currency", 16);
        let order_id = fields.required_text("order_id", 128);
        let to_currency = fields.text("to_currency", 16);
        let network = fields.text("network", 32);
        let url_return = fields.url("url_return");
        let url_success = fields.url("url_success");
        let url_callback = fields.required_url("url_callback");
        fields.text("invite_code", 255);
        let fee_split = fields.percent("fee_split", 0, 100).unwrap_or_default();
        let price_markup = fields.percent("price_markup", -99, 100).unwrap_or_default();
        let description = fields.text("description", 200);
        let ttl_seconds = fields.integer("ttl_seconds", 300, 86_400).unwrap_or(3600);

        let rate =
            self.rates.usd(&currency).filter(|_| FIAT.contains(&&*currency) || Asset::is_coin(&currency));
        if rate.is_none() && !currency.is_empty() {
            fields.problem("currency", "Is not a currency the sandbox knows.");
        }
        // An invoice in a coin is paid in that coin.
        let coin = to_currency.or_else(|| Asset::is_coin(&currency).then(|| currency.clone()));
        let chosen = match &coin {
            None => {
                if network.is_some() && rate.is_some() {
                    fields.problem("network", "Goes together with to_currency.");
                }
                None
            }
            Some(coin) => chosen_asset(fields, coin, network.as_deref()),
        };
        fields.finish()?;
        let rate = rate.ok_or_else(|| Refusal::field("currency", "Is not a currency the sandbox knows."))?;
        self.check_callback(Some(&url_callback))?;

        let uuid = match self.payments.by_order_id.get(&order_id) {
            Some(uuid) => uuid.clone(),
            None => {
                let mut payment = Payment {
                    uuid: self.ids.uuid_v4(),
                    order_id,
                    amount,
                    currency,
                    amount_usd: money::ratio(&[amount, rate], &[], AMOUNT_SCALE, Rounding::HalfUp)?,
                    exchange_rate: rate,
                    created_at: self.now,
                    expires_at: self.now + TimeDelta::seconds(ttl_seconds),
                    status: PaymentStatus::Check,
                    to_currency: coin,
                    chosen: None,
                    received: Decimal::ZERO,
                    merchant_amount: None,
                    txid: None,
                    description,
                    url_return,
                    url_success,
                    url_callback,
                    fee_split,
                    price_markup,
                    timeline: Timeline::default(),
                };
                let text = format!("Created: {} {}", money::text(payment.amount, 2), payment.currency);
                payment.timeline.add(self.now, "check", text);
                if let Some(asset) = chosen {
                    payment.chosen = Some(self.choose(&mut payment, asset)?);
                }
                let uuid = payment.uuid.clone();
                self.payments.by_order_id.insert(payment.order_id.clone(), uuid.clone());
                self.payments.open.insert((payment.expires_at, uuid.clone()));
                self.changed.add(Record::Payment(uuid.clone()));
                self.payments.by_uuid.insert(uuid.clone(), payment);
                uuid
            }
        };
        Ok(self.payment(&uuid)?.result(self))
    }

    /// `payment_info`, by `uuid` or `order_id`; given both, both have to fit.
    pub(crate) fn payment_info(&self, fields: &mut Fields) -> Result<PaymentInfo<'_>, Refusal> {
        let uuid = fields.text("uuid", 64);
        let order_id = fields.text("order_id", 128);
        if uuid.is_none() && order_id.is_none() {
            fields.problem("uuid", "Is required when order_id is absent.");
        }
        fields.finish()?;
        let found = match (&uuid, &order_id) {
            (Some(uuid), _) => self.payments.by_uuid.get(uuid),
            (None, Some(order_id)) => {
                self.payments.by_order_id.get(order_id).and_then(|uuid| self.payments.by_uuid.get(uuid))
            }
            (None, None) => None,
        };
        let payment = found
            .filter(|payment| order_id.is_none_or(|order_id| payment.order_id == order_id))
            .ok_or_else(|| Refusal::not_found("Payment"))?;
        Ok(payment.info(self))
    }

    /// `payment_list`, newest first.
    pub(crate) fn payment_list(
        &self,
        fields: &mut Fields,
    ) -> Result<Listed<PaymentInfo<'_>, FullPages>, Refusal> {
        let status = fields.word("status", LISTABLE);
        let dates = fields.dates();
        let page = fields.page(15, 5000);
        fields.finish()?;
        let wanted = self.payments.by_uuid.values().rev().filter(|payment| {
            status.is_none_or(|status| payment.status.as_str() == status)
                && dates.contain(super::local_day(payment.created_at))
        });
        Ok(Listed::full(wanted, page, |payment| payment.info(self)))
    }

    /// A payment by its uuid or its order id.
    pub(crate) fn payment(&self, id: &str) -> Result<&Payment, Refusal> {
        let by_order_id = || self.payments.by_uuid.get(self.payments.by_order_id.get(id)?);
        self.payments.by_uuid.get(id).or_else(by_order_id).ok_or_else(|| Refusal::not_found("Payment"))
    }

    /// The last `limit` payments, newest first.
    pub(crate) fn show_payments(&self, limit: usize) -> Vec<Shown<'_, Payment, MoreOfPayment>> {
        self.payments.by_uuid.values().rev().take(limit).map(|payment| self.shown(payment)).collect()
    }

    pub(crate) fn show_payment(&self, id: &str) -> Result<Shown<'_, Payment, MoreOfPayment>, Refusal> {
        Ok(self.shown(self.payment(id)?))
    }

    fn shown<'a>(&self, payment: &'a Payment) -> Shown<'a, Payment, MoreOfPayment> {
        let actions: &[&str] = match (payment.status.is_open(), &payment.chosen) {
            (false, _) => &[],
            (true, None) => &["choose", "pay", "aml-lock", "expire"],
            (true, Some(_)) => &["pay", "aml-lock", "expire"],
        };
        let more = MoreOfPayment { url: self.checkout_url(&payment.uuid), left: payment.left() };
        Shown::new(payment, more, actions)
    }
}

/// The pair of a coin and a network, noting what is wrong with it. Without a network, that of a coin with one only is
/// chosen, and among several the payer chooses.
fn chosen_asset(fields: &mut Fields, coin: &str, network: Option<&str>) -> Option<&'static Asset> {
    let mut assets = Asset::of_coin(coin).peekable();
    if assets.peek().is_none() {
        fields.problem("to_currency", "Is not a coin the sandbox knows.");
        return None;
    }
    match network {
        Some(network) => {
            let asset = Asset::find(coin, network);
            if asset.is_none() {
                fields.problem("network", format!("Does not carry {coin}."));
            }
            asset
        }
        None => {
            let only = assets.next();
            if assets.next().is_none() { only } else { None }
        }
    }
}
