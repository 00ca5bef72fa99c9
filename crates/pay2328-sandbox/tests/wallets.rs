//! Static wallets over real sockets.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Client, Receiver, builder, members};

async fn create(client: &Client<'_>, order_id: &str, callback: &str) -> Value {
    let body = json!({
        "currency": "USDT", "network": "TRX-TRC20", "order_id": order_id, "label": "User deposit #123", "url_callback": callback,
    });
    client.post("/v1/static-wallet", body).await.result()
}

fn decimal(value: &Value) -> Decimal {
    Decimal::from_str_exact(value.as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn deposits_are_credited_less_the_fee_to_the_last_decimal() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let wallet = create(&client, "USER-123", &receiver.url).await;
    assert_eq!(wallet["status"], "active");
    assert!(wallet["created_at"].as_str().unwrap().ends_with('Z'));
    let uuid = wallet["uuid"].as_str().unwrap();

    let amounts = ["10", "0.0041", "250.5", "0.00000001", "99.99999999", "3.33", "1000"];
    for amount in amounts {
        let answer =
            client.control(&format!("/static-wallets/{uuid}/deposit"), json!({"amount": amount})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let webhooks = receiver.wait(7).await;
    let documented = "uuid order_id amount currency amount_usd exchange_rate payer_currency payer_amount network address \
        payment_status txid payment_amount merchant_amount created_at sign";
    let mut credited = Decimal::ZERO;
    for (webhook, amount) in webhooks.iter().zip(amounts) {
        assert!(webhook.verify(sandbox.api_key()));
        let event = webhook.json();
        assert_eq!(decimal(&event["amount"]), Decimal::from_str_exact(amount).unwrap());
        assert_eq!(event["order_id"], "USER-123");
        credited += decimal(&event["merchant_amount"]);
        let order: Vec<&str> = documented.split_whitespace().collect();
        assert_eq!(members(std::str::from_utf8(&webhook.body).unwrap()), order);
    }
    // The documentation's own example.
    assert_eq!(webhooks[0].json()["merchant_amount"], "9.920000000000000000");
    assert_eq!(webhooks[0].json()["exchange_rate"], "1.00000000");

    let mut listed = Vec::new();
    let mut pages = Vec::new();
    for page in 1..=3 {
        let body = json!({"uuid": uuid, "page": page, "per_page": 3});
        let result = client.post("/v1/static-wallet/transactions", body).await.result();
        listed.extend(result["items"].as_array().unwrap().clone());
        pages.push(result["paginate"].clone());
    }
    assert_eq!(pages[0], json!({"count": 3, "hasPages": true, "perPage": 3, "page": 1}));
    assert_eq!(pages[2], json!({"count": 1, "hasPages": false, "perPage": 3, "page": 3}));
    assert_eq!(listed.iter().map(|item| decimal(&item["net_amount"])).sum::<Decimal>(), credited);
    assert_eq!(listed[6]["amount"], "10.00");
    assert_eq!(listed[6]["fee_amount"], "0.08");
    assert_eq!(listed[5]["net_amount"], "0.0040672");

    let info = client.post("/v1/static-wallet/info", json!({"address": wallet["address"]})).await.result();
    assert_eq!(info["total_received"], "1363.8341");
    assert_eq!(info["transactions_count"], 7);
}

#[tokio::test]
async fn a_wallet_is_unique_by_order_currency_and_network() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let hook = "https://shop.example/hook";
    let first = create(&client, "USER-1", hook).await;
    assert_eq!(create(&client, "USER-1", hook).await, first);
    assert_ne!(create(&client, "USER-2", hook).await["uuid"], first["uuid"]);
    let body = json!({"currency": "USDT", "network": "TON", "order_id": "USER-1", "url_callback": hook});
    let other = client.post("/v1/static-wallet", body).await.result();
    assert_ne!(other["uuid"], first["uuid"]);
    assert!(other["label"].is_null());
    assert_eq!(sandbox.static_wallet_count(), 3);
}

#[tokio::test]
async fn a_disabled_wallet_refuses_deposits_until_it_is_enabled() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let wallet = create(&client, "USER-1", "https://shop.example/hook").await;
    let body = json!({"uuid": wallet["uuid"]});
    let result = client.post("/v1/static-wallet/disable", body.clone()).await.result();
    let expected = json!({"uuid": wallet["uuid"], "status": "inactive", "message": "Static wallet disabled successfully"});
    assert_eq!(result, expected);
    let uuid = wallet["uuid"].as_str().unwrap();
    let error = sandbox.deposit(uuid, Decimal::TEN).await.unwrap_err();
    assert_eq!((error.status(), error.to_string().as_str()), (409, "The static wallet is inactive."));
    let result = client.post("/v1/static-wallet/enable", body).await.result();
    assert_eq!(result["message"], "Static wallet enabled successfully");
    assert_eq!(
        sandbox.deposit(uuid, Decimal::TEN).await.unwrap().merchant_amount,
        Some(Decimal::new(992, 2))
    );
    for (call, status) in [("disable", "inactive"), ("enable", "active")] {
        let change = client.control(&format!("/static-wallets/{uuid}/{call}"), json!({})).await.json();
        assert_eq!((&change["id"], &change["status"]), (&wallet["uuid"], &json!(status)));
    }
    let none = client.post("/v1/static-wallet/disable", json!({"uuid": "none"})).await;
    assert_eq!(none.json(), json!({"state": 1, "message": "Static wallet not found."}));
}

#[tokio::test]
async fn lists_filter_and_page_with_a_total() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    for order in 1..=5 {
        create(&client, &format!("USER-{order}"), "https://shop.example/hook").await;
    }
    let list = async |body: Value| client.post("/v1/static-wallet/list", body).await.result();
    let all = list(json!({"page": 1, "per_page": 2})).await;
    assert_eq!(
        all["paginate"],
        json!({"count": 2, "current_page": 1, "per_page": 2, "total": 5, "total_pages": 3, "has_more": true})
    );
    assert_eq!(list(json!({"order_id": "USER-3"})).await["paginate"]["total"], 1);
    assert_eq!(list(json!({"currency": "BTC"})).await["items"], json!([]));
    assert_eq!(list(json!({"status": "inactive"})).await["paginate"]["has_more"], false);
    for (field, value) in [("per_page", json!(101)), ("page", json!(0)), ("status", json!("paid"))] {
        let mut body = json!({});
        body[field] = value;
        assert!(!client.post("/v1/static-wallet/list", body).await.problem(field).is_empty());
    }
    let body = json!({"uuid": "x", "date_from": "2026-01-02", "date_to": "2026-01-01"});
    let answer = client.post("/v1/static-wallet/transactions", body).await;
    assert_eq!(answer.problem("date_to"), "Must not be before date_from.");
}

#[tokio::test]
async fn a_seed_gives_the_same_wallets_again_whenever_it_is() {
    let mut seen = Vec::new();
    for day in [1, 100] {
        let time = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000 + day);
        let sandbox = builder().frozen_at(time).start().await.unwrap();
        seen.push(
            create(&Client::new(&sandbox), "USER-1", "https://shop.example/hook").await["uuid"].clone(),
        );
    }
    assert_eq!(seen[0], seen[1]);
}
