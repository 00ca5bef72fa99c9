//! What happens to a payment: it is paid, in full or in parts, it expires, it is locked.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::{Chosen, Payment, PaymentStatus};
use crate::answer::Refusal;
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE, Rounding};
use crate::state::changes::Record;
use crate::state::ledger::Place;
use crate::state::market::{Asset, DEPOSIT_FEE};
use crate::state::outbox::Kind;
use crate::state::{Change, News, State};

/// What a customer pays with who is not told to choose, on the first of its networks: TRX-TRC20.
const DEFAULT_COIN: &str = "USDT";

impl State {
    /// A customer pays `amount`, or what is still due. Without a choice of coin yet, it is made here: the first network of
    /// the coin that the shop has preselected, or USDT on TRX-TRC20.
    pub(crate) fn pay_payment(
        &mut self,
        uuid: &str,
        amount: Option<Decimal>,
        asset: Option<&'static Asset>,
    ) -> Result<Change, Refusal> {
        let mut payment = self.open_payment(uuid)?;
        let chosen = self.chosen(&mut payment, asset)?;
        let amount = amount.unwrap_or(chosen.due - payment.received);
        let before = payment.status;
        let currency = chosen.asset.currency;
        payment.received += amount;
        payment.txid = Some(self.ids.txid(chosen.asset.chain()));
        payment.status = match payment.received.cmp(&chosen.due) {
            std::cmp::Ordering::Less => PaymentStatus::UnderpaidCheck,
            std::cmp::Ordering::Equal => PaymentStatus::Paid,
            std::cmp::Ordering::Greater => PaymentStatus::Overpaid,
        };
        if payment.status.is_open() {
            self.ledger.post(&[(currency, Place::Outside, Place::Held, amount)])?;
        } else {
            let fee = money::ratio(&[payment.received, DEPOSIT_FEE], &[], CREDIT_SCALE, Rounding::Up)?;
            let credit = payment.received - fee;
            payment.merchant_amount = Some(credit);
            self.ledger.open(currency, &mut self.ids);
            self.ledger.post(&[
                (currency, Place::Outside, Place::Held, amount),
                (currency, Place::Held, Place::Available, credit),
                (currency, Place::Held, Place::Fees, fee),
            ])?;
        }
        let text = received_text(amount, &chosen, payment.received);
        payment.timeline.add(self.now, payment.status.as_str(), text);
        payment.chosen = Some(chosen);
        Ok(self.payment_changed(payment, before))
    }

    /// A customer chooses the coin and network to pay with, where the shop has left it open.
    pub(crate) fn choose_asset(&mut self, uuid: &str, asset: &'static Asset) -> Result<Change, Refusal> {
        let mut payment = self.open_payment(uuid)?;
        let before = payment.status;
        payment.chosen = Some(self.chosen(&mut payment, Some(asset))?);
        Ok(self.payment_changed(payment, before))
    }

    /// Money arrives and is locked by the check against money laundering: `amount`, or what is still due.
    pub(crate) fn aml_lock_payment(
        &mut self,
        uuid: &str,
        amount: Option<Decimal>,
    ) -> Result<Change, Refusal> {
        let mut payment = self.open_payment(uuid)?;
        let before = payment.status;
        let chosen = self.chosen(&mut payment, None)?;
        let amount = amount.unwrap_or(chosen.due - payment.received);
        self.ledger.post(&[(chosen.asset.currency, Place::Outside, Place::Held, amount)])?;
        payment.received += amount;
        payment.txid = Some(self.ids.txid(chosen.asset.chain()));
        payment.status = PaymentStatus::AmlLock;
        let text = format!("{}; held back by AML", received_text(amount, &chosen, payment.received));
        payment.timeline.add(self.now, payment.status.as_str(), text);
        payment.chosen = Some(chosen);
        Ok(self.payment_changed(payment, before))
    }

    /// Ends an open payment as if its time were up.
    pub(crate) fn expire_payment(&mut self, uuid: &str) -> Result<Change, Refusal> {
        let payment = self.open_payment(uuid)?;
        Ok(self.payment_expired(payment))
    }

    fn payment_expired(&mut self, mut payment: Payment) -> Change {
        let before = payment.status;
        payment.status = match before {
            PaymentStatus::UnderpaidCheck => PaymentStatus::Underpaid,
            _ => PaymentStatus::Cancel,
        };
        payment.timeline.add(self.now, payment.status.as_str(), "Its time is up");
        self.payment_changed(payment, before)
    }

    fn open_payment(&self, uuid: &str) -> Result<Payment, Refusal> {
        let payment = self.payment(uuid)?;
        if payment.status.is_open() {
            return Ok(payment.clone());
        }
        Err(Refusal::conflict(format!("The payment is {}.", payment.status.as_str())))
    }

    /// Takes what the payer has chosen out of the payment, or chooses now.
    fn chosen(&mut self, payment: &mut Payment, asset: Option<&'static Asset>) -> Result<Chosen, Refusal> {
        match (payment.chosen.take(), asset) {
            (Some(chosen), Some(asset)) if !std::ptr::eq(chosen.asset, asset) => {
                let Asset { currency, network, .. } = chosen.asset;
                Err(Refusal::conflict(format!("The payer has chosen {currency} on {network} already.")))
            }
            (Some(chosen), _) => Ok(chosen),
            (None, Some(asset)) => {
                match payment.to_currency.as_deref().filter(|coin| *coin != asset.currency) {
                    Some(coin) => Err(Refusal::conflict(format!("The shop has preselected {coin}."))),
                    None => self.choose(payment, asset),
                }
            }
            (None, None) => {
                let coin = payment.to_currency.as_deref().unwrap_or(DEFAULT_COIN);
                let asset = Asset::of_coin(coin).next().ok_or_else(|| Refusal::not_found("Coin"))?;
                self.choose(payment, asset)
            }
        }
    }

    /// Ends every open payment whose time is up.
    pub(crate) fn expire_payments(&mut self) {
        while self.payments.next_expiry().is_some_and(|at| at <= self.now) {
            let Some((_, uuid)) = self.payments.open.pop_first() else { return };
            if let Some(payment) = self.payments.by_uuid.get(&uuid).cloned() {
                self.payment_expired(payment);
            }
        }
    }

    /// Puts a changed payment back, and sends its webhook if the status is another.
    fn payment_changed(&mut self, payment: Payment, before: PaymentStatus) -> Change {
        if !payment.status.is_open() {
            self.payments.open.remove(&(payment.expires_at, payment.uuid.clone()));
        }
        if payment.status != before {
            let webhook = crate::answer::json(&payment.webhook(self));
            let news = News {
                kind: Kind::Payment,
                object: &payment.uuid,
                status: payment.status.as_str(),
                line: &payment.uuid,
                url: &payment.url_callback,
            };
            self.send(news, webhook);
        }
        let change = payment.change();
        self.changed.add(Record::Payment(payment.uuid.clone()));
        self.payments.by_uuid.insert(payment.uuid.clone(), payment);
        change
    }

    /// What is due in a coin: the amount with its markup at the sandbox's rates, so much more that the payer's share of
    /// the fee is in it, rounded up to 8 decimals.
    pub(super) fn choose(&mut self, payment: &mut Payment, asset: &'static Asset) -> Result<Chosen, Refusal> {
        let hundred = Decimal::ONE_HUNDRED;
        let coin_rate = self.rates.usd(asset.currency).ok_or_else(|| Refusal::not_found("Rate"))?;
        let payers_fee = DEPOSIT_FEE * payment.fee_split / hundred;
        let due = money::ratio(
            &[payment.amount, payment.exchange_rate, hundred + payment.price_markup],
            &[coin_rate, hundred, Decimal::ONE - payers_fee],
            AMOUNT_SCALE,
            Rounding::Up,
        )?;
        let Asset { currency, network, .. } = asset;
        let text = format!("{currency} on {network} chosen: {} due", money::text(due, 2));
        payment.timeline.add(self.now, payment.status.as_str(), text);
        Ok(Chosen { asset, address: self.ids.address(asset.chain()), due, qr: OnceLock::new() })
    }
}

fn received_text(amount: Decimal, chosen: &Chosen, received: Decimal) -> String {
    let currency = chosen.asset.currency;
    let text = format!("{} {currency} received", money::text(amount, 2));
    match received.cmp(&chosen.due) {
        std::cmp::Ordering::Less => format!("{text}, {} still due", money::text(chosen.due - received, 2)),
        std::cmp::Ordering::Equal => text,
        std::cmp::Ordering::Greater => format!("{text}, {} too much", money::text(received - chosen.due, 2)),
    }
}
