//! What users of payment SDKs complain about most, in order of how often; one test each, named after the
//! complaint. Most of it is proven in depth elsewhere: here is the short form.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use pay2328::types::{
    ConvertRequest, CreateInvoicePayout, CreatePayment, CreatePayout, Currency, Network, Payment,
    PaymentQuery, PaymentStatus, PayoutStatus,
};
use pay2328::webhook::testing::{FakeWebhook, sign_body};
use pay2328::webhook::{Event, Verifier};
use pay2328::{ApiKey, Client, Error, OrderId, Outcome, PayoutKey, RawResponse, RetryPolicy};
use pay2328_sandbox::Sandbox;
use pay2328_tests::{Canned, Reply, UNLIMITED};
use rust_decimal::{Decimal, dec};
use static_assertions::{assert_impl_all, assert_not_impl_any};

const API_KEY: &str = "test-api-key";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";
const CALLBACK: &str = "https://myshop.example/webhooks/2328";

async fn client(replies: Vec<Reply>) -> (Canned, Client) {
    let server = Canned::start(replies).await;
    let client = Client::builder("p", ApiKey::new(API_KEY).unwrap())
        .base_url(server.url())
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::new().base_delay(Duration::ZERO));
    (server, client.build().unwrap())
}

/// The answer to a payment that is looked up, with these members in its result.
async fn payment(members: &str) -> Result<Payment, Error> {
    let answer = format!(r#"{{"state":0,"result":{{{members}}}}}"#);
    let (_server, client) = client(vec![Reply::ok(answer)]).await;
    client.payments().info(&PaymentQuery::new().uuid("u")).await
}

fn payout() -> CreatePayout {
    CreatePayout::new("USDT", "TRX-TRC20", dec!(25), ADDRESS, OrderId::new("withdrawal-7351").unwrap())
}

#[tokio::test]
async fn c01_a_new_enum_value_or_event_kind_breaks_everything() {
    let payment = payment(
        r#""uuid":"u","amount":"1","currency":"NEWCOIN","network":"NEW-NET","url":"x","payment_status":"half_paid""#,
    );
    let payment = payment.await.unwrap();
    assert_eq!(payment.currency, Currency::from("NEWCOIN"));
    assert_eq!(payment.network, Some(Network::from("NEW-NET")));
    assert_eq!(payment.payment_status.as_str(), "half_paid");
    // Neither paid nor failed, and not the end of it.
    let status = payment.payment_status;
    assert!(!status.is_success() && !status.is_failure() && !status.is_final());
    let status = PayoutStatus::from("half_sent");
    assert!(!status.is_success() && !status.is_failure() && !status.is_final());

    let key = ApiKey::new(API_KEY).unwrap();
    let verifier = Verifier::new().api_key(&key);
    let body = sign_body(r#"{"event":"refund.created","refund_id":7,"nested":{"a":[1]}}"#, &key);
    let verified = verifier.verify(body.as_bytes()).unwrap();
    assert_eq!(verified.event(), &Event::Unknown);
    assert!(verified.credit().is_err());
    let body =
        FakeWebhook::payment().text("payment_status", "half_paid").text("new_member", "x").signed(&key);
    assert!(verifier.verify(body.as_bytes()).unwrap().credit().is_err());
}

#[tokio::test]
async fn c02_a_missing_null_or_differently_typed_field_fails_a_call_that_succeeded() {
    // The least there can be, null for the rest, numbers for text and text for numbers.
    for members in [
        r#""uuid":"u","amount":"1","currency":"USD","url":"x","payment_status":"paid""#,
        r#""uuid":"u","amount":"1","currency":"USD","url":"x","payment_status":"paid","order_id":null,"exchange_rate":null,"network":null,"address":null,"txid":null,"payer_amount":null,"qr":null,"expires_at":null"#,
        r#""uuid":"u","amount":1.50,"currency":"USD","url":"x","payment_status":"paid","exchange_rate":0.01340691,"new":{"a":[]}"#,
    ] {
        assert_eq!(payment(members).await.unwrap().payment_status, PaymentStatus::Paid, "{members}");
    }
    // What is needed and is not there is an error that knows that it was a success, and of what.
    let server = Canned::start(vec![Reply::ok(r#"{"state":0,"result":{"uuid":"u-1","status":7}}"#)]).await;
    let client = Client::builder("p", ApiKey::new(API_KEY).unwrap()).base_url(server.url()).build().unwrap();
    let error =
        client.payouts(&PayoutKey::new("test-payout-key").unwrap()).create(&payout()).await.unwrap_err();
    assert!(error.is_unreadable());
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.uuid().as_deref(), Some("u-1"));
    assert!(error.raw_body().unwrap().starts_with(br#"{"state":0"#));
    // It is not sent again: that would not make it more readable.
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn c03_opaque_errors() {
    let error = payment(r#""uuid":"u","amount":{},"currency":"USD","url":"x","payment_status":"paid""#)
        .await
        .unwrap_err();
    let text = error.to_string();
    for part in ["payment_info", "result.amount", "safe to try again"] {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
    assert!(std::error::Error::source(&error).is_some());
    assert!(!text.contains('\n'));
}

#[tokio::test]
async fn c04_retries_that_duplicate_side_effects_or_use_a_fresh_key_per_attempt() {
    // Three attempts, byte for byte the same: body, order id, signature.
    let (server, with_key) = client(vec![Reply::Drop]).await;
    let payouts = with_key.payouts(&PayoutKey::new("test-payout-key").unwrap());
    let error = payouts.create(&payout()).await.unwrap_err();
    let sent = server.received();
    assert_eq!((sent.len(), BTreeSet::from_iter(sent).len(), error.attempts()), (3, 1, 3));

    // What has no key is sent once.
    let (server, client) = client(vec![Reply::Drop]).await;
    client.converts().convert(&ConvertRequest::new("USDT", "TRX", dec!(1), "from")).await.unwrap_err();
    assert_eq!(server.received().len(), 1);
    let key = pay2328::InvoiceKey::new("test-invoice-key").unwrap();
    let invoices = pay2328::invoice::InvoiceClient::builder(key).base_url(server.url()).build().unwrap();
    invoices.create_payout(&CreateInvoicePayout::new(ADDRESS, dec!(1), "USDT", "TRC20")).await.unwrap_err();
    assert_eq!(server.received().len(), 2);
}

#[test]
fn c05_webhook_signatures_that_fail_because_the_body_was_re_serialised() {
    let key = ApiKey::new(API_KEY).unwrap();
    let verifier = Verifier::new().api_key(&key);
    let signed = FakeWebhook::payment().text("order_id", "ORDER/7 тест").signed(&key);
    let escaped_slashes = signed.replace('/', r"\/");
    let escaped_letters = signed.replace("тест", r"\u0442\u0435\u0441\u0442");
    let spread_out = signed.replace(r#"","#, "\",\n    ").replace(r#"":"#, r#"": "#);
    for body in [&signed, &escaped_slashes, &escaped_letters, &spread_out] {
        let verified = verifier.verify(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
        assert_eq!(verified.order_id(), Some("ORDER/7 тест"));
    }
    // A changed meaning is refused in every spelling.
    for body in [signed, escaped_slashes, escaped_letters, spread_out] {
        assert!(verifier.verify(body.replace("180.00000000", "980.00000000").as_bytes()).is_err());
    }
}

/// The crates that users compile, by name.
fn dependencies(features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-p", "pay2328", "-e", "normal", "--prefix", "none"])
        .args(features)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn c06_compile_time_and_binary_size() {
    let types = dependencies(&["--no-default-features"]);
    for heavy in ["reqwest", "hyper", "http", "tokio", "rustls", "ring", "progenitor-client", "chrono-tz"] {
        assert!(!types.contains(heavy), "{heavy} is compiled for webhooks and types alone");
    }
    assert!(types.len() <= 40, "{} crates: {types:?}", types.len());
    let default = dependencies(&[]);
    for heavy in
        ["aws-lc-rs", "aws-lc-sys", "openssl", "native-tls", "progenitor", "progenitor-impl", "typify", "h2"]
    {
        assert!(!default.contains(heavy), "{heavy} is compiled by default");
    }
    assert!(default.len() <= 120, "{} crates: {default:?}", default.len());
}

/// The whole of it is `tests/tls`, which links two providers.
#[tokio::test]
async fn c07_tls_provider_panics_after_feature_unification() {
    // This program, too, has no default provider: nothing global is read, and nothing is set.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for _ in 0..2 {
        let client = Client::builder("p", ApiKey::new(API_KEY).unwrap())
            .base_url(format!("https://127.0.0.1:{port}"))
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let error = client.balance().await.unwrap_err();
        assert!(error.is_connect());
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

#[tokio::test]
async fn c08_http_types_of_one_framework_version_in_the_public_api() {
    let (_server, client) = client(vec![Reply::ok(r#"{"state":0,"result":[]}"#)]).await;
    let (_, answer) = client.balance().with_response().await.unwrap();
    let status: u16 = answer.status();
    let header: Option<&str> = answer.header("Content-Type");
    let headers: Vec<(&str, &[u8])> = answer.headers().collect();
    let body: &[u8] = answer.body();
    assert_eq!((status, header), (200, Some("application/json")));
    assert!(!headers.is_empty() && !body.is_empty());
}

#[tokio::test]
async fn c09_futures_that_are_not_send_and_a_blocking_client_that_panics_inside_a_runtime() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = pay2328_tests::client(&sandbox);
    tokio::spawn(client.balance().into_future()).await.unwrap().unwrap();
    // On the only thread of this runtime.
    client.balance().blocking().unwrap();
    assert_impl_all!(Client: Send, Sync, Clone);
    assert_impl_all!(Error: Send, Sync);
}

#[tokio::test]
async fn c10_no_access_to_status_headers_and_request_id() {
    let refusal = b"HTTP/1.1 422 X\r\nx-request-id: req-7\r\ncontent-length: 30\r\n\r\n{\"state\":1,\"message\":\"too low\"}";
    let success =
        b"HTTP/1.1 200 OK\r\nx-request-id: req-8\r\ncontent-length: 23\r\n\r\n{\"state\":0,\"result\":[]}";
    let (_server, client) = client(vec![Reply::Raw(refusal.to_vec()), Reply::Raw(success.to_vec())]).await;
    let error = client.balance().await.unwrap_err();
    assert_eq!(error.status(), Some(422));
    assert_eq!(
        error.response().and_then(|answer: &RawResponse| answer.header("x-request-id")),
        Some("req-7")
    );
    let (_, answer) = client.balance().with_response().await.unwrap();
    assert_eq!((answer.header("X-Request-Id"), answer.attempts()), (Some("req-8"), 1));
    assert!(answer.elapsed() > Duration::ZERO);
}

/// The whole of it is `tests/secrets`: every operation, with everything captured at TRACE.
#[tokio::test]
async fn c11_credentials_in_logs() {
    let refusal = Reply::Json(401, r#"{"state":1,"message":"Invalid sign"}"#.into());
    let (server, client) = client(vec![refusal]).await;
    let error = client.balance().await.unwrap_err();
    let (head, _) = server.last();
    let signature = head.lines().find_map(|line| line.strip_prefix("sign: ")).unwrap();
    let printed = format!("{client:?} {:?} {error} {error:?}", ApiKey::new(API_KEY).unwrap());
    assert!(!printed.contains(API_KEY) && !printed.contains(signature), "{printed}");
}

#[tokio::test]
async fn c12_floats_for_money() {
    // No float becomes an amount without somebody saying how; integers and decimals do.
    assert_not_impl_any!(f64: Into<Decimal>);
    assert_not_impl_any!(f32: Into<Decimal>);
    assert_impl_all!(u32: Into<Decimal>);
    // 0.1 + 0.2, and an amount that a float would round.
    let (server, client) = client(vec![Reply::ok("{}")]).await;
    let amount = dec!(0.1) + dec!(0.2) + dec!(9007199254740993.0000000000);
    let _ = client.payments().create(&CreatePayment::new(amount, "USD", "ORDER-1", CALLBACK)).await;
    assert!(server.last().1.contains(r#""amount":"9007199254740993.3000000000""#), "{}", server.last().1);
    let members = |amount: &str| {
        format!(r#""uuid":"u","amount":{amount},"currency":"USD","url":"x","payment_status":"paid""#)
    };
    // A number is read by its spelling, digits no float could hold included.
    for (spelled, read) in [
        ("9007199254740993.10", "9007199254740993.10"),
        (r#""9.920000000000000000""#, "9.920000000000000000"),
    ] {
        assert_eq!(payment(&members(spelled)).await.unwrap().amount.to_string(), read);
    }
    let error = payment(&members(r#""0.12345678901234567890123456789012""#)).await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
}
