//! The platform's limit of 10 requests in any one second, as a client with default settings meets it.

use std::sync::Arc;
use std::time::Duration;

use pay2328::{ApiKey, Client, Limiter as _, LocalLimiter};
use pay2328_sandbox::Sandbox;
use tokio::task::JoinSet;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn the_default_rate_stays_below_the_limit() {
    let limiter = Arc::new(LocalLimiter::per_second(LocalLimiter::REQUESTS_PER_SECOND));
    let mut permits = JoinSet::new();
    for _ in 0..50 {
        let limiter = limiter.clone();
        permits.spawn(async move {
            limiter.permit().await.unwrap();
            Instant::now()
        });
    }
    let mut moments = permits.join_all().await;
    moments.sort();
    // The eleventh after any request is sent more than a second later, with a margin for what the network delays.
    for window in moments.windows(11) {
        assert!(window[10] - window[0] >= Duration::from_millis(1050), "{window:?}");
    }
    // And not slower than that needs.
    assert!(moments[49] - moments[0] <= Duration::from_millis(49 * 106));
}

/// The client keeps to it without being told. Load can only make it slower.
#[tokio::test]
async fn a_client_has_the_default_rate() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let key = ApiKey::new(sandbox.api_key()).unwrap();
    let client = Client::builder(sandbox.project(), key).base_url(sandbox.merchant_api()).build().unwrap();
    let started = Instant::now();
    for _ in 0..4 {
        client.balance().await.unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(300));
}
