//! Every error text, as a user meets it. The last line of each is the outcome and the answers to questions.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use pay2328::types::{CreatePayment, CreatePayout, ListStaticWallets, PaymentQuery};
use pay2328::{
    ApiKey, Client, ClientBuilder, Error, InvoiceKey, Limiter, LimiterError, OrderId, PayoutKey, RetryPolicy,
};
use pay2328_tests::{Canned, Reply, UNLIMITED};
use rust_decimal::dec;

const CALLBACK: &str = "https://myshop.example/webhooks/2328";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

fn builder(url: &str) -> ClientBuilder {
    Client::builder("test-project", ApiKey::new("test-api-key").unwrap())
        .base_url(format!("{url}/api"))
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::new().max_attempts(2).base_delay(Duration::ZERO))
        .attempt_timeout(Duration::from_millis(300))
}

/// All that an error tells, without what differs from run to run.
fn told(error: &Error) -> String {
    let mut text = format!("{error}\n");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = writeln!(text, "  because: {cause}");
        source = cause.source();
    }
    let questions = [
        ("timeout", error.is_timeout()),
        ("connect", error.is_connect()),
        ("rate_limited", error.is_rate_limited()),
        ("signature", error.is_unauthorized()),
        ("not_found", error.is_not_found()),
        ("invalid_request", error.is_invalid_request()),
        ("configuration", error.is_configuration()),
        ("unreadable", error.is_unreadable()),
        ("retryable", error.is_retryable()),
    ];
    let yes: Vec<_> = questions.iter().filter(|(_, yes)| *yes).map(|(name, _)| *name).collect();
    let _ = writeln!(
        text,
        "  {:?}, {} attempts, status {:?}, state {:?}, uuid {:?}, is [{}]",
        error.outcome(),
        error.attempts(),
        error.status(),
        error.state(),
        error.uuid(),
        yes.join(" ")
    );
    text
}

/// The errors of one operation of each class for one reply.
async fn of(reply: Reply) -> String {
    let server = Canned::start(vec![reply]).await;
    let client = builder(&server.url()).build().unwrap();
    let payout_key = PayoutKey::new("test-payout-key").unwrap();
    let info = client.payments().info(&PaymentQuery::new().order_id("ORDER-1")).await.err();
    let payout = CreatePayout::new("USDT", "TRX-TRC20", dec!(1), ADDRESS, OrderId::new("pay-1").unwrap());
    let payout = client.payouts(&payout_key).create(&payout).await.err();
    let disable = client.static_wallets().disable("w").await.err();
    let convert = pay2328::types::ConvertRequest::new("USDT", "TRX", dec!(1), "from");
    let convert = client.converts().convert(&convert).await.err();
    [info, payout, disable, convert]
        .map(|error| error.map_or("no error\n".to_owned(), |error| told(&error)))
        .concat()
}

macro_rules! replies {
    ($($name:ident: $reply:expr,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                insta::assert_snapshot!(stringify!($name), of($reply).await);
            }
        )*
    };
}

fn raw(text: &str) -> Reply {
    Reply::Raw(text.replace('\n', "\r\n").into_bytes())
}

replies! {
    envelope_with_an_error_status: Reply::Json(422, r#"{"state":1,"message":"Validation failed","errors":{"amount":["The amount is too low.","It must be a number."],"network":["Unknown."]}}"#.into()),
    error_member_alone: Reply::Json(400, r#"{"error":"Bad request"}"#.into()),
    success_status_with_a_state: Reply::ok(r#"{"state":1,"message":"Insufficient balance"}"#),
    success_status_with_a_state_and_a_result: Reply::ok(r#"{"state":2,"result":null,"errors":["one","two"]}"#),
    state_as_text: Reply::ok(r#"{"state":"0","result":{"uuid":"u-1"}}"#),
    state_as_text_of_a_refusal: Reply::ok(r#"{"state":"1","message":"no"}"#),
    unauthorized: Reply::Json(401, r#"{"state":1,"message":"Invalid sign"}"#.into()),
    not_found: Reply::Json(404, r#"{"state":1,"message":"Payment not found"}"#.into()),
    firewall_page: raw("HTTP/1.1 403 Forbidden\ncontent-type: text/html\ncontent-length: 31\n\n<html><h1>403 Forbidden</h1></html>"),
    too_many_requests: Reply::Json(429, r#"{"state":1,"message":"Too Many Attempts."}"#.into()),
    under_way: Reply::Json(409, r#"{"state":1,"message":"The order is being processed"}"#.into()),
    bad_gateway: raw("HTTP/1.1 502 Bad Gateway\ncontent-type: text/html\ncontent-length: 26\n\n<html>502 Bad Gateway</html>"),
    redirect: raw("HTTP/1.1 302 Found\nlocation: http://127.0.0.1:9/\ncontent-length: 0\n\n"),
    empty_success: Reply::ok(""),
    html_success: Reply::ok("<!doctype html><title>Maintenance</title>"),
    broken_json_success: Reply::ok(r#"{"state":0,"result":{"uuid":"u-1","#),
    wrong_shape_success: Reply::ok(r#"[1,2,3]"#),
    wrong_type_in_a_success: Reply::ok(r#"{"state":0,"result":{"uuid":"u-1","status":"pending","currency":"USDT","amount":[1],"url":"x","payment_status":"paid","id":"x"}}"#),
    an_amount_out_of_range: Reply::ok(r#"{"state":0,"result":{"uuid":"u-1","status":"pending","currency":"USDT","amount":"0.12345678901234567890123456789012","url":"x","payment_status":"paid","id":1,"to_amount":"1e-40"}}"#),
    truncated_body: raw("HTTP/1.1 200 OK\ncontent-type: application/json\ncontent-length: 500\n\n{\"state\":0,\"result\":{\"uuid\":\"u-1\""),
    closed_without_an_answer: Reply::Drop,
    no_answer_in_time: Reply::Hang(Duration::from_secs(5)),
}

#[tokio::test]
async fn huge_body() {
    let server =
        Canned::start(vec![Reply::ok(format!(r#"{{"state":0,"result":"{}"}}"#, "x".repeat(5000)))]).await;
    let client = builder(&server.url()).max_response_bytes(1000).build().unwrap();
    let error = client.balance().await.unwrap_err();
    assert!(error.raw_body().unwrap().len() <= 1000);
    insta::assert_snapshot!("huge_body", told(&error));
}

#[tokio::test]
async fn nobody_listens() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = builder(&format!("http://127.0.0.1:{port}")).build().unwrap();
    let convert = pay2328::types::ConvertRequest::new("USDT", "TRX", dec!(1), "from");
    let error = client.converts().convert(&convert).await.unwrap_err();
    // Nothing was sent, so even this may be tried again.
    insta::assert_snapshot!("nobody_listens", told(&error));
}

#[tokio::test]
async fn the_order_id_is_taken() {
    let existing = r#"{"state":0,"result":{"uuid":"u-1","order_id":"pay-1","status":"completed","currency":"USDC","network":"ETH-ERC20","amount":"100.00","to_address":"0x0","memo":"7"}}"#;
    let server = Canned::start(vec![Reply::ok(existing)]).await;
    let client = builder(&server.url()).build().unwrap();
    let payout = CreatePayout::new("USDT", "TRX-TRC20", dec!(1), ADDRESS, OrderId::new("pay-1").unwrap());
    let key = PayoutKey::new("test-payout-key").unwrap();
    insta::assert_snapshot!(
        "the_order_id_is_taken",
        told(&client.payouts(&key).create(&payout).await.unwrap_err())
    );
}

/// Refused before anything is sent: the server sees nothing.
#[tokio::test]
async fn local_refusals() {
    let server = Canned::start(vec![Reply::ok("{}")]).await;
    let client = builder(&server.url()).build().unwrap();
    let payments = client.payments();
    let order = || CreatePayment::new(dec!(1), "USD", "ORDER-1", CALLBACK);
    let mut text = String::new();
    for request in [
        CreatePayment::new(dec!(1), "USD", "x".repeat(129), CALLBACK),
        order().description("д".repeat(201)),
        order().ttl_seconds(299),
        order().ttl_seconds(86401),
        order().fee_split(101),
        order().price_markup(-100),
        CreatePayment::new(dec!(1), "USD", "ORDER-1", "myshop.example/webhook"),
    ] {
        text += &told(&payments.create(&request).await.unwrap_err());
    }
    text += &told(&payments.info(&PaymentQuery::new()).await.unwrap_err());
    let payouts = client.payouts(&PayoutKey::new("test-payout-key").unwrap());
    let payout = |amount, address: &str| {
        CreatePayout::new("USDT", "TRX-TRC20", amount, address, OrderId::new("pay-1").unwrap())
    };
    for request in [payout(dec!(0), ADDRESS), payout(dec!(1), " "), payout(dec!(1), ADDRESS).memo("7351")] {
        text += &told(&payouts.create(&request).await.unwrap_err());
    }
    text += &told(&payouts.status("..").await.unwrap_err());
    text += &told(
        &client.static_wallets().list(&ListStaticWallets::new().per_page(101)).collect().await.unwrap_err(),
    );
    insta::assert_snapshot!("local_refusals", text);
    assert_eq!(server.received().len(), 0);
}

#[test]
fn settings_that_make_no_sense() {
    let key = || ApiKey::new("test-api-key").unwrap();
    let built = |builder: ClientBuilder| told(&builder.build().unwrap_err());
    let text = [
        built(Client::builder("", key())),
        built(Client::builder("two words", key())),
        built(Client::builder("p", key()).base_url("api.2328.io")),
        built(Client::builder("p", key()).base_url("http://api.2328.io/api")),
        built(Client::builder("p", key()).user_agent("")),
        built(Client::builder("p", key()).user_agent("My\nShop")),
    ]
    .concat();
    insta::assert_snapshot!("settings_that_make_no_sense", text);
}

#[tokio::test]
async fn a_callback_the_real_service_would_refuse() {
    // Never reached: the request is refused before a connection is made.
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap()).build().unwrap();
    let mut text = String::new();
    for callback in
        ["http://localhost/x", "https://192.168.0.7/x", "http://[::1]:8080/", "https://[::ffff:10.0.0.1]/"]
    {
        let order = CreatePayment::new(dec!(1), "USD", "ORDER-1", callback);
        text += &told(&client.payments().create(&order).await.unwrap_err());
    }
    insta::assert_snapshot!("a_callback_the_real_service_would_refuse", text);
}

#[tokio::test]
async fn no_permit() {
    struct Never;
    impl Limiter for Never {
        fn permit(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>> {
            Box::pin(std::future::pending())
        }
    }
    struct Broken;
    impl Limiter for Broken {
        fn permit(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>> {
            Box::pin(async { Err("the shared limit cannot be reached".into()) })
        }
    }
    let server = Canned::start(vec![Reply::ok("{}")]).await;
    let with = |limiter: Arc<dyn Limiter>| {
        builder(&server.url()).rate_limiter(limiter).total_timeout(Duration::from_millis(50)).build().unwrap()
    };
    let text = told(&with(Arc::new(Never)).balance().await.unwrap_err())
        + &told(&with(Arc::new(Broken)).balance().await.unwrap_err());
    insta::assert_snapshot!("no_permit", text);
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn debug_of_what_holds_secrets() {
    let key = ApiKey::new("test-api-key").unwrap();
    let client = Client::builder("test-project", key.clone()).build().unwrap();
    let invoices = pay2328::invoice::InvoiceClient::builder(InvoiceKey::new("test-invoice-key").unwrap());
    let call = client.payments().info(&PaymentQuery::new().order_id("ORDER-1"));
    let text =
        format!("{key:?}\n{client:#?}\n{:#?}\n{invoices:?}\n{call:?}", Client::builder("p", key.clone()));
    insta::assert_snapshot!("debug_of_what_holds_secrets", text);
    assert!(!text.contains("test-api-key") && !text.contains("test-invoice-key"));
}

#[tokio::test]
async fn debug_of_an_error() {
    let body = r#"{"state":1,"message":"Validation failed","address":"TXYZ"}"#;
    let server = Canned::start(vec![Reply::Json(422, body.into())]).await;
    let error = builder(&server.url()).build().unwrap().balance().await.unwrap_err();
    insta::assert_snapshot!("debug_of_an_error", format!("{error:#?}"));
    // The whole body is there for whoever asks, and nowhere else.
    assert_eq!(error.raw_body().unwrap(), body.as_bytes());
}
