//! The state file: what was acknowledged is still there, however the sandbox ended.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pay2328_sandbox::{Sandbox, Spelling};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Client, Receiver, builder, http, sign};

/// A file of its own for each test, gone afterwards.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> File {
        let path = std::env::temp_dir().join(format!("pay2328-sandbox-{name}-{}.redb", std::process::id()));
        _ = std::fs::remove_file(&path);
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        _ = std::fs::remove_file(&self.0);
    }
}

async fn at(file: &File) -> Sandbox {
    builder().state_file(&file.0).start().await.unwrap()
}

/// Everything the control API shows, without what the address of the sandbox makes different.
async fn everything(sandbox: &Sandbox) -> String {
    let client = Client::new(sandbox);
    let mut all = String::new();
    for list in [
        "payments",
        "payouts",
        "static-wallets",
        "invoices",
        "invoice-payouts",
        "converts",
        "balances",
        "delivery",
    ] {
        let answer = client.send(client.http.get(format!("{}/{list}", sandbox.control_url()))).await;
        all += &answer.text.replace(&sandbox.invoice_api(), "");
        for each in answer.json().as_array().unwrap_or(&Vec::new()) {
            if let Some(uuid) = each["uuid"].as_str() {
                let url = format!("{}/{list}/{uuid}", sandbox.control_url());
                all += &client.send(client.http.get(url)).await.text.replace(&sandbox.invoice_api(), "");
            }
        }
    }
    all
}

#[tokio::test]
async fn a_restart_changes_nothing_and_everything_goes_on() {
    let file = File::new("restart");
    let sandbox = at(&file).await;
    let receiver = Receiver::start().await;
    sandbox.seed_data(Some(&receiver.url)).unwrap();
    sandbox.spell_webhooks(Spelling::EscapedSlashes);
    sandbox.advance_clock(Duration::from_secs(7200));
    sandbox.freeze_clock();
    let (now, next) = (sandbox.now(), Client::new(&sandbox).payment("NEXT", &receiver.url).await);
    let before = everything(&sandbox).await;
    sandbox.stop().await;

    let sandbox = at(&file).await;
    assert!(sandbox.now() >= now);
    assert_eq!(everything(&sandbox).await, before);
    assert_eq!(Client::new(&sandbox).payment("NEXT", &receiver.url).await["uuid"], next["uuid"]);
    sandbox.pay("NEXT").await.unwrap();
    sandbox.wait_for_webhook("NEXT", Some("paid"), Duration::from_secs(5)).await.unwrap();
    sandbox.reset();
    sandbox.stop().await;

    let sandbox = at(&file).await;
    assert_eq!((sandbox.payment_count(), sandbox.balance("USDT")), (0, Decimal::from(10_000)));
}

#[tokio::test]
async fn a_webhook_that_was_not_taken_is_sent_after_the_restart() {
    let file = File::new("webhook");
    let receiver = Receiver::start().await;
    receiver.fail_next(1);
    let sandbox =
        builder().state_file(&file.0).webhook_backoff(Duration::from_secs(3600)).start().await.unwrap();
    Client::new(&sandbox).payment("ORDER-1", &receiver.url).await;
    sandbox.pay("ORDER-1").await.unwrap();
    receiver.wait(1).await;
    sandbox.stop().await;
    let sandbox = at(&file).await;
    assert_eq!(receiver.wait(2).await[1].body, receiver.received()[0].body);
    sandbox.wait_for_webhook("ORDER-1", Some("paid"), Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn settings_that_are_given_win_over_those_in_the_file() {
    let file = File::new("settings");
    let sandbox = builder().state_file(&file.0).webhook_spelling(Spelling::Pretty).start().await.unwrap();
    sandbox.duplicate_webhooks(3);
    sandbox.stop().await;
    let spelling = async |sandbox: &Sandbox| {
        let client = Client::new(sandbox);
        let url = format!("{}/delivery", sandbox.control_url());
        let shown = client.send(client.http.get(url)).await.json();
        (shown["spelling"].as_str().unwrap().to_owned(), shown["copies"].as_u64().unwrap())
    };
    let sandbox = at(&file).await;
    assert_eq!(spelling(&sandbox).await.0, "pretty");
    sandbox.stop().await;
    let given = builder().state_file(&file.0).webhook_spelling(Spelling::Compact).duplicate_webhooks(2);
    let sandbox = given.start().await.unwrap();
    assert_eq!(spelling(&sandbox).await, ("compact".to_owned(), 2));
    assert!(sandbox.warnings().is_empty());
}

#[tokio::test]
async fn a_file_in_use_or_of_another_kind_is_a_clear_error() {
    let file = File::new("in-use");
    let _sandbox = at(&file).await;
    let error = builder().state_file(&file.0).start().await.unwrap_err();
    assert!(error.to_string().starts_with("cannot use the state file"), "{error}");
    let text = File::new("text");
    std::fs::write(&text.0, "this is no database").unwrap();
    let error = builder().state_file(&text.0).start().await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "it is no state file of a sandbox");
}

/// The program with a state file, and its announcement.
fn program(file: &Path) -> (Child, Value) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pay2328-sandbox"))
        .args(["--rate-limit", "0", "--state"])
        .arg(file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (program, serde_json::from_str(&line).unwrap())
}

/// Four clients at once make payments and payouts, and note what was acknowledged.
async fn burst(announced: &Value, round: usize, acknowledged: &Arc<Mutex<Vec<(String, Value)>>>) {
    let clients = (0..4).map(|client| {
        let (base, project) =
            (announced["merchant_api"].as_str().unwrap().to_owned(), announced["project"].as_str().unwrap().to_owned());
        let acknowledged = Arc::clone(acknowledged);
        tokio::spawn(async move {
            let http = http().user_agent("TestShop/1.0").build().unwrap();
            for number in 0.. {
                let order_id = format!("{round}-{client}-{number}");
                let (path, key, body) = if number % 2 == 0 {
                    let body = json!({
                        "amount": "10", "currency": "USD", "order_id": order_id, "url_callback": "http://127.0.0.1:9/",
                    });
                    ("/v1/payment", "test-api-key", body)
                } else {
                    let body = json!({
                        "amount": "1", "currency": "USDT", "network": "TRX-TRC20", "order_id": order_id, "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
                    });
                    ("/v1/payout", "test-payout-key", body)
                };
                let body = body.to_string();
                let request = http
                    .post(format!("{base}{path}"))
                    .header("content-type", "application/json")
                    .header("project", &project)
                    .header("sign", sign(key, body.as_bytes()))
                    .body(body);
                let Ok(answer) = request.send().await else { return };
                let Ok(text) = answer.text().await else { return };
                let Ok(answer) = serde_json::from_str::<Value>(&text) else { return };
                assert_eq!(answer["state"], 0, "{answer}");
                acknowledged.lock().unwrap().push((order_id, answer["result"]["uuid"].clone()));
            }
        })
    });
    let clients: Vec<_> = clients.collect();
    for client in clients {
        client.await.unwrap();
    }
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_burst_loses_nothing_that_was_acknowledged() {
    let file = File::new("kill");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for round in 0..4 {
        let (mut program, announced) = program(&file.0);
        let so_far = Arc::clone(&acknowledged);
        let killer = tokio::spawn(async move {
            while so_far.lock().unwrap().len() < (round + 1) * 25 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            // SIGKILL: no handler, no goodbye.
            program.kill().unwrap();
            program.wait().unwrap();
        });
        burst(&announced, round, &acknowledged).await;
        killer.await.unwrap();
    }
    let sandbox = builder().state_file(&file.0).start().await.unwrap();
    let client = Client::new(&sandbox);
    let acknowledged = acknowledged.lock().unwrap().clone();
    for (order_id, uuid) in &acknowledged {
        let is_payment = order_id.rsplit('-').next().unwrap().parse::<u64>().unwrap() % 2 == 0;
        let list = if is_payment { "payments" } else { "payouts" };
        let url = format!("{}/{list}/{order_id}", sandbox.control_url());
        assert_eq!(client.send(client.http.get(url)).await.json()["uuid"], *uuid, "{order_id}");
    }
    // One USDT is set aside for each payout there is, acknowledged or not, and nothing else has moved.
    let payouts = Decimal::from(sandbox.payout_count());
    assert_eq!(sandbox.locked_balance("USDT"), payouts);
    assert_eq!(sandbox.balance("USDT"), Decimal::from(10_000) - payouts);
}
