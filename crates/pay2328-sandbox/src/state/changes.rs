//! Which parts of the state have changed, so that a state file can follow.

use std::collections::BTreeSet;

/// A part of the state that is stored on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Record {
    /// The ledger, the generator of ids and the delivery rules. Stored with every change.
    System,
    Payment(String),
    Payout(String),
    Wallet(String),
    /// A wallet's deposit, by its place among them.
    Deposit(String, usize),
    Invoice(String),
    InvoicePayout(String),
    /// A convert, by its place among them.
    Convert(usize),
    /// A webhook, by its number; one that is no longer in the log is taken out.
    Webhook(u64),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    records: BTreeSet<Record>,
    everything: bool,
}

impl Changes {
    pub(crate) fn add(&mut self, record: Record) {
        self.records.insert(record);
    }

    /// Nothing that was stored holds any more.
    pub(crate) fn everything(&mut self) {
        self.everything = true;
    }

    pub(crate) fn is_everything(&self) -> bool {
        self.everything
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && !self.everything
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }
}
