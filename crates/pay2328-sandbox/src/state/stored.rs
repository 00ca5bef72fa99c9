//! The state as records of a state file, and back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::State;
use super::changes::{Changes, Record};
use super::ledger::{Ledger, StoredLedger};
use super::outbox::Webhook;
use crate::answer::json;
use crate::ids::Ids;
use crate::spelling::Spelling;

/// The key of what is stored with every change.
pub(crate) const SYSTEM: &str = "system";

/// What belongs to no object.
#[derive(Serialize, Deserialize)]
struct System {
    /// Counts the forms that state files have had.
    format: u32,
    /// The time of the last change: a sandbox that goes on from here does not go back behind it.
    now: DateTime<Utc>,
    ledger: StoredLedger,
    ids_seed: String,
    ids_position: String,
    ids_seeded: bool,
    last_webhook: u64,
    copies: u32,
    spelling: Spelling,
    hold: bool,
    /// Not in files of older versions, nor is the next.
    max_attempts: Option<u32>,
    backoff: Option<Duration>,
}

const FORMAT: u32 = 1;

/// A record's key and its JSON, or nothing if it is to be taken out.
pub(crate) type Entry = (String, Option<Vec<u8>>);

/// Why a state file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the record {key:?} is not what it should be")]
    Record { key: String, source: serde_json::Error },
    #[error("the record {0:?} is of no known kind")]
    Key(String),
    #[error("it was written by another version of the sandbox")]
    Format,
}

/// Keys sort as the objects were made.
fn key(kind: &str, index: Option<usize>) -> String {
    format!("{kind}/{:010}", index.unwrap_or_default())
}

impl State {
    /// What has changed since this was last asked, to be written together. The second part says whether it replaces all
    /// that was written before.
    pub(crate) fn take_changes(&mut self) -> (Vec<Entry>, bool) {
        for id in self.outbox.take_changed() {
            self.changed.add(Record::Webhook(id));
        }
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return (Vec::new(), false);
        }
        let mut entries = vec![(SYSTEM.to_owned(), Some(json(&self.system())))];
        entries.extend(changed.records().filter_map(|record| self.entry(record)));
        (entries, changed.is_everything())
    }

    /// For a sandbox that stores nothing.
    pub(crate) fn forget_changes(&mut self) {
        self.outbox.take_changed();
        self.changed = Changes::default();
    }

    fn system(&self) -> System {
        let (ids_seed, ids_position) = self.ids.position();
        System {
            format: FORMAT,
            now: self.now,
            ledger: self.ledger.stored(),
            ids_seed,
            ids_position,
            ids_seeded: self.ids.are_seeded(),
            last_webhook: self.outbox.last_id(),
            copies: self.outbox.rules.copies,
            spelling: self.outbox.rules.spelling,
            hold: self.outbox.rules.hold,
            max_attempts: Some(self.outbox.rules.max_attempts),
            backoff: Some(self.outbox.rules.backoff),
        }
    }

    /// `None` for what is not there any more (a reset may come after a change), and for [`SYSTEM`].
    fn entry(&self, record: &Record) -> Option<Entry> {
        let (payments, payouts) = (&self.payments.by_uuid, &self.payouts.by_uuid);
        let (wallets, invoices) = (&self.wallets.by_uuid, &self.invoices.by_id);
        let invoice_payouts = &self.invoice_payouts.by_id;
        Some(match record {
            Record::System => return None,
            Record::Payment(id) => (key("payment", payments.get_index_of(id)), Some(json(payments.get(id)?))),
            Record::Payout(id) => (key("payout", payouts.get_index_of(id)), Some(json(payouts.get(id)?))),
            Record::Wallet(id) => (key("wallet", wallets.get_index_of(id)), Some(json(wallets.get(id)?))),
            Record::Deposit(id, at) => {
                let wallet = key("deposit", wallets.get_index_of(id));
                (key(&wallet, Some(*at)), Some(json(wallets.get(id)?.deposits.get(*at)?)))
            }
            Record::Invoice(id) => (key("invoice", invoices.get_index_of(id)), Some(json(invoices.get(id)?))),
            Record::InvoicePayout(id) => (
                key("invoice_payout", invoice_payouts.get_index_of(id)),
                Some(json(invoice_payouts.get(id)?)),
            ),
            Record::Convert(at) => (key("convert", Some(*at)), Some(json(self.conversions.get(*at)?))),
            Record::Webhook(id) => (format!("webhook/{id:010}"), self.outbox.get(*id).map(json)),
        })
    }

    /// Puts back what was stored, in the order of the keys.
    pub(crate) fn restore(&mut self, records: Vec<(String, Vec<u8>)>) -> Result<(), Unreadable> {
        let mut webhooks: Vec<Webhook> = Vec::new();
        let mut deposits = Vec::new();
        let mut last_webhook = 0;
        for (key, value) in records {
            match key.split('/').next().unwrap_or_default() {
                SYSTEM => last_webhook = self.restore_system(read(&key, &value)?)?,
                "payment" => self.payments.restore(read(&key, &value)?),
                "payout" => self.payouts.restore(read(&key, &value)?),
                "wallet" => self.wallets.restore(read(&key, &value)?),
                // They sort before the wallets they belong to.
                "deposit" => deposits.push((key, value)),
                "invoice" => self.invoices.restore(read(&key, &value)?),
                "invoice_payout" => self.invoice_payouts.restore(read(&key, &value)?),
                "convert" => self.conversions.push(read(&key, &value)?),
                "webhook" => webhooks.push(read(&key, &value)?),
                _ => return Err(Unreadable::Key(key)),
            }
        }
        for (key, value) in deposits {
            let wallet = key.split('/').nth(1).and_then(|index| index.parse().ok());
            let wallet = wallet.and_then(|index: usize| self.wallets.by_uuid.get_index_mut(index));
            let Some((_, wallet)) = wallet else { return Err(Unreadable::Key(key)) };
            wallet.deposits.push(read(&key, &value)?);
        }
        self.outbox.restore(self.now, last_webhook, webhooks);
        Ok(())
    }

    /// Gives the number of the last webhook.
    fn restore_system(&mut self, system: System) -> Result<u64, Unreadable> {
        if system.format != FORMAT {
            return Err(Unreadable::Format);
        }
        self.now = self.now.max(system.now);
        self.ledger = Ledger::restored(system.ledger).ok_or(Unreadable::Format)?;
        self.ids = Ids::at_position(&system.ids_seed, &system.ids_position, system.ids_seeded)
            .ok_or(Unreadable::Format)?;
        let rules = &mut self.outbox.rules;
        (rules.copies, rules.spelling, rules.hold) = (system.copies, system.spelling, system.hold);
        rules.max_attempts = system.max_attempts.unwrap_or(rules.max_attempts);
        rules.backoff = system.backoff.unwrap_or(rules.backoff);
        Ok(system.last_webhook)
    }
}

fn read<T: DeserializeOwned>(key: &str, value: &[u8]) -> Result<T, Unreadable> {
    serde_json::from_slice(value).map_err(|source| Unreadable::Record { key: key.to_owned(), source })
}
