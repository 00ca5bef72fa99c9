//! IdempotencyStore in PostgreSQL: copy this file into your project.

use std::time::Duration;

use pay2328::webhook::{Acquired, IdempotencyStore, Lease};
use tokio_postgres::{Client, Error, GenericClient};

/// [`IdempotencyStore`] in a table, shared by every process that receives webhooks.
///
/// This one has a single connection. With a pool, take a connection in each method.
pub struct PostgresClaims {
    connection: Client,
    lease: Duration,
}

impl PostgresClaims {
    /// The table. A row per webhook, for ever: a webhook that was recorded verifies for ever too.
    pub const TABLE: &str = "
        CREATE TABLE IF NOT EXISTS webhook_claims (
            key           text PRIMARY KEY,
            attempt       bigint NOT NULL,
            claimed_until timestamptz,  -- null: released, or done
            done_at       timestamptz
        )";

    /// IdempotencyStore through this connection, each valid for `lease`, which should be longer than any handler takes.
    pub fn new(connection: Client, lease: Duration) -> Self {
        Self { connection, lease }
    }

    /// Confirms within a transaction: this is what makes a credit happen exactly once.
    ///
    /// Do it first in the transaction that credits. It locks the claim until the transaction ends, so nobody can
    /// take it over meanwhile, even if it runs out; and if the process dies, both are undone. If it says
    /// `false`, roll back: another delivery has the webhook.
    pub async fn confirm_within(transaction: &impl GenericClient, claim: &Lease) -> Result<bool, Error> {
        let rows = transaction
            .execute(
                "UPDATE webhook_claims SET done_at = coalesce(done_at, clock_timestamp()), claimed_until = NULL
                 WHERE key = $1 AND attempt = $2 AND (claimed_until IS NOT NULL OR done_at IS NOT NULL)",
                &[&claim.key(), &(claim.attempt() as i64)],
            )
            .await?;
        Ok(rows == 1)
    }

    fn lease_ms(&self) -> i64 {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
        self.lease.min(CENTURY).as_millis() as i64
    }
}

impl IdempotencyStore for PostgresClaims {
    type Error = Error;

    async fn claim(&self, key: &str) -> Result<Acquired, Error> {
        // One statement decides: of any number at once, one inserts the row or moves it on. The others wait
        // for that one to commit, and then find a row that they may not touch.
        let claimed = self
            .connection
            .query_opt(
                "INSERT INTO webhook_claims AS claim (key, attempt, claimed_until)
                 VALUES ($1, 1, clock_timestamp() + $2 * interval '1 millisecond')
                 ON CONFLICT (key) DO UPDATE
                 SET attempt = claim.attempt + 1, claimed_until = excluded.claimed_until
                 WHERE claim.done_at IS NULL
                   AND (claim.claimed_until IS NULL OR claim.claimed_until <= clock_timestamp())
                 RETURNING claim.attempt",
                &[&key, &(self.lease_ms() as f64)],
            )
            .await?;
        if let Some(row) = claimed {
            let attempt: i64 = row.get("attempt");
            return Ok(Acquired::New(Lease::new(key, attempt as u64)));
        }
        let is_done = "SELECT done_at IS NOT NULL AS is_done FROM webhook_claims WHERE key = $1";
        let row = self.connection.query_one(is_done, &[&key]).await?;
        Ok(if row.get("is_done") { Acquired::Processed } else { Acquired::Busy })
    }

    async fn confirm(&self, claim: &Lease) -> Result<bool, Error> {
        Self::confirm_within(&self.connection, claim).await
    }

    async fn release(&self, claim: &Lease) -> Result<(), Error> {
        self.connection
            .execute(
                "UPDATE webhook_claims SET claimed_until = NULL
                 WHERE key = $1 AND attempt = $2 AND done_at IS NULL",
                &[&claim.key(), &(claim.attempt() as i64)],
            )
            .await?;
        Ok(())
    }
}
