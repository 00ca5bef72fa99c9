//! IdempotencyStore that this process remembers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::claims::{Acquired, IdempotencyStore, Lease};

/// [`IdempotencyStore`] in the memory of this process: for tests, and for trying things out.
///
/// Nothing is remembered across a restart and nothing is shared between processes, so a webhook that
/// comes again after a deployment would be handled again. Nothing is forgotten either: it grows by about a
/// hundred bytes with each webhook.
#[derive(Debug)]
pub struct MemoryStore {
    lease: Duration,
    keys: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug)]
struct Entry {
    /// Which claim of the key is the last one.
    attempt: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Released,
    /// Until when; `None` for a lease that ends after time does.
    Acquired(Option<Instant>),
    Processed,
}

impl MemoryStore {
    /// How long a claim is valid unless told otherwise: longer than any handler should take.
    pub const DEFAULT_LEASE: Duration = Duration::from_secs(60);

    /// An empty memory in which a claim is valid for `lease`.
    #[must_use]
    pub fn new(lease: Duration) -> Self {
        Self { lease, keys: Mutex::default() }
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // No change stops half way, so a panic elsewhere leaves nothing that could be wrong.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim_now(&self, key: &str) -> Acquired {
        let now = Instant::now();
        let mut keys = self.keys();
        let entry = keys.entry(key.to_owned()).or_insert(Entry { attempt: 0, state: State::Released });
        match entry.state {
            State::Processed => return Acquired::Processed,
            State::Acquired(until) if until.is_none_or(|until| now < until) => return Acquired::Busy,
            State::Acquired(_) | State::Released => {}
        }
        entry.attempt += 1;
        entry.state = State::Acquired(now.checked_add(self.lease));
        Acquired::New(Lease::new(key, entry.attempt))
    }

    /// Moves a key on, if the claim is the last one of it and was not released.
    fn finish(&self, claim: &Lease, state: State) -> bool {
        match self.keys().get_mut(claim.key()) {
            Some(entry) if entry.attempt == claim.attempt() => match entry.state {
                State::Acquired(_) => {
                    entry.state = state;
                    true
                }
                State::Processed => true,
                State::Released => false,
            },
            _ => false,
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new(Self::DEFAULT_LEASE)
    }
}

impl IdempotencyStore for MemoryStore {
    type Error = Infallible;

    fn claim(&self, key: &str) -> impl Future<Output = Result<Acquired, Infallible>> + Send {
        ready(Ok(self.claim_now(key)))
    }

    fn confirm(&self, claim: &Lease) -> impl Future<Output = Result<bool, Infallible>> + Send {
        ready(Ok(self.finish(claim, State::Processed)))
    }

    fn release(&self, claim: &Lease) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.finish(claim, State::Released);
        ready(Ok(()))
    }
}
