//! The service's limit: so many requests in any one second.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Counts over a sliding second of real time, whatever the sandbox's clock shows.
#[derive(Debug)]
pub(crate) struct Limiter {
    per_second: usize,
    passed: VecDeque<Instant>,
}

impl Limiter {
    pub(crate) fn new(per_second: u32) -> Limiter {
        Limiter { per_second: per_second as usize, passed: VecDeque::new() }
    }

    /// Whether one more may pass. One that may not does not count.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        while self.passed.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1)) {
            self.passed.pop_front();
        }
        if self.passed.len() >= self.per_second {
            return false;
        }
        self.passed.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_pass_in_any_second_and_no_more() {
        let start = Instant::now();
        let mut limiter = Limiter::new(10);
        let admitted = |limiter: &mut Limiter, millis| {
            let at = start + Duration::from_millis(millis);
            (0..20).filter(|_| limiter.admit(at)).count()
        };
        assert_eq!(admitted(&mut limiter, 0), 10);
        assert_eq!(admitted(&mut limiter, 999), 0);
        assert_eq!(admitted(&mut limiter, 1000), 10);
    }
}
