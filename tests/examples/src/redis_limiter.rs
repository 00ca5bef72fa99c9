//! One rate limit for several processes, in Redis: copy this file into your project.

use std::num::NonZeroU32;
use std::time::Duration;

use pay2328::{Limiter, LimiterError, PermitFuture};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisResult, Script};

/// The platform's limit counts for a project, whichever process a request comes from. This shares it out:
/// each request is given a moment, one after the other, first come, first served among all processes.
///
/// It fails closed: without Redis nothing is sent, and the call ends with
/// [`Outcome::NotSent`](pay2328::Outcome::NotSent).
///
/// A moment that a caller has been given and does not use is lost to the others. That is why none is given
/// further ahead than [`patience`](Self::patience): a process that dies holds the others up for so long at
/// the most, and when there is more to do than the limit allows, calls fail at once rather than after
/// waiting.
pub struct RedisLimiter {
    connection: ConnectionManager,
    script: Script,
    key: String,
    interval: Duration,
    patience: Duration,
}

// One atomic step, by the server's clock and in microseconds: when the next moment is, and that it is taken.
// The key outlives the moment by nothing, so a clock that was set back is forgotten. A moment too far ahead is
// not taken, and told as a negative number.
const RESERVE: &str = r"
    local interval, patience = tonumber(ARGV[1]), tonumber(ARGV[2])
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local moment = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
    local wait = moment - now
    if wait > patience then return -wait end
    redis.call('SET', KEYS[1], string.format('%.0f', moment + interval), 'PX', math.ceil((wait + interval) / 1000))
    return wait";

impl RedisLimiter {
    /// Connects. Every process of a project has to use the same server, project and rate.
    ///
    /// # Errors
    /// If the address is none, or nothing answers there.
    pub async fn connect(url: &str, project: &str, requests_per_second: NonZeroU32) -> RedisResult<Self> {
        let timeout = Some(Duration::from_secs(1));
        // The manager connects again when the connection is lost; each command still fails by itself.
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(timeout)
            .set_response_timeout(timeout)
            .set_number_of_retries(1);
        Ok(Self {
            connection: Client::open(url)?.get_connection_manager_with_config(config).await?,
            script: Script::new(RESERVE),
            key: format!("pay2328:limit:{project}"),
            // Of requests at equal distances one can be delayed on its way and those behind it not: 5 % more
            // than the limit asks for keeps them from meeting it.
            interval: Duration::from_millis(1050) / requests_per_second.get(),
            patience: Duration::from_secs(10),
        })
    }

    /// How long a caller waits for its moment at the most. 10 seconds by default; it should be less than the
    /// total time-out of the client.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    async fn reserve(&self) -> Result<(), LimiterError> {
        let mut connection = self.connection.clone();
        let mut call = self.script.key(&self.key);
        call.arg(self.interval.as_micros() as u64).arg(self.patience.as_micros() as u64);
        let wait: i64 = call
            .invoke_async(&mut connection)
            .await
            .map_err(|error| format!("the shared limit in Redis cannot be asked: {error}"))?;
        match u64::try_from(wait) {
            Ok(wait) => tokio::time::sleep(Duration::from_micros(wait)).await,
            Err(_) => {
                let wait = Duration::from_micros(wait.unsigned_abs());
                return Err(format!("the project's limit is taken for the next {wait:.1?}").into());
            }
        }
        Ok(())
    }
}

impl Limiter for RedisLimiter {
    fn permit(&self) -> PermitFuture<'_> {
        Box::pin(self.reserve())
    }
}
