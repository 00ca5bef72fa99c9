//! What the client does around a call: preparing, ensuring, waiting, looking ahead, reporting.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use pay2328::types::{CreatePayment, CreatePayout, ListStaticWallets, PaymentQuery};
use pay2328::{
    ApiKey, CallReport, Client, CustomRequest, ErrorKind, Observer, OrderId, Outcome, PreparedPayout,
    RetryPolicy, http_client_builder, reqwest,
};
use pay2328_sandbox::{Fault, Sandbox};
use pay2328_tests::{Canned, Reply, UNLIMITED, builder, client, payout_key};
use rust_decimal::dec;

const CALLBACK: &str = "http://127.0.0.1:9/webhook";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

async fn sandbox() -> Sandbox {
    Sandbox::builder().rate_limit(None).duplicate_webhooks(0).start().await.unwrap()
}

fn payout(order_id: &str) -> CreatePayout {
    CreatePayout::new("USDT", "TRX-TRC20", dec!(2), ADDRESS, OrderId::new(order_id).unwrap())
}

fn patient() -> RetryPolicy {
    RetryPolicy::until_timeout().base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(5))
}

fn canned(server: &Canned) -> Client {
    Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(server.url())
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

#[tokio::test]
async fn ensure_goes_on_until_it_knows() {
    let sandbox = sandbox().await;
    for (fault, times) in [
        (Fault::CommitThenDrop, 1),
        (Fault::ServerError, 3),
        (Fault::TooManyRequests { retry_after: None }, 4),
    ] {
        sandbox.fault("payout_create", fault, times).unwrap();
    }
    let call = client(&sandbox).payouts(&payout_key(&sandbox)).ensure(&payout("pay-1")).retry(patient());
    let (created, answer) = call.with_response().await.unwrap();
    assert_eq!(created.order_id.as_deref(), Some("pay-1"));
    assert_eq!((answer.attempts(), sandbox.payout_count()), (9, 1));
}

#[tokio::test]
async fn ensure_tells_the_truth_when_it_gives_up() {
    let sandbox = sandbox().await;
    sandbox.fault("payout_create", Fault::CommitThenServerError, 1).unwrap();
    sandbox.fault("payout_create", Fault::TooManyRequests { retry_after: None }, 1_000_000).unwrap();
    let call = client(&sandbox)
        .payouts(&payout_key(&sandbox))
        .ensure(&payout("pay-1"))
        .retry(patient().max_attempts(5));
    let error = call.await.unwrap_err();
    // The last answer was a 429, "nothing was done"; the first one had done it.
    assert_eq!((error.status(), error.outcome()), (Some(429), Outcome::Unknown), "{error}");
    assert_eq!(sandbox.payout_count(), 1);
}

#[tokio::test]
async fn a_prepared_payout_survives_a_crash_byte_by_byte() {
    let sandbox = sandbox().await;
    let key = payout_key(&sandbox);
    let stored = {
        let payouts = client(&sandbox).payouts(&key);
        let prepared = payouts.prepare(&payout("pay-1")).unwrap();
        assert_eq!(prepared.order_id(), "pay-1");
        let stored = prepared.body().to_vec();
        sandbox.fault("payout_create", Fault::CommitThenHang, 1).unwrap();
        // The process dies while it waits for the answer.
        let call = payouts.send(&prepared).retry(RetryPolicy::never()).into_future();
        assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
        stored
    };
    // Another process, another version of this crate perhaps: the bytes are what they were.
    let prepared = PreparedPayout::from_body(stored.clone()).unwrap();
    client(&sandbox).payouts(&key).send(&prepared).until_known().await.unwrap();
    assert_eq!(sandbox.payout_count(), 1);
    let log = sandbox.request_log();
    let sent: Vec<_> = log.iter().filter(|request| request.path.ends_with("/payout")).collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|request| request.body == stored));
    assert_eq!(sent[0].header("sign"), sent[1].header("sign"));
}

#[tokio::test]
async fn stored_bytes_that_are_no_payout() {
    for (stored, expected) in [
        ("", "the stored bytes are not a payout: EOF while parsing a value at line 1 column 0"),
        (
            r#"{"currency":"USDT"}"#,
            "the stored bytes are not a payout: missing field `network` at line 1 column 19",
        ),
        (
            r#"{"currency":"USDT","network":"TRX-TRC20","amount":"1","to_address":"T"}"#,
            "the stored payout has no order_id, so it cannot be repeated safely",
        ),
        (
            r#"{"currency":"USDT","network":"TRX-TRC20","amount":"1","to_address":"T","order_id":""}"#,
            r#"`order_id` must not be empty, not """#,
        ),
    ] {
        // A life before this one may have sent what they were.
        let told =
            format!("{expected}; nothing was sent now, and an earlier attempt may or may not have done it");
        assert_eq!(PreparedPayout::from_body(stored).unwrap_err().to_string(), told);
    }
}

#[tokio::test]
async fn wait_for_a_payout_and_a_payment() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let payouts = client.payouts(&payout_key(&sandbox));
    let created = payouts.create(&payout("pay-1")).await.unwrap();
    let order =
        CreatePayment::new(dec!(5), "USD", "ORDER-1", CALLBACK).to_currency("USDT").network("TRX-TRC20");
    let payment = client.payments().create(&order).await.unwrap();
    let pauses = (Duration::from_millis(10), Duration::from_millis(20));
    let waits = async {
        tokio::join!(
            payouts.wait(&created.uuid).pauses(pauses.0, pauses.1).into_future(),
            client.payments().wait(&payment.uuid).pauses(pauses.0, pauses.1).into_future(),
        )
    };
    let events = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        // A failure that goes away is waited out.
        sandbox.fault("payout_status", Fault::ServerError, 5).unwrap();
        sandbox.complete_payout(&created.uuid).await.unwrap();
        sandbox.pay_payment(&payment.uuid, None).await.unwrap();
    };
    let ((paid_out, paid), ()) = tokio::join!(waits, events);
    assert!(paid_out.unwrap().status.is_success());
    assert!(paid.unwrap().payment_status.is_success());
}

#[tokio::test]
async fn a_wait_that_ends_without_a_final_status() {
    let sandbox = sandbox().await;
    let payouts = client(&sandbox).payouts(&payout_key(&sandbox));
    let created = payouts.create(&payout("pay-1")).await.unwrap();
    let wait = |uuid: &str| {
        payouts
            .wait(uuid)
            // The first pause does not fit into the timeout, so nothing is waited for.
            .timeout(Duration::from_secs(600))
            .pauses(Duration::from_secs(601), Duration::from_secs(601))
            .into_future()
    };
    let error = wait(&created.uuid).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"payout_status: the status is still "pending" after 600s; it goes on without you: wait again, or look later"#);
    assert!(error.is_timeout());
    // What cannot go away is not waited for.
    let error = wait("019b2265-0000-7000-8000-000000000000").await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn an_unknown_status_is_not_final() {
    let pending =
        r#"{"state":0,"result":{"uuid":"u","status":"held_for_review","currency":"USDT","amount":"1"}}"#;
    let server =
        Canned::start(vec![Reply::ok(pending), Reply::ok(pending.replace("held_for_review", "completed"))])
            .await;
    let key = pay2328::PayoutKey::new("test-payout-key").unwrap();
    let payout =
        canned(&server).payouts(&key).wait("u").pauses(Duration::ZERO, Duration::ZERO).await.unwrap();
    assert_eq!((payout.status.as_str(), server.received().len()), ("completed", 2));
}

#[tokio::test]
async fn a_custom_request_is_signed_and_opened() {
    let server = Canned::start(vec![
        Reply::ok(r#"{"state":0,"result":{"daily":"10.00"}}"#),
        Reply::ok(r#"["bare"]"#),
        Reply::Json(422, r#"{"state":1,"message":"no"}"#.into()),
    ])
    .await;
    let client = canned(&server);
    let body = serde_json::json!({"currency": "USDT", "note": "a/b \u{2028} ж"});
    let value: serde_json::Value =
        client.custom(CustomRequest::post("/v1/limits", &body).unwrap()).await.unwrap();
    assert_eq!(value["daily"], "10.00");
    let (head, body) = server.last();
    assert!(head.starts_with("POST /v1/limits HTTP/1.1") && head.contains("\r\nsign: "), "{head}");
    assert_eq!(body, r#"{"currency":"USDT","note":"a/b \u2028 ж"}"#);
    let bare: Vec<String> = client.custom(CustomRequest::get("/v1/names")).await.unwrap();
    assert_eq!(bare, ["bare"]);
    let error = client.custom::<serde_json::Value>(CustomRequest::get("/v1/x")).await.unwrap_err();
    assert_eq!((error.outcome(), error.message()), (Outcome::Rejected, Some("no")));
    let error = client.custom::<serde_json::Value>(CustomRequest::get("@evil.example/x")).await.unwrap_err();
    assert_eq!((error.is_invalid_request(), server.received().len()), (true, 3));
}

#[tokio::test]
async fn a_custom_request_that_is_refused_with_a_success_status() {
    for refusal in [
        r#"{"state":1,"message":"Insufficient balance"}"#,
        r#"{"state":1,"result":null}"#,
        r#"{"state":1,"result":{"x":1}}"#,
        r#"{"state":"1","result":{"x":1}}"#,
        r#"{"state":1.0}"#,
    ] {
        let server = Canned::start(vec![Reply::ok(refusal)]).await;
        let request = CustomRequest::post("/v1/limits", &serde_json::json!({})).unwrap();
        let error = canned(&server).custom::<serde_json::Value>(request).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Refused, Outcome::Rejected), "{refusal}");
        assert_eq!(error.state(), Some(1));
        // The same where the answer could not have been read either.
        let error = canned(&server).custom::<Vec<u8>>(CustomRequest::get("/v1/x")).await.unwrap_err();
        assert_eq!((error.kind(), error.state()), (ErrorKind::Refused, Some(1)), "{refusal}");
    }
    for fine in [r#"{"state":0,"result":{"x":1}}"#, r#"{"state":0.0,"x":1}"#, r#"{"state":"active"}"#, "7"] {
        let server = Canned::start(vec![Reply::ok(fine)]).await;
        canned(&server).custom::<serde_json::Value>(CustomRequest::get("/v1/x")).await.unwrap();
    }
}

/// Whatever an object of another order says, it is not the one that was asked for.
#[tokio::test]
async fn an_answer_about_another_order() {
    let payout_made = r#"{"state":0,"result":{"uuid":"u-1","order_id":"pay-2","status":"pending","currency":"USDT","amount":"2"}}"#;
    let server = Canned::start(vec![Reply::ok(payout_made)]).await;
    let key = pay2328::PayoutKey::new("test-payout-key").unwrap();
    let error = canned(&server).payouts(&key).create(&payout("pay-1")).await.unwrap_err();
    insta::assert_snapshot!(error, @"payout_create: the order id belongs to u-1, which differs in `order_id` (asked pay-1, existing pay-2); look at that object before you send anything else: it may be the one you want, written differently");
    let payment_made = r#"{"state":0,"result":{"uuid":"u-1","order_id":"ORDER-2","url":"x","payment_status":"check","currency":"USD","amount":"5"}}"#;
    let server =
        Canned::start(vec![Reply::ok(payment_made), Reply::ok(payment_made.replace("ORDER-2", "ORDER-1"))])
            .await;
    let order = CreatePayment::new(dec!(5), "USD", "ORDER-1", CALLBACK);
    let error = canned(&server).payments().create(&order).await.unwrap_err();
    assert_eq!(error.conflict().unwrap().differences()[0].field, "order_id");
    canned(&server).payments().create(&order).await.unwrap();
}

/// A success that cannot be read says that it was done only if its state does.
#[tokio::test]
async fn an_unreadable_answer_whose_state_is_not_0() {
    for (state, done) in
        [("0", true), ("\"0\"", true), ("0.0", true), ("null", true), ("true", false), ("\"failed\"", false)]
    {
        let answer = format!(
            r#"{{"state":{state},"result":{{"uuid":"u-1","status":"pending","currency":"USDT","amount":[]}}}}"#
        );
        let server = Canned::start(vec![Reply::ok(answer)]).await;
        let key = pay2328::PayoutKey::new("test-payout-key").unwrap();
        let error = canned(&server).payouts(&key).create(&payout("pay-1")).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Unreadable, Outcome::Unknown), "{state}");
        assert_eq!(error.to_string().contains("do not send another"), done, "{state}: {error}");
    }
}

/// Each outcome of a client that follows redirects is that of another host.
#[tokio::test]
async fn an_http_client_that_follows_redirects() {
    let other = Canned::start(vec![Reply::ok(
        r#"{"state":0,"result":{"uuid":"u-1","status":"pending","currency":"USDT","amount":"2"}}"#,
    )])
    .await;
    let to = |url: &str| {
        let head = format!(
            "HTTP/1.1 307 X\r\nlocation: {url}/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        Reply::Raw(head.into_bytes())
    };
    let server = Canned::start(vec![to(&other.url())]).await;
    let client = |http: reqwest::Client| {
        let key = ApiKey::new("test-api-key").unwrap();
        let client = Client::builder("p", key).base_url(server.url()).http_client(http).build().unwrap();
        client.payouts(&pay2328::PayoutKey::new("test-payout-key").unwrap())
    };
    let error = client(
        http_client_builder().unwrap().redirect(reqwest::redirect::Policy::default()).build().unwrap(),
    )
    .create(&payout("pay-1"))
    .await
    .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.status()),
        (ErrorKind::Redirected, Outcome::Unknown, None)
    );
    assert!(!error.is_retryable());
    assert_eq!((server.received().len(), other.received().len()), (1, 1));
    insta::assert_snapshot!(error.to_string().replace(&other.url(), "http://other"), @r#"payout_create: the HTTP client followed a redirect to http://other, which it must not: build it with `redirect(Policy::none())`; it may or may not have been done: send the same request again with order_id "pay-1" to learn which"#);

    // Round and round.
    let server = Canned::start(vec![to("http://127.0.0.1:9")]).await;
    let around = reqwest::redirect::Policy::custom(|attempt| attempt.error("too many"));
    let http = http_client_builder().unwrap().redirect(around).build().unwrap();
    let key = ApiKey::new("test-api-key").unwrap();
    let client = Client::builder("p", key).base_url(server.url()).http_client(http).build().unwrap();
    let error = client.balance().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirected, 1));

    // As it should be.
    let http = http_client_builder().unwrap().build().unwrap();
    let server = Canned::start(vec![to("http://127.0.0.1:9"), Reply::ok(r#"{"state":0,"result":[]}"#)]).await;
    let key = ApiKey::new("test-api-key").unwrap();
    let client = Client::builder("p", key).base_url(server.url()).http_client(http).build().unwrap();
    assert_eq!(client.balance().await.unwrap_err().status(), Some(307));
    client.balance().await.unwrap();
}

#[tokio::test]
async fn an_http_client_that_does_not_send() {
    let http = http_client_builder().unwrap().https_only(true).build().unwrap();
    let key = ApiKey::new("test-api-key").unwrap();
    let client = Client::builder("p", key).base_url("http://127.0.0.1:9").http_client(http).build().unwrap();
    let key = pay2328::PayoutKey::new("test-payout-key").unwrap();
    let error = client.payouts(&key).create(&payout("pay-1")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Unsendable, Outcome::NotSent));
    assert!(error.is_configuration() && !error.is_retryable());
    insta::assert_snapshot!(error, @"payout_create: the HTTP client does not send it (URL scheme is not allowed); nothing was sent");
}

#[tokio::test]
async fn looking_ahead_asks_for_the_next_page_early() {
    let page = |number: i64, more: bool| {
        Reply::ok(format!(
            r#"{{"state":0,"result":{{"items":[{{"uuid":"{number}","address":"T","currency":"USDT","network":"TON","status":"active"}}],"paginate":{{"current_page":{number},"total":3,"has_more":{more}}}}}}}"#
        ))
    };
    let server = Canned::start(vec![page(1, true), page(2, true), page(3, false)]).await;
    let list = canned(&server).static_wallets().list(&ListStaticWallets::new().per_page(1)).look_ahead(true);
    let mut pages = pin!(list.pages());
    assert_eq!(pages.next().await.unwrap().unwrap().number, 1);
    // Nobody polls, and yet the second page is asked for.
    for _ in 0..200 {
        if server.received().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.received().len(), 2);
    assert_eq!(pages.next().await.unwrap().unwrap().number, 2);
    assert_eq!(pages.next().await.unwrap().unwrap().number, 3);
    assert!(pages.next().await.is_none());
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn a_list_ends_at_an_error_that_will_not_go_away() {
    let server =
        Canned::start(vec![Reply::Json(401, r#"{"state":1,"message":"Invalid sign"}"#.into())]).await;
    let list = canned(&server).static_wallets().list(&ListStaticWallets::new());
    // Whoever skips errors must not loop for ever.
    let found: Vec<_> = list.items().filter_map(|item| async { item.ok() }).collect().await;
    assert_eq!((found.len(), server.received().len()), (0, 1));
}

#[tokio::test]
async fn every_call_is_reported_once() {
    #[derive(Default)]
    struct Reports(Mutex<Vec<CallReport>>);
    impl Observer for Reports {
        fn call_finished(&self, report: &CallReport) {
            self.0.lock().unwrap().push(report.clone());
        }
    }
    let sandbox = sandbox().await;
    let reports = Arc::new(Reports::default());
    let client = builder(&sandbox).observer(reports.clone()).build().unwrap();
    client.balance().await.unwrap();
    client.payments().info(&PaymentQuery::new().order_id("nobody")).await.unwrap_err();
    client.payments().info(&PaymentQuery::new()).await.unwrap_err();
    sandbox.fault("balance", Fault::ServerError, 1).unwrap();
    client.balance().retry(patient()).await.unwrap();
    let reports: Vec<_> = reports
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|report| (report.operation, report.outcome, report.status, report.attempts))
        .collect();
    assert_eq!(
        reports,
        [
            ("balance", None, Some(200), 1),
            ("payment_info", Some(Outcome::Rejected), Some(404), 1),
            ("payment_info", Some(Outcome::NotSent), None, 0),
            ("balance", None, Some(200), 2),
        ]
    );
}

/// A connection that takes longer than an attempt may: nothing was sent.
#[tokio::test]
async fn an_attempt_shorter_than_the_time_to_connect() {
    // A queue of connections that is full: the next one is not answered.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), tokio::net::TcpStream::connect(address)).await
    {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the queue is never full");
    }
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(format!("http://{address}"))
        .attempt_timeout(Duration::from_millis(500))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let key = pay2328::PayoutKey::new("test-payout-key").unwrap();
    let error = client.payouts(&key).create(&payout("pay-1")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.is_timeout()),
        (ErrorKind::Connect, Outcome::NotSent, true)
    );
}
