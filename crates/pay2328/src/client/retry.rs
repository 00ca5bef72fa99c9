//! Whether, and when, a call is made again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pay2328_api::operation::RetryClass;

use crate::error::Outcome;

/// How often, and how soon, a failed call is repeated.
///
/// *Whether* it may be is not a setting: that follows from the operation and the
/// [`Outcome`](crate::Outcome). A payout without an order id, a convert, or an Invoice API payout is only
/// sent again when it is certain that nothing was sent.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) base_delay: Duration,
    pub(crate) max_delay: Duration,
    pub(crate) max_retry_after: Duration,
    /// Goes on for as long as there is time: past the shared budget, and past what is no answer about an
    /// attempt in doubt.
    pub(crate) until_timeout: bool,
}

impl RetryPolicy {
    /// Three attempts, the second within 0.5 s and the third within 1 s of the one before; a
    /// `Retry-After` of up to 30 s is obeyed.
    pub fn new() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(30),
            until_timeout: false,
        }
    }

    /// As often as it takes, until the call's total time-out: for a call whose outcome must be known. Where
    /// an earlier attempt may have been carried out, a 401 or a 403 is waited out, too.
    pub fn until_timeout() -> Self {
        Self { max_attempts: u32::MAX, max_retry_after: Duration::MAX, until_timeout: true, ..Self::new() }
    }

    /// One attempt and no repetition.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::new() }
    }

    /// How many times a request is sent at the most. 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest pause before the second attempt. It doubles with each attempt, and the pause taken is
    /// a random part of it ("full jitter"), so that many clients do not return at the same moment.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest pause between two attempts.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that is waited for. A service that asks for more gets no further attempt.
    #[must_use]
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// The pause after attempt number `attempt` (from 1). `None`: do not try again.
    pub(crate) fn delay(&self, attempt: u32, retry_after: Option<Duration>) -> Option<Duration> {
        let jitter = self.ceiling(attempt).mul_f64(fastrand::f64());
        match retry_after {
            None => Some(jitter),
            // The service's word is the least; the jitter keeps a fleet from returning at one moment, and a
            // `Retry-After: 0` from being no pause at all.
            Some(wait) => (wait <= self.max_retry_after).then(|| wait.saturating_add(jitter)),
        }
    }

    fn ceiling(&self, attempt: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base_delay.saturating_mul(factor).min(self.max_delay)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// The rule of the house: class of the operation × what happened. `transient` only keeps the client from
/// repeating what cannot turn out differently.
pub(crate) fn may_retry(retry: RetryClass, outcome: Outcome, transient: bool) -> bool {
    transient
        && match (retry, outcome) {
            (_, Outcome::NotSent) => true,
            (
                RetryClass::Read | RetryClass::Keyed | RetryClass::Idempotent,
                Outcome::Rejected | Outcome::Unknown,
            ) => true,
            // A class this version does not know is treated as the most dangerous one.
            _ => false,
        }
}

/// The retries that all calls of a client share, so that a service that is down is not stormed.
///
/// Each retry takes from it, each success at the first attempt gives back. When it is empty, calls still
/// have their first attempt.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// Enough for a hundred retries in a row.
    const FULL: u32 = 500;
    const RETRY: u32 = 5;
    const GIVEN_BACK: u32 = 1;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::FULL))
    }

    /// Takes one retry; `false` if none is left.
    pub(crate) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(Self::RETRY);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }

    /// Notes a success at the first attempt.
    pub(crate) fn refill(&self) {
        let given = |left: u32| Some((left + Self::GIVEN_BACK).min(Self::FULL));
        // The closure never returns None, so this cannot fail.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_times_outcome() {
        use Outcome::{NotSent, Rejected, Unknown};
        for repeat in [RetryClass::Read, RetryClass::Keyed, RetryClass::Idempotent] {
            for outcome in [NotSent, Rejected, Unknown] {
                assert!(may_retry(repeat, outcome, true), "{repeat:?} {outcome:?}");
                assert!(!may_retry(repeat, outcome, false), "{repeat:?} {outcome:?}");
            }
        }
        assert!(may_retry(RetryClass::Never, NotSent, true));
        assert!(!may_retry(RetryClass::Never, Rejected, true));
        assert!(!may_retry(RetryClass::Never, Unknown, true));
    }

    #[test]
    fn the_back_off_does_not_overflow() {
        let policy = RetryPolicy::new().base_delay(Duration::from_secs(3)).max_delay(Duration::from_secs(60));
        let ceilings: Vec<_> =
            [1, 2, 3, 5, 6, 31, 32, 33, u32::MAX].map(|n| policy.ceiling(n).as_secs()).into();
        assert_eq!(ceilings, [3, 6, 12, 48, 60, 60, 60, 60, 60]);
        assert!(RetryPolicy::new().base_delay(Duration::MAX).delay(u32::MAX, None).is_some());
    }

    #[test]
    fn the_pause_is_a_random_part_of_the_ceiling() {
        let policy = RetryPolicy::new();
        let pauses: Vec<_> = (0..200).filter_map(|_| policy.delay(1, None)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_millis(500)));
        // 200 draws of the upper or the lower half alone: 1 in 2^199.
        assert!(pauses.iter().any(|pause| *pause < Duration::from_millis(250)));
        assert!(pauses.iter().any(|pause| *pause > Duration::from_millis(250)));
    }

    #[test]
    fn retry_after_up_to_the_cap() {
        let policy = RetryPolicy::new().max_retry_after(Duration::from_secs(5));
        let waits = policy.delay(1, Some(Duration::from_secs(5))).unwrap();
        assert!((Duration::from_secs(5)..=Duration::from_millis(5500)).contains(&waits), "{waits:?}");
        assert_eq!(policy.delay(1, Some(Duration::from_secs(6))), None);
    }

    #[test]
    fn the_budget_runs_out_and_refills() {
        let budget = Budget::new();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
        (0..5).for_each(|_| budget.refill());
        assert!(budget.take());
        assert!(!budget.take());
    }
}
