//! What every request has to carry, and what happens to one that does not.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use pay2328_sandbox::Sandbox;
use serde_json::json;
use support::{Client, builder, sign};

const BODY: &str = r#"{"order_id":"ORDER-1"}"#;

#[tokio::test]
async fn a_wrong_key_a_wrong_body_and_a_wrong_project_are_refused() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let url = format!("{}/v1/payment/info", sandbox.merchant_api());
    let request = |project: &str, signature: &str| {
        client
            .http
            .post(&url)
            .header("content-type", "application/json")
            .header("project", project)
            .header("sign", signature)
            .body(BODY)
    };
    let right = sign(sandbox.api_key(), BODY.as_bytes());
    assert_eq!(client.send(request(sandbox.project(), &right)).await.status, 404);

    let payout_key = sign(sandbox.payout_key(), BODY.as_bytes());
    let other_body = sign(sandbox.api_key(), br#"{"order_id": "ORDER-1"}"#);
    for (project, signature, status, message) in [
        (sandbox.project(), payout_key.as_str(), 401, "The signature is invalid."),
        (sandbox.project(), &other_body, 401, "The signature is invalid."),
        ("00000000-0000-4000-8000-000000000000", &right, 403, "The project is unknown."),
    ] {
        let answer = client.send(request(project, signature)).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json(), json!({"state": 1, "message": message}));
    }
    let log = sandbox.request_log();
    assert!(log[1].explanation.as_deref().unwrap().contains("made with the Payout API key"));
    assert_eq!(log[1].header("Sign"), Some(payout_key.as_str()));
    assert_eq!(log[1].body, BODY.as_bytes());
    assert_eq!((log[1].status, log[1].method.as_str()), (Some(401), "POST"));
    assert_eq!(log[1].operation.unwrap().id(), "payment_info");
}

#[tokio::test]
async fn headers_are_required_even_on_get() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let bare = support::http().build().unwrap();
    let url = format!("{}/v1/payout/status/none", sandbox.merchant_api());
    let signed = |http: &reqwest::Client| {
        http.get(&url).header("project", sandbox.project()).header("sign", sign(sandbox.payout_key(), b""))
    };
    let json = "application/json";
    assert_eq!(client.send(signed(&client.http).header("content-type", json)).await.status, 404);
    assert_eq!(client.send(signed(&client.http)).await.status, 415);
    assert_eq!(client.send(signed(&bare).header("content-type", json)).await.status, 403);
    let unsigned = client.http.get(&url).header("content-type", json);
    assert_eq!(
        client.send(unsigned.try_clone().unwrap()).await.json()["message"],
        "The project header is missing."
    );
    let unsigned = unsigned.header("project", sandbox.project());
    assert_eq!(client.send(unsigned).await.json()["message"], "The sign header is missing.");
}

#[tokio::test]
async fn bodies_that_are_no_object_paths_that_are_none_and_wrong_methods() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    for body in ["", "[]", "null", "{\"a\":", "\"text\""] {
        let answer = client.send(client.request("/v1/payment", body)).await;
        assert_eq!((answer.status, answer.json()["state"].clone()), (400, json!(1)), "{body}");
    }
    assert_eq!(client.get("/v1/payment").await.status, 405);
    assert_eq!(
        client.get("/v1/nothing").await.json(),
        json!({"state": 1, "message": "There is no such path."})
    );
    assert_eq!(
        client.invoice("/v1/nothing", json!({})).await.json(),
        json!({"error": "There is no such path."})
    );
    let large = format!("{{\"order_id\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    assert_eq!(client.send(client.request("/v1/payment", large)).await.status, 413);
}

#[tokio::test]
async fn the_eleventh_request_within_a_second_is_too_many() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::new(&sandbox);
    let mut statuses = Vec::new();
    for _ in 0..11 {
        statuses.push(client.post("/v1/payment/info", json!({"uuid": "none"})).await.status);
    }
    assert_eq!(statuses, [[404; 10].as_slice(), &[429]].concat());
    tokio::time::sleep(Duration::from_millis(1050)).await;
    assert_eq!(client.post("/v1/payment/info", json!({"uuid": "none"})).await.status, 404);
}

#[tokio::test]
async fn many_run_side_by_side_and_each_ends_with_its_handle() {
    let mut sandboxes = Vec::new();
    for _ in 0..8 {
        sandboxes.push(builder().start().await.unwrap());
    }
    for (at, sandbox) in sandboxes.iter().enumerate() {
        for order in 0..=at {
            Client::new(sandbox).payment(&format!("ORDER-{order}"), "https://shop.example/hook").await;
        }
    }
    for (at, sandbox) in sandboxes.iter().enumerate() {
        assert_eq!(sandbox.payment_count(), at + 1);
    }
    let url = sandboxes[0].invoice_api();
    drop(sandboxes);
    let error = support::http().build().unwrap().get(url).send().await.unwrap_err();
    assert!(error.is_connect());
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_in_the_caller_does_not_stop_the_sandbox() {
    let sandbox = builder().start().await.unwrap();
    let payment = sandbox.pay_payment("none", None).await.unwrap_err();
    assert_eq!((payment.status(), payment.to_string().as_str()), (404, "Payment not found."));
    sandbox.stop().await;
}

#[test]
fn a_sandbox_needs_no_runtime_of_the_caller_and_starts_at_once() {
    // The best of a few: the machine may be busy with other things.
    let quickest = (0..5).map(|_| {
        let started = std::time::Instant::now();
        let sandbox = builder().start_blocking().unwrap();
        let address = sandbox.invoice_api().trim_start_matches("http://").to_owned();
        assert!(std::net::TcpStream::connect(address).is_ok());
        started.elapsed()
    });
    assert!(quickest.min().unwrap() < Duration::from_millis(50));
}
