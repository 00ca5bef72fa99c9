//! How webhooks are delivered.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use pay2328_sandbox::{Progress, WebhookKind};
use serde_json::json;
use support::{Client, Receiver, builder};

#[tokio::test]
async fn a_refused_webhook_comes_again_with_the_same_bytes_until_it_is_taken() {
    let sandbox = builder().webhook_backoff(Duration::from_millis(5)).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    receiver.fail_next(2);
    let payment = client.payment("ORDER-1", &receiver.url).await;
    sandbox.pay_payment(payment["uuid"].as_str().unwrap(), None).await.unwrap();
    let received = receiver.wait(3).await;
    assert!(received.iter().all(|webhook| webhook.body == received[0].body));

    let log = loop {
        let log = sandbox.webhook_log();
        if log[0].progress != Progress::Pending {
            break log;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].kind, log[0].progress), (WebhookKind::Payment, Progress::Delivered));
    let statuses: Vec<_> = log[0].attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(500), Some(500), Some(204)]);
    assert_eq!(log[0].body, received[0].body);
}

#[tokio::test]
async fn a_dead_receiver_is_given_up_and_the_log_says_why() {
    let sandbox =
        builder().webhook_backoff(Duration::from_millis(1)).webhook_attempts(2).start().await.unwrap();
    let client = Client::new(&sandbox);
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let payment = client.payment("ORDER-1", &format!("http://127.0.0.1:{port}/")).await;
    sandbox.pay_payment(payment["uuid"].as_str().unwrap(), None).await.unwrap();
    for _ in 0..1000 {
        let log = sandbox.webhook_log();
        if log[0].progress == Progress::GivenUp {
            assert_eq!(log[0].attempts.len(), 2);
            assert!(log[0].attempts[0].error.as_deref().unwrap().contains("refused"));
            let answer = client.http.get(format!("{}/webhooks", sandbox.control_url())).send().await.unwrap();
            let shown: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            assert_eq!((&shown[0]["progress"], &shown[0]["kind"]), (&json!("given_up"), &json!("payment")));
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{:?}", sandbox.webhook_log());
}

#[tokio::test]
async fn it_is_tried_as_often_as_the_control_call_says_and_does_not_hold_up_the_next() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let shown = client.send(client.http.get(format!("{}/delivery", sandbox.control_url()))).await.json();
    assert_eq!((&shown["attempts"], &shown["backoff_ms"]), (&json!(50), &json!(500)));
    let rules = json!({"attempts": 2, "backoff_ms": 300});
    let shown = client.control("/delivery", rules).await.json();
    assert_eq!((&shown["attempts"], &shown["backoff_ms"]), (&json!(2), &json!(300)));
    assert_eq!(client.control("/delivery", json!({"attempts": 0})).await.status, 422);

    let receiver = Receiver::start().await;
    receiver.fail_next(1);
    client.payment("ORDER-1", &receiver.url).await;
    sandbox.pay_payment("ORDER-1", Some(rust_decimal::Decimal::ONE)).await.unwrap();
    sandbox.pay("ORDER-1").await.unwrap();
    let statuses: Vec<_> =
        receiver.wait(3).await.iter().map(|webhook| webhook.json()["payment_status"].clone()).collect();
    assert_eq!(statuses, ["underpaid_check", "paid", "underpaid_check"]);
    sandbox.reset();
    assert_eq!(client.control("/delivery", json!({})).await.json()["attempts"], 50);
}

#[tokio::test]
async fn every_address_that_is_taken_is_delivered_to() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let address =
        receiver.url.replace("http://", "http://user:p%C3%A4ss@").replace("webhook", "оплата/ä b?x=Ω#part");
    let payment = client.payment("ORDER-1", &address).await;
    sandbox.pay(payment["uuid"].as_str().unwrap()).await.unwrap();
    let received = receiver.wait(1).await.remove(0);
    // base64 of `user:päss`
    assert_eq!(received.headers["authorization"], "Basic dXNlcjpww6Rzcw==");
    sandbox.wait_for_webhook("ORDER-1", Some("paid"), Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn an_https_address_is_taken_but_the_log_says_why_nothing_comes() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    client.payment("ORDER-1", "https://shop.example/hook").await;
    sandbox.pay("ORDER-1").await.unwrap();
    let waited = sandbox.wait_for_webhook("ORDER-1", None, Duration::from_millis(300)).await;
    assert!(waited.unwrap_err().to_string().contains("http addresses only"));
    let log = sandbox.webhook_log();
    assert_eq!((log[0].progress, log[0].attempts.len()), (Progress::GivenUp, 1));
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_no_other() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    // It takes connections and never answers.
    let hanging = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", hanging.local_addr().unwrap());
    for order in 0..70 {
        client.payment(&order.to_string(), &address).await;
        sandbox.pay(order.to_string()).await.unwrap();
    }
    let receiver = Receiver::start().await;
    client.payment("GOOD", &receiver.url).await;
    let started = std::time::Instant::now();
    sandbox.pay("GOOD").await.unwrap();
    receiver.wait(1).await;
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

#[tokio::test]
async fn duplicates_are_delivered_on_demand() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    sandbox.duplicate_webhooks(3);
    let payment = client.payment("ORDER-1", &receiver.url).await;
    sandbox.pay_payment(payment["uuid"].as_str().unwrap(), None).await.unwrap();
    let received = receiver.wait(3).await;
    assert_eq!(received[0].body, received[2].body);
    assert_eq!(client.control("/delivery", json!({"copies": 1})).await.json()["copies"], 1);
    assert_eq!(client.control("/delivery", json!({"copies": 0})).await.status, 422);
}
