//! The handle of a running sandbox.

mod webhooks;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use tokio::sync::watch;

use crate::answer::Refusal;
use crate::builder::{Builder, StartError};
use crate::control::DEFAULT_ERROR_TYPE;
use crate::faults::{Chaos, Fault, Faults};
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE};
use crate::operation::Operation;
use crate::request_log::LoggedRequest;
use crate::server::{Phase, Shared};
use crate::state::invoices::InvoiceStatus;
use crate::state::ledger::Place;
use crate::state::payouts::PayoutEnd;
use crate::state::{Change, State};

/// A running sandbox. Dropping it stops it and frees its port.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<Phase>,
    /// The sandbox's own runtime: its timers run even while the caller's time is paused.
    timer: tokio::runtime::Handle,
    thread: Option<JoinHandle<()>>,
    warnings: Vec<String>,
}

/// A control call that could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ControlError {
    status: u16,
    message: String,
}

impl ControlError {
    /// The HTTP status the same call gets below [`Sandbox::control_url`]: 404 for an unknown object, 409 for one in the
    /// wrong state, 422 for a wrong value; 408 if something did not happen in time.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl From<Refusal> for ControlError {
    fn from(refusal: Refusal) -> ControlError {
        let mut message = refusal.message;
        for (field, problems) in refusal.errors {
            message = format!("{message} {field}: {}", problems.join(" "));
        }
        ControlError { status: refusal.status.as_u16(), message }
    }
}

impl Sandbox {
    pub(crate) fn new(
        url: String,
        shared: Arc<Shared>,
        stop: watch::Sender<Phase>,
        timer: tokio::runtime::Handle,
        thread: JoinHandle<()>,
        warnings: Vec<String>,
    ) -> Sandbox {
        Sandbox { url, shared, stop, timer, thread: Some(thread), warnings }
    }

    /// Starts a sandbox with the default settings on a free port of loopback, with the service's limit of 10 requests a
    /// second. It is ready for requests when this returns.
    ///
    /// # Errors
    /// When the system gives no port, thread or random numbers.
    pub async fn start() -> Result<Sandbox, StartError> {
        Sandbox::builder().start().await
    }

    /// The settings, to be changed before the start.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Stops the sandbox after the requests under way are answered, or after two seconds.
    pub async fn stop(mut self) {
        self.stop.send_replace(Phase::Stopping);
        if let Some(thread) = self.thread.take() {
            // The thread ends within the grace period; waiting for it must not block the caller's runtime.
            _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// Base of the Merchant API, such as `http://127.0.0.1:40000/api`; its paths begin with `/v1`.
    #[must_use]
    pub fn merchant_api(&self) -> String {
        format!("{}/api", self.url)
    }

    /// Base of the Invoice API, such as `http://127.0.0.1:40000`; its paths begin with `/v1`.
    #[must_use]
    pub fn invoice_api(&self) -> String {
        self.url.clone()
    }

    /// Base of the control calls, such as `http://127.0.0.1:40000/_sandbox`.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("{}/_sandbox", self.url)
    }

    /// The page for people.
    #[must_use]
    pub fn console_url(&self) -> String {
        format!("{}/_sandbox/console", self.url)
    }

    /// Settings that do not apply, as the state file goes on with its own; one line each, for whoever started it.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The project's uuid.
    #[must_use]
    pub fn project(&self) -> &str {
        &self.shared.credentials.project
    }

    /// The API key: signs everything but payouts, and verifies payment and static-wallet webhooks.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.shared.credentials.api_key
    }

    /// The Payout API key: signs payouts and verifies their webhooks.
    #[must_use]
    pub fn payout_key(&self) -> &str {
        &self.shared.credentials.payout_key
    }

    /// The Invoice API's `X-Api-Key`.
    #[must_use]
    pub fn invoice_api_key(&self) -> &str {
        &self.shared.credentials.invoice_api_key
    }

    /// The secret that verifies the Invoice API's webhooks.
    #[must_use]
    pub fn invoice_secret(&self) -> &str {
        &self.shared.credentials.invoice_secret
    }

    /// A customer pays what is still due of a payment, named by its uuid or its order id: the usual case in one call.
    ///
    /// # Errors
    /// When there is no such payment or it has ended.
    pub async fn pay(&self, payment: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.pay_payment(payment.as_ref(), None, None))
    }

    /// A customer pays a payment: `amount` in the payer's coin with at most 8 decimals, or what is still due. A payment
    /// without a network yet is paid on the first one of its preselected coin; without a coin, in USDT on TRX-TRC20.
    ///
    /// # Errors
    /// When there is no such payment, it has ended, or the amount is no positive amount.
    pub async fn pay_payment(
        &self,
        uuid: impl AsRef<str>,
        amount: Option<Decimal>,
    ) -> Result<Change, ControlError> {
        let amount = amount.map(|amount| checked(amount, AMOUNT_SCALE)).transpose()?;
        self.control(|state| state.pay_payment(uuid.as_ref(), amount, None))
    }

    /// A customer's money arrives and is locked by the check against money laundering: `amount`, or what is still due.
    ///
    /// # Errors
    /// When there is no such payment, it has ended, or the amount is no positive amount.
    pub async fn aml_lock_payment(
        &self,
        uuid: impl AsRef<str>,
        amount: Option<Decimal>,
    ) -> Result<Change, ControlError> {
        let amount = amount.map(|amount| checked(amount, AMOUNT_SCALE)).transpose()?;
        self.control(|state| state.aml_lock_payment(uuid.as_ref(), amount))
    }

    /// A payment's time is up: it becomes `cancel`, or `underpaid` if a part has come.
    ///
    /// # Errors
    /// When there is no such payment or it has ended.
    pub async fn expire_payment(&self, uuid: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.expire_payment(uuid.as_ref()))
    }

    /// An invoice's transaction is seen but not confirmed yet.
    ///
    /// # Errors
    /// When there is no such invoice or it is not pending.
    pub async fn confirm_invoice(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.confirm_invoice(id.as_ref()))
    }

    /// An invoice's time is up.
    ///
    /// # Errors
    /// When there is no such invoice or it is not pending.
    pub async fn expire_invoice(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_invoice(id.as_ref(), InvoiceStatus::Expired))
    }

    /// Something goes wrong with an invoice.
    ///
    /// # Errors
    /// When there is no such invoice or it has ended.
    pub async fn fail_invoice(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_invoice(id.as_ref(), InvoiceStatus::Failed))
    }

    /// A customer pays an invoice of the Invoice API in full.
    ///
    /// # Errors
    /// When there is no such invoice or it has ended.
    pub async fn pay_invoice(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.pay_invoice(id.as_ref()))
    }

    /// Somebody sends `amount` of the wallet's coin, with at most 8 decimals, to a static wallet's address.
    ///
    /// # Errors
    /// When there is no such wallet, it is inactive, or the amount is no positive amount.
    pub async fn deposit(&self, wallet: impl AsRef<str>, amount: Decimal) -> Result<Change, ControlError> {
        let amount = checked(amount, AMOUNT_SCALE)?;
        self.control(|state| state.deposit(wallet.as_ref(), amount))
    }

    /// A pending payout arrives.
    ///
    /// # Errors
    /// When there is no such payout or it has ended.
    pub async fn complete_payout(&self, uuid: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_payout(uuid.as_ref(), PayoutEnd::Completed))
    }

    /// A pending payout fails and its money returns to the balance. Without `error_type` it is `aml_risk`.
    ///
    /// # Errors
    /// When there is no such payout or it has ended.
    pub async fn fail_payout(
        &self,
        uuid: impl AsRef<str>,
        error_type: Option<&str>,
    ) -> Result<Change, ControlError> {
        let error_type = error_type.unwrap_or(DEFAULT_ERROR_TYPE).to_owned();
        self.control(|state| state.end_payout(uuid.as_ref(), PayoutEnd::Failed { error_type }))
    }

    /// A pending payout is cancelled and its money returns to the balance.
    ///
    /// # Errors
    /// When there is no such payout or it has ended.
    pub async fn cancel_payout(&self, uuid: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_payout(uuid.as_ref(), PayoutEnd::Cancelled))
    }

    /// Gives the merchant an amount of a coin, with at most 18 decimals, without fee or webhook.
    ///
    /// # Errors
    /// When the coin is unknown or the amount is no positive amount.
    pub async fn add_balance(&self, currency: impl AsRef<str>, amount: Decimal) -> Result<(), ControlError> {
        let amount = checked(amount, CREDIT_SCALE)?;
        self.control(|state| state.add_balance(currency.as_ref(), amount))
    }

    /// A pending payout of the Invoice API arrives. It has no webhook.
    ///
    /// # Errors
    /// When there is no such payout or it has ended.
    pub async fn complete_invoice_payout(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_invoice_payout(id.as_ref(), true))
    }

    /// A pending payout of the Invoice API fails and its money returns to the balance.
    ///
    /// # Errors
    /// When there is no such payout or it has ended.
    pub async fn fail_invoice_payout(&self, id: impl AsRef<str>) -> Result<Change, ControlError> {
        self.control(|state| state.end_invoice_payout(id.as_ref(), false))
    }

    /// What the merchant has of a coin, free to use.
    #[must_use]
    pub fn balance(&self, currency: &str) -> Decimal {
        self.shared.with_state(|state| state.ledger.amount(currency, Place::Available))
    }

    /// What the merchant has of a coin, set aside for payouts that have not ended.
    #[must_use]
    pub fn locked_balance(&self, currency: &str) -> Decimal {
        self.shared.with_state(|state| state.ledger.amount(currency, Place::Locked))
    }

    /// The time on the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Moves the sandbox's clock forward: what is to expire by then does, and webhooks due by then are sent, each at its own
    /// time. A webhook that is refused comes again as often as it would have by then.
    pub fn advance_clock(&self, by: Duration) {
        self.shared.clock.advance(TimeDelta::from_std(by).unwrap_or(TimeDelta::zero()));
    }

    /// Stops the sandbox's clock; it still moves when told to.
    pub fn freeze_clock(&self) {
        self.shared.clock.freeze();
    }

    /// Lets the sandbox's clock run on from where it is.
    pub fn resume_clock(&self) {
        self.shared.clock.resume();
    }

    /// Makes everything as it was at the start: no objects, the balances, delivery rules and chaos it started with, empty
    /// logs, no planned faults. The clock stays where it is. With a seed, the same ids come again.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Makes a few objects in every status, for a first look around. Their webhooks go to `url_callback`, or to the
    /// sandbox itself. Called again, it makes more.
    ///
    /// # Errors
    /// When the balances do not suffice.
    pub fn seed_data(&self, url_callback: Option<&str>) -> Result<(), ControlError> {
        self.control(|state| state.seed(url_callback)).map(|_| ())
    }

    /// The last requests to the two APIs, the oldest first.
    #[must_use]
    pub fn request_log(&self) -> Vec<LoggedRequest> {
        self.shared.with_log(|log| log.iter().cloned().collect())
    }

    /// The last requests for one operation, the oldest first; none for what is no operation.
    #[must_use]
    pub fn requests_for(&self, operation_id: &str) -> Vec<LoggedRequest> {
        let operation = Operation::from_id(operation_id);
        let is_it = |request: &&LoggedRequest| operation.is_some() && request.operation == operation;
        self.shared.with_log(|log| log.iter().filter(is_it).cloned().collect())
    }

    /// Lets the next `times` requests of an operation meet this fault, after those that are to meet one already. The
    /// operation is named by its `operationId`, such as `payout_create`.
    ///
    /// # Errors
    /// When there is no such operation.
    pub fn fault(&self, operation_id: &str, fault: Fault, times: u32) -> Result<(), ControlError> {
        let operation = operation(operation_id)?;
        self.shared.with_faults(|faults| faults.plan(operation, fault, times));
        Ok(())
    }

    /// From now on, so many of a hundred requests meet a fault by chance, as with [`Builder::chaos`]; 0 ends it.
    pub fn chaos(&self, percent: u8, seed: u64) {
        self.shared.with_faults(|faults| faults.chaos = Chaos::new(percent, seed));
    }

    /// Forgets every fault that has not happened yet.
    pub fn clear_faults(&self) {
        self.shared.with_faults(Faults::clear);
    }

    /// Requests of an operation that came so far, those that met a fault or were refused included; 0 for what is no
    /// operation.
    #[must_use]
    pub fn attempts(&self, operation_id: &str) -> u64 {
        Operation::from_id(operation_id)
            .map_or(0, |operation| self.shared.with_faults(|faults| faults.attempts(operation)))
    }

    /// Payments there are.
    #[must_use]
    pub fn payment_count(&self) -> usize {
        self.shared.with_state(|state| state.payments.len())
    }

    /// Payouts of the Merchant API there are.
    #[must_use]
    pub fn payout_count(&self) -> usize {
        self.shared.with_state(|state| state.payouts.len())
    }

    /// Static wallets there are.
    #[must_use]
    pub fn static_wallet_count(&self) -> usize {
        self.shared.with_state(|state| state.wallets.len())
    }

    /// Invoices of the Invoice API there are.
    #[must_use]
    pub fn invoice_count(&self) -> usize {
        self.shared.with_state(|state| state.invoices.len())
    }

    /// Converts there were.
    #[must_use]
    pub fn convert_count(&self) -> usize {
        self.shared.with_state(|state| state.conversions.len())
    }

    /// Payouts of the Invoice API there are.
    #[must_use]
    pub fn invoice_payout_count(&self) -> usize {
        self.shared.with_state(|state| state.invoice_payouts.len())
    }

    fn control<T>(&self, work: impl FnOnce(&mut State) -> Result<T, Refusal>) -> Result<T, ControlError> {
        Ok(self.shared.with_state(work)?)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.stop.send_replace(Phase::Stopped);
        _ = thread.join();
    }
}

pub(crate) fn operation(id: &str) -> Result<Operation, Refusal> {
    Operation::from_id(id).ok_or_else(|| Refusal::field("operation", "Is no operationId."))
}

/// An amount given in code is held to the same rules as one that comes over the wire.
fn checked(amount: Decimal, max_scale: u32) -> Result<Decimal, ControlError> {
    money::amount(&amount.to_string(), max_scale)
        .map_err(|problem| Refusal::field("amount", problem.to_string()).into())
}
