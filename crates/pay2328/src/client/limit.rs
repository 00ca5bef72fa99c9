//! The documented limit of 10 requests per second and project, kept before the service has to.

use std::fmt;
use std::future::Future;
use std::num::NonZeroU32;
use std::ops::Add;
use std::pin::Pin;

use governor::clock::{Clock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets requests through at some rate.
///
/// The client asks for a permit before each attempt. Implement it to share one limit between several
/// processes of the same project.
pub trait Limiter: Send + Sync {
    /// Waits until one request may be sent. Dropping the future gives up the place in the queue.
    fn permit(&self) -> Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>>;
}

/// Why a [`Limiter`] could not give a permit.
pub type LimiterError = Box<dyn std::error::Error + Send + Sync>;

/// A limit within this process: first come, first served.
pub struct LocalLimiter {
    limiter: RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<TokioInstant>>,
    /// Whoever holds it is next; tokio's mutex is fair.
    queue: Mutex<()>,
}

impl LocalLimiter {
    /// The platform's documented limit.
    pub const REQUESTS_PER_SECOND: NonZeroU32 = NonZeroU32::new(10).unwrap();

    /// So many requests in a second, evenly spread after the first second's worth.
    pub fn per_second(requests: NonZeroU32) -> Self {
        Self {
            // A full burst followed by a full second's refill would be twice the limit within one
            // second of the service's clock: one at a time keeps to it whatever window is counted.
            limiter: RateLimiter::direct_with_clock(
                Quota::per_second(requests).allow_burst(NonZeroU32::MIN),
                TokioClock,
            ),
            queue: Mutex::new(()),
        }
    }
}

impl Limiter for LocalLimiter {
    fn permit(&self) -> Pin<Box<dyn Future<Output = Result<(), LimiterError>> + Send + '_>> {
        Box::pin(async {
            let _next = self.queue.lock().await;
            while let Err(early) = self.limiter.check() {
                tokio::time::sleep_until(early.earliest_possible().0).await;
            }
            Ok(())
        })
    }
}

impl fmt::Debug for LocalLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalLimiter").finish_non_exhaustive()
    }
}

/// Tokio's clock, so that tests with a paused one need not wait.
#[derive(Clone)]
struct TokioClock;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TokioInstant(Instant);

impl Clock for TokioClock {
    type Instant = TokioInstant;

    fn now(&self) -> TokioInstant {
        TokioInstant(Instant::now())
    }
}

impl Add<Nanos> for TokioInstant {
    type Output = Self;

    fn add(self, nanos: Nanos) -> Self {
        Self(self.0 + nanos.into())
    }
}

impl Reference for TokioInstant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, nanos: Nanos) -> Self {
        Self(self.0.checked_sub(nanos.into()).unwrap_or(self.0))
    }
}
