//! Double entry: every amount moves from one place to another, so that nothing is made and nothing is lost.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::market::Rates;
use crate::ids::Ids;
use crate::money::{self, Rounding};

/// Where money can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// On the chain, outside the platform. Negative by as much as came in.
    Outside,
    /// The merchant's, free to use.
    Available,
    /// The merchant's, set aside for a payout that has not ended.
    Locked,
    /// The platform's, from fees.
    Fees,
    /// Paid by a customer but not credited: underpaid, or held back by AML.
    Held,
    /// The counterparty of converts. Negative by as much as it has given.
    Exchange,
}

/// One balance of the merchant as `/v1/balance` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Balance<'a> {
    uuid: &'a str,
    status: &'static str,
    currency_code: &'a str,
    #[serde(with = "money::scale_18")]
    balance: Decimal,
    #[serde(with = "money::scale_2")]
    balance_usd: Decimal,
    #[serde(with = "money::scale_18")]
    locked_balance: Decimal,
}

/// All places of one currency, for control calls.
#[derive(Debug, Serialize)]
pub(crate) struct Account<'a> {
    currency: &'a str,
    #[serde(with = "money::scale_2")]
    available: Decimal,
    #[serde(with = "money::scale_2")]
    locked: Decimal,
    /// Paid by customers but not credited: underpaid, or held back by AML.
    #[serde(with = "money::scale_2")]
    held: Decimal,
    /// What the platform has taken.
    #[serde(with = "money::scale_2")]
    fees: Decimal,
    #[serde(with = "money::scale_2")]
    available_usd: Decimal,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    amounts: BTreeMap<(String, Place), Decimal>,
    /// The balance's uuid of every currency the merchant ever had.
    accounts: IndexMap<String, String>,
}

/// The ledger in a state file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredLedger {
    amounts: Vec<(String, Place, String)>,
    accounts: Vec<(String, String)>,
}

/// Currency, from, to, amount.
pub(crate) type Move<'a> = (&'a str, Place, Place, Decimal);

/// A sum would not fit into a decimal any more; nothing was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Ledger {
    pub(crate) fn amount(&self, currency: &str, place: Place) -> Decimal {
        self.amounts.get(&(currency.to_owned(), place)).copied().unwrap_or_default()
    }

    /// Makes sure that the merchant has a balance in this currency, be it zero.
    pub(crate) fn open(&mut self, currency: &str, ids: &mut Ids) {
        if !self.accounts.contains_key(currency) {
            self.accounts.insert(currency.to_owned(), ids.uuid_v4());
        }
    }

    /// Makes all the moves, or none of them if a sum would outgrow what a decimal holds exactly. The caller has checked
    /// that the merchant has what is taken.
    pub(crate) fn post(&mut self, moves: &[Move<'_>]) -> Result<(), Full> {
        let mut after: BTreeMap<(&str, Place), Decimal> = BTreeMap::new();
        for &(currency, from, to, amount) in moves {
            *after.entry((currency, from)).or_insert_with(|| self.amount(currency, from)) -= amount;
            *after.entry((currency, to)).or_insert_with(|| self.amount(currency, to)) += amount;
        }
        // Below this, a sum with 18 decimals is exact; above, additions would start to round.
        let limit = Decimal::from(70_000_000_000_u64);
        if after.values().any(|sum| sum.abs() >= limit) {
            return Err(Full);
        }
        for ((currency, place), sum) in after {
            self.amounts.insert((currency.to_owned(), place), sum);
        }
        Ok(())
    }

    pub(crate) fn balances<'a>(&'a self, rates: &Rates) -> Vec<Balance<'a>> {
        let balance = |(currency, uuid): (&'a String, &'a String)| {
            let balance = self.amount(currency, Place::Available);
            let usd = rates.usd(currency).unwrap_or_default();
            Balance {
                uuid,
                status: "active",
                currency_code: currency,
                balance,
                balance_usd: money::ratio(&[balance, usd], &[], 2, Rounding::Down).unwrap_or(Decimal::MAX),
                locked_balance: self.amount(currency, Place::Locked),
            }
        };
        self.accounts.iter().map(balance).collect()
    }

    pub(crate) fn stored(&self) -> StoredLedger {
        let amount = |((currency, place), amount): (&(String, Place), &Decimal)| {
            (currency.clone(), *place, amount.to_string())
        };
        StoredLedger {
            amounts: self.amounts.iter().map(amount).collect(),
            accounts: self.accounts.iter().map(|(code, uuid)| (code.clone(), uuid.clone())).collect(),
        }
    }

    /// What was stored; `None` if an amount is none.
    pub(crate) fn restored(stored: StoredLedger) -> Option<Ledger> {
        let amount = |(currency, place, amount): (String, Place, String)| {
            Some(((currency, place), Decimal::from_str_exact(&amount).ok()?))
        };
        Some(Ledger {
            amounts: stored.amounts.into_iter().map(amount).collect::<Option<_>>()?,
            accounts: stored.accounts.into_iter().collect(),
        })
    }

    pub(crate) fn accounts<'a>(&'a self, rates: &Rates) -> Vec<Account<'a>> {
        let account = |currency: &'a str| {
            let available = self.amount(currency, Place::Available);
            let usd = rates.usd(currency).unwrap_or_default();
            Account {
                currency,
                available,
                locked: self.amount(currency, Place::Locked),
                held: self.amount(currency, Place::Held),
                fees: self.amount(currency, Place::Fees),
                available_usd: money::ratio(&[available, usd], &[], 2, Rounding::Down)
                    .unwrap_or(Decimal::MAX),
            }
        };
        // What is held of a coin the merchant never had a balance in, and fees from it, are there too.
        let others = self.amounts.iter().filter(|((currency, place), amount)| {
            !self.accounts.contains_key(currency)
                && matches!(place, Place::Available | Place::Locked | Place::Held | Place::Fees)
                && !amount.is_zero()
        });
        let mut others: Vec<&str> = others.map(|((currency, _), _)| currency.as_str()).collect();
        others.dedup();
        self.accounts.keys().map(String::as_str).chain(others).map(account).collect()
    }

    #[cfg(test)]
    pub(crate) fn amounts(&self) -> &BTreeMap<(String, Place), Decimal> {
        &self.amounts
    }

    /// Currencies whose places do not add up to zero: none, ever.
    #[cfg(test)]
    pub(crate) fn unbalanced(&self) -> Vec<String> {
        let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
        for ((currency, _), amount) in &self.amounts {
            *sums.entry(currency).or_default() += amount;
        }
        sums.into_iter().filter(|(_, sum)| !sum.is_zero()).map(|(currency, _)| currency.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_are_made_together_or_not_at_all_and_add_up_to_nothing() {
        let mut ledger = Ledger::default();
        let most = Decimal::from(60_000_000_000_u64);
        ledger.post(&[("BTC", Place::Outside, Place::Available, most)]).unwrap();
        ledger
            .post(&[
                ("BTC", Place::Available, Place::Exchange, Decimal::ONE),
                ("ETH", Place::Exchange, Place::Available, Decimal::TEN),
                ("ETH", Place::Available, Place::Fees, Decimal::ONE),
            ])
            .unwrap();
        assert_eq!(ledger.amount("ETH", Place::Available), Decimal::from(9));
        let refused = ledger.post(&[
            ("ETH", Place::Available, Place::Fees, Decimal::ONE),
            ("BTC", Place::Outside, Place::Available, most),
        ]);
        assert_eq!(refused, Err(Full));
        assert_eq!(ledger.amount("ETH", Place::Available), Decimal::from(9));
        assert!(ledger.unbalanced().is_empty());
    }
}
