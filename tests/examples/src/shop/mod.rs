//! What the two example shops have in common: everything but the web framework.

#![allow(clippy::print_stderr, reason = "the log of an example")]

mod account;
mod books;
pub mod day;
mod request;

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;

use pay2328::types::{CreatePayment, CreatePayout, CreateStaticWallet};
use pay2328::webhook::{Delivery, MemoryStore, NotProcessed, Verified, Verifier};
use pay2328::{ApiKey, Client, OrderId, PayoutKey};
use pay2328_sandbox::Sandbox;
use rust_decimal::{Decimal, dec};

use books::{Books, Unavailable};

/// A shop: its client of 2328, its books, and its memory of webhooks.
pub struct Shop {
    client: Client,
    payout_key: PayoutKey,
    callback: String,
    books: Books,
    claims: MemoryStore,
}

impl Shop {
    /// A shop at this address that does business with this sandbox, and the verifier for its webhooks.
    pub fn new(sandbox: &Sandbox, address: SocketAddr) -> Result<(Self, Verifier), Box<dyn Error>> {
        let api_key = ApiKey::new(sandbox.api_key())?;
        let payout_key = PayoutKey::new(sandbox.payout_key())?;
        let verifier = Verifier::new().api_key(&api_key).payout_key(&payout_key);
        let client = Client::builder(sandbox.project(), api_key)
            .base_url(sandbox.merchant_api())
            .user_agent("ExampleShop/1.0 (+https://shop.example)")
            .build()?;
        let callback = format!("http://{address}/webhooks/2328");
        let (books, claims) = (Books::default(), MemoryStore::default());
        Ok((Self { client, payout_key, callback, books, claims }, verifier))
    }

    /// A customer orders: the order is in the books before 2328 hears of it.
    pub async fn order(&self, item: &str) -> Result<String, OrderError> {
        let price = price(item).ok_or(OrderError::NoSuchItem)?;
        let order_id = self.books.open_order(price, "USD");
        let request = CreatePayment::new(price, "USD", &order_id, &self.callback)
            .to_currency("USDT")
            .network("TRX-TRC20");
        let payment = self.client.payments().create(&request).await.map_err(OrderError::Payment)?;
        Ok(format!("{order_id} {}", payment.url))
    }

    /// A proven webhook: in the books once, and only then answered.
    pub async fn webhook(
        &self,
        webhook: Verified,
    ) -> Result<Delivery, NotProcessed<Infallible, Unavailable>> {
        webhook.once(&self.claims, |_claim| async { self.books.enter(&webhook) }).await
    }

    /// Where an order stands, for the customer.
    pub fn order_status(&self, order_id: &str) -> Option<String> {
        self.books.order(order_id).map(|order| if order.is_paid { "paid" } else { "waiting" }.to_owned())
    }

    /// A user gets an address of their own to top up their balance.
    async fn wallet(&self, user: &str) -> pay2328::Result<String> {
        self.books.open_wallet(user, "USDT");
        let request = CreateStaticWallet::new("USDT", "TRX-TRC20", user, &self.callback);
        Ok(self.client.static_wallets().create(&request).await?.uuid)
    }

    /// A supplier is paid.
    async fn pay_supplier(
        &self,
        invoice: &str,
        amount: Decimal,
        address: &str,
    ) -> Result<String, Box<dyn Error>> {
        let order_id = OrderId::derive("supplier", invoice);
        self.books.open_payout(order_id.as_str(), amount, "USDT");
        let request =
            CreatePayout::new("USDT", "TRX-TRC20", amount, address, order_id).url_callback(&self.callback);
        Ok(self.client.payouts(&self.payout_key).ensure(&request).await?.uuid)
    }
}

/// Why a customer cannot order.
pub enum OrderError {
    NoSuchItem,
    Payment(pay2328::Error),
}

impl OrderError {
    /// What the customer is answered; the reason is for the shop's log.
    pub fn into_status(self) -> u16 {
        match self {
            Self::NoSuchItem => 404,
            Self::Payment(error) => {
                eprintln!("an order could not be placed: {error}");
                502
            }
        }
    }
}

fn price(item: &str) -> Option<Decimal> {
    match item {
        "lamp" => Some(dec!(49.99)),
        "chair" => Some(dec!(180)),
        "sticker" => Some(dec!(0.50)),
        _ => None,
    }
}

/// A local 2328 that repeats every webhook, and tries again soon.
pub async fn sandbox() -> Result<Sandbox, Box<dyn Error>> {
    let sandbox = Sandbox::builder()
        .seed(2328)
        .duplicate_webhooks(2)
        .webhook_backoff(std::time::Duration::from_millis(50))
        .start()
        .await?;
    Ok(sandbox)
}
