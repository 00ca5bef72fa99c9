//! Webhooks that credit exactly once, with PostgreSQL:
//!
//! ```text
//! tests/services.sh cargo run -p pay2328-examples --features postgres --example webhook_postgres
//! ```
//!
//! `src/postgres_store.rs` is the implementation of `IdempotencyStore`, to be copied. This file shows how to use it: the claim is
//! confirmed in the transaction that compares with the shop's own record and credits, so that a process which
//! dies in between leaves nothing half done.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::env;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use pay2328::ApiKey;
use pay2328::webhook::testing::FakeWebhook;
use pay2328::webhook::{Delivery, Expected, Verified, Verifier};
use pay2328_examples::postgres_store::PostgresClaims;
use tokio_postgres::{Client, NoTls, Transaction};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Ok(url) = env::var("PAY2328_TEST_POSTGRES") else {
        println!("No server: PAY2328_TEST_POSTGRES is not set. Run this through tests/services.sh.");
        return Ok(());
    };
    let connection = connect(&url).await?;
    connection.batch_execute(PostgresClaims::TABLE).await?;
    // The key is unique here as well: money deserves two locks.
    connection
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS wallets (account text PRIMARY KEY, currency text NOT NULL);
             CREATE TABLE IF NOT EXISTS credits (
                webhook text PRIMARY KEY, account text NOT NULL, amount numeric NOT NULL, currency text NOT NULL
             );
             CREATE TABLE IF NOT EXISTS for_a_person (webhook text PRIMARY KEY, doubt text NOT NULL, body text NOT NULL);
             INSERT INTO wallets VALUES ('USER-7666308594', 'USDT') ON CONFLICT DO NOTHING",
        )
        .await?;
    let claims = Arc::new(PostgresClaims::new(connection, Duration::from_secs(60)));

    // What a route would be given, four times.
    let key = ApiKey::new("test-api-key")?;
    let body = FakeWebhook::static_deposit().signed(&key);
    let verifier = Verifier::new().api_key(&key);
    for delivery in 1..=4 {
        let webhook = verifier.verify(body.as_bytes())?;
        let mut connection = connect(&url).await?; // from a pool, in a real shop
        let handled = receive(&webhook, &claims, &mut connection).await?;
        println!(
            "delivery {delivery}: {}",
            if handled == Delivery::Processed { "credited" } else { "nothing left to do" }
        );
    }
    let rows = connect(&url).await?.query("SELECT account, amount::text, currency FROM credits", &[]).await?;
    for row in rows {
        println!("{}: {} {}", row.get::<_, &str>(0), row.get::<_, &str>(1), row.get::<_, &str>(2));
    }
    Ok(())
}

/// Handles a proven webhook once. RawResponse 2xx for `Ok`, 5xx for `Err`.
async fn receive(
    webhook: &Verified,
    claims: &Arc<PostgresClaims>,
    connection: &mut Client,
) -> Result<Delivery, Box<dyn Error>> {
    let handled = webhook
        .once(claims, async |claim| {
            let transaction = connection.transaction().await?;
            if !PostgresClaims::confirm_within(&transaction, &claim).await? {
                // Dropping the transaction rolls it back.
                return Err(Box::<dyn Error + Send + Sync>::from("another delivery has this webhook"));
            }
            let doubt = match (compare(webhook, &transaction).await?, webhook.credit()) {
                (Err(mismatch), _) => Some(mismatch),
                (Ok(()), Err(no_credit)) if no_credit.needs_review() => Some(no_credit.to_string()),
                _ => None,
            };
            if let Some(doubt) = doubt {
                // It would not agree the next time either, so it is not asked for again.
                transaction
                    .execute(
                        "INSERT INTO for_a_person VALUES ($1, $2, $3)",
                        &[&claim.key(), &doubt, &webhook.body()],
                    )
                    .await?;
            } else if let Ok(credit) = webhook.credit() {
                // Amounts travel as text and become `numeric`: not a digit is lost.
                transaction
                    .execute(
                        "INSERT INTO credits VALUES ($1, $2, $3::text::numeric, $4)",
                        &[
                            &claim.key(),
                            &webhook.order_id(),
                            &credit.amount.to_string(),
                            &credit.currency.as_str(),
                        ],
                    )
                    .await?;
            }
            transaction.commit().await?;
            Ok(())
        })
        .await
        .map_err(|error| format!("{error:?}"))?;
    Ok(handled)
}

/// Whether a deposit is one to a wallet of the shop, in its coin; if not, why not.
async fn compare(
    webhook: &Verified,
    transaction: &Transaction<'_>,
) -> Result<Result<(), String>, tokio_postgres::Error> {
    let account = webhook.order_id().unwrap_or_default();
    let query = "SELECT currency FROM wallets WHERE account = $1";
    let Some(row) = transaction.query_opt(query, &[&account]).await? else {
        return Ok(Err(format!("there is no wallet of {account:?}")));
    };
    let expected = Expected::wallet(account, row.get::<_, &str>(0).into());
    Ok(webhook.matches(&expected).map_err(|mismatch| mismatch.to_string()))
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
