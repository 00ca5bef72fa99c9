//! Three processes that share one project's 10 requests per second, with Redis:
//!
//! ```text
//! tests/services.sh cargo run -p pay2328-examples --features redis --example redis_limiter
//! ```
//!
//! `src/redis_limiter.rs` is the implementation of `Limiter`, to be copied. The processes here are three clients with
//! nothing in common but the server; each makes 20 calls to a sandbox that refuses more than 10 a second.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pay2328::{ApiKey, Client};
use pay2328_examples::redis_limiter::RedisLimiter;
use pay2328_sandbox::Sandbox;
use tokio::task::JoinSet;

const LIMIT: NonZeroU32 = NonZeroU32::new(10).unwrap();

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(url) = std::env::var("PAY2328_TEST_REDIS") else {
        println!("No server: PAY2328_TEST_REDIS is not set. Run this through tests/services.sh.");
        return Ok(());
    };
    let sandbox = Sandbox::start().await?;
    let started = Instant::now();
    let mut calls = JoinSet::new();
    for process in ["checkout", "payouts", "reports"] {
        // 60 calls take 6 s, so none has to wait for longer than that.
        let limiter = RedisLimiter::connect(&url, sandbox.project(), LIMIT).await?;
        let limiter = limiter.patience(Duration::from_secs(20));
        let client = Client::builder(sandbox.project(), ApiKey::new(sandbox.api_key())?)
            .base_url(sandbox.merchant_api())
            .rate_limiter(Arc::new(limiter))
            .build()?;
        for _ in 0..20 {
            let call = client.balance();
            calls.spawn(async move { (process, call.await) });
        }
    }
    while let Some(done) = calls.join_next().await {
        let (process, result) = done?;
        println!("{:>5} ms  {process}", started.elapsed().as_millis());
        result?;
    }
    let refused = sandbox.request_log().iter().filter(|request| request.status == Some(429)).count();
    println!("60 calls, {refused} of them refused as too many");
    Ok(())
}
