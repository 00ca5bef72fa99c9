//! A first attempt that may have been carried out, and a second one that fails for certain.

use std::time::Duration;

use pay2328::types::{ConvertRequest, CreatePayout, PaymentQuery};
use pay2328::{
    ApiKey, Client, CustomRequest, ErrorKind, OrderId, Outcome, PayoutKey, Payouts, PreparedPayout,
    RetryPolicy,
};
use pay2328_tests::{Canned, Reply, UNLIMITED};
use rust_decimal::{Decimal, dec};
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
    let request =
        CustomRequest::post("/v1/limits", &serde_json::json!({"limit": "1"})).unwrap().safe_to_retry();
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

fn payouts(url: &str) -> Payouts {
    client(url).payouts(&PayoutKey::new("test-payout-key").unwrap())
}

/// A payout whose bytes a process before this one has stored, and perhaps sent.
fn stored() -> PreparedPayout {
    let bytes = payouts("http://127.0.0.1:9").prepare(&payout()).unwrap().body().to_vec();
    PreparedPayout::from_body(bytes).unwrap()
}

fn refusals() -> [Reply; 4] {
    [
        Reply::Json(422, r#"{"state":1,"message":"Insufficient balance"}"#.into()),
        Reply::Json(403, "<html>Forbidden</html>".into()),
        Reply::Json(401, r#"{"state":1,"message":"Invalid sign"}"#.into()),
        Reply::ok(r#"{"state":1,"message":"Insufficient balance"}"#),
    ]
}

const MADE: &str = r#"{"state":0,"result":{"uuid":"u-1","order_id":"withdrawal-7351","status":"pending","currency":"USDT","network":"TRX-TRC20","amount":"25.00000000","to_address":"TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G"}}"#;

/// A life before this one may have sent it, so what this one meets says nothing about it.
#[tokio::test]
async fn a_resumed_payout_is_in_doubt_until_it_is_seen() {
    let mut told = String::new();
    for refusal in refusals() {
        let server = Canned::start(vec![refusal]).await;
        let resumed = payouts(&server.url()).send(&stored()).await.unwrap_err();
        let again = payouts(&server.url()).create(&payout()).in_doubt().await.unwrap_err();
        assert_eq!((resumed.outcome(), resumed.attempts()), (Outcome::Unknown, 1));
        assert_eq!((again.outcome(), again.to_string()), (Outcome::Unknown, resumed.to_string()));
        told += &format!("{resumed}\n");
        // Who knows of no doubt is told what happened to this call.
        let fresh = payouts(&server.url()).create(&payout()).await.unwrap_err();
        assert_eq!(fresh.outcome(), Outcome::Rejected);
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = payouts(&format!("http://127.0.0.1:{port}")).send(&stored()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::Unknown));
    told += &format!("{error}\n");
    let too_little =
        CreatePayout::new("USDT", "TRX-TRC20", Decimal::ZERO, "T", OrderId::new("withdrawal-7351").unwrap());
    let error = payouts("http://127.0.0.1:9").create(&too_little).in_doubt().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::Unknown));
    told += &format!("{error}\n");
    insta::assert_snapshot!("refused_after_a_restart", told);

    let error = PreparedPayout::from_body("a page that was not written to the end").unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::Unknown));
    let server = Canned::start(vec![Reply::ok(MADE)]).await;
    assert_eq!(payouts(&server.url()).send(&stored()).await.unwrap().uuid, "u-1");
}

#[tokio::test]
async fn a_firewall_and_a_signature_are_waited_out_while_a_payout_is_in_doubt() {
    let [_, forbidden, unauthorized, _] = refusals();
    let patient = RetryPolicy::until_timeout().base_delay(Duration::from_millis(1));
    let times = |replies: Vec<Reply>| async {
        let server = Canned::start(replies).await;
        (payouts(&server.url()), server)
    };
    for before in [forbidden.clone(), unauthorized.clone()] {
        let (payouts, server) = times(vec![before.clone(), before.clone(), Reply::ok(MADE)]).await;
        let call = payouts.send(&stored()).until_known().retry(patient.clone());
        assert_eq!((call.await.unwrap().uuid.as_str(), server.received().len()), ("u-1", 3));

        let (payouts, server) = times(vec![Reply::Drop, before.clone(), Reply::ok(MADE)]).await;
        let call = payouts.ensure(&payout()).retry(patient.clone());
        assert_eq!((call.await.unwrap().uuid.as_str(), server.received().len()), ("u-1", 3));

        // Without a doubt it is a definite answer, as is one about the payout itself with a doubt.
        let (payouts, server) = times(vec![before, Reply::ok(MADE)]).await;
        let error = payouts.ensure(&payout()).retry(patient.clone()).await.unwrap_err();
        assert_eq!((error.outcome(), server.received().len()), (Outcome::Rejected, 1));
    }
    let [insufficient, ..] = refusals();
    let (payouts, server) = times(vec![Reply::Drop, insufficient, Reply::ok(MADE)]).await;
    let error = payouts.ensure(&payout()).retry(patient).await.unwrap_err();
    assert_eq!((error.outcome(), server.received().len()), (Outcome::Unknown, 2));
}

#[tokio::test]
async fn a_read_is_never_in_doubt() {
    let server = Canned::start(vec![Reply::Json(404, "{}".into())]).await;
    let query = PaymentQuery::new().uuid("u");
    let error = client(&server.url()).payments().info(&query).in_doubt().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
}

/// The process that prepared a payout need not say that it has sent it before.
#[tokio::test]
async fn a_prepared_payout_remembers_that_it_may_have_been_sent() {
    let [_, forbidden, ..] = refusals();
    let once = RetryPolicy::never();
    // Whatever is certain leaves nothing to doubt.
    let server =
        Canned::start(vec![forbidden.clone(), forbidden.clone(), Reply::Drop, forbidden.clone()]).await;
    let prepared = payouts(&server.url()).prepare(&payout()).unwrap();
    let send = async |server: &Canned, prepared: &PreparedPayout| {
        payouts(&server.url()).send(prepared).retry(once.clone()).await.unwrap_err().outcome()
    };
    for _ in 0..2 {
        assert_eq!(send(&server, &prepared).await, Outcome::Rejected);
    }
    for _ in 0..3 {
        assert_eq!(send(&server, &prepared.clone()).await, Outcome::Unknown);
    }

    // A call that was dropped while it was on its way.
    let server = Canned::start(vec![Reply::Hang(Duration::from_secs(60)), forbidden]).await;
    let prepared = payouts(&server.url()).prepare(&payout()).unwrap();
    let call = payouts(&server.url()).send(&prepared).into_future();
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    assert_eq!(send(&server, &prepared).await, Outcome::Unknown);
    // A call that was never made was never on its way.
    let prepared = payouts(&server.url()).prepare(&payout()).unwrap();
    drop(payouts(&server.url()).send(&prepared));
    assert_eq!(send(&server, &prepared).await, Outcome::Rejected);
}

/// While one call waits for its permit, another one with the same bytes pays.
#[tokio::test]
async fn of_two_calls_at_once_neither_can_vouch_for_the_other() {
    struct Closed(tokio::sync::Notify);
    impl pay2328::Limiter for Closed {
        fn permit(&self) -> pay2328::PermitFuture<'_> {
            Box::pin(async {
                self.0.notified().await;
                Err("the limiter is down".into())
            })
        }
    }
    let paid = r#"{"state":0,"result":{"uuid":"p","status":"pending","currency":"USDT","amount":"25"}}"#;
    let server = Canned::start(vec![Reply::ok(paid)]).await;
    let key = PayoutKey::new("test-payout-key").unwrap();
    let limiter = std::sync::Arc::new(Closed(tokio::sync::Notify::new()));
    let slow = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(server.url())
        .rate_limiter(limiter.clone())
        .build()
        .unwrap();
    let prepared = slow.payouts(&key).prepare(&payout()).unwrap();
    let waiting = tokio::spawn(slow.payouts(&key).send(&prepared).into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    payouts(&server.url()).send(&prepared).await.unwrap();
    limiter.0.notify_one();
    let error = waiting.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::NoPermit, Outcome::Unknown));
}
