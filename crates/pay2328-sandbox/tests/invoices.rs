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
    let body = json!({"address": "TXyzabc", "amount": "100.00", "coin": "USDT", "network": "TRC20"});
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
    let body = json!({"address": "TXyzabc", "amount": "10000", "coin": "USDT", "network": "TRC20"});
    assert_eq!(client.invoice("/v1/payouts", body).await.status, 422);
}
