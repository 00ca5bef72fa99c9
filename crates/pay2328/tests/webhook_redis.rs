//! The example with Redis, on a real server.

#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod claims_contract;
#[path = "../examples/webhook_redis/claims.rs"]
mod redis_claims;

use std::io::Write as _;
use std::time::Duration;

use redis_claims::RedisClaims;

/// IdempotencyStore in a database of their own, or nothing if there is no server.
async fn claims(database: u8, lease: Duration) -> Option<RedisClaims> {
    let Ok(url) = std::env::var("PAY2328_TEST_REDIS") else {
        // `eprintln` is kept from whoever runs the tests; this is not.
        let text = "SKIPPED: PAY2328_TEST_REDIS names no server; run this through tests/services.sh";
        let _ = writeln!(std::io::stderr(), "{text}");
        return None;
    };
    let client = redis::Client::open(format!("{url}{database}")).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let _: String = redis::cmd("FLUSHDB").query_async(&mut connection).await.unwrap();
    Some(RedisClaims::new(connection, lease))
}

#[tokio::test]
async fn redis_claims_keep_the_contract() {
    let lease = Duration::from_millis(100);
    let Some(claims_with_lease) = claims(1, lease).await else { return };
    claims_contract::a_claim_runs_out(&claims_with_lease, lease).await;
    let claims = claims(1, Duration::MAX).await.unwrap();
    claims_contract::one_claim_at_a_time(&claims).await;
    claims_contract::a_lease_may_be_endless(&claims).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_deliveries_at_once_one_credits() {
    let Some(claims) = claims(2, Duration::from_secs(60)).await else { return };
    claims_contract::of_64_deliveries_at_once_one_credits(claims).await;
}
