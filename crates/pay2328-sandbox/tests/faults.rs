//! Each fault does to a request what its name says.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use pay2328_sandbox::{Fault, Operation, Sandbox};
use serde_json::json;
use support::{Answer, Client, builder};

async fn attempt(sandbox: &Sandbox, fault: Fault) -> Result<Answer, reqwest::Error> {
    sandbox.fault("payout_create", fault, 1).unwrap();
    let client = Client::new(sandbox);
    let body = json!({
        "currency": "USDT", "network": "TRX-TRC20", "amount": "10", "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
    });
    let request = client.request("/v1/payout", body.to_string()).timeout(Duration::from_millis(500));
    client.try_send(request).await
}

#[tokio::test]
async fn what_is_committed_is_there_and_what_is_not_is_not() {
    for fault in Fault::all() {
        let sandbox = builder().start().await.unwrap();
        let outcome = attempt(&sandbox, fault.clone()).await;
        let committed = fault.name().starts_with("commit") || matches!(fault, Fault::Latency(_));
        assert_eq!(sandbox.payout_count(), usize::from(committed), "{fault:?}");
        assert_eq!(sandbox.attempts("payout_create"), 1);
        assert_eq!(sandbox.request_log()[0].fault, Some(fault.name()));
        match fault {
            Fault::CommitThenDrop | Fault::Drop => {
                let error = outcome.unwrap_err();
                assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
                assert_eq!(sandbox.request_log()[0].status, None);
            }
            Fault::CommitThenTruncate => {
                let error = outcome.unwrap_err();
                assert!(error.is_decode() || error.is_body(), "{error:?}");
            }
            Fault::CommitThenHang | Fault::Hang => assert!(outcome.unwrap_err().is_timeout()),
            Fault::CommitThenServerError | Fault::ServerError => {
                assert_eq!((outcome.as_ref().unwrap().status), 500);
                assert_eq!(outcome.unwrap().json()["state"], 1);
            }
            Fault::CommitThenGarbage => {
                let answer = outcome.unwrap();
                assert_eq!(answer.status, 200);
                assert!(serde_json::from_str::<serde_json::Value>(&answer.text).is_err());
            }
            Fault::TooManyRequests { retry_after } => {
                let answer = outcome.unwrap();
                assert_eq!(answer.status, 429);
                let header =
                    answer.headers.get("retry-after").map(|value| value.to_str().unwrap().to_owned());
                assert_eq!(header, retry_after);
            }
            Fault::Firewall => {
                let answer = outcome.unwrap();
                assert_eq!(answer.status, 403);
                assert!(answer.text.starts_with("<!DOCTYPE html>"));
            }
            Fault::Latency(_) => assert_eq!(outcome.unwrap().result()["status"], "pending"),
            other => panic!("no test for {other:?}"),
        }
        // Hanging requests do not hold up the end.
        let end = tokio::task::spawn_blocking(|| drop(sandbox));
        tokio::time::timeout(Duration::from_secs(60), end).await.expect("it hangs").unwrap();
    }
}

#[tokio::test]
async fn what_is_answered_late_is_carried_out_even_if_nobody_waits_for_it() {
    let sandbox = builder().start().await.unwrap();
    let late = attempt(&sandbox, Fault::Latency(Duration::from_secs(600))).await;
    assert!(late.unwrap_err().is_timeout());
    assert_eq!(sandbox.payout_count(), 1);
    assert_eq!(sandbox.request_log()[0].status, None);
}

#[tokio::test]
async fn a_truncated_answer_comes_with_its_first_half() {
    let sandbox = builder().start().await.unwrap();
    sandbox.fault("payment_info", Fault::CommitThenTruncate, 1).unwrap();
    let client = Client::new(&sandbox);
    let mut response = client.request("/v1/payment/info", r#"{"uuid":"x"}"#).send().await.unwrap();
    assert_eq!(response.status(), 404);
    let half = response.chunk().await.unwrap().unwrap();
    let whole = r#"{"state":1,"message":"Payment not found."}"#;
    assert_eq!(half, &whole.as_bytes()[..whole.len() / 2]);
    assert!(response.chunk().await.is_err());
}

#[tokio::test]
async fn faults_are_planned_by_control_call_too() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let body =
        json!({"operation": "payment_info", "fault": "too_many_requests", "times": 2, "retry_after": "3"});
    let shown = client.control("/faults", body).await.json();
    assert_eq!(
        shown["planned"],
        json!([{"operation": "payment_info", "fault": "too_many_requests", "times": 2}])
    );
    for status in [429, 429, 404] {
        assert_eq!(client.post("/v1/payment/info", json!({"uuid": "none"})).await.status, status);
    }
    let body = json!({"operation": "payment_info", "fault": "latency", "milliseconds": 50});
    client.control("/faults", body).await;
    let started = Instant::now();
    client.post("/v1/payment/info", json!({"uuid": "none"})).await;
    assert!(started.elapsed() >= Duration::from_millis(50));

    client.control("/faults", json!({"operation": "balance", "fault": "drop"})).await;
    assert_eq!(client.control("/faults/clear", json!({})).await.json()["planned"], json!([]));
    let attempts = client.send(client.http.get(format!("{}/attempts", sandbox.control_url()))).await;
    assert_eq!(attempts.json()["attempts"]["payment_info"], 4);
    for (body, field) in [
        (json!({"fault": "drop"}), "operation"),
        (json!({"operation": "none", "fault": "drop"}), "operation"),
        (json!({"operation": "balance", "fault": "explode"}), "fault"),
        (json!({"operation": "balance"}), "fault"),
    ] {
        let answer = client.control("/faults", body).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json()["errors"][field].as_array().unwrap().len(), 1, "{}", answer.text);
        assert!(answer.text.matches("too_many_requests").count() <= 1, "{}", answer.text);
    }
}

#[test]
fn every_operation_can_be_named() {
    let sandbox = builder().start_blocking().unwrap();
    for operation in Operation::ALL {
        assert!(sandbox.fault(operation.id(), Fault::Drop, 1).is_ok());
    }
    assert_eq!(sandbox.fault("payment_cancel", Fault::Drop, 1).unwrap_err().status(), 422);
    sandbox.clear_faults();
}

#[tokio::test]
async fn under_chaos_whoever_repeats_with_the_order_id_pays_exactly_once() {
    let sandbox = builder().chaos(60, 7).start().await.unwrap();
    let client = Client::new(&sandbox);
    for order in 0..5 {
        let body = json!({
            "currency": "USDT", "network": "TRX-TRC20", "amount": "10", "order_id": format!("P{order}"),
            "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
        });
        let mut answered = false;
        for _ in 0..50 {
            let answer = client.try_send(client.request("/v1/payout", body.to_string())).await;
            if answer.is_ok_and(|answer| answer.status == 200 && answer.text.starts_with("{\"state\":0")) {
                answered = true;
                break;
            }
        }
        assert!(answered);
    }
    assert_eq!((sandbox.payout_count(), sandbox.locked_balance("USDT").to_string()), (5, "50".to_owned()));
    assert!(sandbox.attempts("payout_create") > 5);

    let shown = client.control("/chaos", json!({"percent": 100, "seed": 1})).await.json();
    assert_eq!(shown["chaos_percent"], 100);
    assert_eq!(client.control("/chaos", json!({"percent": 101})).await.status, 422);
    sandbox.chaos(0, 0);
    assert_eq!(client.get("/v1/balance").await.status, 200);
}

#[tokio::test]
async fn a_reset_brings_back_the_chaos_of_the_start_from_its_beginning() {
    let sandbox = builder().chaos(50, 7).start().await.unwrap();
    let client = Client::new(&sandbox);
    let fates = async || {
        for _ in 0..20 {
            _ = client.try_send(client.request("/v1/payment/list", r#"{"page":1}"#)).await;
        }
        sandbox.request_log().iter().map(|request| request.fault).collect::<Vec<_>>()
    };
    let before = fates().await;
    assert!(before.iter().any(Option::is_some));
    sandbox.chaos(0, 0);
    assert_eq!(client.control("/reset", json!({})).await.status, 200);
    assert_eq!(fates().await, before);
}
