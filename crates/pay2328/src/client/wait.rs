use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use pay2328_api::operation::Operation;
use tokio::time::{Instant, sleep_until};

use super::call::{Call, CallFuture};
use crate::error::{Error, Kind, Result};

/// Asks for an object until its status is final: `.await` starts it.
///
/// It asks at once, again after 1 s, then less and less often: in the end every 30 s. A status this version does not know is
/// not final. A failure that can go away is waited out; one that cannot (not found, a refused signature)
/// ends it.
#[must_use = "nothing is asked until it is awaited"]
pub struct Wait<T> {
    operation: &'static Operation,
    ask: Box<dyn Fn() -> Call<T> + Send + Sync>,
    look: fn(&T) -> (bool, String),
    timeout: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

impl<T: Send + 'static> Wait<T> {
    pub(super) fn new(
        operation: &'static Operation,
        ask: impl Fn() -> Call<T> + Send + Sync + 'static,
        look: fn(&T) -> (bool, String),
    ) -> Self {
        Self {
            operation,
            ask: Box::new(ask),
            look,
            timeout: Duration::from_secs(60 * 60),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
        }
    }

    /// How long to wait at the most. One hour by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The pause after the first question, and the longest one: it grows by half each time. Neither is
    /// shorter than 10 ms.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first.max(SHORTEST_PAUSE);
        self.longest_pause = longest.max(SHORTEST_PAUSE);
        self
    }

    async fn run(self) -> Result<T> {
        let deadline = Instant::now() + self.timeout.min(Duration::from_secs(365 * 24 * 3600));
        let mut pause = self.first_pause;
        // A final status ends the wait at once, so one that follows it, out of order, is never seen.
        let mut last = None;
        loop {
            let mut source = None;
            let left = deadline.saturating_duration_since(Instant::now());
            match (self.ask)().total_timeout(left).await {
                Ok(object) => match (self.look)(&object) {
                    (true, _) => return Ok(object),
                    (false, status) => last = Some(status),
                },
                Err(error) if error.is_retryable() => source = Some(error),
                Err(error) => return Err(error),
            }
            let next = match Instant::now().checked_add(pause) {
                Some(next) if next < deadline => next,
                _ => {
                    let kind = Kind::NotFinal { last, timeout: self.timeout, source };
                    return Err(Error::new(kind, Some(self.operation)));
                }
            };
            sleep_until(next).await;
            pause = pause.saturating_add(pause / 2).min(self.longest_pause);
        }
    }
}

impl<T: Send + 'static> IntoFuture for Wait<T> {
    type Output = Result<T>;
    type IntoFuture = CallFuture<Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("operation", &self.operation.id)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
