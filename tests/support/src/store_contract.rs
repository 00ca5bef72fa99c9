//! What every implementation of `IdempotencyStore` must do: run against the one in memory, and against the examples
//! on real servers.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pay2328::ApiKey;
use pay2328::webhook::testing::FakeWebhook;
use pay2328::webhook::{Acquired, Delivery, IdempotencyStore, NotProcessed, Verified, Verifier};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

/// A proven webhook of a deposit of 9.92 USDT.
pub fn deposit(txid: &str) -> Verified {
    let key = ApiKey::new("test-api-key").unwrap();
    let body = FakeWebhook::static_deposit().text("txid", txid).signed(&key);
    Verifier::new().api_key(&key).verify(body.as_bytes()).unwrap()
}

/// A ledger with a unique column for the key of the webhook.
#[derive(Default)]
pub struct Ledger {
    credits: Mutex<HashMap<String, Decimal>>,
    asked: AtomicUsize,
}

impl Ledger {
    pub fn credit(&self, webhook: &Verified) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let amount = webhook.credit().unwrap().amount;
        self.credits.lock().unwrap().entry(webhook.dedupe_key()).or_insert(amount);
    }

    /// How often it was asked to credit.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn credits(&self) -> usize {
        self.credits.lock().unwrap().len()
    }
}

fn new<E: Debug>(claimed: Result<Acquired, E>) -> pay2328::webhook::Lease {
    match claimed.unwrap() {
        Acquired::New(claim) => claim,
        other => panic!("{other:?} where the key was free"),
    }
}

/// With a lease that does not run out during the test.
pub async fn one_claim_at_a_time<C: IdempotencyStore<Error: Debug>>(claims: &C) {
    let first = new(claims.claim("a").await);
    assert_eq!(first.key(), "a");
    assert_eq!(claims.claim("a").await.unwrap(), Acquired::Busy);

    // Another key is another matter, also if it looks alike or strange.
    for key in ["A", "a ", "", "a/б'\"\\;--", "a:b{c}*"] {
        let other = new(claims.claim(key).await);
        assert_eq!(other.key(), key);
        assert!(claims.confirm(&other).await.unwrap());
    }
    assert_eq!(claims.claim("a").await.unwrap(), Acquired::Busy);

    claims.release(&first).await.unwrap();
    assert!(!claims.confirm(&first).await.unwrap(), "a released claim was confirmed");
    let second = new(claims.claim("a").await);
    assert_ne!(first, second);

    // The first claim has no say any more.
    assert!(!claims.confirm(&first).await.unwrap());
    claims.release(&first).await.unwrap();
    assert_eq!(claims.claim("a").await.unwrap(), Acquired::Busy);

    assert!(claims.confirm(&second).await.unwrap());
    assert!(claims.confirm(&second).await.unwrap(), "confirming twice is the same as once");
    claims.release(&second).await.unwrap();
    assert_eq!(claims.claim("a").await.unwrap(), Acquired::Processed);
    assert!(!claims.confirm(&first).await.unwrap());
}

/// With a lease this short.
pub async fn a_claim_runs_out<C: IdempotencyStore<Error: Debug>>(claims: &C, lease: Duration) {
    let first = new(claims.claim("slow").await);
    tokio::time::sleep(lease * 2).await;
    let second = new(claims.claim("slow").await);
    assert_ne!(first, second);
    assert!(!claims.confirm(&first).await.unwrap(), "a claim that ran out was confirmed over another");

    // Late is not too late while nobody else has the key.
    tokio::time::sleep(lease * 2).await;
    assert!(claims.confirm(&second).await.unwrap());
    tokio::time::sleep(lease * 2).await;
    assert_eq!(claims.claim("slow").await.unwrap(), Acquired::Processed, "a key that is done was forgotten");
}

/// With the longest lease there is.
pub async fn a_lease_may_be_endless<C: IdempotencyStore<Error: Debug>>(claims: &C) {
    new(claims.claim("endless").await);
    assert_eq!(claims.claim("endless").await.unwrap(), Acquired::Busy);
}

/// Each delivery comes again until it is answered 2xx, as the service does it.
pub async fn of_64_deliveries_at_once_one_credits<C>(claims: C)
where
    C: IdempotencyStore<Error: Debug + Send> + Clone + Send + Sync + 'static,
{
    let effects = std::sync::Arc::new(AtomicUsize::new(0));
    let mut deliveries = JoinSet::new();
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(64));
    for _ in 0..64 {
        let (claims, effects, barrier) = (claims.clone(), effects.clone(), barrier.clone());
        deliveries.spawn(async move {
            let webhook = deposit("8369ede2");
            barrier.wait().await;
            loop {
                let credit = |_| async {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    effects.fetch_add(1, Ordering::SeqCst);
                    Ok::<_, std::convert::Infallible>(())
                };
                match webhook.once(&claims, credit).await {
                    Ok(handled) => break handled,
                    Err(NotProcessed::Busy) => tokio::time::sleep(Duration::from_millis(1)).await,
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
    }
    let answers = deliveries.join_all().await;
    assert_eq!(answers.len(), 64);
    assert_eq!(answers.iter().filter(|handled| **handled == Delivery::Processed).count(), 1);
    assert_eq!(effects.load(Ordering::SeqCst), 1);
}
