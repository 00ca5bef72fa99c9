//! IdempotencyStore in Redis: copy this file into your project.

use std::time::Duration;

use pay2328::webhook::{Acquired, IdempotencyStore, Lease};
use redis::aio::MultiplexedConnection;
use redis::{RedisResult, Script};

/// [`IdempotencyStore`] in Redis, shared by every process that receives webhooks.
///
/// Redis is not where the money is, so claim and credit are no one transaction: a process that dies after
/// the credit and before the confirmation leaves a webhook that is handled again. Use this only if the ledger
/// itself refuses a second credit with the same `dedupe_key`. Then it spares the ledger nearly all
/// repetitions.
///
/// Set `maxmemory-policy noeviction`: a key that is evicted is a webhook that is handled again.
#[derive(Clone)]
pub struct RedisClaims {
    connection: MultiplexedConnection,
    lease: Duration,
}

// Each script is one atomic step. A claim is a hash: `attempt` counts, `until` is the end of the lease in
// milliseconds by the server's clock, `done` is there once it is confirmed.

const CLAIM: &str = r"
    local until_, done = unpack(redis.call('HMGET', KEYS[1], 'until', 'done'))
    if done then return -1 end
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    if until_ and tonumber(until_) > now then return 0 end
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[1]))
    return redis.call('HINCRBY', KEYS[1], 'attempt', 1)";

const CONFIRM: &str = r"
    local attempt, until_, done = unpack(redis.call('HMGET', KEYS[1], 'attempt', 'until', 'done'))
    if attempt ~= ARGV[1] then return 0 end
    if done then return 1 end
    if not until_ then return 0 end
    redis.call('HSET', KEYS[1], 'done', 1)
    redis.call('HDEL', KEYS[1], 'until')
    return 1";

const RELEASE: &str = r"
    if redis.call('HGET', KEYS[1], 'attempt') ~= ARGV[1] then return 0 end
    return redis.call('HDEL', KEYS[1], 'until')";

impl RedisClaims {
    /// IdempotencyStore through this connection, each valid for `lease`, which should be longer than any handler takes.
    pub fn new(connection: MultiplexedConnection, lease: Duration) -> Self {
        Self { connection, lease }
    }

    fn lease_ms(&self) -> u64 {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
        self.lease.min(CENTURY).as_millis() as u64
    }

    async fn run(&self, script: &str, key: &str, argument: u64) -> RedisResult<i64> {
        let script = Script::new(script);
        let mut connection = self.connection.clone();
        script.key(format!("webhook:{key}")).arg(argument).invoke_async(&mut connection).await
    }
}

impl IdempotencyStore for RedisClaims {
    type Error = redis::RedisError;

    async fn claim(&self, key: &str) -> RedisResult<Acquired> {
        Ok(match self.run(CLAIM, key, self.lease_ms()).await? {
            -1 => Acquired::Processed,
            0 => Acquired::Busy,
            attempt => Acquired::New(Lease::new(key, attempt as u64)),
        })
    }

    async fn confirm(&self, claim: &Lease) -> RedisResult<bool> {
        Ok(self.run(CONFIRM, claim.key(), claim.attempt()).await? == 1)
    }

    async fn release(&self, claim: &Lease) -> RedisResult<()> {
        self.run(RELEASE, claim.key(), claim.attempt()).await?;
        Ok(())
    }
}
