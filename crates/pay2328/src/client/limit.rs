//! The documented limit of 10 requests per second and project, kept before the service has to.
//!
//! Own code, because the crates for it are not fair: in `governor` each waiter tries again when it wakes, so
//! under load somebody can wait for ever, and its timers run on a clock that tests cannot pause.

use std::collections::BTreeSet;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Lets requests through at some rate.
///
/// The client asks for a permit before each attempt. Implement it to share one limit between several
/// processes of the same project; the repository's `tests/examples/src/redis_limiter.rs` does so with Redis.
///
/// ```
/// use std::time::Duration;
/// use pay2328::{Limiter, PermitFuture};
/// use tokio::{sync::Mutex, time::{Instant, sleep_until}};
///
/// /// One request every so often, whoever asks.
/// struct Evenly {
///     interval: Duration,
///     next: Mutex<Instant>,
/// }
///
/// impl Limiter for Evenly {
///     fn permit(&self) -> PermitFuture<'_> {
///         Box::pin(async {
///             let moment = {
///                 let mut next = self.next.lock().await;
///                 let moment = (*next).max(Instant::now());
///                 *next = moment + self.interval;
///                 moment
///             };
///             sleep_until(moment).await;
///             Ok(())
///         })
///     }
/// }
/// ```
pub trait Limiter: Send + Sync {
    /// Waits until one request may be sent. Dropping the future gives up the place in the queue.
    ///
    /// Hold nothing that others need while you wait: a caller may keep this future without polling it. And
    /// never block the thread: other calls run on it, and of a blocking call (`.blocking()`) it is the one
    /// thread that makes all of them, where another blocking call is refused.
    fn permit(&self) -> PermitFuture<'_>;
}

/// The future of a [`Limiter`]'s permit.
pub type PermitFuture<'a> = Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + 'a>>;

/// Why a [`Limiter`] could not give a permit.
pub type LimiterError = Box<dyn std::error::Error + Send + Sync>;

/// A limit within this process: first come, first served, evenly spread.
///
/// It hands out moments rather than turns, in the order in which permits are asked for. So a caller that does
/// not use its moment delays nobody. A moment that is given up goes to whoever asks next, who may come before
/// others that wait for later ones by then. (A full burst, as token buckets allow, followed by a full
/// second's refill would be twice the limit within one second of the service's clock.)
#[derive(Debug)]
pub struct LocalLimiter {
    interval: Duration,
    moments: Mutex<Moments>,
}

#[derive(Debug, Default)]
struct Moments {
    /// From here on all are free.
    free_from: Option<Instant>,
    /// Reserved once, and free again.
    given_up: BTreeSet<Instant>,
}

impl LocalLimiter {
    /// The platform's documented limit.
    pub const REQUESTS_PER_SECOND: NonZeroU32 = NonZeroU32::new(10).unwrap();

    /// Added to each second. Of requests at equal distances one can be delayed on its way and the ones behind
    /// it not: without it, 8 % of them met a limit that counts over a sliding second.
    const MARGIN: Duration = Duration::from_millis(50);

    /// So many requests in a second, at equal distances and with a margin of 5 %.
    pub fn per_second(requests: NonZeroU32) -> Self {
        Self { interval: (Duration::from_secs(1) + Self::MARGIN) / requests.get(), moments: Mutex::default() }
    }

    fn moments(&self) -> MutexGuard<'_, Moments> {
        // Nothing panics while holding it.
        self.moments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self) -> Place<'_> {
        let mut moments = self.moments();
        let now = Instant::now();
        moments.given_up = moments.given_up.split_off(&now);
        let moment = moments.given_up.pop_first().unwrap_or_else(|| {
            let moment = moments.free_from.map_or(now, |free| free.max(now));
            moments.free_from = Some(moment + self.interval);
            moment
        });
        Place { limiter: self, moment, used: false }
    }
}

impl Limiter for LocalLimiter {
    fn permit(&self) -> PermitFuture<'_> {
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
        if !self.used {
            self.limiter.moments().given_up.insert(self.moment);
        }
    }
}
