//! Load on a sandbox in a process of its own: mixed signed calls over kept-alive connections, then its memory.
//!
//! `cargo run --release -p pay2328-sandbox --example load -- REQUESTS CONNECTIONS`; the program has to be built too
//! (`cargo build --release -p pay2328-sandbox`). Memory is read from `/proc`, so it is shown on Linux only.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used, reason = "an example that measures")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use sha2::Sha256;

/// Orders go round, so that the objects stop growing in number and creates become repetitions.
const ORDERS: u64 = 2000;

fn sign(key: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base64::engine::general_purpose::STANDARD.encode(body).as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// The `number`-th call of the mix: path, key, body; nothing for a GET.
fn call(number: u64) -> (&'static str, &'static str, Option<Value>) {
    let order = format!("LOAD-{}", number / 8 % ORDERS);
    let key = "test-api-key";
    match number % 8 {
        0 => {
            let body = json!({
                "amount": "49.99", "currency": "USD", "order_id": order, "to_currency": "USDT",
                "network": "TRX-TRC20", "url_callback": "http://127.0.0.1:9/",
            });
            ("/v1/payment", key, Some(body))
        }
        1 | 2 => ("/v1/payment/info", key, Some(json!({ "order_id": order }))),
        3 => ("/v1/payment/list", key, Some(json!({ "page": 1, "per_page": 15 }))),
        4 => {
            let body = json!({
                "currency": "USDT", "network": "TRX-TRC20", "amount": "2", "order_id": order, "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G",
            });
            ("/v1/payout", "test-payout-key", Some(body))
        }
        5 => {
            let body = json!({
                "currency": "TON", "network": "TON", "order_id": order, "url_callback": "http://127.0.0.1:9/",
            });
            ("/v1/static-wallet", key, Some(body))
        }
        6 => ("/v1/balance", key, None),
        _ => (
            "/v1/convert/price",
            key,
            Some(json!({
                "from_currency": "USDT", "to_currency": "BTC", "amount": "100", "amount_type": "from",
            })),
        ),
    }
}

fn memory_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// One connection's share of the calls. Gives how many were answered otherwise than with 200.
async fn work(base: String, project: String, next: Arc<AtomicU64>, requests: u64) -> (u64, Vec<Duration>) {
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .build_http::<Full<Bytes>>();
    let (mut failed, mut times) = (0, Vec::new());
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= requests {
            return (failed, times);
        }
        let (path, key, body) = call(number);
        let method = if body.is_some() { "POST" } else { "GET" };
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(format!("{base}{path}"))
            .header("content-type", "application/json")
            .header("user-agent", "Load/1.0")
            .header("project", &project)
            .header("sign", sign(key, body.as_bytes()))
            .body(Full::from(body))
            .unwrap();
        let started = Instant::now();
        let is_good = match client.request(request).await {
            Ok(response) => {
                let is_good = response.status() == 200;
                response.into_body().collect().await.is_ok() && is_good
            }
            Err(_) => false,
        };
        times.push(started.elapsed());
        failed += u64::from(!is_good);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let (requests, connections) = (arguments.next().unwrap_or(100_000), arguments.next().unwrap_or(8));
    let program = std::env::current_exe().unwrap();
    let program = program.ancestors().nth(2).unwrap().join("pay2328-sandbox");
    let mut sandbox =
        Command::new(program).args(["--rate-limit", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(sandbox.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let announced: Value = serde_json::from_str(&line).unwrap();
    let text = |name: &str| announced[name].as_str().unwrap().to_owned();

    let next = Arc::new(AtomicU64::new(0));
    // Ten parts, so that the memory can be seen over time. The first part makes the objects.
    println!("requests  per second   median      p99  failed  memory MiB");
    for part in 1..=10 {
        let until = requests * part / 10;
        let before = next.load(Ordering::Relaxed);
        let started = Instant::now();
        let workers: Vec<_> = (0..connections)
            .map(|_| tokio::spawn(work(text("merchant_api"), text("project"), Arc::clone(&next), until)))
            .collect();
        let (mut failed, mut times) = (0, Vec::new());
        for worker in workers {
            let (part_failed, part_times) = worker.await.unwrap();
            failed += part_failed;
            times.extend(part_times);
        }
        // Each worker has taken one number too many to see the end.
        next.store(until, Ordering::Relaxed);
        let took = started.elapsed();
        times.sort();
        let per_second = u128::from(until - before) * 1000 / took.as_millis().max(1);
        let quantile = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
        println!(
            "{until:8}  {per_second:10}  {:>7.2?}  {:>7.2?}  {failed:6}  {:10}",
            quantile(50),
            quantile(99),
            memory_kib(sandbox.id()).unwrap_or_default() / 1024,
        );
    }
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
}
