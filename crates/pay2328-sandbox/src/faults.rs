//! What can go wrong between a request and its answer, on demand.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::operation::Operation;

/// Something that goes wrong with one request. "Carried out" means that whatever the request asks for has happened: a
/// payout exists and its money is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Carried out, then the connection is closed without an answer.
    CommitThenDrop,
    /// Carried out, then answered with 500.
    CommitThenServerError,
    /// Carried out, then answered with 200 and a body that is no JSON.
    CommitThenGarbage,
    /// Carried out, then the connection is closed in the middle of the answer's body.
    CommitThenTruncate,
    /// Carried out, but never answered.
    CommitThenHang,
    /// Not carried out; the connection is closed without an answer.
    Drop,
    /// Not carried out and never answered.
    Hang,
    /// Not carried out; answered with 500.
    ServerError,
    /// Not carried out; answered with 429.
    TooManyRequests {
        /// The `Retry-After` header, in seconds or as an HTTP date.
        retry_after: Option<String>,
    },
    /// Not carried out; answered with 403 and the HTML page of the firewall before the service.
    Firewall,
    /// Carried out and answered, but later, by this much real time.
    Latency(Duration),
}

impl Fault {
    /// The name of the fault in control calls and logs, such as `commit_then_drop`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Fault::CommitThenDrop => "commit_then_drop",
            Fault::CommitThenServerError => "commit_then_server_error",
            Fault::CommitThenGarbage => "commit_then_garbage",
            Fault::CommitThenTruncate => "commit_then_truncate",
            Fault::CommitThenHang => "commit_then_hang",
            Fault::Drop => "drop",
            Fault::Hang => "hang",
            Fault::ServerError => "server_error",
            Fault::TooManyRequests { .. } => "too_many_requests",
            Fault::Firewall => "firewall",
            Fault::Latency(_) => "latency",
        }
    }

    /// One of each, for whoever wants to go through them all.
    #[must_use]
    pub fn all() -> Vec<Fault> {
        vec![
            Fault::CommitThenDrop,
            Fault::CommitThenServerError,
            Fault::CommitThenGarbage,
            Fault::CommitThenTruncate,
            Fault::CommitThenHang,
            Fault::Drop,
            Fault::Hang,
            Fault::ServerError,
            Fault::TooManyRequests { retry_after: None },
            Fault::TooManyRequests { retry_after: Some("1".to_owned()) },
            Fault::Firewall,
            Fault::Latency(Duration::from_millis(200)),
        ]
    }
}

/// Faults that are waiting for requests, and how many requests came.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: BTreeMap<Operation, VecDeque<Planned>>,
    attempts: BTreeMap<Operation, u64>,
    pub(crate) chaos: Option<Chaos>,
}

/// Faults by chance, the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Chaos {
    pub(crate) percent: u8,
    generator: ChaCha8Rng,
}

impl Chaos {
    /// `None` for 0 percent.
    pub(crate) fn new(percent: u8, seed: u64) -> Option<Chaos> {
        (percent > 0).then(|| Chaos { percent: percent.min(100), generator: ChaCha8Rng::seed_from_u64(seed) })
    }

    fn roll(&mut self) -> Option<Fault> {
        // Both are always drawn, so that the percentage does not change which fault it is.
        let (chance, choice) = (self.generator.next_u32() % 100, self.generator.next_u32());
        // A client without a time limit would wait for ever.
        let faults: Vec<Fault> = Fault::all()
            .into_iter()
            .filter(|fault| !matches!(fault, Fault::Hang | Fault::CommitThenHang))
            .collect();
        let choice = choice as usize % faults.len();
        (chance < u32::from(self.percent)).then(|| faults[choice].clone())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) fault: Fault,
    pub(crate) times_left: u32,
}

impl Faults {
    /// None planned, but perhaps some by chance.
    pub(crate) fn with_chaos(chaos: Option<Chaos>) -> Faults {
        Faults { chaos, ..Faults::default() }
    }

    /// Lets the next `times` requests of an operation fail, after those that are to fail already.
    pub(crate) fn plan(&mut self, operation: Operation, fault: Fault, times: u32) {
        if times > 0 {
            self.planned.entry(operation).or_default().push_back(Planned { fault, times_left: times });
        }
    }

    pub(crate) fn clear(&mut self) {
        self.planned.clear();
    }

    /// Counts a request and says what is to go wrong with it.
    pub(crate) fn next(&mut self, operation: Operation) -> Option<Fault> {
        *self.attempts.entry(operation).or_default() += 1;
        let planned = self.planned.entry(operation).or_default();
        let Some(first) = planned.front_mut() else { return self.chaos.as_mut()?.roll() };
        let fault = first.fault.clone();
        first.times_left -= 1;
        if first.times_left == 0 {
            planned.pop_front();
        }
        Some(fault)
    }

    pub(crate) fn attempts(&self, operation: Operation) -> u64 {
        self.attempts.get(&operation).copied().unwrap_or_default()
    }

    pub(crate) fn planned(&self) -> impl Iterator<Item = (Operation, &Planned)> {
        self.planned
            .iter()
            .flat_map(|(operation, planned)| planned.iter().map(|planned| (*operation, planned)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaos_is_the_same_for_the_same_seed_and_leaves_planned_faults_first() {
        let run = |percent, seed| {
            let mut faults = Faults::with_chaos(Chaos::new(percent, seed));
            faults.plan(Operation::Convert, Fault::Hang, 1);
            assert_eq!(faults.next(Operation::Convert), Some(Fault::Hang));
            (0..1000).filter_map(|_| faults.next(Operation::Convert)).collect::<Vec<_>>()
        };
        assert_eq!(run(20, 7), run(20, 7));
        assert_ne!(run(20, 7), run(20, 8));
        assert!((150..250).contains(&run(20, 7).len()));
        assert_eq!((run(0, 7).len(), run(255, 7).len()), (0, 1000));
        assert!(!run(100, 7).contains(&Fault::Hang));
    }

    #[test]
    fn faults_wait_in_line_for_their_operation() {
        let mut faults = Faults::default();
        faults.plan(Operation::Convert, Fault::Drop, 2);
        faults.plan(Operation::Convert, Fault::Firewall, 1);
        faults.plan(Operation::Convert, Fault::Hang, 0);
        assert_eq!(faults.next(Operation::Balance), None);
        let seen: Vec<_> = (0..4).map(|_| faults.next(Operation::Convert)).collect();
        assert_eq!(seen, [Some(Fault::Drop), Some(Fault::Drop), Some(Fault::Firewall), None]);
        assert_eq!(faults.attempts(Operation::Convert), 4);
        assert_eq!(faults.planned().count(), 0);
    }
}
