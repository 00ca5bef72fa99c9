//! A plain client and a webhook receiver, written from the API page.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test support, of which each test uses a part"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use base64::Engine as _;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode};
use pay2328_sandbox::{Builder, Sandbox};
use serde_json::{Value, json};
use sha2::Sha256;

pub fn hmac_hex(key: &str, message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

pub fn sign(key: &str, body: &[u8]) -> String {
    hmac_hex(key, base64::engine::general_purpose::STANDARD.encode(body).as_bytes())
}

/// A sandbox for tests: the same ids on every run, and no limit in the way.
pub fn builder() -> Builder {
    Sandbox::builder().seed(2328).rate_limit(None)
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The result in the envelope of a success.
    pub fn result(&self) -> Value {
        assert_eq!((self.status, self.json()["state"].clone()), (200, json!(0)), "{}", self.text);
        self.json()["result"].clone()
    }

    /// The problems of a refused field.
    pub fn problem(&self, field: &str) -> String {
        assert_eq!((self.status, self.json()["state"].clone()), (422, json!(1)), "{}", self.text);
        let json = self.json();
        let problems =
            json["errors"][field].as_array().unwrap_or_else(|| panic!("no {field}: {}", self.text));
        problems.iter().map(|problem| problem.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    }
}

/// Another crate of the same build can give reqwest rustls without a provider, and then no client can be built before
/// one is installed, not even for plain http.
pub fn http() -> reqwest::ClientBuilder {
    // Fails when it is installed already, which is as good.
    _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

/// Signs as an integration does.
pub struct Client<'a> {
    pub sandbox: &'a Sandbox,
    pub http: reqwest::Client,
}

impl<'a> Client<'a> {
    pub fn new(sandbox: &'a Sandbox) -> Client<'a> {
        Client { sandbox, http: http().user_agent("TestShop/1.0 (+https://shop.example)").build().unwrap() }
    }

    pub fn key(&self, path: &str) -> &str {
        if path.starts_with("/v1/payout") { self.sandbox.payout_key() } else { self.sandbox.api_key() }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    pub async fn try_send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }

    /// A signed request to the Merchant API, not sent yet.
    pub fn request(&self, path: &str, body: impl Into<Vec<u8>>) -> reqwest::RequestBuilder {
        let body = body.into();
        self.http
            .post(format!("{}{path}", self.sandbox.merchant_api()))
            .header("content-type", "application/json")
            .header("project", self.sandbox.project())
            .header("sign", sign(self.key(path), &body))
            .body(body)
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(path, body.to_string())).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self
            .http
            .get(format!("{}{path}", self.sandbox.merchant_api()))
            .header("content-type", "application/json")
            .header("project", self.sandbox.project())
            .header("sign", sign(self.key(path), b""));
        self.send(request).await
    }

    pub async fn invoice(&self, path: &str, body: Value) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.sandbox.invoice_api()))
            .header("content-type", "application/json")
            .header("x-api-key", self.sandbox.invoice_api_key())
            .body(body.to_string());
        self.send(request).await
    }

    pub async fn control(&self, path: &str, body: Value) -> Answer {
        self.send(self.http.post(format!("{}{path}", self.sandbox.control_url())).body(body.to_string()))
            .await
    }

    /// A payment in fiat for a coin, paid by nobody yet.
    pub async fn payment(&self, order_id: &str, callback: &str) -> Value {
        let body = json!({
            "amount": "49.99", "currency": "USD", "order_id": order_id,
            "to_currency": "USDT", "network": "TRX-TRC20", "url_callback": callback,
        });
        self.post("/v1/payment", body).await.result()
    }
}

/// A webhook as it came over the wire.
#[derive(Debug, Clone)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Checks the `sign` member by cutting it off the end of the body.
    pub fn verify(&self, key: &str) -> bool {
        let text = std::str::from_utf8(&self.body).unwrap();
        let (unsigned, sign_member) = text.rsplit_once(",\"sign\":\"").unwrap();
        sign_member == format!("{}\"}}", sign(key, format!("{unsigned}}}").as_bytes()))
    }
}

/// A shop's endpoint for webhooks. It fails as often as told, and then answers 204.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    state: Arc<Mutex<ReceiverState>>,
}

#[derive(Default)]
struct ReceiverState {
    failures_left: u32,
    received: Vec<Received>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(ReceiverState::default()));
        let router = Router::new().fallback(receive).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Receiver { url, state }
    }

    pub fn fail_next(&self, times: u32) {
        self.state.lock().unwrap().failures_left = times;
    }

    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// Waits until so many have come.
    pub async fn wait(&self, count: usize) -> Vec<Received> {
        for _ in 0..1000 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{} of {count} webhooks came: {:?}", self.received().len(), self.received());
    }
}

async fn receive(
    State(state): State<Arc<Mutex<ReceiverState>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut state = state.lock().unwrap();
    state.received.push(Received { headers, body: body.to_vec() });
    if state.failures_left > 0 {
        state.failures_left -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    StatusCode::NO_CONTENT
}

/// The members of an object in the order they have in the text.
pub fn members(json: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    let mut rest = json;
    let mut expects_name = false;
    while let Some(character) = rest.chars().next() {
        match character {
            '"' => {
                let end = end_of_string(rest);
                if depth == 1 && expects_name {
                    names.push(rest[1..end - 1].to_owned());
                }
                expects_name = false;
                rest = &rest[end..];
                continue;
            }
            '{' | '[' => {
                depth += 1;
                expects_name = character == '{';
            }
            '}' | ']' => depth -= 1,
            ',' => expects_name = true,
            _ => {}
        }
        rest = &rest[character.len_utf8()..];
    }
    names
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    panic!("no end of string in {text}")
}
