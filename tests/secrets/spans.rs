//! Spans as they arrive at a collector: OpenTelemetry's names for HTTP.

use std::time::Duration;

use pay2328::types::PaymentQuery;
use pay2328::{ApiKey, Client, RetryPolicy};
use pay2328_tests::{Canned, Reply, UNLIMITED};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::capture::Capture;

/// What this crate writes about one call.
async fn traced(replies: Vec<Reply>) -> String {
    let server = Canned::start(replies).await;
    let capture = Capture::default();
    let subscriber = tracing_subscriber::registry().with(capture.clone());
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(format!("{}/api", server.url()))
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::new().max_attempts(2).base_delay(Duration::ZERO))
        .build()
        .unwrap();
    {
        // For this thread, which is the only one of this test.
        let _guard = tracing::subscriber::set_default(subscriber);
        let _ = client.payments().info(&PaymentQuery::new().order_id("ORDER-1")).await;
    }
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    let ours = capture.entries().into_iter().filter(|entry| entry.target.starts_with("pay2328"));
    let lines: Vec<_> =
        ours.map(|entry| format!("{} {}", entry.level, entry.text.replace(&port, "PORT"))).collect();
    lines.join("\n")
}

#[tokio::test]
async fn a_success() {
    let payment = r#"{"state":0,"result":{"uuid":"u","amount":"1","currency":"USD","url":"x","payment_status":"paid"}}"#;
    insta::assert_snapshot!(traced(vec![Reply::ok(payment)]).await);
}

#[tokio::test]
async fn a_failure_after_a_repetition() {
    insta::assert_snapshot!(traced(vec![Reply::Json(503, String::new())]).await);
}

#[tokio::test]
async fn a_refusal_before_anything_was_sent() {
    let payments = |client: &Client| client.payments();
    let capture = Capture::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(capture.clone()));
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap()).build().unwrap();
    payments(&client).info(&PaymentQuery::new()).await.unwrap_err();
    let ours = capture.entries().into_iter().filter(|entry| entry.target.starts_with("pay2328"));
    let lines: Vec<_> = ours.map(|entry| format!("{} {}", entry.level, entry.text)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
