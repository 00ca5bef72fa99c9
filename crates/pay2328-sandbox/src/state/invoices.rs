//! The Invoice API: invoices and its own payouts.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Serialize;

use super::ledger::Place;
use super::market::{self, DEPOSIT_FEE};
use super::outbox::Kind;
use super::{Change, State};
use crate::addresses::Chain;
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE, Rounding};

/// How long an invoice waits for its payment, as in the documentation's example.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

#[derive(Debug, Clone)]
pub(crate) struct Invoice {
    id: String,
    status: InvoiceStatus,
    amount: Decimal,
    address: String,
    amount_crypto: Decimal,
    coin: &'static str,
    network: &'static str,
    chain: Chain,
    order_id: Option<String>,
    webhook_url: Option<String>,
    tx_hash: Option<String>,
    paid_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Invoices {
    by_id: IndexMap<String, Invoice>,
    /// Pending invoices, the next to expire first.
    open: BTreeSet<(DateTime<Utc>, String)>,
}

impl Invoices {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn next_expiry(&self) -> Option<DateTime<Utc>> {
        self.open.first().map(|(at, _)| *at)
    }
}

/// A payout of the Invoice API. It knows no fee: the documentation names none.
#[derive(Debug, Clone)]
pub(crate) struct InvoicePayout {
    id: String,
    status: &'static str,
    address: String,
    amount: Decimal,
    coin: &'static str,
    network: &'static str,
    chain: Chain,
    tx_hash: Option<String>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct InvoicePayouts {
    by_id: IndexMap<String, InvoicePayout>,
}

impl InvoicePayouts {
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
    status: &'static str,
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
        fields.url("success_url");
        if !currency.is_empty() && !matches!(&*currency, "USD" | "EUR") {
            fields.problem("currency", "Must be one of: USD, EUR.");
        }
        let asset = invoice_asset(fields, &coin, network.as_deref());
        fields.finish()?;
        let (coin, network, chain) = asset.ok_or_else(|| Refusal::field("coin", "Is required."))?;
        self.check_callback(webhook_url.as_deref())?;

        let rate = |code: &str| self.rates.usd(code).ok_or_else(|| Refusal::not_found("Rate"));
        let amount_crypto =
            money::ratio(&[amount, rate(&currency)?], &[rate(coin)?], AMOUNT_SCALE, Rounding::Up)?;
        let invoice = Invoice {
            id: self.ids.short("inv"),
            status: InvoiceStatus::Pending,
            amount,
            address: self.ids.address(chain),
            amount_crypto,
            coin,
            network,
            chain,
            order_id,
            webhook_url,
            tx_hash: None,
            paid_at: None,
            expires_at: self.now + LIFETIME,
            created_at: self.now,
        };
        let id = invoice.id.clone();
        self.invoices.open.insert((invoice.expires_at, id.clone()));
        self.invoices.by_id.insert(id.clone(), invoice);
        let invoice = self.invoice(&id)?;
        Ok(InvoiceResult {
            id: &invoice.id,
            status: invoice.status,
            address: &invoice.address,
            amount_crypto: invoice.amount_crypto,
            coin: invoice.coin,
            network: invoice.network,
            expires_at: invoice.expires_at.timestamp(),
            created_at: invoice.created_at.timestamp(),
        })
    }

    /// A customer pays the invoice in full.
    pub(crate) fn pay_invoice(&mut self, id: &str) -> Result<Change, Refusal> {
        let mut invoice = self.open_invoice(id, &[InvoiceStatus::Pending, InvoiceStatus::Confirming])?;
        let fee = money::ratio(&[invoice.amount_crypto, DEPOSIT_FEE], &[], CREDIT_SCALE, Rounding::Up)?;
        self.ledger.open(invoice.coin, &mut self.ids);
        self.ledger.post(&[
            (invoice.coin, Place::Outside, Place::Available, invoice.amount_crypto - fee),
            (invoice.coin, Place::Outside, Place::Fees, fee),
        ])?;
        invoice.status = InvoiceStatus::Paid;
        if invoice.tx_hash.is_none() {
            invoice.tx_hash = Some(self.ids.txid(invoice.chain));
        }
        invoice.paid_at = Some(self.now);
        let merchant_amount = invoice.amount_crypto - fee;
        Ok(Change { merchant_amount: Some(merchant_amount), ..self.invoice_changed(invoice) })
    }

    /// The customer's transaction is seen but not confirmed yet. From then on the invoice does not expire.
    pub(crate) fn confirm_invoice(&mut self, id: &str) -> Result<Change, Refusal> {
        let mut invoice = self.open_invoice(id, &[InvoiceStatus::Pending])?;
        invoice.status = InvoiceStatus::Confirming;
        invoice.tx_hash = Some(self.ids.txid(invoice.chain));
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

    fn invoice_changed(&mut self, invoice: Invoice) -> Change {
        self.invoices.open.remove(&(invoice.expires_at, invoice.id.clone()));
        if let Some(url) = &invoice.webhook_url {
            let webhook = crate::answer::json(&InvoiceWebhook {
                event: format!("invoice.{}", invoice.status.as_str()),
                id: &invoice.id,
                status: invoice.status,
                order_id: invoice.order_id.as_deref(),
                amount: invoice.amount,
                coin: invoice.coin,
                tx_hash: invoice.tx_hash.as_deref(),
                paid_at: invoice.paid_at.map(|at| at.timestamp()),
            });
            self.send(Kind::Invoice, &invoice.id, url, webhook);
        }
        let change = Change {
            id: invoice.id.clone(),
            status: invoice.status.as_str().to_owned(),
            txid: invoice.tx_hash.clone(),
            merchant_amount: None,
        };
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
        let (coin, network, chain) = asset.ok_or_else(|| Refusal::field("coin", "Is required."))?;
        if self.ledger.amount(coin, Place::Available) < amount {
            return Err(Refusal::field("amount", format!("Insufficient {coin} balance.")));
        }
        self.ledger.post(&[(coin, Place::Available, Place::Locked, amount)])?;
        let payout = InvoicePayout {
            id: self.ids.short("po"),
            status: "pending",
            address,
            amount,
            coin,
            network,
            chain,
            tx_hash: None,
            created_at: self.now,
        };
        let id = payout.id.clone();
        self.invoice_payouts.by_id.insert(id.clone(), payout);
        let payout = self.invoice_payout(&id)?;
        Ok(InvoicePayoutResult {
            id: &payout.id,
            status: payout.status,
            address: &payout.address,
            amount: payout.amount,
            coin: payout.coin,
            network: payout.network,
            created_at: payout.created_at.timestamp(),
        })
    }

    /// Ends a pending payout of the Invoice API, well or badly. It has no webhook.
    pub(crate) fn end_invoice_payout(&mut self, id: &str, paid: bool) -> Result<Change, Refusal> {
        let mut payout = self.invoice_payout(id)?.clone();
        if payout.status != "pending" {
            return Err(Refusal::conflict(format!("The payout is {}.", payout.status)));
        }
        let to = if paid { Place::Outside } else { Place::Available };
        self.ledger.post(&[(payout.coin, Place::Locked, to, payout.amount)])?;
        if paid {
            payout.tx_hash = Some(self.ids.txid(payout.chain));
        }
        payout.status = if paid { "paid" } else { "failed" };
        let change = Change {
            id: payout.id.clone(),
            status: payout.status.to_owned(),
            txid: payout.tx_hash.clone(),
            merchant_amount: Some(payout.amount),
        };
        self.invoice_payouts.by_id.insert(payout.id.clone(), payout);
        Ok(change)
    }

    fn invoice(&self, id: &str) -> Result<&Invoice, Refusal> {
        self.invoices.by_id.get(id).ok_or_else(|| Refusal::not_found("Invoice"))
    }

    fn invoice_payout(&self, id: &str) -> Result<&InvoicePayout, Refusal> {
        self.invoice_payouts.by_id.get(id).ok_or_else(|| Refusal::not_found("Payout"))
    }
}

/// The pair of a coin and a network, noting what is wrong with it.
fn invoice_asset(
    fields: &mut Fields,
    coin: &str,
    network: Option<&str>,
) -> Option<(&'static str, &'static str, Chain)> {
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
