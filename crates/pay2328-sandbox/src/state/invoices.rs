//! The Invoice API: invoices and its own payouts.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::changes::Record;
use super::ledger::Place;
use super::market::{self, DEPOSIT_FEE, InvoiceAsset};
use super::outbox::Kind;
use super::shown::{Nothing, Shown};
use super::timeline::Timeline;
use super::{Change, News, State};
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE, Rounding};

/// How long an invoice waits for its payment, as in the documentation's example.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvoiceStatus {
    Pending,
    Confirming,
    Paid,
    Expired,
    Failed,
}

impl InvoiceStatus {
    fn as_str(self) -> &'static str {
        match self {
            InvoiceStatus::Pending => "pending",
            InvoiceStatus::Confirming => "confirming",
            InvoiceStatus::Paid => "paid",
            InvoiceStatus::Expired => "expired",
            InvoiceStatus::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Invoice {
    id: String,
    status: InvoiceStatus,
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    currency: String,
    address: String,
    #[serde(with = "rust_decimal::serde::str")]
    amount_crypto: Decimal,
    #[serde(rename = "paid_in")]
    asset: InvoiceAsset,
    order_id: Option<String>,
    webhook_url: Option<String>,
    success_url: Option<String>,
    tx_hash: Option<String>,
    paid_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    timeline: Timeline,
}

impl Invoice {
    fn shown(&self) -> Shown<'_, Invoice, Nothing> {
        let actions: &[&str] = match self.status {
            InvoiceStatus::Pending => &["pay", "confirm", "expire", "fail"],
            InvoiceStatus::Confirming => &["pay", "fail"],
            _ => &[],
        };
        Shown::new(self, Nothing {}, actions)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Invoices {
    pub(super) by_id: IndexMap<String, Invoice>,
    /// Pending invoices, the next to expire first.
    open: BTreeSet<(DateTime<Utc>, String)>,
}

impl Invoices {
    pub(super) fn restore(&mut self, invoice: Invoice) {
        if invoice.status == InvoiceStatus::Pending {
            self.open.insert((invoice.expires_at, invoice.id.clone()));
        }
        self.by_id.insert(invoice.id.clone(), invoice);
    }

    /// The id of the newest.
    pub(crate) fn last(&self) -> Option<String> {
        self.by_id.keys().next_back().cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn next_expiry(&self) -> Option<DateTime<Utc>> {
        self.open.first().map(|(at, _)| *at)
    }
}

/// A payout of the Invoice API. It knows no fee: the documentation names none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InvoicePayout {
    id: String,
    status: InvoicePayoutStatus,
    address: String,
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    #[serde(rename = "paid_in")]
    asset: InvoiceAsset,
    tx_hash: Option<String>,
    created_at: DateTime<Utc>,
    timeline: Timeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvoicePayoutStatus {
    Pending,
    Paid,
    Failed,
}

impl InvoicePayoutStatus {
    fn as_str(self) -> &'static str {
        match self {
            InvoicePayoutStatus::Pending => "pending",
            InvoicePayoutStatus::Paid => "paid",
            InvoicePayoutStatus::Failed => "failed",
        }
    }
}

impl InvoicePayout {
    fn shown(&self) -> Shown<'_, InvoicePayout, Nothing> {
        let actions: &[&str] = match self.status {
            InvoicePayoutStatus::Pending => &["complete", "fail"],
            _ => &[],
        };
        Shown::new(self, Nothing {}, actions)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct InvoicePayouts {
    pub(super) by_id: IndexMap<String, InvoicePayout>,
}

impl InvoicePayouts {
    pub(super) fn restore(&mut self, payout: InvoicePayout) {
        self.by_id.insert(payout.id.clone(), payout);
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct InvoiceResult<'a> {
    id: &'a str,
    status: InvoiceStatus,
    address: &'a str,
    #[serde(with = "money::scale_2")]
    amount_crypto: Decimal,
    coin: &'a str,
    network: &'a str,
    expires_at: i64,
    created_at: i64,
}

#[derive(Debug, Serialize)]
pub(crate) struct InvoicePayoutResult<'a> {
    id: &'a str,
    status: InvoicePayoutStatus,
    address: &'a str,
    #[serde(with = "money::scale_2")]
    amount: Decimal,
    coin: &'a str,
    network: &'a str,
    created_at: i64,
}

#[derive(Debug, Serialize)]
struct InvoiceWebhook<'a> {
    event: String,
    id: &'a str,
    status: InvoiceStatus,
    order_id: Option<&'a str>,
    #[serde(with = "money::scale_2")]
    amount: Decimal,
    coin: &'a str,
    tx_hash: Option<&'a str>,
    paid_at: Option<i64>,
}

impl State {
    /// `invoice_create`. There is no idempotency: each call makes an invoice.
    pub(crate) fn invoice_create(&mut self, fields: &mut Fields) -> Result<InvoiceResult<'_>, Refusal> {
        let amount = fields.required_amount_text("amount", AMOUNT_SCALE);
        let currency = fields.required_text("currency", 16);
        let coin = fields.required_text("coin", 16);
        let network = fields.text("network", 32);
        let order_id = fields.text("order_id", 255);
        let webhook_url = fields.url("webhook_url");
        let success_url = fields.url("success_url");
        if !currency.is_empty() && !matches!(&*currency, "USD" | "EUR") {
            fields.problem("currency", "Must be one of: USD, EUR.");
        }
        let asset = invoice_asset(fields, &coin, network.as_deref());
        fields.finish()?;
        let asset = asset.ok_or_else(|| Refusal::field("coin", "Is required."))?;
        self.check_callback(webhook_url.as_deref())?;

        let rate = |code: &str| self.rates.usd(code).ok_or_else(|| Refusal::not_found("Rate"));
        let amount_crypto =
            money::ratio(&[amount, rate(&currency)?], &[rate(asset.coin)?], AMOUNT_SCALE, Rounding::Up)?;
        let mut invoice = Invoice {
            id: self.ids.short("inv"),
            status: InvoiceStatus::Pending,
            amount,
            currency,
            address: self.ids.address(asset.chain),
            amount_crypto,
            asset,
            order_id,
            webhook_url,
            success_url,
            tx_hash: None,
            paid_at: None,
            expires_at: self.now + LIFETIME,
            created_at: self.now,
            timeline: Timeline::default(),
        };
        let due = money::text(invoice.amount_crypto, 2);
        invoice.timeline.add(self.now, "pending", format!("Created: {due} {} due", asset.coin));
        let id = invoice.id.clone();
        self.invoices.open.insert((invoice.expires_at, id.clone()));
        self.changed.add(Record::Invoice(id.clone()));
        self.invoices.by_id.insert(id.clone(), invoice);
        let invoice = self.invoice(&id)?;
        Ok(InvoiceResult {
            id: &invoice.id,
            status: invoice.status,
            address: &invoice.address,
            amount_crypto: invoice.amount_crypto,
            coin: invoice.asset.coin,
            network: invoice.asset.network,
            expires_at: invoice.expires_at.timestamp(),
            created_at: invoice.created_at.timestamp(),
        })
    }

    /// A customer pays the invoice in full.
    pub(crate) fn pay_invoice(&mut self, id: &str) -> Result<Change, Refusal> {
        let mut invoice = self.open_invoice(id, &[InvoiceStatus::Pending, InvoiceStatus::Confirming])?;
        let fee = money::ratio(&[invoice.amount_crypto, DEPOSIT_FEE], &[], CREDIT_SCALE, Rounding::Up)?;
        self.ledger.open(invoice.asset.coin, &mut self.ids);
        self.ledger.post(&[
            (invoice.asset.coin, Place::Outside, Place::Available, invoice.amount_crypto - fee),
            (invoice.asset.coin, Place::Outside, Place::Fees, fee),
        ])?;
        invoice.status = InvoiceStatus::Paid;
        if invoice.tx_hash.is_none() {
            invoice.tx_hash = Some(self.ids.txid(invoice.asset.chain));
        }
        invoice.paid_at = Some(self.now);
        let merchant_amount = invoice.amount_crypto - fee;
        Ok(Change { merchant_amount: Some(merchant_amount), ..self.invoice_changed(invoice) })
    }

    /// The customer's transaction is seen but not confirmed yet. From then on the invoice does not expire.
    pub(crate) fn confirm_invoice(&mut self, id: &str) -> Result<Change, Refusal> {
        let mut invoice = self.open_invoice(id, &[InvoiceStatus::Pending])?;
        invoice.status = InvoiceStatus::Confirming;
        invoice.tx_hash = Some(self.ids.txid(invoice.asset.chain));
        Ok(self.invoice_changed(invoice))
    }

    /// Ends an invoice without its money: its time is up, or something went wrong.
    pub(crate) fn end_invoice(&mut self, id: &str, status: InvoiceStatus) -> Result<Change, Refusal> {
        let mut invoice = match status {
            InvoiceStatus::Expired => self.open_invoice(id, &[InvoiceStatus::Pending])?,
            _ => self.open_invoice(id, &[InvoiceStatus::Pending, InvoiceStatus::Confirming])?,
        };
        invoice.status = status;
        Ok(self.invoice_changed(invoice))
    }

    fn open_invoice(&self, id: &str, statuses: &[InvoiceStatus]) -> Result<Invoice, Refusal> {
        let invoice = self.invoice(id)?;
        if statuses.contains(&invoice.status) {
            return Ok(invoice.clone());
        }
        Err(Refusal::conflict(format!("The invoice is {}.", invoice.status.as_str())))
    }

    /// Ends every pending invoice whose time is up.
    pub(crate) fn expire_invoices(&mut self) {
        while self.invoices.next_expiry().is_some_and(|at| at <= self.now) {
            let Some((_, id)) = self.invoices.open.pop_first() else { return };
            let Some(mut invoice) = self.invoices.by_id.get(&id).cloned() else { continue };
            invoice.status = InvoiceStatus::Expired;
            self.invoice_changed(invoice);
        }
    }

    fn invoice_changed(&mut self, mut invoice: Invoice) -> Change {
        let text = match invoice.status {
            InvoiceStatus::Pending => "Waits for its payment",
            InvoiceStatus::Confirming => "Transaction seen, not confirmed yet",
            InvoiceStatus::Paid => "Paid in full",
            InvoiceStatus::Expired => "Expired",
            InvoiceStatus::Failed => "Failed",
        };
        invoice.timeline.add(self.now, invoice.status.as_str(), text);
        self.invoices.open.remove(&(invoice.expires_at, invoice.id.clone()));
        if let Some(url) = &invoice.webhook_url {
            let webhook = crate::answer::json(&InvoiceWebhook {
                event: format!("invoice.{}", invoice.status.as_str()),
                id: &invoice.id,
                status: invoice.status,
                order_id: invoice.order_id.as_deref(),
                amount: invoice.amount,
                coin: invoice.asset.coin,
                tx_hash: invoice.tx_hash.as_deref(),
                paid_at: invoice.paid_at.map(|at| at.timestamp()),
            });
            let news = News {
                kind: Kind::Invoice,
                object: &invoice.id,
                status: invoice.status.as_str(),
                line: &invoice.id,
                url,
            };
            self.send(news, webhook);
        }
        let change = Change {
            id: invoice.id.clone(),
            status: invoice.status.as_str().to_owned(),
            txid: invoice.tx_hash.clone(),
            merchant_amount: None,
        };
        self.changed.add(Record::Invoice(invoice.id.clone()));
        self.invoices.by_id.insert(invoice.id.clone(), invoice);
        change
    }

    /// `invoice_payout_create`. There is no idempotency: each call pays out.
    pub(crate) fn invoice_payout_create(
        &mut self,
        fields: &mut Fields,
    ) -> Result<InvoicePayoutResult<'_>, Refusal> {
        let address = fields.required_text("address", 255);
        let amount = fields.required_amount_text("amount", CREDIT_SCALE);
        let coin = fields.required_text("coin", 16);
        let network = fields.required_text("network", 32);
        let asset = invoice_asset(fields, &coin, (!network.is_empty()).then_some(&*network));
        fields.finish()?;
        let asset = asset.ok_or_else(|| Refusal::field("coin", "Is required."))?;
        let coin = asset.coin;
        if let Some(problem) = self.address_problem(asset.chain, &address) {
            return Err(Refusal::field("address", problem));
        }
        if self.ledger.amount(coin, Place::Available) < amount {
            return Err(Refusal::field("amount", format!("Insufficient {coin} balance.")));
        }
        self.ledger.post(&[(coin, Place::Available, Place::Locked, amount)])?;
        let mut payout = InvoicePayout {
            id: self.ids.short("po"),
            status: InvoicePayoutStatus::Pending,
            address,
            amount,
            asset,
            tx_hash: None,
            created_at: self.now,
            timeline: Timeline::default(),
        };
        payout.timeline.add(
            self.now,
            "pending",
            format!("Created: {} {coin} set aside", money::text(amount, 2)),
        );
        let id = payout.id.clone();
        self.changed.add(Record::InvoicePayout(id.clone()));
        self.invoice_payouts.by_id.insert(id.clone(), payout);
        let payout = self.invoice_payout(&id)?;
        Ok(InvoicePayoutResult {
            id: &payout.id,
            status: payout.status,
            address: &payout.address,
            amount: payout.amount,
            coin: payout.asset.coin,
            network: payout.asset.network,
            created_at: payout.created_at.timestamp(),
        })
    }

    /// Ends a pending payout of the Invoice API, well or badly. It has no webhook.
    pub(crate) fn end_invoice_payout(&mut self, id: &str, paid: bool) -> Result<Change, Refusal> {
        let mut payout = self.invoice_payout(id)?.clone();
        if payout.status != InvoicePayoutStatus::Pending {
            return Err(Refusal::conflict(format!("The payout is {}.", payout.status.as_str())));
        }
        let to = if paid { Place::Outside } else { Place::Available };
        self.ledger.post(&[(payout.asset.coin, Place::Locked, to, payout.amount)])?;
        if paid {
            payout.tx_hash = Some(self.ids.txid(payout.asset.chain));
        }
        let (status, text) = if paid {
            (InvoicePayoutStatus::Paid, "Arrived")
        } else {
            (InvoicePayoutStatus::Failed, "Failed; its money is back in the balance")
        };
        payout.status = status;
        payout.timeline.add(self.now, status.as_str(), text);
        let change = Change {
            id: payout.id.clone(),
            status: payout.status.as_str().to_owned(),
            txid: payout.tx_hash.clone(),
            merchant_amount: Some(payout.amount),
        };
        self.changed.add(Record::InvoicePayout(payout.id.clone()));
        self.invoice_payouts.by_id.insert(payout.id.clone(), payout);
        Ok(change)
    }

    /// The last `limit` invoices, newest first.
    pub(crate) fn show_invoices(&self, limit: usize) -> Vec<Shown<'_, Invoice, Nothing>> {
        self.invoices.by_id.values().rev().take(limit).map(Invoice::shown).collect()
    }

    pub(crate) fn show_invoice(&self, id: &str) -> Result<Shown<'_, Invoice, Nothing>, Refusal> {
        self.invoice(id).map(Invoice::shown)
    }

    /// The last `limit` payouts of the Invoice API, newest first.
    pub(crate) fn show_invoice_payouts(&self, limit: usize) -> Vec<Shown<'_, InvoicePayout, Nothing>> {
        self.invoice_payouts.by_id.values().rev().take(limit).map(InvoicePayout::shown).collect()
    }

    pub(crate) fn show_invoice_payout(&self, id: &str) -> Result<Shown<'_, InvoicePayout, Nothing>, Refusal> {
        self.invoice_payout(id).map(InvoicePayout::shown)
    }

    /// The ids of the invoices with this order id: there may be several.
    pub(super) fn invoices_of(&self, order_id: &str) -> impl Iterator<Item = &str> {
        let is_it = move |invoice: &&Invoice| invoice.order_id.as_deref() == Some(order_id);
        self.invoices.by_id.values().filter(is_it).map(|invoice| invoice.id.as_str())
    }

    fn invoice(&self, id: &str) -> Result<&Invoice, Refusal> {
        self.invoices.by_id.get(id).ok_or_else(|| Refusal::not_found("Invoice"))
    }

    fn invoice_payout(&self, id: &str) -> Result<&InvoicePayout, Refusal> {
        self.invoice_payouts.by_id.get(id).ok_or_else(|| Refusal::not_found("Payout"))
    }
}

/// The pair of a coin and a network, noting what is wrong with it.
fn invoice_asset(fields: &mut Fields, coin: &str, network: Option<&str>) -> Option<InvoiceAsset> {
    if coin.is_empty() {
        return None;
    }
    match market::invoice_asset(coin, network) {
        Ok(asset) => Some(asset),
        Err("network") => {
            fields.problem("network", format!("Does not carry {coin}."));
            None
        }
        Err(_) => {
            fields.problem("coin", "Is not a coin the sandbox knows.");
            None
        }
    }
}
