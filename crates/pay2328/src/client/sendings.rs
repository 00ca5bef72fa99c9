//! What one value remembers of having been sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many calls may have carried something out, of all that were made with one value and its clones.
#[derive(Clone, Debug)]
pub(super) struct Sendings(Arc<AtomicUsize>);

/// One of them. Dropping it settles nothing, as does a call that is dropped.
pub(super) struct Sending {
    of: Sendings,
    /// Whether there was another one before.
    pub(super) in_doubt: bool,
}

impl Sendings {
    pub(super) fn none() -> Self {
        Self(Arc::new(AtomicUsize::new(0)))
    }

    /// Of a life before this one nothing is known.
    pub(super) fn perhaps_one() -> Self {
        Self(Arc::new(AtomicUsize::new(1)))
    }

    pub(super) fn in_doubt(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    pub(super) fn begin(self) -> Sending {
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        Sending { of: self, in_doubt: before > 0 }
    }
}

impl Sending {
    /// Whether another call with the same value, now or before, may have carried it out.
    pub(super) fn is_one_of_several(&self) -> bool {
        self.of.0.load(Ordering::Relaxed) > 1
    }

    /// It is certain that this one did nothing.
    pub(super) fn did_nothing(self) {
        self.of.0.fetch_sub(1, Ordering::Relaxed);
    }
}
