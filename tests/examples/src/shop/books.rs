//! The shop's books: what a database with transactions would be.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pay2328::types::Currency;
use pay2328::webhook::{Credit, Event, Expected, Verified};
use rust_decimal::Decimal;

/// Every record of the shop.
#[derive(Default)]
pub(super) struct Books {
    records: Mutex<Records>,
    /// How many more times the database is down.
    outages: AtomicU32,
}

#[derive(Default)]
struct Records {
    orders: HashMap<String, Order>,
    wallets: HashMap<String, Currency>,
    payouts: HashMap<String, Payout>,
    /// By the key of the webhook that brought it: the unique column that refuses a second credit.
    ledger: HashMap<String, Entry>,
    for_a_person: Vec<String>,
}

/// An order of a customer.
#[derive(Clone)]
pub(super) struct Order {
    expected: Expected,
    pub(super) status: Option<String>,
    pub(super) is_paid: bool,
}

#[derive(Clone)]
struct Payout {
    expected: Expected,
    status: Option<String>,
}

struct Entry {
    account: String,
    credit: Credit,
}

/// The database cannot be reached.
#[derive(Debug)]
pub struct Unavailable;

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the database cannot be reached")
    }
}

impl std::error::Error for Unavailable {}

impl Books {
    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens an order, and gives its number.
    pub(super) fn open_order(&self, price: Decimal, currency: &str) -> String {
        let mut records = self.records();
        let order_id = format!("ORDER-{}", records.orders.len() + 1);
        let expected = Expected::order(&order_id, price, currency.into());
        records.orders.insert(order_id.clone(), Order { expected, status: None, is_paid: false });
        order_id
    }

    pub(super) fn open_wallet(&self, user: &str, currency: &str) {
        self.records().wallets.insert(user.to_owned(), currency.into());
    }

    pub(super) fn open_payout(&self, order_id: &str, amount: Decimal, currency: &str) {
        let expected = Expected::order(order_id, amount, currency.into());
        self.records().payouts.insert(order_id.to_owned(), Payout { expected, status: None });
    }

    /// Enters what a proven webhook reports, in one transaction: all of it or nothing.
    ///
    /// What does not agree with the books is entered nowhere and left for a person to look at; it would
    /// not agree the next time either, so there is no point in asking for it again.
    pub(super) fn enter(&self, webhook: &Verified) -> Result<(), Unavailable> {
        let down = self.outages.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if down.is_ok() {
            return Err(Unavailable);
        }
        let mut records = self.records();
        if let Err(doubt) = records.enter(webhook) {
            records.for_a_person.push(doubt);
        }
        Ok(())
    }

    /// Makes the database fail so many times.
    pub(super) fn fail(&self, times: u32) {
        self.outages.store(times, Ordering::SeqCst);
    }

    pub(super) fn order(&self, order_id: &str) -> Option<Order> {
        self.records().orders.get(order_id).cloned()
    }

    pub(super) fn payout_status(&self, order_id: &str) -> Option<String> {
        self.records().payouts.get(order_id)?.status.clone()
    }

    /// What was credited to an order or a user, and in how many entries.
    pub(super) fn credited(&self, account: &str) -> (Decimal, usize) {
        let records = self.records();
        let entries: Vec<_> = records.ledger.values().filter(|entry| entry.account == account).collect();
        (entries.iter().map(|entry| entry.credit.amount).sum(), entries.len())
    }

    /// Everything that was ever credited, in how many entries.
    pub(super) fn entries(&self) -> usize {
        self.records().ledger.len()
    }

    pub(super) fn for_a_person(&self) -> Vec<String> {
        self.records().for_a_person.clone()
    }
}

impl Records {
    fn enter(&mut self, webhook: &Verified) -> Result<(), String> {
        let account = webhook.order_id().unwrap_or_default().to_owned();
        let unknown = || format!("nothing is known of `{account}`");
        match webhook.event() {
            Event::Payment(_) => {
                let order = self.orders.get_mut(&account).ok_or_else(unknown)?;
                webhook.matches(&order.expected).map_err(|mismatch| mismatch.to_string())?;
                if webhook.supersedes(order.status.as_deref()) {
                    order.status = webhook.status().map(str::to_owned);
                }
                order.is_paid |= webhook.is_success();
            }
            Event::StaticDeposit(_) => {
                let currency = self.wallets.get(&account).ok_or_else(unknown)?.clone();
                let expected = Expected::wallet(&account, currency);
                webhook.matches(&expected).map_err(|mismatch| mismatch.to_string())?;
            }
            Event::Payout(_) => {
                let payout = self.payouts.get_mut(&account).ok_or_else(unknown)?;
                webhook.matches(&payout.expected).map_err(|mismatch| mismatch.to_string())?;
                if webhook.supersedes(payout.status.as_deref()) {
                    payout.status = webhook.status().map(str::to_owned);
                }
            }
            _ => return Err(format!("a webhook of another kind: {}", webhook.body())),
        }
        match webhook.credit() {
            Ok(credit) => {
                self.ledger.entry(webhook.dedupe_key()).or_insert(Entry { account, credit });
                Ok(())
            }
            Err(no_credit) if no_credit.needs_review() => Err(format!("{no_credit}: {}", webhook.body())),
            Err(_) => Ok(()),
        }
    }
}
