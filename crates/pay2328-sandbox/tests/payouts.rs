//! Payouts over real sockets, with their webhooks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Client, Receiver, builder, members};

fn payout(order_id: &str, amount: &str) -> Value {
    json!({
        "currency": "USDT", "network": "TRX-TRC20", "amount": amount, "order_id": order_id,
        "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
    })
}

#[tokio::test]
async fn fees_come_out_of_the_amount_or_on_top_of_it() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let result = client.post("/v1/payout", payout("1", "10")).await.result();
    assert_eq!(result["status"], "pending");
    assert_eq!(result["merchant_amount"], "10.00000000");
    assert_eq!(result["network_amount"], "9.50000000");
    let mut body = payout("2", "10");
    body["fee_option"] = json!("add");
    let result = client.post("/v1/payout", body).await.result();
    assert_eq!(result["merchant_amount"], "10.50000000");
    assert_eq!(result["network_amount"], "10.00000000");
}

#[tokio::test]
async fn repeating_an_order_gives_the_same_payout_and_takes_the_money_once() {
    let sandbox = builder().balance("USDT", Decimal::from(15)).start().await.unwrap();
    let client = Client::new(&sandbox);
    let first = client.post("/v1/payout", payout("1", "10")).await.result();
    assert_eq!(client.post("/v1/payout", payout("1", "10")).await.result(), first);
    assert_eq!(client.post("/v1/payout", payout("1", "11")).await.result(), first);
    assert_eq!(sandbox.payout_count(), 1);
    let refused = client.post("/v1/payout", payout("2", "10")).await;
    assert_eq!(refused.problem("amount"), "Insufficient USDT balance.");
    // Without an order id nothing is the same.
    let mut body = payout("", "2");
    body.as_object_mut().unwrap().remove("order_id");
    let one = client.post("/v1/payout", body.clone()).await.result();
    assert_ne!(client.post("/v1/payout", body).await.result()["uuid"], one["uuid"]);
    assert!(one["order_id"].is_null());
}

#[tokio::test]
async fn it_completes_or_fails_and_tells_so_with_the_payout_key() {
    let sandbox = builder().balance("USDT", Decimal::TEN).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let mut body = payout("1", "10");
    body["url_callback"] = json!(receiver.url);
    let failing = client.post("/v1/payout", body.clone()).await.result();
    let path = format!("/payouts/{}/fail", failing["uuid"].as_str().unwrap());
    let change = client.control(&path, json!({"error_type": "aml_risk"})).await;
    assert_eq!(change.json()["status"], "failed");

    // The money is back.
    body["order_id"] = json!("2");
    let completing = client.post("/v1/payout", body).await.result();
    let uuid = completing["uuid"].as_str().unwrap();
    assert_eq!(sandbox.complete_payout(uuid).await.unwrap().status, "completed");
    assert_eq!(sandbox.complete_payout(uuid).await.unwrap_err().status(), 409);

    let webhooks = receiver.wait(2).await;
    let documented = "uuid order_id status currency network amount merchant_amount network_amount amount_usd to_address memo \
        txid block_number error_type created_at updated_at from_currency debited_amount debited_currency sign";
    for webhook in &webhooks {
        assert!(webhook.verify(sandbox.payout_key()));
        assert!(!webhook.verify(sandbox.api_key()));
        let order: Vec<&str> = documented.split_whitespace().collect();
        assert_eq!(members(std::str::from_utf8(&webhook.body).unwrap()), order);
    }
    let events: Vec<Value> = webhooks.iter().map(support::Received::json).collect();
    let failed = events.iter().find(|event| event["status"] == "failed").unwrap();
    assert_eq!(failed["error_type"], "aml_risk");
    assert!(failed["txid"].is_null());
    let status = client.get(&format!("/v1/payout/status/{uuid}")).await.result();
    assert_eq!(status["status"], "completed");
    assert!(status["txid"].is_string());
    assert_eq!(status["debited_currency"], "USDT");
    assert_eq!(client.get("/v1/payout/status/none").await.status, 404);
}

#[tokio::test]
async fn another_balance_can_be_debited_and_is_rounded_up() {
    let sandbox = builder().no_balances().balance("BTC", Decimal::ONE).start().await.unwrap();
    let client = Client::new(&sandbox);
    let mut body = payout("1", "10");
    body["from_currency"] = json!("BTC");
    body["fee_option"] = json!("add");
    let uuid = client.post("/v1/payout", body).await.result()["uuid"].as_str().unwrap().to_owned();
    // 10.5 ÷ 80000 = 0.00013125
    let status = client.get(&format!("/v1/payout/status/{uuid}")).await.result();
    assert_eq!(
        (&status["debited_amount"], &status["debited_currency"]),
        (&json!("0.00013125"), &json!("BTC"))
    );
    assert_eq!(status["from_currency"], "BTC");
    assert_eq!(sandbox.complete_payout(&uuid).await.unwrap().status, "completed");
}

#[tokio::test]
async fn fields_are_checked() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    for (field, value, problem) in [
        ("memo", json!("hello"), "Is for the networks TON and SOL only."),
        ("amount", json!("0.4"), "Must be more than the fee of 0.50 USDT."),
        ("amount", json!("0.9"), "Must be at least 1."),
        ("network", json!("BTC"), "Does not carry USDT."),
        ("currency", json!("XYZ"), "Is not a coin the sandbox knows."),
        ("from_currency", json!("USD"), "Is not a coin the sandbox knows."),
        ("fee_option", json!("split"), "Must be one of: deduct, add."),
        ("to_address", json!("T 1"), "Must not contain spaces."),
        (
            "to_address",
            json!("TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7H"),
            "Is no valid address of Tron: its form or its checksum is wrong.",
        ),
        (
            "to_address",
            json!("UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb"),
            "Is an address of TON, not of Tron.",
        ),
        ("url_callback", json!("x"), "Must be an http or https URL."),
    ] {
        let mut body = payout("1", "10");
        body[field] = value;
        assert_eq!(client.post("/v1/payout", body).await.problem(field), problem);
    }
    assert_eq!(sandbox.payout_count(), 0);
}

#[tokio::test]
async fn addresses_need_not_be_valid_if_asked_so_and_calc_refuses_what_create_refuses() {
    let sandbox = builder().any_address(true).start().await.unwrap();
    let client = Client::new(&sandbox);
    let mut body = payout("1", "10");
    body["to_address"] = json!("x");
    assert_eq!(client.post("/v1/payout", body).await.status, 200);
    let body = json!({"currency": "USDT", "network": "TRX-TRC20", "amount": "0.6"});
    assert_eq!(client.post("/v1/payout/calc", body).await.problem("amount"), "Must be at least 1.");
}
