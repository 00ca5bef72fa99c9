//! The example with Redis, on a real server.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use pay2328_examples::redis_store::RedisClaims;
use pay2328_test_support::store_contract;

/// A store in a database of its own.
async fn claims(database: u8, lease: Duration) -> RedisClaims {
    let url = std::env::var("PAY2328_TEST_REDIS").expect("tests/services.sh sets it");
    let client = redis::Client::open(format!("{url}{database}")).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let _: String = redis::cmd("FLUSHDB").query_async(&mut connection).await.unwrap();
    RedisClaims::new(connection, lease)
}

#[tokio::test]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn redis_claims_keep_the_contract() {
    let lease = Duration::from_millis(100);
    let claims_with_lease = claims(1, lease).await;
    store_contract::a_claim_runs_out(&claims_with_lease, lease).await;
    let claims = claims(1, Duration::MAX).await;
    store_contract::one_claim_at_a_time(&claims).await;
    store_contract::a_lease_may_be_endless(&claims).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs Redis: tests/services.sh runs it"]
async fn of_64_deliveries_at_once_one_credits() {
    let claims = claims(2, Duration::from_secs(60)).await;
    store_contract::of_64_deliveries_at_once_one_credits(claims).await;
}
