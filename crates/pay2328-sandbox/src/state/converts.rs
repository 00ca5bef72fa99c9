//! Converts between two balances, at the sandbox's rates.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::State;
use super::changes::Record;
use super::ledger::Place;
use super::market::{Asset, CONVERT_FEE};
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, Rounding};

/// What a convert takes and gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Quote {
    from: String,
    to: String,
    amount_type: AmountType,
    #[serde(with = "rust_decimal::serde::str")]
    from_amount: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    to_amount: Decimal,
    /// Kept by the platform, in the currency that is given.
    #[serde(with = "rust_decimal::serde::str")]
    fee: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    from_rate: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    to_rate: Decimal,
}

/// Which side of a convert the amount names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AmountType {
    From,
    To,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Conversion {
    id: u64,
    #[serde(flatten)]
    quote: Quote,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ConvertPrice {
    success: bool,
    from_currency: String,
    to_currency: String,
    amount_type: AmountType,
    #[serde(with = "money::scale_8")]
    from_amount: Decimal,
    #[serde(with = "money::scale_8")]
    to_amount: Decimal,
    #[serde(with = "money::scale_8")]
    effective_rate: Decimal,
    #[serde(with = "money::scale_8")]
    from_amount_usd: Decimal,
    #[serde(with = "money::scale_8")]
    to_amount_usd: Decimal,
}

#[derive(Debug, Serialize)]
pub(crate) struct ConversionResult<'a> {
    id: u64,
    r#type: &'static str,
    status: &'static str,
    from_currency: &'a str,
    to_currency: &'a str,
    #[serde(with = "money::scale_8")]
    from_amount: Decimal,
    #[serde(with = "money::scale_8")]
    requested_from_amount: Decimal,
    #[serde(with = "money::scale_8")]
    refund_amount: Decimal,
    #[serde(with = "money::scale_8")]
    to_amount: Decimal,
    #[serde(with = "money::scale_8")]
    exchange_rate: Decimal,
    #[serde(with = "money::scale_8")]
    fee_amount: Decimal,
    #[serde(with = "money::scale_8")]
    from_amount_usd: Decimal,
    #[serde(with = "money::scale_8")]
    to_amount_usd: Decimal,
    processed_at: String,
    created_at: String,
}

impl Quote {
    /// Shown to 8 decimals, to the nearest.
    fn shown(factors: &[Decimal], divisors: &[Decimal]) -> Result<Decimal, Refusal> {
        Ok(money::ratio(factors, divisors, AMOUNT_SCALE, Rounding::HalfUp)?)
    }
}

impl State {
    /// `convert_price`. Takes nothing and reserves nothing.
    pub(crate) fn convert_price(&self, fields: &mut Fields) -> Result<ConvertPrice, Refusal> {
        let quote = self.convert_quote(fields)?;
        Ok(ConvertPrice {
            success: true,
            amount_type: quote.amount_type,
            from_amount: quote.from_amount,
            to_amount: quote.to_amount,
            effective_rate: Quote::shown(&[quote.to_amount], &[quote.from_amount])?,
            from_amount_usd: Quote::shown(&[quote.from_amount, quote.from_rate], &[])?,
            to_amount_usd: Quote::shown(&[quote.to_amount, quote.to_rate], &[])?,
            from_currency: quote.from,
            to_currency: quote.to,
        })
    }

    /// `convert`. There is no idempotency: each call converts.
    pub(crate) fn convert(&mut self, fields: &mut Fields) -> Result<ConversionResult<'_>, Refusal> {
        let quote = self.convert_quote(fields)?;
        if self.ledger.amount(&quote.from, Place::Available) < quote.from_amount {
            return Err(Refusal::field("amount", format!("Insufficient {} balance.", quote.from)));
        }
        // Computed before anything moves: nothing may fail after that.
        let exchange_rate = Quote::shown(&[quote.from_rate], &[quote.to_rate])?;
        let from_amount_usd = Quote::shown(&[quote.from_amount, quote.from_rate], &[])?;
        let to_amount_usd = Quote::shown(&[quote.to_amount, quote.to_rate], &[])?;
        self.ledger.open(&quote.to, &mut self.ids);
        self.ledger.post(&[
            (&quote.from, Place::Available, Place::Exchange, quote.from_amount),
            (&quote.to, Place::Exchange, Place::Available, quote.to_amount),
            (&quote.to, Place::Exchange, Place::Fees, quote.fee),
        ])?;
        let id = self.conversions.len() as u64 + 1;
        self.changed.add(Record::Convert(self.conversions.len()));
        self.conversions.push(Conversion { id, quote, created_at: self.now });
        let conversion = &self.conversions[self.conversions.len() - 1];
        let quote = &conversion.quote;
        Ok(ConversionResult {
            id: conversion.id,
            r#type: "market",
            status: "completed",
            from_currency: &quote.from,
            to_currency: &quote.to,
            from_amount: quote.from_amount,
            requested_from_amount: quote.from_amount,
            refund_amount: Decimal::ZERO,
            to_amount: quote.to_amount,
            exchange_rate,
            fee_amount: quote.fee,
            from_amount_usd,
            to_amount_usd,
            processed_at: super::local_time(conversion.created_at),
            created_at: super::local_time(conversion.created_at),
        })
    }

    /// The last `limit` converts, newest first.
    pub(crate) fn show_converts(&self, limit: usize) -> Vec<&Conversion> {
        self.conversions.iter().rev().take(limit).collect()
    }

    /// What is taken is rounded up and what is given rounded down, both to 8 decimals.
    fn convert_quote(&self, fields: &mut Fields) -> Result<Quote, Refusal> {
        let from = fields.required_text("from_currency", 16);
        let to = fields.required_text("to_currency", 16);
        let amount = fields.required_amount("amount", AMOUNT_SCALE);
        let amount_type = match fields.required_word("amount_type", &["from", "to"]) {
            "to" => AmountType::To,
            _ => AmountType::From,
        };
        for (name, code) in [("from_currency", &from), ("to_currency", &to)] {
            if !code.is_empty() && !Asset::is_coin(code) {
                fields.problem(name, "Is not a coin the sandbox knows.");
            }
        }
        if !from.is_empty() && from == to {
            fields.problem("to_currency", "Must differ from from_currency.");
        }
        fields.finish()?;
        let rate = |code: &str| self.rates.usd(code).ok_or_else(|| Refusal::not_found("Rate"));
        let (from_rate, to_rate) = (rate(&from)?, rate(&to)?);
        let (from_amount, to_amount, fee) = if amount_type == AmountType::From {
            let gross = money::ratio(&[amount, from_rate], &[to_rate], AMOUNT_SCALE, Rounding::Down)?;
            let fee = money::ratio(&[gross, CONVERT_FEE], &[], AMOUNT_SCALE, Rounding::Up)?;
            (amount, gross - fee, fee)
        } else {
            let kept = Decimal::ONE - CONVERT_FEE;
            let gross = money::ratio(&[amount], &[kept], AMOUNT_SCALE, Rounding::Up)?;
            let from_amount = money::ratio(&[gross, to_rate], &[from_rate], AMOUNT_SCALE, Rounding::Up)?;
            (from_amount, amount, gross - amount)
        };
        if to_amount <= Decimal::ZERO {
            return Err(Refusal::field("amount", "Is too small to convert."));
        }
        Ok(Quote { from, to, amount_type, from_amount, to_amount, fee, from_rate, to_rate })
    }
}
