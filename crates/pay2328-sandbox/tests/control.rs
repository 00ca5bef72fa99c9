//! The control API: what a test or the console does to the sandbox itself.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use pay2328_sandbox::{Progress, ReleaseOrder, Sandbox, Spelling, WebhookKind};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Client, Receiver, builder, sign};

const PATIENCE: Duration = Duration::from_secs(5);

async fn read(client: &Client<'_>, path: &str) -> Value {
    client.send(client.http.get(format!("{}{path}", client.sandbox.control_url()))).await.json()
}

#[tokio::test]
async fn a_payment_can_be_named_by_its_order_id_and_waited_for() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    client.payment("ORDER-1", &receiver.url).await;
    let in_vain = sandbox.wait_for_webhook("ORDER-1", None, Duration::from_millis(20)).await.unwrap_err();
    assert_eq!(in_vain.status(), 408);
    assert!(in_vain.to_string().contains("there is none about it"), "{in_vain}");

    let change = sandbox.pay("ORDER-1").await.unwrap();
    let webhook = sandbox.wait_for_webhook("ORDER-1", Some("paid"), PATIENCE).await.unwrap();
    assert_eq!((webhook.object, webhook.status.as_str()), (change.id, "paid"));
    assert_eq!(webhook.body, receiver.received()[0].body);
    let about = sandbox.webhooks_about("ORDER-1");
    assert_eq!(about.len(), 1);
    assert!(about[0].body_text().contains("ORDER-1") && format!("{about:?}").contains("ORDER-1"));
    let request = &sandbox.requests_for("payment_create")[0];
    assert!(request.body_text().contains("ORDER-1") && request.answer_text().contains("\"state\":0"));
    assert!(sandbox.requests_for("payout_create").is_empty() && sandbox.requests_for("none").is_empty());
    let wrong = sandbox.wait_for_webhook("ORDER-1", Some("cancel"), Duration::from_millis(20)).await;
    assert!(wrong.unwrap_err().to_string().contains("paid to http://127.0.0.1"));
}

#[tokio::test]
async fn an_order_id_names_everything_that_has_it() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    client.payment("SAME", &receiver.url).await;
    let payout = json!({
        "currency": "USDT", "network": "TRX-TRC20", "amount": "10", "order_id": "SAME",
        "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "url_callback": receiver.url,
    });
    client.post("/v1/payout", payout).await.result();
    let wallet =
        json!({"currency": "TON", "network": "TON", "order_id": "SAME", "url_callback": receiver.url});
    let wallet = client.post("/v1/static-wallet", wallet).await.result();
    let invoice = json!({
        "amount": "5", "currency": "USD", "coin": "USDT", "order_id": "SAME", "webhook_url": receiver.url,
    });
    let invoice = client.invoice("/v1/invoices", invoice).await.json();
    sandbox.pay("SAME").await.unwrap();
    sandbox.complete_payout("SAME").await.unwrap();
    sandbox.deposit(wallet["uuid"].as_str().unwrap(), Decimal::TEN).await.unwrap();
    sandbox.confirm_invoice(invoice["id"].as_str().unwrap()).await.unwrap();
    let kind = async |status| sandbox.wait_for_webhook("SAME", Some(status), PATIENCE).await.unwrap().kind;
    assert_eq!(kind("paid").await, WebhookKind::Payment);
    assert_eq!(kind("completed").await, WebhookKind::Payout);
    assert_eq!(kind("confirming").await, WebhookKind::Invoice);
    assert_eq!(sandbox.webhooks_about("SAME").len(), 4);
    let deposit =
        sandbox.wait_for_webhook(wallet["address"].as_str().unwrap(), None, PATIENCE).await.unwrap();
    assert_eq!(deposit.kind, WebhookKind::StaticDeposit);
}

#[tokio::test(start_paused = true)]
async fn waiting_takes_real_time_even_if_the_callers_time_is_paused() {
    let sandbox = Sandbox::start().await.unwrap();
    let started = std::time::Instant::now();
    sandbox.wait_for_webhook("x", None, Duration::from_millis(50)).await.unwrap_err();
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn every_spelling_parses_to_the_same_and_is_signed_over_the_compact_text() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    for (at, spelling) in Spelling::ALL.iter().enumerate() {
        if at % 2 == 0 {
            sandbox.spell_webhooks(*spelling);
        } else {
            client.control("/delivery", json!({ "spelling": spelling.name() })).await;
        }
        let order = format!("Zażółć/{}", spelling.name());
        client.payment(&order, &receiver.url).await;
        sandbox.pay(&order).await.unwrap();
        let received = receiver.wait(at + 1).await.remove(at);
        let text = String::from_utf8(received.body.clone()).unwrap();
        assert_eq!(received.json()["order_id"], order.as_str(), "{text}");
        // What was signed: the compact text without the sign member, which is the last one.
        let compact = sandbox.webhook_log().remove(at);
        assert_eq!(compact.body, received.body);
        let literal = text.replace("\\/", "/").replace("\\u017c", "ż").replace("\\u00f3", "ó");
        let literal = literal.replace("\\u0142", "ł").replace("\\u0107", "ć");
        let literal: String = if *spelling == Spelling::Pretty {
            literal.lines().map(|line| line.trim().replacen("\": ", "\":", 1)).collect()
        } else {
            literal
        };
        let (unsigned, rest) = literal.rsplit_once(",\"sign\":\"").unwrap();
        assert_eq!(rest, format!("{}\"}}", sign(sandbox.api_key(), format!("{unsigned}}}").as_bytes())));
    }
    assert_eq!(client.control("/delivery", json!({"spelling": "yaml"})).await.status, 422);
}

#[tokio::test]
async fn webhooks_can_be_held_and_come_out_of_order() {
    let sandbox = builder().hold_webhooks(true).start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    client.payment("ORDER-1", &receiver.url).await;
    sandbox.pay_payment("ORDER-1", Some(Decimal::TEN)).await.unwrap();
    sandbox.pay("ORDER-1").await.unwrap();
    assert!(sandbox.webhook_log().iter().all(|webhook| webhook.progress == Progress::Held));
    assert_eq!(read(&client, "/delivery").await["held"], 2);
    assert_eq!(sandbox.release_webhooks(ReleaseOrder::Reversed), 2);
    let statuses: Vec<_> =
        receiver.wait(2).await.iter().map(|webhook| webhook.json()["payment_status"].clone()).collect();
    assert_eq!(statuses, ["paid", "underpaid_check"]);

    client.control("/delivery", json!({"hold": true})).await;
    client.payment("ORDER-2", &receiver.url).await;
    sandbox.pay("ORDER-2").await.unwrap();
    let released = client.control("/webhooks/release", json!({"order": "in_order"})).await;
    assert_eq!(released.json(), json!({"released": 1}));
    receiver.wait(3).await;
}

#[tokio::test]
async fn a_webhook_can_be_sent_once_more() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    client.payment("ORDER-1", &receiver.url).await;
    sandbox.pay("ORDER-1").await.unwrap();
    receiver.wait(1).await;
    assert_eq!(sandbox.resend_webhook(1).unwrap().repeats, Some(1));
    assert_eq!(client.control("/webhooks/1/resend", json!({})).await.json()["repeats"], 1);
    let received = receiver.wait(3).await;
    assert!(received.iter().all(|webhook| webhook.body == received[0].body));
    assert_eq!(sandbox.resend_webhook(99).unwrap_err().status(), 404);
    assert_eq!(client.control("/webhooks/x/resend", json!({})).await.status, 404);
}

#[tokio::test]
async fn a_reset_makes_everything_as_it_was_and_seeded_ids_come_again() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let receiver = Receiver::start().await;
    let before = client.payment("ORDER-1", &receiver.url).await["uuid"].clone();
    sandbox.pay("ORDER-1").await.unwrap();
    sandbox.spell_webhooks(Spelling::Pretty);
    let balance = sandbox.balance("USDT");
    assert_eq!(client.control("/reset", json!({})).await.json()["counts"]["payments"], 0);
    assert_ne!(sandbox.balance("USDT"), balance);
    assert!(sandbox.request_log().is_empty() && sandbox.webhook_log().is_empty());
    assert_eq!(read(&client, "/delivery").await["spelling"], "compact");
    assert_eq!(client.payment("ORDER-1", &receiver.url).await["uuid"], before);
    sandbox.reset();
    assert_eq!(sandbox.payment_count(), 0);
}

#[tokio::test]
async fn seed_data_has_every_status_and_is_shown_by_every_list() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    sandbox.seed_data(None).unwrap();
    let seeded = client.control("/seed", json!({})).await.json();
    assert_eq!((&seeded["payments"], &seeded["payouts"]), (&json!(10), &json!(4)));
    let statuses = |list: &Value| -> Vec<String> {
        let mut statuses: Vec<String> =
            list.as_array().unwrap().iter().map(|each| each["status"].as_str().unwrap().to_owned()).collect();
        statuses.sort();
        statuses.dedup();
        statuses
    };
    let payments = read(&client, "/payments").await;
    assert_eq!(
        statuses(&payments),
        ["aml_lock", "cancel", "check", "overpaid", "paid", "underpaid", "underpaid_check"]
    );
    assert_eq!(statuses(&read(&client, "/payouts").await), ["cancelled", "completed", "failed", "pending"]);
    assert_eq!(statuses(&read(&client, "/invoices").await), ["confirming", "paid", "pending"]);
    assert_eq!(read(&client, "/payments?limit=3").await.as_array().unwrap().len(), 3);
    for (list, id) in
        [("payments", "uuid"), ("payouts", "uuid"), ("static-wallets", "uuid"), ("invoices", "id")]
    {
        let first = read(&client, &format!("/{list}")).await[0].clone();
        let one = read(&client, &format!("/{list}/{}", first[id].as_str().unwrap())).await;
        assert_eq!(one[id], first[id]);
        assert!(!one["timeline"].as_array().unwrap().is_empty());
    }
    assert_eq!(read(&client, "/converts").await.as_array().unwrap().len(), 2);
    let open = payments.as_array().unwrap().iter().find(|payment| payment["chosen"].is_null()).unwrap();
    assert_eq!(open["actions"], json!(["choose", "pay", "aml-lock", "expire"]));
    let choose = format!("/payments/{}/choose", open["uuid"].as_str().unwrap());
    assert_eq!(client.control(&choose, json!({"currency": "SOL"})).await.status, 422);
    assert_eq!(client.control(&choose, json!({"currency": "SOL", "network": "SOL"})).await.status, 200);
    assert_eq!(client.control(&choose, json!({"currency": "BTC", "network": "BTC"})).await.status, 409);
    assert_eq!(client.control("/payments/none/pay", json!({})).await.status, 404);
}

#[tokio::test]
async fn logs_can_be_asked_for_less_and_say_why_a_signature_failed() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    client.post("/v1/payment/info", json!({"order_id": "FIRST"})).await;
    let pretty = "{\n    \"order_id\": \"SECOND\"\n}";
    let request = client
        .http
        .post(format!("{}/v1/payment/info", sandbox.merchant_api()))
        .header("content-type", "application/json")
        .header("project", sandbox.project())
        .header("sign", sign(sandbox.api_key(), br#"{"order_id":"SECOND"}"#))
        .body(pretty);
    assert_eq!(client.send(request).await.status, 401);
    let log = read(&client, "/requests?about=SECOND&limit=5").await;
    assert_eq!(log.as_array().unwrap().len(), 1);
    let signature = &log[0]["signature"];
    assert_eq!(signature["key"], "API key");
    assert!(signature["mistake"].as_str().unwrap().contains("another spelling"), "{signature}");
    assert_eq!(signature["expected"], sign(sandbox.api_key(), pretty.as_bytes()));
    assert_eq!(read(&client, "/requests?about=SECON").await, json!([]));
    assert_eq!(read(&client, "/requests?limit=1").await[0]["id"], 2);
    assert_eq!(read(&client, "/requests/1").await["status"], 404);
    let bad = client.send(client.http.get(format!("{}/requests?limit=x", sandbox.control_url()))).await;
    assert_eq!(bad.status, 422);
}

#[tokio::test]
async fn pages_carry_a_strict_policy_and_other_sites_cannot_act() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let payment = client.payment("<b>ORDER</b>", "http://127.0.0.1:9/").await;
    for url in [payment["url"].as_str().unwrap(), &sandbox.console_url()] {
        let page = client.send(client.http.get(url)).await;
        assert_eq!(page.status, 200);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"));
        assert!(!page.text.contains("<b>ORDER"), "{}", page.text);
    }
    let act = |site: &str| {
        let url = format!("{}/payments/{}/pay", sandbox.control_url(), payment["uuid"].as_str().unwrap());
        client.http.post(url).header("sec-fetch-site", site)
    };
    assert_eq!(client.send(act("cross-site")).await.status, 403);
    assert_eq!(client.send(act("same-origin")).await.status, 200);
    let missing = client.send(client.http.get(format!("{}/checkout/none", sandbox.invoice_api()))).await;
    assert_eq!((missing.status, missing.text.contains("Payment not found.")), (404, true));
}

#[tokio::test]
async fn slips_are_told() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    client.payment("ORDER-1", "http://127.0.0.1:9/").await;
    let slip = client.control("/payments/ORDER-1/pay", json!({"amont": "0.1"})).await;
    assert_eq!(
        (slip.status, &*slip.text),
        (422, r#"{"error":"There is no member \"amont\" here; what there is: amount, currency, network."}"#)
    );
    for path in ["/payments/ORDER-1/expire", "/reset", "/clock/freeze", "/webhooks/1/resend"] {
        let slip = client.control(path, json!({"now": true})).await;
        assert!(
            slip.text.contains("There is no member \\\"now\\\" here; what there is: none."),
            "{}",
            slip.text
        );
    }
    assert_eq!(read(&client, "/payments/ORDER-1").await["status"], "check");

    let not_text = client.control("/payments/%ff/pay", json!({})).await;
    assert_eq!((not_text.status, &*not_text.text), (400, r#"{"error":"The path is not in UTF-8."}"#));
    let page = client.send(client.http.get(format!("{}/checkout/%ff", sandbox.invoice_api()))).await;
    assert_eq!((page.status, page.text.contains("Nothing here")), (404, true));
    for path in ["/", "/_sandbox"] {
        let page = client.send(client.http.get(format!("{}{path}", sandbox.invoice_api()))).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("<title>Console"), "{path}");
    }
}
