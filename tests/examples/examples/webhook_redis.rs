//! Webhooks that are handled once by a fleet of receivers, with Redis:
//!
//! ```text
//! tests/services.sh cargo run -p pay2328-examples --features redis --example webhook_redis
//! ```
//!
//! `src/redis_store.rs` is the implementation of `IdempotencyStore`, to be copied, and says what it can and what it cannot
//! promise. Here the ledger has the last word, as it must.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::sync::Mutex;
use std::time::Duration;

use pay2328::ApiKey;
use pay2328::webhook::testing::FakeWebhook;
use pay2328::webhook::{Credit, Delivery, Expected, Verifier};
use pay2328_examples::redis_store::RedisClaims;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(url) = env::var("PAY2328_TEST_REDIS") else {
        println!("No server: PAY2328_TEST_REDIS is not set. Run this through tests/services.sh.");
        return Ok(());
    };
    let connection = redis::Client::open(url)?.get_multiplexed_async_connection().await?;
    let claims = RedisClaims::new(connection, Duration::from_secs(60));
    // A table with the webhook's key as a unique column.
    let ledger: Mutex<HashMap<String, Credit>> = Mutex::default();

    let key = ApiKey::new("test-api-key")?;
    let body = FakeWebhook::static_deposit().signed(&key);
    let verifier = Verifier::new().api_key(&key);
    for delivery in 1..=4 {
        let webhook = verifier.verify(body.as_bytes())?;
        let credit = async |_claim| {
            let known = Expected::wallet("USER-7666308594", "USDT".into());
            match (webhook.matches(&known), webhook.credit()) {
                (Err(mismatch), _) => println!("for a person: {mismatch}: {}", webhook.body()),
                (_, Ok(credit)) => {
                    let mut ledger = ledger.lock().map_err(|_| "the ledger is broken")?;
                    ledger.entry(webhook.dedupe_key()).or_insert(credit);
                }
                (_, Err(no)) if no.needs_review() => println!("for a person: {no}: {}", webhook.body()),
                (_, Err(_)) => {}
            }
            Ok::<_, &str>(())
        };
        // RawResponse 2xx for `Ok`, 5xx for `Err`.
        let handled = webhook.once(&claims, credit).await.map_err(|error| format!("{error:?}"))?;
        println!(
            "delivery {delivery}: {}",
            if handled == Delivery::Processed { "credited" } else { "nothing left to do" }
        );
    }
    for credit in ledger.lock().map_err(|_| "the ledger is broken")?.values() {
        println!("{} {}", credit.amount, credit.currency);
    }
    Ok(())
}
