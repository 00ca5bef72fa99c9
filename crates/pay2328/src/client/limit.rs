//! The documented limit of 10 requests per second and project, kept before the service has to.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Lets requests through at some rate.
///
/// The client asks for a permit before each attempt. Implement it to share one limit between several
/// processes of the same project.
pub trait Limiter: Send + Sync {
    /// Waits until one request may be sent. Dropping the future gives up the place in the queue.
    ///
    /// Hold nothing that others need while you wait: a caller may keep this future without polling it.
    fn permit(&self) -> Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>>;
}

/// Why a [`Limiter`] could not give a permit.
pub type LimiterError = Box<dyn std::error::Error + Send + Sync>;

/// A limit within this process: first come, first served, evenly spread.
///
/// It hands out moments rather than turns, so a caller that does not use its moment delays nobody. (A full
/// burst, as token buckets allow, followed by a full second's refill would be twice the limit within one
/// second of the service's clock.)
#[derive(Debug)]
pub struct LocalLimiter {
    interval: Duration,
    /// The first moment that is still free.
    free: Mutex<Option<Instant>>,
}

impl LocalLimiter {
    /// The platform's documented limit.
    pub const REQUESTS_PER_SECOND: NonZeroU32 = NonZeroU32::new(10).unwrap();

    /// So many requests in a second, at equal distances.
    pub fn per_second(requests: NonZeroU32) -> Self {
        Self { interval: Duration::from_secs(1) / requests.get(), free: Mutex::new(None) }
    }

    fn free(&self) -> MutexGuard<'_, Option<Instant>> {
        // Nothing panics while holding it.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self) -> Place<'_> {
        let mut free = self.free();
        let now = Instant::now();
        let moment = free.map_or(now, |free| free.max(now));
        *free = Some(moment + self.interval);
        Place { limiter: self, moment, used: false }
    }
}

impl Limiter for LocalLimiter {
    fn permit(&self) -> Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>> {
        Box::pin(async {
            let mut place = self.reserve();
            sleep_until(place.moment).await;
            place.used = true;
            Ok(())
        })
    }
}

/// A reserved moment.
struct Place<'a> {
    limiter: &'a LocalLimiter,
    moment: Instant,
    used: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut free = self.limiter.free();
        // Given up by the last in the queue, the moment is free again; from the middle it just passes.
        if !self.used && *free == Some(self.moment + self.limiter.interval) {
            *free = Some(self.moment);
        }
    }
}
