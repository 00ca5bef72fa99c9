//! Claims that this process remembers.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::claims::{Claim, Claimed, Claims};

/// [`Claims`] in the memory of this process: for tests, and for trying things out.
///
/// Nothing is remembered across a restart and nothing is shared between processes, so a webhook that
/// comes again after a deployment would be handled again. Nothing is forgotten either: it grows by about a
/// hundred bytes with each webhook.
#[derive(Debug)]
pub struct MemoryClaims {
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
    Claimed(Option<Instant>),
    Done,
}

impl MemoryClaims {
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

    fn claim_now(&self, key: &str) -> Claimed {
        let now = Instant::now();
        let mut keys = self.keys();
        let entry = keys.entry(key.to_owned()).or_insert(Entry { attempt: 0, state: State::Released });
        match entry.state {
            State::Done => return Claimed::Done,
            State::Claimed(until) if until.is_none_or(|until| now < until) => return Claimed::Busy,
            State::Claimed(_) | State::Released => {}
        }
        entry.attempt += 1;
        entry.state = State::Claimed(now.checked_add(self.lease));
        Claimed::New(Claim::new(key, entry.attempt))
    }

    /// Moves a key on, if the claim is the last one of it and was not released.
    fn finish(&self, claim: &Claim, state: State) -> bool {
        match self.keys().get_mut(claim.key()) {
            Some(entry) if entry.attempt == claim.attempt() => match entry.state {
                State::Claimed(_) => {
                    entry.state = state;
                    true
                }
                State::Done => true,
                State::Released => false,
            },
            _ => false,
        }
    }
}

impl Default for MemoryClaims {
    fn default() -> Self {
        Self::new(Self::DEFAULT_LEASE)
    }
}

impl Claims for MemoryClaims {
    type Error = Infallible;

    fn claim(&self, key: &str) -> impl Future<Output = Result<Claimed, Infallible>> + Send {
        ready(Ok(self.claim_now(key)))
    }

    fn confirm(&self, claim: &Claim) -> impl Future<Output = Result<bool, Infallible>> + Send {
        ready(Ok(self.finish(claim, State::Done)))
    }

    fn release(&self, claim: &Claim) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.finish(claim, State::Released);
        ready(Ok(()))
    }
}
