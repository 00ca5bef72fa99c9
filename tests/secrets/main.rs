//! No secret leaves the client except in the header it belongs in, and no log line above TRACE says whose money
//! goes where.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod capture;
mod needles;
mod spans;

use std::fmt::Write as _;
use std::time::Duration;

use pay2328::invoice::InvoiceClient;
use pay2328::types::{CreatePayment, CreatePayout, ListPayments, PaymentQuery};
use pay2328::{
    ApiKey, Client, CustomRequest, Error, InvoiceKey, OrderId, PayoutKey, RetryPolicy, WebhookSecret,
};
use pay2328_api::operations;
use pay2328_sandbox::{Fault, LoggedRequest, Sandbox};
use pay2328_tests::faults::scene::{Scene, Server};
use pay2328_tests::{Canned, Reply, UNLIMITED, client, payout_key};
use rust_decimal::dec;
use tracing::Level;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::capture::Capture;
use crate::needles::Needle;

const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";
const CALLBACK: &str = "http://127.0.0.1:9/webhook";

/// The keys of a sandbox, and every signature that was sent to it.
fn secrets(sandbox: &Sandbox) -> Vec<Needle> {
    let mut needles = vec![
        Needle::secret("the API key", sandbox.api_key()),
        Needle::secret("the payout key", sandbox.payout_key()),
        Needle::secret("the invoice key", sandbox.invoice_api_key()),
    ];
    let log = sandbox.request_log();
    let signatures = log.iter().filter_map(|request| request.header("sign"));
    needles.extend(signatures.map(|signature| Needle::secret("a signature", signature)));
    needles
}

/// What tells whose money goes where: every string of every request's body, but for what is one of few.
fn personal(log: &[LoggedRequest]) -> Vec<Needle> {
    fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => found.push(text.clone()),
            serde_json::Value::Object(members) => members.values().for_each(|value| strings(value, found)),
            serde_json::Value::Array(items) => items.iter().for_each(|value| strings(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for request in log {
        if let Ok(body) = serde_json::from_slice(&request.body) {
            strings(&body, &mut found);
        }
        found.extend(request.path.strip_prefix("/api/v1/payout/status/").map(str::to_owned));
    }
    // Currencies, networks and small amounts are no one's in particular, and parts of other words.
    found.retain(|text| text.len() > 9);
    found.sort();
    found.dedup();
    found.iter().map(|text| Needle::plain("a member of a body", text)).collect()
}

/// All that can be printed of an error.
fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}", error.response());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(text, "\n{cause}\n{cause:?}");
        source = cause.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_in_any_log_span_or_error_of_any_operation() {
    let capture = Capture::default();
    // Records of the `log` crate, which reqwest and rustls write, come along.
    tracing_subscriber::registry().with(capture.clone()).init();

    let scene = Scene::start(Server::Listens).await.unwrap();
    let faults = [
        None,
        Some(Fault::CommitThenDrop),
        Some(Fault::CommitThenGarbage),
        Some(Fault::CommitThenTruncate),
        Some(Fault::ServerError),
        Some(Fault::TooManyRequests { retry_after: None }),
        Some(Fault::Firewall),
    ];
    let (mut texts, mut number) = (Vec::new(), 0);
    for operation in operations::ALL {
        for fault in &faults {
            scene.sandbox.clear_faults();
            if let Some(fault) = fault {
                scene.sandbox.fault(operation.id, fault.clone(), u32::MAX).unwrap();
            }
            number += 1;
            let result = scene.call(operation.id, number).await;
            assert_eq!(result.is_ok(), fault.is_none(), "{}: {result:?}", operation.id);
            texts.extend(result.err().map(|error| printed(&error)));
        }
    }
    let log = scene.sandbox.request_log();
    let secrets = secrets(&scene.sandbox);
    // The keys, the constant signatures of GET with either key, and many more.
    assert!(secrets.len() > 50, "{}", secrets.len());

    let entries = capture.entries();
    for target in ["pay2328", "reqwest", "hyper_util"] {
        let seen = entries.iter().any(|entry| format!("{} {}", entry.target, entry.text).contains(target));
        assert!(seen, "nothing was captured of {target}");
    }
    let personal = personal(&log);
    // The address, the callback, order ids, uuids of a payment, a payout and a wallet.
    assert!(personal.len() > 10, "{}", personal.len());
    let mut leaks = Vec::new();
    for entry in &entries {
        leaks.extend(secrets.iter().filter_map(|needle| needle.find(&entry.text)));
        if entry.level < Level::TRACE {
            leaks.extend(personal.iter().filter_map(|needle| needle.find(&entry.text)));
        }
    }
    for text in &texts {
        leaks.extend(secrets.iter().filter_map(|needle| needle.find(text)));
    }
    assert_eq!(leaks, Vec::<String>::new());
}

/// What a service says of a wrong signature is shown; what was expected instead is not known to anyone here.
#[tokio::test]
async fn no_secret_in_a_refused_signature() {
    let sandbox = Sandbox::start().await.unwrap();
    let wrong = PayoutKey::new("test-wrong-key").unwrap();
    let error = client(&sandbox).payouts(&wrong).status("u").await.unwrap_err();
    assert!(error.is_unauthorized());
    let right = client(&sandbox).payouts(&payout_key(&sandbox));
    right.status("u").await.unwrap_err();
    let mut needles = secrets(&sandbox);
    needles.push(Needle::secret("the wrong key", "test-wrong-key"));
    let leaks: Vec<_> = needles.iter().filter_map(|needle| needle.find(&printed(&error))).collect();
    assert_eq!(leaks, Vec::<String>::new());
}

/// Everything public that can be printed, in every state.
#[tokio::test]
async fn no_secret_in_anything_that_can_be_printed() {
    let keys =
        ["test-key-of-the-api", "test-key-of-payouts", "test-key-of-invoices", "test-secret-of-webhooks"];
    let api_key = ApiKey::new(keys[0]).unwrap();
    let payout_key = PayoutKey::new(keys[1]).unwrap();
    let invoice_key = InvoiceKey::new(keys[2]).unwrap();
    let secret = WebhookSecret::new(keys[3]).unwrap();
    let server = Canned::start(vec![Reply::ok(r#"{"state":0,"result":[]}"#)]).await;
    let builder = || {
        Client::builder("test-project", api_key.clone())
            .base_url(server.url())
            .requests_per_second(UNLIMITED)
            .retry(RetryPolicy::until_timeout())
            .total_timeout(Duration::from_secs(1))
    };
    let client = builder().build().unwrap();
    let payouts = client.payouts(&payout_key);
    let invoices = InvoiceClient::builder(invoice_key.clone());
    let order_id = OrderId::new("pay-1").unwrap();
    let payout = CreatePayout::new("USDT", "TRX-TRC20", dec!(1), ADDRESS, order_id.clone());
    let list = client.payments().list(&ListPayments::new());
    let (balances, answer) = client.balance().with_response().await.unwrap();
    let error =
        client.payments().create(&CreatePayment::new(dec!(1), "USD", "", CALLBACK)).await.unwrap_err();
    let printable: Vec<Box<dyn std::fmt::Debug>> = vec![
        Box::new(api_key.clone()),
        Box::new(payout_key.clone()),
        Box::new(invoice_key),
        Box::new(secret),
        Box::new(builder()),
        Box::new(client.clone()),
        Box::new(client.payments()),
        Box::new(client.static_wallets()),
        Box::new(client.converts()),
        Box::new(client.payments().info(&PaymentQuery::new().uuid("u"))),
        Box::new(client.payments().wait("u")),
        Box::new(list),
        Box::new(client.payments().list(&ListPayments::new()).pages()),
        Box::new(client.payments().list(&ListPayments::new()).items()),
        Box::new(client.payments().list(&ListPayments::new()).blocking()),
        Box::new(payouts.prepare(&payout).unwrap()),
        Box::new(payouts.create(&payout)),
        Box::new(payouts.ensure(&payout)),
        Box::new(payouts.wait("u")),
        Box::new(payouts),
        Box::new(payout),
        Box::new(order_id),
        Box::new(CustomRequest::get("/v1/limits")),
        Box::new(client.custom::<u8>(CustomRequest::get("/v1/limits"))),
        Box::new(invoices.build().unwrap()),
        Box::new(RetryPolicy::new()),
        Box::new(answer),
        Box::new(balances),
        Box::new(error),
    ];
    let needles: Vec<_> = keys.iter().map(|key| Needle::secret("a key", key)).collect();
    for value in printable {
        let text = format!("{value:?}\n{value:#?}");
        assert_eq!(needles.iter().find_map(|needle| needle.find(&text)), None);
    }
    for flawed in keys.map(|key| format!("{key} ")) {
        let error = ApiKey::new(flawed).unwrap_err();
        let text = format!("{error} {error:?} {}", Error::from(error.clone()));
        assert_eq!(needles.iter().find_map(|needle| needle.find(&text)), None);
    }
}
