//! A first attempt that may have been carried out, and a second one that fails for certain.

use std::time::Duration;

use pay2328::types::{ConvertRequest, CreatePayout, PaymentQuery};
use pay2328::{ApiKey, Client, CustomRequest, OrderId, Outcome, PayoutKey, RetryPolicy};
use pay2328_tests::{Canned, Reply, UNLIMITED};
use rust_decimal::dec;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

fn client(url: &str) -> Client {
    Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(url)
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(20)))
        .build()
        .unwrap()
}

fn payout() -> CreatePayout {
    let order_id = OrderId::new("withdrawal-7351").unwrap();
    CreatePayout::new("USDT", "TRX-TRC20", dec!(25), "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", order_id)
}

/// A server that takes one request and is gone, so that whatever follows finds no connection.
async fn gone_after_one_request() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 4096]).await;
    });
    url
}

#[tokio::test]
async fn no_connection_for_the_second_attempt_does_not_mean_that_nothing_was_sent() {
    let payouts =
        client(&gone_after_one_request().await).payouts(&PayoutKey::new("test-payout-key").unwrap());
    let error = payouts.create(&payout()).await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 3));
    insta::assert_snapshot!(
        error,
        @r#"payout_create: no connection to the service (after 3 attempts); an earlier attempt may or may not have done it: send the same request again with order_id "withdrawal-7351" to learn which"#
    );
}

#[tokio::test]
async fn a_refusal_of_the_second_attempt_does_not_mean_that_nothing_was_done() {
    let refusals = [
        Reply::Json(422, r#"{"state":1,"message":"Insufficient balance"}"#.into()),
        Reply::Json(403, "<html>Forbidden</html>".into()),
        Reply::Json(401, r#"{"state":1,"message":"Invalid sign"}"#.into()),
        Reply::ok(r#"{"state":1,"message":"Insufficient balance"}"#),
    ];
    let mut told = String::new();
    for refusal in refusals {
        let server = Canned::start(vec![Reply::Drop, refusal]).await;
        let payouts = client(&server.url()).payouts(&PayoutKey::new("test-payout-key").unwrap());
        let error = payouts.create(&payout()).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 2));
        told += &format!("{error}\n");
    }
    insta::assert_snapshot!("refused_after_a_doubtful_attempt", told);
}

#[tokio::test]
async fn the_object_of_a_first_attempt_that_was_carried_out_is_no_conflict() {
    let existing = r#"{"state":0,"result":{"uuid":"u-1","order_id":"withdrawal-7351","status":"pending","currency":"USDT","network":"TRX-TRC20","amount":"25.00000000","to_address":"TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G"}}"#;
    let server = Canned::start(vec![Reply::Drop, Reply::ok(existing)]).await;
    let payouts = client(&server.url()).payouts(&PayoutKey::new("test-payout-key").unwrap());
    assert_eq!(payouts.create(&payout()).await.unwrap().uuid, "u-1");
}

/// The order id was taken all along, or the service spells what the first attempt made in another way.
#[tokio::test]
async fn a_conflict_after_a_doubtful_attempt_is_shown_and_settles_nothing() {
    let existing = r#"{"state":0,"result":{"uuid":"u-1","status":"pending","currency":"USDT","amount":"7"}}"#;
    let server = Canned::start(vec![Reply::Drop, Reply::ok(existing)]).await;
    let payouts = client(&server.url()).payouts(&PayoutKey::new("test-payout-key").unwrap());
    let error = payouts.create(&payout()).await.unwrap_err();
    assert_eq!(error.conflict().unwrap().uuid(), "u-1");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn of_what_only_reads_there_is_nothing_to_doubt() {
    let server = Canned::start(vec![Reply::Drop, Reply::Json(404, "{}".into())]).await;
    let error = client(&server.url()).payments().info(&PaymentQuery::new().uuid("u")).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Rejected, 2));
}

#[tokio::test]
async fn a_custom_request_that_may_be_repeated_need_not_only_read() {
    let server = Canned::start(vec![Reply::Drop, Reply::Json(403, "{}".into())]).await;
    let request = CustomRequest::post("/v1/limits", &serde_json::json!({"limit": "1"})).unwrap().repeatable();
    let error = client(&server.url()).custom::<serde_json::Value>(request).await.unwrap_err();
    insta::assert_snapshot!(
        error,
        @"custom: the service answered 403 without a message (JSON of another shape, 2 bytes) (after 2 attempts); an earlier attempt may or may not have done it: doing it again changes nothing more"
    );
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn what_must_not_be_repeated_has_one_attempt_only() {
    let server = Canned::start(vec![Reply::Drop, Reply::ok("{}")]).await;
    let convert = ConvertRequest::new("USDT", "TRX", dec!(1), "from");
    let error = client(&server.url()).converts().convert(&convert).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), server.received().len()), (Outcome::Unknown, 1, 1));
}
