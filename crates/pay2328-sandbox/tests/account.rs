//! Balances, rates and converts over real sockets.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Client, builder, members};

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

async fn balance(client: &Client<'_>, currency: &str) -> Value {
    let balances = client.get("/v1/balance").await.result();
    let found =
        balances.as_array().unwrap().iter().find(|balance| balance["currency_code"] == currency).cloned();
    found.unwrap_or_default()
}

#[tokio::test]
async fn deposits_credit_payouts_debit_and_failures_return() {
    let sandbox = builder().no_balances().start().await.unwrap();
    let client = Client::new(&sandbox);
    assert_eq!(client.get("/v1/balance").await.result(), json!([]));
    let payment = client.payment("ORDER-1", "https://shop.example/hook").await;
    sandbox.pay_payment(payment["uuid"].as_str().unwrap(), None).await.unwrap();
    let usdt = balance(&client, "USDT").await;
    assert_eq!(usdt["balance"], "49.590080000000000000");
    assert_eq!(usdt["balance_usd"], "49.59");
    assert_eq!(usdt["locked_balance"], "0.000000000000000000");
    assert_eq!(usdt["status"], "active");

    let body = json!({
        "currency": "USDT", "network": "TRX-TRC20", "amount": "10", "order_id": "1", "fee_option": "add",
        "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
    });
    let payout = client.post("/v1/payout", body).await.result();
    assert_eq!(sandbox.balance("USDT"), decimal("39.09008"));
    assert_eq!(balance(&client, "USDT").await["locked_balance"], "10.500000000000000000");
    sandbox.fail_payout(payout["uuid"].as_str().unwrap(), None).await.unwrap();
    assert_eq!(sandbox.balance("USDT"), decimal("49.59008"));
    assert_eq!(sandbox.locked_balance("USDT"), Decimal::ZERO);

    let added = client.control("/balances/BTC/add", json!({"amount": "0.5"})).await;
    assert_eq!(added.json()["merchant_amount"], "0.50000000");
    assert_eq!(balance(&client, "BTC").await["balance_usd"], "40000.00");
    assert_eq!(client.control("/balances/USD/add", json!({"amount": "1"})).await.status, 422);
}

#[tokio::test]
async fn money_that_is_held_is_shown_even_in_a_coin_the_merchant_has_no_balance_in() {
    let sandbox = builder().no_balances().start().await.unwrap();
    let client = Client::new(&sandbox);
    client.payment("ORDER-1", "https://shop.example/hook").await;
    sandbox.pay_payment("ORDER-1", Some(decimal("5"))).await.unwrap();
    let shown = client.send(client.http.get(format!("{}/balances", sandbox.control_url()))).await.json();
    assert_eq!(shown.as_array().unwrap().len(), 1);
    assert_eq!((&shown[0]["currency"], &shown[0]["held"]), (&json!("USDT"), &json!("5.00")));
    assert_eq!(client.get("/v1/balance").await.result(), json!([]));
}

#[tokio::test]
async fn calc_says_what_create_does_and_does_nothing() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let body = json!({"currency": "ETH", "network": "ETH-ERC20", "amount": "0.01", "fee_option": "add"});
    let answer = client.post("/v1/payout/calc", body).await;
    let expected = json!({
        "currency": "ETH", "network": "ETH-ERC20", "amount": "0.01000000", "fee_option": "add",
        "merchant_amount": "0.01020000", "network_amount": "0.01000000",
        "total_fee": "0.00020000", "total_fee_usd": "0.50000000",
    });
    assert_eq!(answer.result(), expected);
    assert_eq!(sandbox.payout_count(), 0);
    assert_eq!(sandbox.balance("ETH"), Decimal::TEN);
}

#[tokio::test]
async fn rates_prices_and_directions_can_be_read_by_anybody() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let open = client.send(client.http.get(format!("{}/v1/exchange-rates", sandbox.merchant_api()))).await;
    let rates = open.result();
    assert_eq!(rates["BTC"]["USDT"], "80000.00000000");
    assert_eq!(rates["USDT"]["BTC"], "0.00001250");
    assert_eq!(rates["RUB"]["USD"], "0.01340691");
    assert!(rates["USD"].get("USD").is_none());
    // 0.00008 ÷ 80000 is 0 to eight decimals: a matrix with a hole.
    assert!(rates["UZS"].get("BTC").is_none());
    assert_eq!(client.get("/v1/exchange-rates").await.result(), rates);

    let prices = client.get("/v1/prices").await.result();
    assert!(prices.as_array().unwrap().contains(&json!({"from": "TON", "to": "USD", "price": "2.50000000"})));

    let directions = client.get("/v1/directions").await;
    let result = directions.result();
    let expected = json!({
        "network": "Tron", "network_code": "TRX-TRC20", "currency": "USDT",
        "deposit_status": "active", "withdrawal_status": "active",
        "min_deposit": "0.00000001", "max_deposit": null, "min_withdrawal": "1.00000000", "max_withdrawal": null,
        "deposit_fee_percent": "0.80", "withdrawal_fee": "0.50000000", "withdrawal_fee_type": "fixed",
    });
    assert_eq!(result[0], expected);
}

#[tokio::test]
async fn prices_may_come_without_the_envelope_but_refusals_do_not() {
    let sandbox = builder().bare_prices(true).start().await.unwrap();
    let client = Client::new(&sandbox);
    assert!(client.get("/v1/prices").await.json().is_array());
    let request = client.http.get(format!("{}/v1/prices", sandbox.merchant_api())).header("sign", "00");
    assert_eq!(client.send(request.header("project", sandbox.project())).await.json()["state"], 1);
}

#[tokio::test]
async fn converts_move_balances_and_round_against_the_merchant() {
    let sandbox = builder().no_balances().balance("USDT", decimal("1000")).start().await.unwrap();
    let client = Client::new(&sandbox);
    // 100 ÷ 80000 = 0.00125; a thousandth of it is 0.00000125, kept by the platform.
    let body = json!({"from_currency": "USDT", "to_currency": "BTC", "amount": "100", "amount_type": "from"});
    let price = client.post("/v1/convert/price", body.clone()).await.result();
    let expected = json!({
        "success": true, "from_currency": "USDT", "to_currency": "BTC", "amount_type": "from",
        "from_amount": "100.00000000", "to_amount": "0.00124875", "effective_rate": "0.00001249",
        "from_amount_usd": "100.00000000", "to_amount_usd": "99.90000000",
    });
    assert_eq!(price, expected);
    assert_eq!((sandbox.convert_count(), sandbox.balance("USDT")), (0, decimal("1000")));

    let answer = client.post("/v1/convert", body).await;
    let done = answer.result();
    assert_eq!(done["id"], 1);
    assert_eq!((&done["to_amount"], &done["fee_amount"]), (&json!("0.00124875"), &json!("0.00000125")));
    assert_eq!(done["status"], "completed");
    assert_eq!((sandbox.balance("USDT"), sandbox.balance("BTC")), (decimal("900"), decimal("0.00124875")));
    let documented = "id type status from_currency to_currency from_amount requested_from_amount refund_amount to_amount \
        exchange_rate fee_amount from_amount_usd to_amount_usd processed_at created_at";
    let result = answer.text.strip_prefix(r#"{"state":0,"result":"#).unwrap();
    assert_eq!(members(result), documented.split_whitespace().collect::<Vec<_>>());

    // 0.5 ÷ 0.999 = 0.500500500…, up 0.50050051; × 2500 = 1251.251275: more than there is.
    let body = json!({"from_currency": "USDT", "to_currency": "ETH", "amount": 0.5, "amount_type": "to"});
    let price = client.post("/v1/convert/price", body.clone()).await.result();
    assert_eq!((&price["from_amount"], &price["to_amount"]), (&json!("1251.25127500"), &json!("0.50000000")));
    assert_eq!(client.post("/v1/convert", body).await.problem("amount"), "Insufficient USDT balance.");
    assert_eq!(sandbox.convert_count(), 1);
}

#[tokio::test]
async fn converts_check_their_fields() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    for (field, value) in [
        ("from_currency", json!("USD")),
        ("to_currency", json!("USDT")),
        ("amount", json!("0")),
        ("amount", json!("0.00000001")),
        ("amount_type", json!("both")),
    ] {
        let mut body =
            json!({"from_currency": "USDT", "to_currency": "BTC", "amount": "100", "amount_type": "from"});
        body[field] = value;
        for path in ["/v1/convert", "/v1/convert/price"] {
            assert!(!client.post(path, body.clone()).await.problem(field).is_empty());
        }
    }
    let none = client.post("/v1/convert", json!({})).await;
    for field in ["from_currency", "to_currency", "amount", "amount_type"] {
        assert_eq!(none.problem(field), "Is required.");
    }
}
