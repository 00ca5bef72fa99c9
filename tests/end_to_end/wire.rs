//! Each request as bytes on the wire, and its signature by an independent hand.

use std::process::{Command, Stdio};

use pay2328::invoice::InvoiceClient;
use pay2328::types::{
    CalcPayout, ConvertRequest, CreateInvoice, CreateInvoicePayout, CreatePayment, CreatePayout,
    CreateStaticWallet, ListPayments, ListStaticWalletTransactions, ListStaticWallets, PaymentQuery,
    StaticWalletQuery,
};
use pay2328::{ApiKey, Call, Client, InvoiceKey, OrderId, PayoutKey, RetryPolicy};
use pay2328_tests::{Canned, Reply, UNLIMITED};
use rust_decimal::dec;

const API_KEY: &str = "test-api-key";
const PAYOUT_KEY: &str = "test-payout-key";
const CALLBACK: &str = "https://myshop.example/webhooks/2328";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

struct Wire {
    server: Canned,
    client: Client,
    invoices: InvoiceClient,
    payout_key: PayoutKey,
}

impl Wire {
    async fn new() -> Self {
        // What the answer says does not matter here.
        let server = Canned::start(vec![Reply::ok("{}")]).await;
        let client = Client::builder("00000000-0000-4000-8000-000000002328", ApiKey::new(API_KEY).unwrap())
            .base_url(format!("{}/api", server.url()))
            .user_agent("MyShop/1.4 (+https://myshop.example)")
            .requests_per_second(UNLIMITED)
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let invoices = InvoiceClient::builder(InvoiceKey::new("test-invoice-key").unwrap())
            .base_url(server.url())
            .requests_per_second(UNLIMITED)
            .build()
            .unwrap();
        Self { server, client, invoices, payout_key: PayoutKey::new(PAYOUT_KEY).unwrap() }
    }

    /// What a call puts on the wire; the port differs from run to run.
    async fn of<T: Send + 'static>(&self, call: Call<T>) -> String {
        let _ = call.await;
        self.last()
    }

    fn last(&self) -> String {
        let (head, body) = self.server.last();
        let mut lines: Vec<_> =
            head.lines().map(|line| line.replace(&self.server.url()[7..], "HOST")).collect();
        // The order of headers carries no meaning.
        lines[1..].sort();
        format!("{}\n\n{body}", lines.join("\n"))
    }
}

macro_rules! requests {
    ($($name:ident: $call:expr,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                let wire = Wire::new().await;
                let call = $call;
                insta::assert_snapshot!(stringify!($name), wire.of(call(&wire)).await);
            }
        )*
    };
}

requests! {
    payment_create: |wire: &Wire| wire.client.payments().create(
        &CreatePayment::new(dec!(100.00), "USD", "ORDER-12345", CALLBACK)
            .to_currency("USDT")
            .network("TRX-TRC20")
            .url_return("https://myshop.example/cart")
            .url_success("https://myshop.example/thanks")
            .invite_code("friend")
            .fee_split(50)
            .price_markup(-5)
            .description("Premium plan — Order #12345 / тест \u{2028} \"quoted\"")
            .ttl_seconds(3600)
    ),
    payment_create_least: |wire: &Wire| wire.client.payments().create(&CreatePayment::new(7, "RUB", "7", CALLBACK)),
    payment_info: |wire: &Wire| wire.client.payments().info(&PaymentQuery::new().order_id("ORDER-12345")),
    payout_create: |wire: &Wire| wire.client.payouts(&wire.payout_key).create(
        &CreatePayout::new("TON", "TON", dec!(2.250000), "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb", OrderId::new("pay-1-1").unwrap())
            .url_callback(CALLBACK)
            .memo("7351")
            .from_currency("USDT")
            .fee_option("add")
    ),
    payout_calc: |wire: &Wire| wire.client.payouts(&wire.payout_key).calc(&CalcPayout::new("USDT", "TRX-TRC20", dec!(10)).fee_option("deduct")),
    payout_status: |wire: &Wire| wire.client.payouts(&wire.payout_key).status("../a?b#c%2f"),
    payout_status_uuid: |wire: &Wire| wire.client.payouts(&wire.payout_key).status("019b2265-34d8-7001-a230-8f97de90d481"),
    static_wallet_create: |wire: &Wire| wire.client.static_wallets().create(
        &CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-123", CALLBACK).label("User deposit #123").invite_code("friend")
    ),
    static_wallet_info: |wire: &Wire| wire.client.static_wallets().info(&StaticWalletQuery::new().address(ADDRESS)),
    static_wallet_enable: |wire: &Wire| wire.client.static_wallets().enable("019b2265-34d8-7001-a230-8f97de90d481"),
    static_wallet_disable: |wire: &Wire| wire.client.static_wallets().disable("019b2265-34d8-7001-a230-8f97de90d481"),
    balance: |wire: &Wire| wire.client.balance(),
    exchange_rates: |wire: &Wire| wire.client.exchange_rates(),
    prices: |wire: &Wire| wire.client.prices(),
    directions: |wire: &Wire| wire.client.directions(),
    convert_price: |wire: &Wire| wire.client.converts().price(&ConvertRequest::new("USDT", "TRX", dec!(100), "from")),
    convert: |wire: &Wire| wire.client.converts().convert(&ConvertRequest::new("USDT", "TRX", dec!(100), "to")),
    invoice_create: |wire: &Wire| wire.invoices.create(
        &CreateInvoice::new(dec!(49.99), "USD", "USDT").network("TRC20").order_id("order_12345")
            .webhook_url("https://myshop.example/webhooks/invoice").success_url("https://myshop.example/thanks")
    ),
    invoice_payout_create: |wire: &Wire| wire.invoices.create_payout(&CreateInvoicePayout::new(ADDRESS, dec!(100.00), "USDT", "TRC20")),
}

#[tokio::test]
async fn lists() {
    let wire = Wire::new().await;
    let _ = wire.client.payments().list(&ListPayments::new().status("paid")).collect().await;
    insta::assert_snapshot!("payment_list", wire.last());
    let _ = wire.client.static_wallets().list(&ListStaticWallets::new()).collect().await;
    insta::assert_snapshot!("static_wallet_list", wire.last());
    let request = ListStaticWalletTransactions::new("019b2265").page(2).per_page(3);
    let _ = wire.client.static_wallets().transactions(&request).collect().await;
    insta::assert_snapshot!("static_wallet_transactions", wire.last());
}

/// The signature on the wire is what Python's standard library computes over the bytes on the wire.
#[tokio::test]
async fn python_computes_the_same_signature() {
    let wire = Wire::new().await;
    let order = CreatePayment::new(dec!(100.00), "USD", "ORDER-12345", CALLBACK)
        .description("Premium plan — Order #12345 / тест \u{2028}\u{2029} 💶");
    let _ = wire.client.payments().create(&order).await;
    check(&wire, API_KEY);
    let request = CreatePayout::new("USDT", "TRX-TRC20", dec!(1), ADDRESS, OrderId::new("p").unwrap());
    let _ = wire.client.payouts(&wire.payout_key).create(&request).await;
    check(&wire, PAYOUT_KEY);
    let _ = wire.client.payouts(&wire.payout_key).status("u").await;
    check(&wire, PAYOUT_KEY);
    let _ = wire.client.balance().await;
    check(&wire, API_KEY);
}

fn check(wire: &Wire, key: &str) {
    const PROGRAM: &str = "import base64, hashlib, hmac, sys
print(hmac.new(sys.argv[1].encode(), base64.b64encode(sys.stdin.buffer.read()), hashlib.sha256).hexdigest())";
    let (head, body) = wire.server.last();
    let signature = head.lines().find_map(|line| line.strip_prefix("sign: ")).expect("a signature");
    let mut python = Command::new("python3")
        .args(["-c", PROGRAM, key])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is on the machine");
    std::io::Write::write_all(&mut python.stdin.take().unwrap(), body.as_bytes()).unwrap();
    let expected = python.wait_with_output().unwrap();
    assert_eq!(signature, String::from_utf8(expected.stdout).unwrap().trim(), "over {body:?}");
}
