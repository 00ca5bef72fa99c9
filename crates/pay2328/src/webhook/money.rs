//! What may be done with a proven webhook: credit, compare, deduplicate, order.

use pay2328_api::types::{Currency, InvoiceCurrency};
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::event::{Event, Verified};
use super::progress::Progress;

/// An amount that may be credited, once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credit {
    /// How much, with the scale the service wrote. Always more than zero.
    pub amount: Decimal,
    /// Of what: for a payment the currency of the price, for a deposit the coin.
    pub currency: Currency,
}

/// Why a webhook gives nothing to credit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoCredit {
    /// The status is not a success: not yet, not any more, or not known to this version.
    #[error("nothing may be credited: the status is `{status}`, which is no success")]
    NotPaid {
        /// The status, as the service spelled it.
        status: String,
    },
    /// It reports a payout: money that goes out.
    #[error("nothing may be credited: a payout is money that goes out")]
    Outgoing,
    /// A deposit came without its `merchant_amount`, the only amount that may be credited.
    #[error(
        "nothing may be credited: the deposit does not say what is left of it after fees (`merchant_amount`)"
    )]
    NoAmount,
    /// A deposit does not name its transaction (`txid`) and address. They tell a repetition of it from another
    /// deposit, so without them it could be credited twice.
    #[error(
        "nothing may be credited: the deposit names no transaction (`txid`) or no `address`, so a repetition of it \
         could not be told from another deposit"
    )]
    NoTransaction,
    /// A deposit names two coins, so the coin of its `merchant_amount` is in doubt.
    #[error("nothing may be credited: the deposit is in {currency}, but was paid in {payer_currency}")]
    TwoCurrencies {
        /// The coin of the wallet.
        currency: Currency,
        /// The coin of the payer, which is the same in every documented deposit.
        payer_currency: Currency,
    },
    /// The amount is zero or less.
    #[error("nothing may be credited: the amount is {amount}")]
    NotPositive {
        /// The amount.
        amount: Decimal,
    },
    /// It is an invoice's webhook, whose amount has no documented unit.
    #[error(
        "the amount of an invoice's webhook is documented neither as the price nor as the coin: \
         credit what your own record of the order says, once `matches` agrees with it"
    )]
    UnitUndocumented,
    /// This version of the crate does not know this kind of webhook.
    #[error("nothing may be credited: this kind of webhook is not known to this version of the crate")]
    UnknownKind,
}

/// What your own record says a webhook should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    order_id: String,
    /// Empty where the customer chooses the amount.
    amounts: Vec<(Decimal, Currency)>,
    /// Where the customer chooses the amount: the coin.
    wallet: Option<Currency>,
}

impl Expected {
    /// An order with a price (payment, invoice), or a payout with an amount.
    #[must_use]
    pub fn order(order_id: impl Into<String>, amount: Decimal, currency: Currency) -> Self {
        Self { order_id: order_id.into(), amounts: vec![(amount, currency)], wallet: None }
    }

    /// A static wallet: its own `order_id` and coin. The amount is what the customer sends.
    #[must_use]
    pub fn wallet(order_id: impl Into<String>, currency: Currency) -> Self {
        Self { order_id: order_id.into(), amounts: Vec::new(), wallet: Some(currency) }
    }

    /// Another amount that would be right as well.
    ///
    /// The Invoice API does not say whether the `amount` of its webhook is the price or the amount
    /// in the coin (`amount_crypto`). Give both, and either matches.
    #[must_use]
    pub fn or(mut self, amount: Decimal, currency: Currency) -> Self {
        self.amounts.push((amount, currency));
        self
    }
}

/// A webhook does not say what the shop's own record says. Do not credit it; have a person look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// It is about another order.
    #[error("the webhook is about order `{received}`, not `{expected}`")]
    OrderId {
        /// The order of your record.
        expected: String,
        /// The order of the webhook; empty if it names none.
        received: String,
    },
    /// The amount or its currency differs.
    #[error("the webhook says {received}, your record says {expected}")]
    Amount {
        /// Amount and currency of your record.
        expected: String,
        /// Amount and currency of the webhook.
        received: String,
    },
    /// The record is one of a wallet and the webhook is not about a deposit, or the other way round.
    #[error("the webhook is not of the kind your record is about")]
    Kind,
}

impl NoCredit {
    /// Whether money has arrived, or may have, and the webhook does not say how much of it may be credited:
    /// keep [`Verified::body`] for a person to look at. Everything else needs nothing but 2xx.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        match self {
            Self::NoAmount
            | Self::NoTransaction
            | Self::TwoCurrencies { .. }
            | Self::NotPositive { .. }
            | Self::UnknownKind => true,
            Self::NotPaid { .. } | Self::Outgoing | Self::UnitUndocumented => false,
        }
    }
}

impl Verified {
    /// The amount that may be credited on account of this webhook, or why nothing may be.
    ///
    /// - A payment with the status `paid` or `overpaid`: its `amount` in its `currency`, the price. What
    ///   a customer paid too much is not credited; `payment_amount` says how much it was.
    /// - A static-wallet deposit: its `merchant_amount` (after fees) in its `currency`, never
    ///   `payment_amount`.
    ///
    /// Credit it once: see [`dedupe_key`](Self::dedupe_key). For a payment, compare it with your own
    /// record first: see [`matches`](Self::matches).
    ///
    /// # Errors
    ///
    /// [`NoCredit`] says why nothing may be credited. Most webhooks report something else than money
    /// that arrived, so this is no failure of the webhook: answer 2xx, but keep what
    /// [`needs_review`](NoCredit::needs_review).
    pub fn credit(&self) -> Result<Credit, NoCredit> {
        let (amount, currency) = match self.event() {
            Event::Payment(payment) => (Some(payment.amount), &payment.currency),
            Event::StaticDeposit(deposit) => (deposit.merchant_amount, &deposit.currency),
            Event::Payout(_) => return Err(NoCredit::Outgoing),
            Event::Invoice(_) if self.is_success() => return Err(NoCredit::UnitUndocumented),
            Event::Invoice(invoice) => {
                return Err(NoCredit::NotPaid { status: invoice.status.to_string() });
            }
            Event::Unknown => return Err(NoCredit::UnknownKind),
        };
        if !self.is_success() {
            return Err(NoCredit::NotPaid { status: self.status().unwrap_or_default().to_owned() });
        }
        if let Event::StaticDeposit(deposit) = self.event()
            && let Some(payer_currency) = &deposit.payer_currency
            && !payer_currency.is_same_as(currency)
        {
            let (currency, payer_currency) = (currency.clone(), payer_currency.clone());
            return Err(NoCredit::TwoCurrencies { currency, payer_currency });
        }
        if let Event::StaticDeposit(deposit) = self.event()
            && (given(&deposit.txid).is_none() || given(&deposit.address).is_none())
        {
            return Err(NoCredit::NoTransaction);
        }
        let amount = amount.ok_or(NoCredit::NoAmount)?;
        if amount <= Decimal::ZERO {
            return Err(NoCredit::NotPositive { amount });
        }
        Ok(Credit { amount, currency: currency.clone() })
    }

    /// Compares the webhook with your own record of the order.
    ///
    /// `order_id` must be equal, the currency too (`TON` and `GRAM` are two names of one coin), and
    /// amounts are compared as numbers: `10` equals `10.00000000`. The amount compared is the member
    /// `amount`: the price of a payment, the amount of a payout. It is not compared for a deposit.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] says what differs.
    pub fn matches(&self, expected: &Expected) -> Result<(), Mismatch> {
        let received = self.order_id().unwrap_or_default();
        if received != expected.order_id {
            return Err(Mismatch::OrderId {
                expected: expected.order_id.clone(),
                received: received.to_owned(),
            });
        }
        match self.event() {
            Event::Payment(payment) => expected.amount(payment.amount, &payment.currency),
            Event::Payout(payout) => expected.amount(payout.amount, &payout.currency),
            Event::Invoice(invoice) => {
                let coin = Currency::from(invoice.coin.as_ref().map_or("", |coin| coin.as_str()));
                let Some(amount) = invoice.amount else {
                    return Err(Mismatch::Amount {
                        expected: expected.amounts(),
                        received: "no amount".to_owned(),
                    });
                };
                // The currency of a price is not in the webhook, so a price is compared without.
                let is_price = |currency: &Currency| InvoiceCurrency::from(currency.as_str()).is_known();
                expected.find(amount, &coin, |currency| currency.is_same_as(&coin) || is_price(currency))
            }
            Event::StaticDeposit(deposit) => match &expected.wallet {
                Some(coin) if coin.is_same_as(&deposit.currency) => Ok(()),
                Some(coin) => Err(Mismatch::Amount {
                    expected: coin.to_string(),
                    received: deposit.currency.to_string(),
                }),
                None => Err(Mismatch::Kind),
            },
            Event::Unknown => Err(Mismatch::Kind),
        }
    }

    /// A key under which this webhook must take effect at most once.
    ///
    /// Two webhooks have the same key if they report the same thing: a repetition of one, and also
    /// two successes of one payment (`paid`, then `overpaid`), because either of them credits it.
    /// Two statuses of one payment otherwise have two keys, so that `paid` is not lost when `check`
    /// came before; and a status that is not final can come again with other members (a second part of
    /// the sum), so its key depends on them.
    ///
    /// A success that gives nothing to [`credit`](Self::credit) yet (a deposit without `merchant_amount`) has
    /// another key than the one under which it is credited when it comes again.
    ///
    /// | webhook | key | unless the status is final and the amount clear, plus |
    /// |---|---|---|
    /// | payment | `payment/{uuid}/{status}`, with `success` for `paid` and `overpaid` | a hash of the body |
    /// | static-wallet deposit | `deposit/{txid}/{address}/{currency}`, plus the status if it is no success; the `uuid` if there is no `txid` | a hash of the body |
    /// | payout | `payout/{uuid}/{status}` | a hash of the body |
    /// | invoice | `invoice/{id}/{status}` | a hash of the body |
    /// | unknown | `unknown/{hash of the body}` | |
    ///
    /// A deposit's key has address and coin besides the `txid`, because one transfer on a chain can pay
    /// two wallets, and in two coins. The documentation says to tell deposits apart by `txid`, so two deposits
    /// of one coin to one address in one transaction count as one; their `uuid` differs, if they ever come.
    ///
    /// An `overpaid` that follows `paid` has the same key, so its handler is not run: the price is credited
    /// already, and what came on top of it is in `payment_amount` for whoever looks.
    ///
    /// The key is text from the service: bind it, never format it into a query.
    #[must_use]
    pub fn dedupe_key(&self) -> String {
        let success = self.is_success();
        let key = match self.event() {
            Event::Payment(payment) => {
                let status = if success { "success" } else { payment.payment_status.as_str() };
                format!("payment/{}/{status}", payment.uuid)
            }
            Event::StaticDeposit(deposit) => {
                let mut key = match given(&deposit.txid) {
                    Some(txid) => {
                        let address = deposit.address.as_deref().unwrap_or_default();
                        format!("deposit/{txid}/{address}/{}", name_in_keys(&deposit.currency))
                    }
                    None => format!("deposit/{}", deposit.uuid),
                };
                if !success {
                    key = format!("{key}/{}", deposit.payment_status);
                }
                key
            }
            Event::Payout(payout) => format!("payout/{}/{}", payout.uuid, payout.status),
            Event::Invoice(invoice) => format!("invoice/{}/{}", invoice.id, invoice.status),
            Event::Unknown => return format!("unknown/{}", self.hash()),
        };
        // What brings nothing to credit must not use up the key under which it is credited later.
        let is_later_credited = success
            && matches!(self.event(), Event::Payment(_) | Event::StaticDeposit(_))
            && self.credit().is_err();
        if self.is_final() && !is_later_credited { key } else { format!("{key}/{}", self.hash()) }
    }

    /// SHA-256 of the body, as hex.
    fn hash(&self) -> String {
        Sha256::digest(self.body()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the status in this webhook replaces the one you have stored; `None` if you have none.
    ///
    /// Webhooks arrive out of order and more than once. An earlier status never replaces a later
    /// one, none replaces a final one except that money did arrive after all (`paid` after `cancel`)
    /// or is given back (`refund_…`), and a status that this version does not know replaces none
    /// that is final. So an `aml_lock` that follows `paid` does not show in your status: have a person look
    /// at it.
    ///
    /// This is for your *status* alone. Whether to credit does not depend on it: that is
    /// [`credit`](Self::credit), once for each [`dedupe_key`](Self::dedupe_key). You may have learned of `paid`
    /// by asking before the webhook came, and the second deposit to a wallet is `paid` as the first was.
    ///
    /// `previous` is the status you have stored for this very [`id`](Self::id), as the service spelled it
    /// ([`status`](Self::status) does), not a word of your own.
    ///
    /// Where two servers receive webhooks, ask inside the transaction that stores the answer.
    #[must_use]
    pub fn supersedes(&self, previous: Option<&str>) -> bool {
        let progress: fn(&str) -> Progress = match self.event() {
            Event::Payment(_) | Event::StaticDeposit(_) => Progress::of_payment,
            Event::Payout(_) => Progress::of_payout,
            Event::Invoice(_) => Progress::of_invoice,
            Event::Unknown => return false,
        };
        match (self.status(), previous) {
            (Some(status), Some(previous)) => {
                status != previous && progress(status).may_follow(progress(previous))
            }
            (status, _) => status.is_some(),
        }
    }

    /// The identifier of the payment, deposit, payout or invoice.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self.event() {
            Event::Payment(payment) => Some(&payment.uuid),
            Event::StaticDeposit(deposit) => Some(&deposit.uuid),
            Event::Payout(payout) => Some(&payout.uuid),
            Event::Invoice(invoice) => Some(&invoice.id),
            Event::Unknown => None,
        }
    }

    /// Your own identifier: of the order, of the static wallet, or of the payout.
    #[must_use]
    pub fn order_id(&self) -> Option<&str> {
        match self.event() {
            Event::Payment(payment) => Some(&payment.order_id),
            Event::StaticDeposit(deposit) => Some(&deposit.order_id),
            Event::Payout(payout) => payout.order_id.as_deref(),
            Event::Invoice(invoice) => invoice.order_id.as_deref(),
            Event::Unknown => None,
        }
    }

    /// The status, as the service spelled it.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        match self.event() {
            Event::Payment(payment) => Some(payment.payment_status.as_str()),
            Event::StaticDeposit(deposit) => Some(deposit.payment_status.as_str()),
            Event::Payout(payout) => Some(payout.status.as_str()),
            Event::Invoice(invoice) => Some(invoice.status.as_str()),
            Event::Unknown => None,
        }
    }

    /// Whether it ended well. `false` for a status or kind this version does not know.
    #[must_use]
    pub fn is_success(&self) -> bool {
        match self.event() {
            Event::Payment(payment) => payment.payment_status.is_success(),
            Event::StaticDeposit(deposit) => deposit.payment_status.is_success(),
            Event::Payout(payout) => payout.status.is_success(),
            Event::Invoice(invoice) => invoice.status.is_success(),
            Event::Unknown => false,
        }
    }

    /// Whether it has ended, well or badly. `false` for a status or kind this version does not know.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self.event() {
            Event::Payment(payment) => payment.payment_status.is_final(),
            Event::StaticDeposit(deposit) => deposit.payment_status.is_final(),
            Event::Payout(payout) => payout.status.is_final(),
            Event::Invoice(invoice) => invoice.status.is_final(),
            Event::Unknown => false,
        }
    }
}

impl Expected {
    fn amount(&self, amount: Decimal, currency: &Currency) -> Result<(), Mismatch> {
        self.find(amount, currency, |expected| expected.is_same_as(currency))
    }

    fn find(
        &self,
        amount: Decimal,
        currency: &Currency,
        right_currency: impl Fn(&Currency) -> bool,
    ) -> Result<(), Mismatch> {
        if self.wallet.is_some() {
            return Err(Mismatch::Kind);
        }
        if self.amounts.iter().any(|(expected, currency)| *expected == amount && right_currency(currency)) {
            return Ok(());
        }
        Err(Mismatch::Amount { expected: self.amounts(), received: format!("{amount} {currency}") })
    }

    fn amounts(&self) -> String {
        let amounts: Vec<String> =
            self.amounts.iter().map(|(amount, currency)| format!("{amount} {currency}")).collect();
        amounts.join(" or ")
    }
}

/// A coin's name in keys. They are stored for ever, so a key once made is made in the same way by every later
/// version, whatever other renames it knows of (`newest_name` is not for this).
fn name_in_keys(currency: &Currency) -> &str {
    match currency {
        Currency::Gram => Currency::Ton.as_str(),
        other => other.as_str(),
    }
}

/// Text that says something.
fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}
