//! The example with a shared rate limit, on a real Redis: `tests/services.sh` starts one.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "a process reports")]

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pay2328::{ApiKey, Client, Limiter, Outcome};
use pay2328_examples::redis_limiter::RedisLimiter;
use pay2328_sandbox::Sandbox;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

const LIMIT: NonZeroU32 = NonZeroU32::new(10).unwrap();
const PROCESS: &str = "PAY2328_TEST_PROCESS";

fn server() -> String {
    std::env::var("PAY2328_TEST_REDIS").expect("tests/services.sh sets it")
}

/// Limits of a project of its own, so that tests do not share one.
async fn limiter(url: &str, project: &str) -> RedisLimiter {
    let own = format!("{project}-{}-{:?}", std::process::id(), SystemTime::now());
    RedisLimiter::connect(url, &own, LIMIT).await.unwrap()
}

/// Not a test of its own: what each process of the next one does. It takes permits for three seconds.
#[tokio::test]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn one_process() {
    let Ok(project) = std::env::var(PROCESS) else { return };
    let limiter = RedisLimiter::connect(&server(), &project, LIMIT).await.unwrap();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(3) {
        limiter.permit().await.unwrap();
        println!("permit {}", SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis());
    }
}

#[test]
#[ignore = "needs Redis: tests/services.sh runs it"]
fn three_processes_share_ten_requests_a_second() {
    let project = format!("processes-{:?}", SystemTime::now());
    let start = |_| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "one_process", "--include-ignored", "--nocapture"])
            .env(PROCESS, &project)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let processes: Vec<Child> = (0..3).map(start).collect();
    let mut permits = BTreeMap::new();
    for (number, process) in processes.into_iter().enumerate() {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        for at in text.lines().filter_map(|line| line.split("permit ").nth(1)) {
            permits.entry(at.parse::<u64>().unwrap()).or_insert_with(Vec::new).push(number);
        }
    }
    let all: Vec<_> = permits.iter().flat_map(|(at, who)| who.iter().map(move |who| (*at, *who))).collect();
    let (count, took) = (all.len() as u64, all.last().unwrap().0 - all[0].0);
    // One at the start and one every 105 ms; a busy machine makes it fewer.
    assert!(count <= took / 105 + 2, "{count} permits in {took} ms");
    for number in 0..3 {
        let share = all.iter().filter(|(_, who)| *who == number).count();
        assert!(share * 6 >= all.len(), "process {number} got {share} of {}", all.len());
    }
}

#[tokio::test]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn callers_are_served_in_the_order_they_came() {
    let url = server();
    let limiter = Arc::new(limiter(&url, "order").await);
    let started = Instant::now();
    let mut waiting = Vec::new();
    for number in 0..10 {
        let limiter = limiter.clone();
        waiting.push(tokio::spawn(async move {
            limiter.permit().await.unwrap();
            (started.elapsed(), number)
        }));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut served = Vec::new();
    for caller in waiting {
        served.push(caller.await.unwrap());
    }
    served.sort();
    assert_eq!(served.iter().map(|(_, number)| *number).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
    assert!(served[9].0 >= Duration::from_millis(940), "{served:?}");
}

#[tokio::test]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn more_than_the_limit_allows_is_told_at_once() {
    let url = server();
    let limiter = Arc::new(limiter(&url, "patience").await.patience(Duration::from_millis(500)));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let limiter = limiter.clone();
        calls.spawn(async move { limiter.permit().await });
    }
    let results = calls.join_all().await;
    let refused: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    // 0, 105, 210, 315 and 420 ms are within patience.
    assert_eq!(refused.len(), 15);
    assert!(
        refused[0].to_string().starts_with("the project's limit is taken for the next 5"),
        "{}",
        refused[0]
    );
    // They took no moments from others.
    tokio::time::timeout(Duration::from_millis(500), limiter.permit()).await.unwrap().unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn without_redis_nothing_is_sent() {
    let url = server();
    // In between, so that it can be taken away.
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let between = format!("redis://{}/", door.local_addr().unwrap());
    let redis = url.trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let open = tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        loop {
            let (mut from, _) = door.accept().await.unwrap();
            let mut to = tokio::net::TcpStream::connect(&redis).await.unwrap();
            connections.spawn(async move { tokio::io::copy_bidirectional(&mut from, &mut to).await });
        }
    });
    let sandbox = Sandbox::start().await.unwrap();
    let limiter = limiter(&between, "closed").await;
    let client = Client::builder(sandbox.project(), ApiKey::new(sandbox.api_key()).unwrap())
        .base_url(sandbox.merchant_api())
        .rate_limiter(Arc::new(limiter))
        .build()
        .unwrap();
    client.balance().await.unwrap();
    open.abort();
    let _ = open.await;
    let error = client.balance().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), sandbox.attempts("balance")), (Outcome::NotSent, 0, 1));
    assert!(error.is_rate_limited() && error.to_string().contains("Redis cannot be asked"), "{error}");
}

/// A Redis that accepts and says nothing must not hold a caller up for ever.
#[tokio::test]
async fn a_redis_that_says_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/", silent.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = silent.accept().await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await
    });
    // Without a limit of its own it would wait here for ever.
    assert!(RedisLimiter::connect(&url, "p", LIMIT).await.is_err());
}
