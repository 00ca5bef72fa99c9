//! A sandbox with one of everything, a client of it, and each of the twenty calls.

use std::error::Error;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pay2328::invoice::InvoiceClient;
use pay2328::types::{
    CalcPayout, ConvertRequest, CreateInvoice, CreateInvoicePayout, CreatePayment, CreatePayout,
    CreateStaticWallet, ListPayments, ListStaticWalletTransactions, ListStaticWallets, PaymentQuery,
    StaticWalletQuery, StaticWalletStatus,
};
use pay2328::{ApiKey, CallReport, Client, InvoiceKey, Observer, OrderId, PayoutKey, Payouts, RetryPolicy};
use pay2328_sandbox::Sandbox;
use rust_decimal::dec;

const CALLBACK: &str = "http://127.0.0.1:9/webhook";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";
/// Nothing listens on this port of any machine.
const NOBODY: &str = "http://127.0.0.1:1";
const UNLIMITED: NonZeroU32 = NonZeroU32::new(100_000).unwrap();
/// How often the client sends a request at the most.
pub const ATTEMPTS: u32 = 3;

/// Whether somebody listens where the client sends its requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    Listens,
    IsGone,
}

pub struct Scene {
    pub sandbox: Sandbox,
    /// A client that meets no faults.
    setup: Client,
    client: Client,
    invoices: InvoiceClient,
    payouts: Payouts,
    reports: Arc<Reports>,
    payment: String,
    payout: String,
    wallet: String,
}

/// What the client told of each call.
#[derive(Default)]
struct Reports(Mutex<Vec<CallReport>>);

impl Observer for Reports {
    fn call_finished(&self, report: &CallReport) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(report.clone());
    }
}

/// How many objects there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Counts([(&'static str, usize); 6]);

impl Counts {
    /// What was added since: how many objects, and of which kind.
    pub fn since(self, before: Self) -> (usize, &'static str) {
        let added = || self.0.iter().zip(before.0).map(|((kind, now), (_, then))| (now - then, *kind));
        (
            added().map(|(count, _)| count).sum(),
            added().find(|(count, _)| *count > 0).map_or("", |(_, kind)| kind),
        )
    }
}

impl Scene {
    /// One payment, one payout and one wallet exist.
    pub async fn start(server: Server) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let sandbox = Sandbox::builder().rate_limit(None).duplicate_webhooks(0).start().await?;
        let key = PayoutKey::new(sandbox.payout_key())?;
        let setup = Client::builder(sandbox.project(), ApiKey::new(sandbox.api_key())?)
            .base_url(sandbox.merchant_api())
            .requests_per_second(UNLIMITED)
            .build()?;
        let order = CreatePayment::new(dec!(10), "USD", "ORDER-BEFORE", CALLBACK);
        let payment = setup.payments().create(&order).await?.uuid;
        let request =
            CreatePayout::new("USDT", "TRX-TRC20", dec!(10), ADDRESS, OrderId::new("payout-before")?);
        let payout = setup.payouts(&key).create(&request).await?.uuid;
        let request = CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-BEFORE", CALLBACK);
        let wallet = setup.static_wallets().create(&request).await?.uuid;

        let (merchant_api, invoice_api) = match server {
            Server::Listens => (sandbox.merchant_api(), sandbox.invoice_api()),
            Server::IsGone => (format!("{NOBODY}/api"), NOBODY.to_owned()),
        };
        let reports = Arc::new(Reports::default());
        let retry = RetryPolicy::new().max_attempts(ATTEMPTS).base_delay(Duration::from_millis(5));
        // Long for a busy machine, short for a table with many requests that are never answered.
        let attempt_timeout = Duration::from_secs(2);
        let client = Client::builder(sandbox.project(), ApiKey::new(sandbox.api_key())?)
            .base_url(merchant_api)
            .requests_per_second(UNLIMITED)
            .retry(retry.clone())
            .attempt_timeout(attempt_timeout)
            .observer(reports.clone())
            .build()?;
        let invoices = InvoiceClient::builder(InvoiceKey::new(sandbox.invoice_api_key())?)
            .base_url(invoice_api)
            .requests_per_second(UNLIMITED)
            .retry(retry)
            .attempt_timeout(attempt_timeout)
            .observer(reports.clone())
            .build()?;
        let payouts = client.payouts(&key);
        Ok(Self { sandbox, setup, client, invoices, payouts, reports, payment, payout, wallet })
    }

    pub fn counts(&self) -> Counts {
        let sandbox = &self.sandbox;
        Counts([
            ("payment", sandbox.payment_count()),
            ("payout", sandbox.payout_count()),
            ("wallet", sandbox.static_wallet_count()),
            ("convert", sandbox.convert_count()),
            ("invoice", sandbox.invoice_count()),
            ("invoice payout", sandbox.invoice_payout_count()),
        ])
    }

    /// What the client reported of its calls since it was last asked.
    pub fn reports(&self) -> Vec<CallReport> {
        std::mem::take(&mut self.reports.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sets the wallet to what the operation does not make of it.
    pub async fn prepare(&self, operation: &str) -> Result<(), pay2328::Error> {
        let wallets = self.setup.static_wallets();
        match operation {
            "static_wallet_enable" => wallets.disable(&self.wallet).await.map(drop),
            "static_wallet_disable" => wallets.enable(&self.wallet).await.map(drop),
            _ => Ok(()),
        }
    }

    /// Whether the wallet is what the operation makes of it.
    pub async fn is_switched(&self, operation: &str) -> Result<bool, pay2328::Error> {
        let aim = match operation {
            "static_wallet_enable" => StaticWalletStatus::Active,
            "static_wallet_disable" => StaticWalletStatus::Inactive,
            _ => return Ok(false),
        };
        let wallet = self.setup.static_wallets().info(&StaticWalletQuery::new().uuid(&self.wallet)).await?;
        Ok(wallet.status == aim)
    }

    /// Makes one call; the number keeps its order id apart from others'.
    ///
    /// # Panics
    /// If there is no such operation.
    pub async fn call(&self, operation: &str, number: usize) -> Result<(), pay2328::Error> {
        let (payments, wallets, converts) =
            (self.client.payments(), self.client.static_wallets(), self.client.converts());
        let convert = ConvertRequest::new("USDT", "TRX", dec!(100), "from");
        match operation {
            "payment_create" => {
                let request = CreatePayment::new(dec!(49.99), "USD", format!("ORDER-{number}"), CALLBACK);
                payments.create(&request.to_currency("USDT").network("TRX-TRC20")).await.map(drop)
            }
            "payment_info" => payments.info(&PaymentQuery::new().uuid(&self.payment)).await.map(drop),
            "payment_list" => payments.list(&ListPayments::new()).collect().await.map(drop),
            "payout_create" => {
                let order_id = OrderId::derive("payout", &number.to_string());
                let request = CreatePayout::new("USDT", "TRX-TRC20", dec!(25), ADDRESS, order_id);
                self.payouts.create(&request).await.map(drop)
            }
            "payout_calc" => {
                let request = CalcPayout::new("USDT", "TRX-TRC20", dec!(10));
                self.payouts.calc(&request).await.map(drop)
            }
            "payout_status" => self.payouts.status(&self.payout).await.map(drop),
            "static_wallet_create" => {
                let request =
                    CreateStaticWallet::new("USDT", "TRX-TRC20", format!("USER-{number}"), CALLBACK);
                wallets.create(&request).await.map(drop)
            }
            "static_wallet_info" => {
                wallets.info(&StaticWalletQuery::new().uuid(&self.wallet)).await.map(drop)
            }
            "static_wallet_list" => wallets.list(&ListStaticWallets::new()).collect().await.map(drop),
            "static_wallet_enable" => wallets.enable(&self.wallet).await.map(drop),
            "static_wallet_disable" => wallets.disable(&self.wallet).await.map(drop),
            "static_wallet_transactions" => {
                let request = ListStaticWalletTransactions::new(&self.wallet);
                wallets.transactions(&request).collect().await.map(drop)
            }
            "balance" => self.client.balance().await.map(drop),
            "exchange_rates" => self.client.exchange_rates().await.map(drop),
            "prices" => self.client.prices().await.map(drop),
            "directions" => self.client.directions().await.map(drop),
            "convert_price" => converts.price(&convert).await.map(drop),
            "convert" => converts.convert(&convert).await.map(drop),
            "invoice_create" => {
                let request = CreateInvoice::new(dec!(49.99), "USD", "USDT").network("TRC20");
                self.invoices.create(&request).await.map(drop)
            }
            "invoice_payout_create" => {
                let request = CreateInvoicePayout::new(ADDRESS, dec!(10), "USDT", "TRC20");
                self.invoices.create_payout(&request).await.map(drop)
            }
            unknown => panic!("the table has no call for {unknown}"),
        }
    }
}
