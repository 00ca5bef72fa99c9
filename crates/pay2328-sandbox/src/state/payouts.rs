//! Payouts of the Merchant API: created against the balance, then completed, failed or cancelled.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::changes::Record;
use super::ledger::Place;
use super::market::Asset;
use super::outbox::Kind;
use super::shown::{Nothing, Shown};
use super::timeline::Timeline;
use super::{Change, News, State};
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE, Rounding};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PayoutStatus {
    Pending,
    Completed,
    Failed,
    Cancelled,
}

impl PayoutStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            PayoutStatus::Pending => "pending",
            PayoutStatus::Completed => "completed",
            PayoutStatus::Failed => "failed",
            PayoutStatus::Cancelled => "cancelled",
        }
    }
}

/// What a payout costs and gives, agreed when it is created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Quote {
    pub(crate) asset: &'static Asset,
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) amount: Decimal,
    pub(crate) fee_option: FeeOption,
    /// The network fee, in the payout's coin.
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) fee: Decimal,
    /// What the merchant pays, in the payout's coin.
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) merchant_amount: Decimal,
    /// What the recipient gets.
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) network_amount: Decimal,
    pub(crate) from_currency: Option<String>,
    /// What is taken from the balance, in `debited_currency`.
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) debited_amount: Decimal,
    pub(crate) debited_currency: String,
}

impl Quote {
    fn check_minimum(&self) -> Result<(), Refusal> {
        let least = self.asset.min_withdrawal();
        if self.amount < least {
            return Err(Refusal::field("amount", format!("Must be at least {least}.")));
        }
        Ok(())
    }
}

/// Who bears the fee: the recipient, or the merchant on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FeeOption {
    Deduct,
    Add,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Payout {
    uuid: String,
    order_id: Option<String>,
    status: PayoutStatus,
    quote: Quote,
    #[serde(with = "rust_decimal::serde::str")]
    amount_usd: Decimal,
    to_address: String,
    memo: Option<String>,
    txid: Option<String>,
    block_number: Option<u64>,
    error_type: Option<String>,
    url_callback: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    timeline: Timeline,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Payouts {
    pub(super) by_uuid: IndexMap<String, Payout>,
    by_order_id: HashMap<String, String>,
}

impl Payouts {
    pub(super) fn restore(&mut self, payout: Payout) {
        if let Some(order_id) = &payout.order_id {
            self.by_order_id.insert(order_id.clone(), payout.uuid.clone());
        }
        self.by_uuid.insert(payout.uuid.clone(), payout);
    }

    pub(crate) fn len(&self) -> usize {
        self.by_uuid.len()
    }
}

/// The answer of create.
#[derive(Debug, Serialize)]
pub(crate) struct PayoutResult<'a> {
    uuid: &'a str,
    order_id: Option<&'a str>,
    status: PayoutStatus,
    currency: &'a str,
    network: &'a str,
    #[serde(with = "money::scale_8")]
    amount: Decimal,
    #[serde(with = "money::scale_8")]
    merchant_amount: Decimal,
    #[serde(with = "money::scale_8")]
    network_amount: Decimal,
    #[serde(with = "money::scale_8")]
    amount_usd: Decimal,
    to_address: &'a str,
    memo: Option<&'a str>,
    txid: Option<&'a str>,
    block_number: Option<u64>,
    error_type: Option<&'a str>,
    created_at: String,
    updated_at: String,
}

/// The answer of status, and the webhook without its `sign`.
#[derive(Debug, Serialize)]
pub(crate) struct PayoutInfo<'a> {
    #[serde(flatten)]
    payout: PayoutResult<'a>,
    from_currency: Option<&'a str>,
    #[serde(with = "money::scale_8")]
    debited_amount: Decimal,
    debited_currency: &'a str,
}

impl Payout {
    fn shown(&self) -> Shown<'_, Payout, Nothing> {
        let actions: &[&str] = match self.status {
            PayoutStatus::Pending => &["complete", "fail", "cancel"],
            _ => &[],
        };
        Shown::new(self, Nothing {}, actions)
    }

    fn result(&self) -> PayoutResult<'_> {
        PayoutResult {
            uuid: &self.uuid,
            order_id: self.order_id.as_deref(),
            status: self.status,
            currency: self.quote.asset.currency,
            network: self.quote.asset.network,
            amount: self.quote.amount,
            merchant_amount: self.quote.merchant_amount,
            network_amount: self.quote.network_amount,
            amount_usd: self.amount_usd,
            to_address: &self.to_address,
            memo: self.memo.as_deref(),
            txid: self.txid.as_deref(),
            block_number: self.block_number,
            error_type: self.error_type.as_deref(),
            created_at: super::local_time(self.created_at),
            updated_at: super::local_time(self.updated_at),
        }
    }

    fn info(&self) -> PayoutInfo<'_> {
        PayoutInfo {
            payout: self.result(),
            from_currency: self.quote.from_currency.as_deref(),
            debited_amount: self.quote.debited_amount,
            debited_currency: &self.quote.debited_currency,
        }
    }
}

/// The answer of calc.
#[derive(Debug, Serialize)]
pub(crate) struct PayoutCalculation {
    currency: &'static str,
    network: &'static str,
    #[serde(with = "money::scale_8")]
    amount: Decimal,
    fee_option: FeeOption,
    #[serde(with = "money::scale_8")]
    merchant_amount: Decimal,
    #[serde(with = "money::scale_8")]
    network_amount: Decimal,
    #[serde(with = "money::scale_8")]
    total_fee: Decimal,
    #[serde(with = "money::scale_8")]
    total_fee_usd: Decimal,
}

/// How a payout ends.
#[derive(Debug, Clone)]
pub(crate) enum PayoutEnd {
    Completed,
    Failed { error_type: String },
    Cancelled,
}

impl State {
    /// `payout_create`. A known `order_id` gives the payout that is there already, whatever else is asked.
    pub(crate) fn payout_create(&mut self, fields: &mut Fields) -> Result<PayoutResult<'_>, Refusal> {
        let to_address = fields.required_text("to_address", 255);
        if to_address.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            fields.problem("to_address", "Must not contain spaces.");
        }
        let order_id = fields.text("order_id", 255);
        let url_callback = fields.url("url_callback");
        let memo = fields.text("memo", 255);
        let quote = self.payout_quote(fields)?;
        if let Some(problem) = self.address_problem(quote.asset.chain(), &to_address) {
            return Err(Refusal::field("to_address", problem));
        }
        if memo.is_some() && !matches!(quote.asset.network, "TON" | "SOL") {
            return Err(Refusal::field("memo", "Is for the networks TON and SOL only."));
        }
        self.check_callback(url_callback.as_deref())?;

        if let Some(uuid) = order_id.as_ref().and_then(|order_id| self.payouts.by_order_id.get(order_id)) {
            return self.payout(uuid).map(Payout::result);
        }
        quote.check_minimum()?;
        if self.ledger.amount(&quote.debited_currency, Place::Available) < quote.debited_amount {
            return Err(Refusal::field(
                "amount",
                format!("Insufficient {} balance.", quote.debited_currency),
            ));
        }
        let rate = self.rates.usd(quote.asset.currency).unwrap_or_default();
        let amount_usd = money::ratio(&[quote.amount, rate], &[], AMOUNT_SCALE, Rounding::HalfUp)?;
        self.ledger.post(&[(
            &quote.debited_currency,
            Place::Available,
            Place::Locked,
            quote.debited_amount,
        )])?;
        let mut payout = Payout {
            uuid: self.ids.uuid_v4(),
            order_id,
            status: PayoutStatus::Pending,
            quote,
            amount_usd,
            to_address,
            memo,
            txid: None,
            block_number: None,
            error_type: None,
            url_callback,
            created_at: self.now,
            updated_at: self.now,
            timeline: Timeline::default(),
        };
        let Quote { debited_amount, debited_currency, .. } = &payout.quote;
        payout.timeline.add(
            self.now,
            "pending",
            format!("Created: {} {debited_currency} set aside", money::text(*debited_amount, 2)),
        );
        let uuid = payout.uuid.clone();
        if let Some(order_id) = &payout.order_id {
            self.payouts.by_order_id.insert(order_id.clone(), uuid.clone());
        }
        self.changed.add(Record::Payout(uuid.clone()));
        self.payouts.by_uuid.insert(uuid.clone(), payout);
        self.payout(&uuid).map(Payout::result)
    }

    /// `payout_calc`. Creates nothing and takes nothing.
    pub(crate) fn payout_calc(&self, fields: &mut Fields) -> Result<PayoutCalculation, Refusal> {
        let quote = self.payout_quote(fields)?;
        quote.check_minimum()?;
        let rate = self.rates.usd(quote.asset.currency).unwrap_or_default();
        Ok(PayoutCalculation {
            currency: quote.asset.currency,
            network: quote.asset.network,
            amount: quote.amount,
            fee_option: quote.fee_option,
            merchant_amount: quote.merchant_amount,
            network_amount: quote.network_amount,
            total_fee: quote.fee,
            total_fee_usd: money::ratio(&[quote.fee, rate], &[], AMOUNT_SCALE, Rounding::HalfUp)?,
        })
    }

    /// `payout_status`.
    pub(crate) fn payout_status(&self, uuid: &str) -> Result<PayoutInfo<'_>, Refusal> {
        let payout = self.payouts.by_uuid.get(uuid).ok_or_else(|| Refusal::not_found("Payout"))?;
        Ok(payout.info())
    }

    /// Ends a pending payout.
    pub(crate) fn end_payout(&mut self, uuid: &str, end: PayoutEnd) -> Result<Change, Refusal> {
        let mut payout = self.payout(uuid)?.clone();
        if payout.status != PayoutStatus::Pending {
            return Err(Refusal::conflict(format!("The payout is {}.", payout.status.as_str())));
        }
        let quote = &payout.quote;
        let debited: &str = &quote.debited_currency;
        let coin = quote.asset.currency;
        match end {
            PayoutEnd::Completed => {
                let mut moves = Vec::new();
                // What a payout is made from: the locked balance itself, or what the exchange gives for it.
                let source = if debited == coin {
                    Place::Locked
                } else {
                    moves.push((debited, Place::Locked, Place::Exchange, quote.debited_amount));
                    Place::Exchange
                };
                moves.push((coin, source, Place::Outside, quote.network_amount));
                moves.push((coin, source, Place::Fees, quote.fee));
                self.ledger.post(&moves)?;
                payout.status = PayoutStatus::Completed;
                payout.txid = Some(self.ids.txid(quote.asset.chain()));
                payout.block_number = Some(self.ids.block_number());
            }
            PayoutEnd::Failed { .. } | PayoutEnd::Cancelled => {
                self.ledger.post(&[(debited, Place::Locked, Place::Available, quote.debited_amount)])?;
                payout.status = PayoutStatus::Cancelled;
                if let PayoutEnd::Failed { error_type } = end {
                    payout.status = PayoutStatus::Failed;
                    payout.error_type = Some(error_type);
                }
            }
        }
        let text = match (&payout.txid, &payout.error_type) {
            (Some(txid), _) => format!("Arrived in transaction {txid}"),
            (None, Some(error_type)) => format!("Failed ({error_type}); its money is back in the balance"),
            (None, None) => "Cancelled; its money is back in the balance".to_owned(),
        };
        payout.timeline.add(self.now, payout.status.as_str(), text);
        payout.updated_at = self.now;
        if let Some(url) = &payout.url_callback {
            let webhook = crate::answer::json(&payout.info());
            let news = News {
                kind: Kind::Payout,
                object: &payout.uuid,
                status: payout.status.as_str(),
                line: &payout.uuid,
                url,
            };
            self.send(news, webhook);
        }
        let change = Change {
            id: payout.uuid.clone(),
            status: payout.status.as_str().to_owned(),
            txid: payout.txid.clone(),
            merchant_amount: Some(payout.quote.merchant_amount),
        };
        self.changed.add(Record::Payout(payout.uuid.clone()));
        self.payouts.by_uuid.insert(payout.uuid.clone(), payout);
        Ok(change)
    }

    /// A payout by its uuid or its order id.
    fn payout(&self, id: &str) -> Result<&Payout, Refusal> {
        let by_order_id = || self.payouts.by_uuid.get(self.payouts.by_order_id.get(id)?);
        self.payouts.by_uuid.get(id).or_else(by_order_id).ok_or_else(|| Refusal::not_found("Payout"))
    }

    pub(crate) fn payout_uuid(&self, id: &str) -> Option<String> {
        self.payout(id).ok().map(|payout| payout.uuid.clone())
    }

    /// The last `limit` payouts, newest first.
    pub(crate) fn show_payouts(&self, limit: usize) -> Vec<Shown<'_, Payout, Nothing>> {
        self.payouts.by_uuid.values().rev().take(limit).map(Payout::shown).collect()
    }

    pub(crate) fn show_payout(&self, id: &str) -> Result<Shown<'_, Payout, Nothing>, Refusal> {
        self.payout(id).map(Payout::shown)
    }

    /// What a payout would cost, from the members that create and calc share. Also ends the reading of the fields.
    pub(crate) fn payout_quote(&self, fields: &mut Fields) -> Result<Quote, Refusal> {
        let currency = fields.required_text("currency", 16);
        let network = fields.required_text("network", 32);
        let amount = fields.required_amount("amount", CREDIT_SCALE);
        let from_currency = fields.text("from_currency", 16);
        let fee_option = match fields.word("fee_option", &["deduct", "add"]) {
            Some("add") => FeeOption::Add,
            _ => FeeOption::Deduct,
        };
        let asset = Asset::find(&currency, &network);
        if asset.is_none() && !currency.is_empty() && !network.is_empty() {
            if Asset::is_coin(&currency) {
                fields.problem("network", format!("Does not carry {currency}."));
            } else {
                fields.problem("currency", "Is not a coin the sandbox knows.");
            }
        }
        if from_currency.as_deref().is_some_and(|from| !Asset::is_coin(from)) {
            fields.problem("from_currency", "Is not a coin the sandbox knows.");
        }
        fields.finish()?;
        let asset = asset.ok_or_else(|| Refusal::field("currency", "Is not a coin the sandbox knows."))?;

        let fee = asset.withdrawal_fee();
        let (merchant_amount, network_amount) = match fee_option {
            FeeOption::Add => (amount + fee, amount),
            FeeOption::Deduct => (amount, amount - fee),
        };
        if network_amount <= Decimal::ZERO {
            return Err(Refusal::field("amount", format!("Must be more than the fee of {fee} {currency}.")));
        }
        let debited_currency = from_currency.clone().unwrap_or_else(|| currency.clone());
        let debited_amount = if debited_currency == currency {
            merchant_amount
        } else {
            let rate = |code: &str| self.rates.usd(code).ok_or_else(|| Refusal::not_found("Rate"));
            money::ratio(
                &[merchant_amount, rate(&currency)?],
                &[rate(&debited_currency)?],
                AMOUNT_SCALE,
                Rounding::Up,
            )?
        };
        Ok(Quote {
            asset,
            amount,
            fee_option,
            fee,
            merchant_amount,
            network_amount,
            from_currency,
            debited_amount,
            debited_currency,
        })
    }
}
