//! Payments over real sockets, with their webhooks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use pay2328_sandbox::Progress;
use serde_json::json;
use support::{Client, Receiver, builder, members};

#[tokio::test]
async fn a_payment_is_created_paid_and_credited_less_the_fee() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let payment = client.payment("ORDER-1", &receiver.url).await;
    assert_eq!(payment["payment_status"], "check");
    assert_eq!(payment["amount"], "49.99");
    assert_eq!(payment["payer_amount"], "49.99000000");
    assert_eq!(payment["amount_usd"], "49.99000000");
    assert!(payment["address"].as_str().unwrap().starts_with('T'));
    assert!(payment["qr"].as_str().unwrap().starts_with("data:image/png;base64,"));
    assert!(payment["expires_at"].as_str().unwrap().ends_with("+03:00"));
    assert!(payment["txid"].is_null());

    let uuid = payment["uuid"].as_str().unwrap();
    let change = client.control(&format!("/payments/{uuid}/pay"), json!({})).await.json();
    assert_eq!(change["status"], "paid");
    // 49.99 × 0.008 = 0.39992; 49.99 − 0.39992 = 49.59008
    let webhook = receiver.wait(1).await.remove(0);
    assert!(webhook.verify(sandbox.api_key()));
    assert!(!webhook.verify(sandbox.payout_key()));
    assert!(webhook.headers["user-agent"].to_str().unwrap().starts_with("pay2328-sandbox/"));
    assert_eq!(webhook.json()["merchant_amount"], "49.590080000000000000");
    assert_eq!(webhook.json()["amount"], "49.99000000");
    let documented = "uuid order_id amount currency url expires_at created_at payer_currency payer_amount network address \
        payment_status txid payment_amount merchant_amount amount_usd exchange_rate sign";
    let order: Vec<&str> = documented.split_whitespace().collect();
    assert_eq!(members(std::str::from_utf8(&webhook.body).unwrap()), order);

    let info = client.post("/v1/payment/info", json!({"order_id": "ORDER-1"})).await.result();
    assert_eq!(info["payment_status"], "paid");
    assert_eq!(info["merchant_amount"], "49.590080000000000000");
    assert_eq!(info["payment_amount"], "49.99000000");
    assert_eq!(client.control(&format!("/payments/{uuid}/pay"), json!({})).await.status, 409);
}

#[tokio::test]
async fn the_result_has_its_members_in_the_documented_order() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    client.payment("ORDER-1", "https://shop.example/hook").await;
    let answer = client.post("/v1/payment/info", json!({"order_id": "ORDER-1"})).await;
    let result = answer.text.strip_prefix(r#"{"state":0,"result":"#).unwrap();
    let documented = "uuid order_id amount currency amount_usd exchange_rate url tg_deeplink expires_at created_at \
        payer_currency payer_amount network address payment_status txid payment_amount qr merchant_amount";
    assert_eq!(members(result), documented.split_whitespace().collect::<Vec<_>>());
}

#[tokio::test]
async fn repeating_an_order_gives_the_existing_payment_even_if_the_request_differs() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let first = client.payment("ORDER-1", "https://shop.example/hook").await;
    let body = json!({"amount": 5, "currency": "EUR", "order_id": "ORDER-1", "url_callback": "https://shop.example/hook"});
    let second = client.post("/v1/payment", body).await.result();
    assert_eq!(first, second);
    assert_eq!(sandbox.payment_count(), 1);
}

#[tokio::test]
async fn fiat_is_converted_at_fixed_rates_and_rounded_up_for_the_payer() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let body = json!({
        "amount": "180.00", "currency": "RUB", "order_id": "1", "to_currency": "TON", "network": "TON",
        "url_callback": "https://shop.example/hook",
    });
    let payment = client.post("/v1/payment", body).await.result();
    assert_eq!(payment["exchange_rate"], "0.01340691");
    // 180 × 0.01340691 = 2.4132438; ÷ 2.5 = 0.96529752
    assert_eq!(payment["amount_usd"], "2.41324380");
    assert_eq!(payment["payer_amount"], "0.96529752");

    // 1 RUB is 0.01340691 USD; ÷ 80000 = 0.000000167586375, up: 0.00000017
    let body = json!({
        "amount": 1, "currency": "RUB", "order_id": "2", "to_currency": "BTC", "url_callback": "https://shop.example/hook",
    });
    assert_eq!(client.post("/v1/payment", body).await.result()["payer_amount"], "0.00000017");

    // Markup 10 % and the whole fee on the payer: 100 × 1.1 ÷ 0.992 = 110.887096774…
    let body = json!({
        "amount": "100", "currency": "USDT", "network": "TON", "order_id": "3", "price_markup": 10, "fee_split": 100,
        "url_callback": "https://shop.example/hook",
    });
    let payment = client.post("/v1/payment", body).await.result();
    assert_eq!(payment["payer_amount"], "110.88709678");
    assert_eq!(payment["amount"], "100.00");
}

#[tokio::test]
async fn without_a_coin_nothing_is_chosen_until_somebody_pays() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let body = json!({"amount": "10.5", "currency": "EUR", "order_id": "1", "url_callback": "https://shop.example/hook"});
    let payment = client.post("/v1/payment", body).await.result();
    for member in ["payer_currency", "payer_amount", "network", "address", "txid", "payment_amount", "qr"] {
        assert!(payment[member].is_null(), "{member}");
    }
    assert_eq!(payment["amount"], "10.50");
    let path = format!("/payments/{}/pay", payment["uuid"].as_str().unwrap());
    assert_eq!(client.control(&path, json!({"currency": "BTC"})).await.status, 422);
    let change = client.control(&path, json!({"currency": "BTC", "network": "BTC"})).await;
    assert_eq!(change.json()["status"], "paid");
    let info = client.post("/v1/payment/info", json!({"uuid": payment["uuid"]})).await.result();
    assert_eq!(info["payer_currency"], "BTC");
}

#[tokio::test]
async fn a_coin_without_a_network_stays_preselected_and_leaves_only_the_network_open() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let create = async |order: &str, currency: &str, to_currency: Option<&str>| {
        let body = json!({
            "amount": "10", "currency": currency, "to_currency": to_currency, "order_id": order,
            "url_callback": "https://shop.example/hook",
        });
        client.post("/v1/payment", body).await.result()
    };
    let payment = create("preselected", "USD", Some("USDT")).await;
    assert!(payment["network"].is_null());
    let page = client.send(client.http.get(payment["url"].as_str().unwrap())).await.text;
    assert!(page.contains("value=\"TRX-TRC20\"") && !page.contains("value=\"BTC\""), "{page}");
    for call in ["choose", "pay"] {
        let path = format!("/payments/preselected/{call}");
        let refused = client.control(&path, json!({"currency": "BTC", "network": "BTC"})).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]),
            (409, &json!("The shop has preselected USDT."))
        );
    }
    let chosen =
        client.control("/payments/preselected/choose", json!({"currency": "USDT", "network": "TON"}));
    assert_eq!(chosen.await.status, 200);

    create("in a coin", "USDC", None).await;
    sandbox.pay("in a coin").await.unwrap();
    let info = client.post("/v1/payment/info", json!({"order_id": "in a coin"})).await.result();
    assert_eq!((&info["payer_currency"], &info["network"]), (&json!("USDC"), &json!("BSC-BEP20")));
}

#[tokio::test]
async fn an_underpaid_payment_can_be_topped_up_and_too_much_is_overpaid() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let payment = client.payment("ORDER-1", &receiver.url).await;
    let path = format!("/payments/{}/pay", payment["uuid"].as_str().unwrap());
    let pay =
        async |amount: &str| client.control(&path, json!({"amount": amount})).await.json()["status"].clone();
    assert_eq!(pay("40").await, "underpaid_check");
    assert_eq!(pay("9").await, "underpaid_check");
    assert_eq!(pay("1").await, "overpaid");
    let webhooks = receiver.wait(2).await;
    assert_eq!(webhooks[0].json()["payment_status"], "underpaid_check");
    assert!(webhooks[0].json()["merchant_amount"].is_null());
    assert_eq!(webhooks[0].json()["payment_amount"], "40.00000000");
    assert_eq!(webhooks[1].json()["payment_status"], "overpaid");
    // 50 × 0.992
    assert_eq!(webhooks[1].json()["merchant_amount"], "49.600000000000000000");
}

#[tokio::test]
async fn fields_are_checked_and_every_problem_is_told() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let answer =
        client.post("/v1/payment", json!({"amount": "-5", "ttl_seconds": 299, "fee_split": 101})).await;
    for (field, problem) in [
        ("amount", "Must be greater than 0."),
        ("currency", "Is required."),
        ("order_id", "Is required."),
        ("url_callback", "Is required."),
        ("ttl_seconds", "Must be from 300 to 86400."),
        ("fee_split", "Must be a number from 0 to 100 with at most 4 decimals."),
    ] {
        assert_eq!(answer.problem(field), problem);
    }
    let with = |field: &str, value: serde_json::Value| {
        let mut body = json!({
            "amount": "1", "currency": "USD", "order_id": "1", "url_callback": "https://shop.example/hook",
        });
        body[field] = value;
        body
    };
    for (field, value) in [
        ("amount", json!("0.000000001")),
        ("currency", json!("XXX")),
        ("order_id", json!("x".repeat(129))),
        ("to_currency", json!("DOGECOIN")),
        ("url_return", json!("javascript:alert(1)")),
        ("description", json!("x".repeat(201))),
        ("ttl_seconds", json!(86_401)),
        ("price_markup", json!(-100)),
    ] {
        assert!(!client.post("/v1/payment", with(field, value)).await.problem(field).is_empty());
    }
    let mut body = with("to_currency", json!("BTC"));
    body["network"] = json!("TON");
    assert_eq!(client.post("/v1/payment", body).await.problem("network"), "Does not carry BTC.");
    let network_alone = client.post("/v1/payment", with("network", json!("TRX-TRC20"))).await;
    assert_eq!(network_alone.problem("network"), "Goes together with to_currency.");
    assert_eq!(client.post("/v1/payment", with("order_id", json!("ж".repeat(128)))).await.status, 200);
    assert_eq!(client.post("/v1/payment/info", json!({})).await.status, 422);
    assert_eq!(client.post("/v1/payment/info", json!({"uuid": "none"})).await.status, 404);
    assert_eq!(sandbox.payment_count(), 1);
}

#[tokio::test]
async fn the_firewall_turns_private_callbacks_away_if_asked_to() {
    let sandbox = builder().refuse_private_callbacks(true).start().await.unwrap();
    let client = Client::new(&sandbox);
    let body =
        json!({"amount": "1", "currency": "USD", "order_id": "1", "url_callback": "http://127.0.0.1/hook"});
    let answer = client.post("/v1/payment", body).await;
    assert_eq!(answer.status, 403);
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(answer.text.starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn time_alone_cancels_what_nobody_pays_and_ends_what_is_underpaid() {
    let start = chrono::DateTime::parse_from_rfc3339("2026-05-09T22:30:00Z").unwrap().to_utc();
    let sandbox = builder().frozen_at(start).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let unpaid = client.payment("unpaid", &receiver.url).await;
    let underpaid = client.payment("underpaid", &receiver.url).await;
    assert_eq!(unpaid["expires_at"], "2026-05-10T02:30:00+03:00");
    sandbox.pay_payment(underpaid["uuid"].as_str().unwrap(), Some(rust_decimal::Decimal::ONE)).await.unwrap();
    sandbox.advance_clock(std::time::Duration::from_secs(3599));
    let status = async |order: &str| {
        client.post("/v1/payment/info", json!({"order_id": order})).await.result()["payment_status"].clone()
    };
    assert_eq!(status("unpaid").await, "check");
    assert_eq!(client.control("/clock/advance", json!({"seconds": 1})).await.json()["frozen"], true);
    let webhooks = receiver.wait(3).await;
    let mut statuses: Vec<_> = webhooks
        .iter()
        .map(|webhook| webhook.json()["payment_status"].as_str().unwrap().to_owned())
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["cancel", "underpaid", "underpaid_check"]);
    assert_eq!((status("unpaid").await, status("underpaid").await), (json!("cancel"), json!("underpaid")));
    // What came in is not credited.
    assert_eq!(sandbox.balance("USDT"), rust_decimal::Decimal::from(10_000));
}

#[tokio::test]
async fn however_far_the_clock_is_moved_everything_happens_at_its_own_time() {
    let start = chrono::DateTime::parse_from_rfc3339("2026-05-09T12:00:00Z").unwrap().to_utc();
    let sandbox = builder().frozen_at(start).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    receiver.fail_next(1000);
    client.payment("ORDER-1", &receiver.url).await;
    sandbox.advance_clock(std::time::Duration::from_secs(86_400));
    // 50 attempts in less than four hours, of which none is the day's last second.
    receiver.wait(50).await;
    let shown =
        client.send(client.http.get(format!("{}/payments/ORDER-1", sandbox.control_url()))).await.json();
    assert_eq!(shown["timeline"][2]["at"], "2026-05-09T13:00:00Z");
    let log = loop {
        let log = sandbox.webhook_log();
        if log[0].progress == Progress::GivenUp {
            break log;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    };
    let expired = start + chrono::TimeDelta::hours(1);
    let attempts = &log[0].attempts;
    assert_eq!((log[0].created_at, attempts[0].at), (expired, expired));
    assert!(attempts.is_sorted_by(|one, next| next.at > one.at));
    assert!(attempts[49].at < start + chrono::TimeDelta::hours(6));
}

#[tokio::test]
async fn a_payment_can_be_locked_or_expired_on_demand() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let locked = client.payment("locked", &receiver.url).await;
    let path = format!("/payments/{}/aml-lock", locked["uuid"].as_str().unwrap());
    assert_eq!(client.control(&path, json!({})).await.json()["status"], "aml_lock");
    assert_eq!(client.control(&path, json!({})).await.status, 409);
    let webhook = receiver.wait(1).await.remove(0).json();
    assert_eq!((&webhook["payment_status"], &webhook["merchant_amount"]), (&json!("aml_lock"), &json!(null)));
    assert_eq!(webhook["payment_amount"], "49.99000000");
    assert_eq!(sandbox.balance("USDT"), rust_decimal::Decimal::from(10_000));

    let expired = client.payment("expired", &receiver.url).await;
    let path = format!("/payments/{}/expire", expired["uuid"].as_str().unwrap());
    assert_eq!(client.control(&path, json!({})).await.json()["status"], "cancel");
}

#[tokio::test]
async fn the_list_filters_by_status_and_day_and_pages_with_a_total() {
    let start = chrono::DateTime::parse_from_rfc3339("2026-05-09T20:30:00Z").unwrap().to_utc();
    let sandbox = builder().frozen_at(start).start().await.unwrap();
    let client = Client::new(&sandbox);
    for order in ["1", "2", "3"] {
        let payment = client.payment(order, "https://shop.example/hook").await;
        if order == "2" {
            sandbox.pay_payment(payment["uuid"].as_str().unwrap(), None).await.unwrap();
        }
        sandbox.advance_clock(std::time::Duration::from_secs(1800));
    }
    let list = async |body: serde_json::Value| {
        let result = client.post("/v1/payment/list", body).await.result();
        let items = result["items"].as_array().unwrap().clone();
        let orders: Vec<_> = items.iter().map(|item| item["order_id"].as_str().unwrap().to_owned()).collect();
        (orders, result["paginate"].clone())
    };
    let (orders, paginate) = list(json!({"page": 1, "per_page": 2})).await;
    assert_eq!(orders, ["3", "2"]);
    assert_eq!(
        paginate,
        json!({"count": 2, "current_page": 1, "per_page": 2, "total": 3, "total_pages": 2, "has_more": true})
    );
    assert_eq!(list(json!({"page": 2, "per_page": 2})).await.0, ["1"]);
    assert_eq!(list(json!({"status": "paid"})).await.0, ["2"]);
    // Half past eight in the evening in UTC is half past eleven where the service is.
    assert_eq!(list(json!({"date_to": "2026-05-09"})).await.0, ["1"]);
    assert_eq!(list(json!({"date_from": "2026-05-10", "date_to": "2026-05-10"})).await.0, ["3", "2"]);
    let answer = client.post("/v1/payment/list", json!({"status": "aml_lock"})).await;
    assert!(answer.problem("status").starts_with("Must be one of: "));
    assert!(!client.post("/v1/payment/list", json!({"per_page": 5001})).await.problem("per_page").is_empty());
}
