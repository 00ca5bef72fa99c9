//! Every operation once against an independent mock that serves the document and refuses whatever does
//! not fit it. `tests/prism/run.sh` starts it.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and this one reports"
)]

use pay2328::invoice::InvoiceClient;
use pay2328::types::*;
use pay2328::{ApiKey, Call, Client, InvoiceKey, List, OrderId, PayoutKey};
use pay2328_api::operation::Operation;
use pay2328_api::operations::{self, ALL};
use rust_decimal::dec;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Prism calls the addresses it is given. Nothing listens on this one, and it is on this machine.
const CALLBACK: &str = "http://127.0.0.1:9/webhook";
const WALLET: &str = "019b2265-34d8-7001-a230-8f97de90d481";

/// The operations that were accepted so far.
#[derive(Default)]
struct Accepted(Vec<&'static str>);

impl Accepted {
    async fn call<T: Send + 'static>(&mut self, operation: &'static Operation, call: Call<T>) {
        match call.with_response().await {
            Ok((_, answer)) => self.add(operation, &answer.status().to_string()),
            Err(error) => panic!("{}: {error}\n{:?}", operation.id, error.raw_body()),
        }
    }

    async fn list<T: Clone + PartialEq + Send + 'static>(
        &mut self,
        operation: &'static Operation,
        list: List<T>,
    ) {
        match list.collect().await {
            Ok(items) => self.add(operation, &format!("200, a list of {}", items.len())),
            Err(error) => panic!("{}: {error}\n{:?}", operation.id, error.raw_body()),
        }
    }

    fn add(&mut self, operation: &'static Operation, answer: &str) {
        println!("  {:<27} {:<5} {:<31} {answer}", operation.id, operation.method, operation.path);
        self.0.push(operation.id);
    }
}

#[tokio::test]
#[ignore = "needs Prism: run tests/prism/run.sh"]
async fn every_operation_is_accepted() {
    let url = std::env::var("PAY2328_PRISM_URL").expect("tests/prism/run.sh starts Prism and sets it");
    refuses_what_does_not_fit(&url).await;

    let client =
        Client::builder("8a0c2e4f-0000-4000-8000-000000000000", ApiKey::new("test-api-key").unwrap())
            .base_url(&url)
            .user_agent("MyShop/1.4 (+https://myshop.example)")
            .build()
            .unwrap();
    let payouts = client.payouts(&PayoutKey::new("test-payout-key").unwrap());
    let invoices =
        InvoiceClient::builder(InvoiceKey::new("test-invoice-key").unwrap()).base_url(&url).build().unwrap();
    let mut accepted = Accepted::default();

    // Answers are the document's first examples, and the client compares them with what was asked for.
    let payment = CreatePayment::new(dec!(180.00), "RUB", "ORDER-12345", CALLBACK)
        .asset(pay2328::Asset::TON_TON)
        .url_return("https://your-site.com/orders/12345")
        .url_success("https://your-site.com/orders/12345/thanks")
        .invite_code("REF2328")
        .fee_split(50)
        .price_markup(-5)
        .description("Premium plan — Order 12345 / “quoted”")
        .ttl_seconds(3600);
    accepted.call(&operations::PAYMENT_CREATE, client.payments().create(&payment)).await;
    accepted
        .call(&operations::PAYMENT_INFO, client.payments().info(&PaymentQuery::new().order_id("ORDER-12345")))
        .await;
    let day = |text: &str| serde_json::from_value(text.into()).unwrap();
    let payments = ListPayments::new().status("paid").date_from(day("2026-05-01")).date_to(day("2026-05-31"));
    accepted.list(&operations::PAYMENT_LIST, client.payments().list(&payments)).await;

    let payout = CreatePayout::new(
        "USDT",
        "TRX-TRC20",
        dec!(100.00),
        "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
        OrderId::new("PAYOUT-1001").unwrap(),
    )
    .url_callback(CALLBACK)
    .from_currency("USDT")
    .fee_option("add");
    accepted.call(&operations::PAYOUT_CREATE, payouts.create(&payout)).await;
    let calc = CalcPayout::new("USDT", "TRX-TRC20", dec!(100.00)).from_currency("USDT").fee_option("add");
    accepted.call(&operations::PAYOUT_CALC, payouts.calc(&calc)).await;
    accepted.call(&operations::PAYOUT_STATUS, payouts.status("019b2265-34d8-7001-a230-8f97de90d4b1")).await;

    let wallets = client.static_wallets();
    let wallet = CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-123", CALLBACK)
        .label("User deposit #123")
        .invite_code("REF2328");
    accepted.call(&operations::STATIC_WALLET_CREATE, wallets.create(&wallet)).await;
    accepted
        .call(&operations::STATIC_WALLET_INFO, wallets.info(&StaticWalletQuery::new().uuid(WALLET)))
        .await;
    let list =
        ListStaticWallets::new().status("active").currency("USDT").network("TRX-TRC20").order_id("USER-123");
    accepted.list(&operations::STATIC_WALLET_LIST, wallets.list(&list)).await;
    accepted.call(&operations::STATIC_WALLET_ENABLE, wallets.enable(WALLET)).await;
    accepted.call(&operations::STATIC_WALLET_DISABLE, wallets.disable(WALLET)).await;
    let deposits =
        ListStaticWalletTransactions::new(WALLET).date_from(day("2026-01-01")).date_to(day("2026-01-31"));
    accepted.list(&operations::STATIC_WALLET_TRANSACTIONS, wallets.transactions(&deposits)).await;

    accepted.call(&operations::BALANCE, client.balance()).await;
    accepted.call(&operations::EXCHANGE_RATES, client.exchange_rates()).await;
    accepted.call(&operations::PRICES, client.prices()).await;
    accepted.call(&operations::DIRECTIONS, client.directions()).await;

    let convert = ConvertRequest::new("USDT", "TON", dec!(100.00), "from");
    accepted.call(&operations::CONVERT_PRICE, client.converts().price(&convert)).await;
    accepted.call(&operations::CONVERT, client.converts().convert(&convert)).await;

    let invoice = CreateInvoice::new(dec!(49.99), "USD", "USDT")
        .network("TRC20")
        .order_id("order_12345")
        .webhook_url(CALLBACK)
        .success_url("https://yoursite.com/thanks");
    accepted.call(&operations::INVOICE_CREATE, invoices.create(&invoice)).await;
    let payout = CreateInvoicePayout::new("TXyz...abc", dec!(100.00), "USDT", "TRC20");
    accepted.call(&operations::INVOICE_PAYOUT_CREATE, invoices.create_payout(&payout)).await;

    let all: Vec<_> = ALL.iter().map(|operation| operation.id).collect();
    assert_eq!(accepted.0, all, "an operation was left out");
    println!("{} operations accepted", all.len());
}

/// A mock that took everything would prove nothing.
async fn refuses_what_does_not_fit(url: &str) {
    let signed = "project: a\r\nsign: b\r\n";
    let cases = [
        (
            "without a signature",
            "/v1/convert",
            "",
            r#"{"from_currency":"USDT","to_currency":"TON","amount":"1","amount_type":"to"}"#,
            "401",
        ),
        (
            "a number for an amount",
            "/v1/convert",
            signed,
            r#"{"from_currency":"USDT","to_currency":"TON","amount":1,"amount_type":"to"}"#,
            "422",
        ),
        ("a member missing", "/v1/static-wallet/enable", signed, r#"{"id":"a"}"#, "422"),
        ("no such path", "/v1/payment/cancel", signed, r#"{"uuid":"a"}"#, "404"),
    ];
    for (what, path, headers, body, expected) in cases {
        let host = url.trim_start_matches("http://");
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert_eq!(status, expected, "{what}: {answer}");
        println!("  refused with {status}: {what}");
    }
}
