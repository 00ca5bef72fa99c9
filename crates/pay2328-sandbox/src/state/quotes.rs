//! What can be read about the market: rates, prices, directions.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::State;
use super::market::{ASSETS, DEPOSIT_FEE, FIAT};
use crate::money::{self, AMOUNT_SCALE, Rounding};

#[derive(Debug, Serialize)]
pub(crate) struct Price<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(with = "money::scale_8")]
    price: Decimal,
}

#[derive(Debug, Serialize)]
pub(crate) struct Direction {
    network: &'static str,
    network_code: &'static str,
    currency: &'static str,
    deposit_status: &'static str,
    withdrawal_status: &'static str,
    #[serde(with = "money::scale_8")]
    min_deposit: Decimal,
    /// No limit.
    max_deposit: Option<String>,
    #[serde(with = "money::scale_8")]
    min_withdrawal: Decimal,
    /// No limit.
    max_withdrawal: Option<String>,
    #[serde(with = "money::scale_2")]
    deposit_fee_percent: Decimal,
    #[serde(with = "money::scale_8")]
    withdrawal_fee: Decimal,
    withdrawal_fee_type: &'static str,
}

impl State {
    /// `exchange_rates`: how many of the second currency one of the first is worth, to the nearest 8 decimals. Pairs whose
    /// rate is 0 that way are left out.
    pub(crate) fn exchange_rates(&self) -> BTreeMap<&str, BTreeMap<&str, String>> {
        let row = |(from, from_usd)| {
            let others = self.rates.iter().filter(|(to, _)| *to != from);
            let rates = others.filter_map(|(to, to_usd)| {
                let rate = money::ratio(&[from_usd], &[to_usd], AMOUNT_SCALE, Rounding::HalfUp).ok()?;
                (!rate.is_zero()).then(|| (to, money::text(rate, AMOUNT_SCALE)))
            });
            (from, rates.collect())
        };
        self.rates.iter().map(row).collect()
    }

    /// `prices`: every coin in every fiat currency.
    pub(crate) fn prices(&self) -> Vec<Price<'_>> {
        let is_fiat = |code: &str| FIAT.contains(&code);
        let coins = self.rates.iter().filter(|(code, _)| !is_fiat(code));
        coins
            .flat_map(|(from, from_usd)| {
                let fiat = self.rates.iter().filter(|(code, _)| is_fiat(code));
                fiat.filter_map(move |(to, to_usd)| {
                    let price = money::ratio(&[from_usd], &[to_usd], AMOUNT_SCALE, Rounding::HalfUp).ok()?;
                    Some(Price { from, to, price })
                })
            })
            .collect()
    }

    /// `directions`: every coin on every network it moves on.
    pub(crate) fn directions(&self) -> Vec<Direction> {
        let direction = |asset: &super::market::Asset| Direction {
            network: asset.network_name(),
            network_code: asset.network,
            currency: asset.currency,
            deposit_status: "active",
            withdrawal_status: "active",
            min_deposit: Decimal::new(1, AMOUNT_SCALE),
            max_deposit: None,
            min_withdrawal: asset.min_withdrawal(),
            max_withdrawal: None,
            deposit_fee_percent: DEPOSIT_FEE * Decimal::ONE_HUNDRED,
            withdrawal_fee: asset.withdrawal_fee(),
            withdrawal_fee_type: "fixed",
        };
        ASSETS.iter().map(direction).collect()
    }
}
