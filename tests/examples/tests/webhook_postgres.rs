//! The example with PostgreSQL, on a real server: exactly one credit, whatever happens.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "one process tells another")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pay2328::webhook::{Delivery, IdempotencyStore, Lease, NotProcessed, Verified};
use pay2328_examples::postgres_store::PostgresClaims;
use pay2328_test_support::store_contract::{self, deposit};
use tokio::task::JoinSet;
use tokio_postgres::{Client, Config, NoTls};

const SERVER: &str = "PAY2328_TEST_POSTGRES";

async fn connect(schema: &str) -> Client {
    let mut config: Config = std::env::var(SERVER).expect("tests/services.sh sets it").parse().unwrap();
    config.options(format!("-c search_path={schema}"));
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn claims(schema: &str, lease: Duration) -> PostgresClaims {
    PostgresClaims::new(connect(schema).await, lease)
}

/// Makes a schema with empty tables.
async fn empty(schema: &str) {
    let client = connect(schema).await;
    client
        .batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"))
        .await
        .unwrap();
    client.batch_execute(PostgresClaims::TABLE).await.unwrap();
    // No unique column here: the claims alone have to prevent a second credit.
    client.batch_execute("CREATE TABLE credits (webhook text, amount numeric)").await.unwrap();
}

async fn credits(schema: &str) -> Vec<String> {
    let rows = connect(schema).await.query("SELECT amount::text FROM credits", &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[derive(Debug)]
struct TakenOver;

/// Confirms and credits in one transaction, as the example does; stops where it is told to.
async fn credit(schema: &str, webhook: &Verified, claim: Lease, stop: &str) -> Result<(), TakenOver> {
    let mut connection = connect(schema).await;
    die_at(stop, "claimed");
    let transaction = connection.transaction().await.unwrap();
    if !PostgresClaims::confirm_within(&transaction, &claim).await.unwrap() {
        return Err(TakenOver);
    }
    let amount = webhook.credit().unwrap().amount.to_string();
    let insert = "INSERT INTO credits VALUES ($1, $2::text::numeric)";
    transaction.execute(insert, &[&claim.key(), &amount]).await.unwrap();
    die_at(stop, "credited");
    transaction.commit().await.unwrap();
    die_at(stop, "committed");
    Ok(())
}

/// Waits to be killed here, if this is the place.
fn die_at(stop: &str, place: &str) {
    if stop == place {
        println!("ready to die: {place}");
        std::thread::sleep(Duration::from_secs(60));
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/services.sh runs it"]
async fn postgres_claims_keep_the_contract() {
    empty("contract").await;
    let lease = Duration::from_millis(100);
    store_contract::a_claim_runs_out(&claims("contract", lease).await, lease).await;
    let endless = claims("contract", Duration::MAX).await;
    store_contract::one_claim_at_a_time(&endless).await;
    store_contract::a_lease_may_be_endless(&endless).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: tests/services.sh runs it"]
async fn of_64_deliveries_at_once_one_credits() {
    empty("deliveries").await;
    let claims = Arc::new(claims("deliveries", Duration::from_secs(60)).await);
    store_contract::of_64_deliveries_at_once_one_credits(claims).await;
}

/// Every other handler is slower than its claim is valid, and goes on when another one has taken over.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: tests/services.sh runs it"]
async fn of_64_deliveries_with_claims_that_run_out_one_credits() {
    empty("races").await;
    let claims = Arc::new(claims("races", Duration::from_millis(40)).await);
    let mut deliveries = JoinSet::new();
    for number in 0..64_u64 {
        let claims = Arc::clone(&claims);
        deliveries.spawn(async move {
            let webhook = deposit("8369ede2");
            let mut slow = Duration::from_millis(60 * (number % 2));
            loop {
                let handler = async |claim| {
                    tokio::time::sleep(slow).await;
                    credit("races", &webhook, claim, "").await
                };
                match webhook.once(&claims, handler).await {
                    Ok(handled) => break handled,
                    Err(NotProcessed::Handler(TakenOver)) => slow = Duration::ZERO,
                    Err(NotProcessed::Busy) => {}
                    Err(other) => panic!("{other:?}"),
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
    }
    let answers = deliveries.join_all().await;
    assert_eq!(answers.len(), 64);
    assert_eq!(answers.iter().filter(|handled| **handled == Delivery::Processed).count(), 1);
    assert_eq!(credits("races").await, ["9.920000000000000000"]);
}

/// The other process of the next test: not a test of its own.
#[tokio::test]
#[ignore = "needs PostgreSQL: tests/services.sh runs it"]
async fn a_process_that_dies() {
    let Ok(place) = std::env::var("DIES_AT") else { return };
    let claims = claims("deaths", Duration::from_millis(1500)).await;
    let webhook = deposit(&place);
    let _ = webhook.once(&claims, |claim| credit("deaths", &webhook, claim, &place)).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/services.sh runs it"]
async fn a_process_may_die_anywhere_and_one_delivery_credits() {
    empty("deaths").await;
    for (number, place) in ["claimed", "credited", "committed"].into_iter().enumerate() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_process_that_dies", "--include-ignored", "--nocapture"])
            .env("DIES_AT", place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains(&format!("ready to die: {place}"))), "{place}");
        // SIGKILL: nothing is cleaned up.
        child.kill().unwrap();
        child.wait().unwrap();

        // The service sends the webhook again and again.
        let (webhook, claims) = (deposit(place), claims("deaths", Duration::from_secs(60)).await);
        let mut answers = Vec::new();
        while answers.last() != Some(&200) {
            assert!(answers.len() < 300, "{place}: {answers:?}");
            let answer = webhook.once(&claims, |claim| credit("deaths", &webhook, claim, "")).await;
            answers.push(answer.map_or_else(|error| error.http_status(), |_| 200));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Before the commit nothing had happened, and the claim had to run out; after it, all was done.
        assert_eq!(answers[0], if place == "committed" { 200 } else { 503 }, "{place}");
        assert_eq!(credits("deaths").await.len(), number + 1, "{place}");
        assert_eq!(claims.claim(&webhook.dedupe_key()).await.unwrap(), pay2328::webhook::Acquired::Processed);
    }
}
