//! The sandbox's own time: it runs, stands still, or jumps, and whoever waits on it wakes up.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// The beginning of the year 9000: far enough, and still of four digits with every time to live added.
const LAST: i64 = 221_845_392_000;

#[derive(Debug, Clone, Copy)]
enum Mode {
    /// The system's time, moved by an offset.
    Running(TimeDelta),
    Frozen(DateTime<Utc>),
}

impl Mode {
    fn now(self) -> DateTime<Utc> {
        match self {
            Mode::Running(offset) => Utc::now() + offset,
            Mode::Frozen(at) => at,
        }
    }
}

#[derive(Debug)]
struct Hands {
    mode: Mode,
    /// Where the last move forward ended.
    landed: DateTime<Utc>,
}

#[derive(Debug)]
pub(crate) struct Clock {
    hands: Mutex<Hands>,
    /// Counts the times the clock was set, so that sleepers notice.
    set: watch::Sender<u64>,
}

impl Clock {
    pub(crate) fn running() -> Clock {
        Clock::new(Mode::Running(TimeDelta::zero()))
    }

    pub(crate) fn frozen(at: DateTime<Utc>) -> Clock {
        Clock::new(Mode::Frozen(at))
    }

    fn new(mode: Mode) -> Clock {
        let hands = Hands { mode, landed: DateTime::<Utc>::MIN_UTC };
        Clock { hands: Mutex::new(hands), set: watch::Sender::new(0) }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.hands().mode.now()
    }

    /// When something planned for a time happens: then, if the clock has been moved over that time, and otherwise now.
    pub(crate) fn happens(&self, planned: DateTime<Utc>) -> DateTime<Utc> {
        let hands = self.hands();
        if planned < hands.landed { planned } else { hands.mode.now() }
    }

    pub(crate) fn is_frozen(&self) -> bool {
        matches!(self.hands().mode, Mode::Frozen(_))
    }

    /// Stops the clock where it is.
    pub(crate) fn freeze(&self) {
        self.change(|now, hands| hands.mode = Mode::Frozen(now));
    }

    /// Lets the clock run on from where it is.
    pub(crate) fn resume(&self) {
        self.change(|now, hands| hands.mode = Mode::Running(now - Utc::now()));
    }

    /// Moves the clock forward, but not beyond the years that everybody can write.
    pub(crate) fn advance(&self, by: TimeDelta) {
        let last = DateTime::from_timestamp(LAST, 0).unwrap_or_default();
        self.change(|now, hands| {
            let by = by.min(last - now).max(TimeDelta::zero());
            hands.mode = match hands.mode {
                Mode::Running(offset) => Mode::Running(offset + by),
                Mode::Frozen(at) => Mode::Frozen(at + by),
            };
            hands.landed = now + by;
        });
    }

    /// Moves the clock to a time that it must not be behind.
    pub(crate) fn catch_up(&self, time: DateTime<Utc>) {
        self.advance(time - self.now());
    }

    fn change(&self, change: impl FnOnce(DateTime<Utc>, &mut Hands)) {
        {
            let mut hands = self.hands();
            let now = hands.mode.now();
            change(now, &mut hands);
        }
        self.set.send_modify(|times| *times += 1);
    }

    /// Returns when the clock shows `deadline` or later; `None` is never.
    pub(crate) async fn sleep_until(&self, deadline: Option<DateTime<Utc>>) {
        let mut set = self.set.subscribe();
        loop {
            let left = deadline.map(|deadline| deadline - self.now());
            match left {
                Some(left) if left <= TimeDelta::zero() => return,
                Some(left) if !self.is_frozen() => {
                    // Rounded up, so that the deadline has passed when the timer fires.
                    let left = left.to_std().unwrap_or_default() + std::time::Duration::from_millis(1);
                    tokio::select! {
                        () = tokio::time::sleep(left) => {}
                        _ = set.changed() => {}
                    }
                }
                _ => {
                    if set.changed().await.is_err() {
                        return std::future::pending().await;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frozen_clock_moves_only_when_told_and_wakes_sleepers() {
        let start = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let clock = Clock::frozen(start);
        assert_eq!(clock.now(), start);
        let deadline = start + TimeDelta::hours(1);
        let (_, ()) = tokio::join!(clock.sleep_until(Some(deadline)), async {
            tokio::task::yield_now().await;
            clock.advance(TimeDelta::minutes(59));
            tokio::task::yield_now().await;
            clock.advance(TimeDelta::minutes(2));
        });
        assert_eq!(clock.now(), start + TimeDelta::minutes(61));
        assert_eq!(clock.happens(start + TimeDelta::minutes(60)), start + TimeDelta::minutes(60));
        clock.resume();
        assert!(clock.happens(start + TimeDelta::minutes(61)) >= start + TimeDelta::minutes(61));
    }

    #[test]
    fn the_clock_stays_within_four_digits_and_never_goes_back() {
        let start = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let clock = Clock::frozen(start);
        clock.catch_up(start - TimeDelta::days(1));
        assert_eq!(clock.now(), start);
        clock.catch_up(start + TimeDelta::days(1));
        assert_eq!(clock.now(), start + TimeDelta::days(1));
        clock.advance(TimeDelta::MAX);
        assert_eq!(clock.now().to_rfc3339(), "9000-01-01T00:00:00+00:00");
    }

    #[tokio::test]
    async fn a_running_clock_can_be_stopped_and_resumed() {
        let clock = Clock::running();
        clock.freeze();
        let stopped = clock.now();
        assert!(clock.is_frozen());
        assert_eq!(clock.now(), stopped);
        clock.resume();
        assert!(!clock.is_frozen());
        clock.sleep_until(Some(stopped + TimeDelta::milliseconds(5))).await;
        assert!(clock.now() > stopped);
    }
}
