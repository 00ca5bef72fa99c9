//! The Invoice API over real sockets.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::json;
use support::{Client, Receiver, builder, hmac_hex, members};

#[tokio::test]
async fn an_invoice_is_created_and_paid() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let body = json!({
        "amount": "49.99", "currency": "USD", "coin": "USDT", "network": "TRC20", "order_id": "order_12345",
        "webhook_url": receiver.url,
    });
    let answer = client.invoice("/v1/invoices", body).await;
    assert_eq!(answer.status, 200);
    let order = ["id", "status", "address", "amount_crypto", "coin", "network", "expires_at", "created_at"];
    assert_eq!(members(&answer.text), order);
    let invoice = answer.json();
    assert_eq!(invoice["amount_crypto"], "49.99");
    assert_eq!(invoice["expires_at"].as_i64().unwrap() - invoice["created_at"].as_i64().unwrap(), 3600);

    let id = invoice["id"].as_str().unwrap();
    assert_eq!(client.control(&format!("/invoices/{id}/pay"), json!({})).await.json()["status"], "paid");
    let webhook = receiver.wait(1).await.remove(0);
    assert_eq!(webhook.headers["x-signature"], hmac_hex(sandbox.invoice_secret(), &webhook.body));
    let order = ["event", "id", "status", "order_id", "amount", "coin", "tx_hash", "paid_at"];
    assert_eq!(members(std::str::from_utf8(&webhook.body).unwrap()), order);
    assert_eq!(webhook.json()["event"], "invoice.paid");
    assert!(webhook.json()["paid_at"].is_i64());
    assert_eq!(client.control(&format!("/invoices/{id}/pay"), json!({})).await.status, 409);
}

#[tokio::test]
async fn refusals_are_bare_objects() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let answer = client.invoice("/v1/invoices", json!({"amount": 5, "currency": "RUB", "coin": "TRX"})).await;
    assert_eq!(answer.status, 422);
    let errors = json!({"amount": ["Must be a string."], "currency": ["Must be one of: USD, EUR."]});
    assert_eq!(answer.json(), json!({"error": "The given data is invalid.", "errors": errors}));
    let request = client.http.post(format!("{}/v1/invoices", sandbox.invoice_api()));
    let request = request.header("content-type", "application/json").body("{}");
    let unknown = client.send(request.try_clone().unwrap().header("x-api-key", sandbox.api_key())).await;
    assert_eq!((unknown.status, unknown.json()), (401, json!({"error": "The API key is invalid."})));
    assert_eq!(client.send(request).await.status, 401);
}

#[tokio::test]
async fn its_payouts_have_no_idempotency() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let body = json!({"address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "amount": "100.00", "coin": "USDT", "network": "TRC20"});
    let first = client.invoice("/v1/payouts", body.clone()).await.json();
    let second = client.invoice("/v1/payouts", body).await.json();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(first["status"], "pending");
    assert_eq!(sandbox.invoice_payout_count(), 2);
    let id = first["id"].as_str().unwrap();
    assert_eq!(
        client.control(&format!("/invoice-payouts/{id}/complete"), json!({})).await.json()["status"],
        "paid"
    );
    let wrong = json!({"address": "TXyzabc", "amount": "100.00", "coin": "USDT", "network": "TRC20"});
    let answer = client.invoice("/v1/payouts", wrong).await.json();
    assert!(answer["errors"]["address"][0].as_str().unwrap().contains("no valid address of Tron"));
    let body = json!({"address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "amount": "10000", "coin": "USDT", "network": "TRC20"});
    assert_eq!(client.invoice("/v1/payouts", body).await.status, 422);
}

#[tokio::test]
async fn an_invoice_goes_through_its_statuses_and_tells_each() {
    let start = chrono::DateTime::from_timestamp(1_735_686_000, 0).unwrap();
    let sandbox = builder().frozen_at(start).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let create = async || {
        let body = json!({"amount": "10", "currency": "EUR", "coin": "BTC", "webhook_url": receiver.url});
        client.invoice("/v1/invoices", body).await.json()
    };
    let invoice = create().await;
    // 10 × 1.08 ÷ 80000
    assert_eq!(invoice["amount_crypto"], "0.000135");
    assert_eq!(
        (&invoice["created_at"], &invoice["expires_at"]),
        (&json!(1_735_686_000), &json!(1_735_689_600))
    );
    let id = invoice["id"].as_str().unwrap();
    assert_eq!(
        client.control(&format!("/invoices/{id}/confirm"), json!({})).await.json()["status"],
        "confirming"
    );
    create().await;
    let failing = create().await;
    sandbox.fail_invoice(failing["id"].as_str().unwrap()).await.unwrap();
    // Time ends the one that waits, not the one that is being confirmed.
    sandbox.advance_clock(std::time::Duration::from_secs(3600));
    assert_eq!(sandbox.pay_invoice(id).await.unwrap().status, "paid");
    let mut events: Vec<String> = receiver
        .wait(4)
        .await
        .iter()
        .map(|webhook| webhook.json()["event"].as_str().unwrap().to_owned())
        .collect();
    events.sort_unstable();
    assert_eq!(events, ["invoice.confirming", "invoice.expired", "invoice.failed", "invoice.paid"]);
    assert_eq!(sandbox.expire_invoice(id).await.unwrap_err().status(), 409);
}
