//! A webhook takes effect once: repeated, delivered many times at once, and when a handler fails, is
//! dropped or is too slow.

#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pay2328::webhook::{Delivery, MemoryStore, NotProcessed, Verified};
use pay2328_test_support::store_contract::{self, Ledger, deposit};

#[tokio::test]
async fn memory_claims_keep_the_contract() {
    store_contract::one_claim_at_a_time(&MemoryStore::default()).await;
    let lease = Duration::from_millis(20);
    store_contract::a_claim_runs_out(&MemoryStore::new(lease), lease).await;
    store_contract::a_lease_may_be_endless(&MemoryStore::new(Duration::MAX)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_deliveries_at_once_one_credits() {
    store_contract::of_64_deliveries_at_once_one_credits(Arc::new(MemoryStore::default())).await;
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("the ledger is closed")]
struct LedgerClosed;

/// One delivery, of which the first `failures` fail.
async fn deliver(
    webhook: &Verified,
    claims: &MemoryStore,
    tries: &AtomicU32,
    failures: u32,
) -> Result<Delivery, NotProcessed<std::convert::Infallible, LedgerClosed>> {
    let handler = async |_| {
        if tries.fetch_add(1, Ordering::SeqCst) < failures { Err(LedgerClosed) } else { Ok(()) }
    };
    webhook.once(claims, handler).await
}

#[tokio::test]
async fn a_handler_that_fails_is_tried_again_and_one_that_succeeds_is_not() {
    let (webhook, claims, tries) = (deposit("1"), MemoryStore::default(), AtomicU32::new(0));
    for _ in 0..2 {
        let error = deliver(&webhook, &claims, &tries, 2).await.unwrap_err();
        assert!(matches!(error, NotProcessed::Handler(LedgerClosed)));
        assert_eq!(error.http_status(), 500);
    }
    assert_eq!(deliver(&webhook, &claims, &tries, 2).await.unwrap(), Delivery::Processed);
    assert_eq!(deliver(&webhook, &claims, &tries, 2).await.unwrap(), Delivery::Duplicate);
    assert_eq!(tries.into_inner(), 3);
}

#[tokio::test]
async fn a_delivery_that_arrives_meanwhile_is_asked_to_come_again() {
    let (webhook, claims) = (deposit("1"), MemoryStore::default());
    let handler = async |_| {
        let error = webhook.once(&claims, async |_| Ok::<_, LedgerClosed>(())).await.unwrap_err();
        assert_eq!(error, NotProcessed::Busy);
        assert_eq!(error.http_status(), 503);
        Ok::<_, LedgerClosed>(())
    };
    assert_eq!(webhook.once(&claims, handler).await.unwrap(), Delivery::Processed);
}

#[tokio::test]
async fn a_handler_that_is_dropped_between_claim_and_confirm_is_followed_by_another() {
    let lease = Duration::from_millis(20);
    let (webhook, claims, ledger) = (deposit("1"), MemoryStore::new(lease), Ledger::default());

    // Credits, and then hangs until the connection breaks.
    let handler = async |_| {
        ledger.credit(&webhook);
        std::future::pending::<Result<(), LedgerClosed>>().await
    };
    let dropped = tokio::time::timeout(Duration::from_millis(1), webhook.once(&claims, handler)).await;
    assert!(dropped.is_err());

    let again = async |_| {
        ledger.credit(&webhook);
        Ok::<_, LedgerClosed>(())
    };
    assert_eq!(webhook.once(&claims, again).await, Err(NotProcessed::Busy));
    tokio::time::sleep(lease).await;
    assert_eq!(webhook.once(&claims, again).await, Ok(Delivery::Processed));
    // The memory lets it be handled twice; the ledger refuses the second credit.
    assert_eq!(ledger.asked(), 2);
    assert_eq!(ledger.credits(), 1);
}

#[tokio::test]
async fn a_handler_slower_than_its_claim_is_told_so() {
    let (webhook, claims) = (deposit("1"), MemoryStore::new(Duration::ZERO));
    let slow = async |_| {
        let fast = webhook.once(&claims, async |_| Ok::<_, LedgerClosed>(())).await;
        assert_eq!(fast, Ok(Delivery::Processed));
        Ok::<_, LedgerClosed>(())
    };
    let error = webhook.once(&claims, slow).await.unwrap_err();
    assert_eq!(error, NotProcessed::LeaseExpired);
    assert_eq!(error.http_status(), 500);
}

#[test]
fn the_future_travels_between_threads() {
    fn travels<T: Send>(value: T) -> T {
        value
    }
    let (webhook, claims) = (deposit("1"), MemoryStore::default());
    drop(travels(webhook.once(&claims, |_| async { Ok::<_, LedgerClosed>(()) })));
}
