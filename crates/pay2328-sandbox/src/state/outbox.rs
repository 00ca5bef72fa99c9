//! Webhooks on their way: what is to be sent, when, what came of it, and the bounded log of what was.

mod webhook;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::spelling::Spelling;

pub use webhook::{Kind, Progress, ReleaseOrder, Webhook, WebhookAttempt};

/// Waits between attempts double until they are this long.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// How webhooks are delivered.
#[derive(Debug, Clone)]
pub(crate) struct DeliveryRules {
    /// How often each webhook is delivered, even after success: receivers must cope with repeats.
    pub(crate) copies: u32,
    /// Attempts for one webhook before it is given up.
    pub(crate) max_attempts: u32,
    /// The wait before the second attempt; each further one doubles it, up to [`LONGEST_WAIT`].
    pub(crate) backoff: Duration,
    /// Finished webhooks that are kept for the log.
    pub(crate) log_capacity: usize,
    /// How their JSON is written on the wire.
    pub(crate) spelling: Spelling,
    /// Whether new ones wait until they are released.
    pub(crate) hold: bool,
}

impl DeliveryRules {
    /// The wait after so many attempts.
    fn wait(&self, tries: u32) -> TimeDelta {
        let wait = self.backoff.saturating_mul(1 << tries.saturating_sub(1).min(16));
        // Who sets a longer wait to begin with gets it.
        let wait = wait.min(LONGEST_WAIT.max(self.backoff));
        TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1))
    }
}

/// What the sender needs to try one webhook.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) id: u64,
    /// When it was to be tried.
    pub(crate) at: DateTime<Utc>,
    pub(crate) url: String,
    pub(crate) body: Vec<u8>,
    pub(crate) signature_header: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    pub(crate) rules: DeliveryRules,
    last_id: u64,
    webhooks: BTreeMap<u64, Webhook>,
    /// When to try which webhook; the ones being sent are not in it.
    schedule: BTreeSet<(DateTime<Utc>, u64)>,
    /// How often one was put into it.
    plans: u64,
    /// Webhooks not tried yet, by line; only the first of a line is scheduled.
    lines: HashMap<String, VecDeque<u64>>,
    finished: VecDeque<u64>,
    held: Vec<u64>,
    /// The webhooks that changed since somebody asked.
    changed: BTreeSet<u64>,
}

/// The line of webhooks that were held back: they go out in the order of their release.
const RELEASED: &str = "released";

impl Outbox {
    pub(crate) fn new(rules: DeliveryRules) -> Outbox {
        Outbox {
            rules,
            last_id: 0,
            webhooks: BTreeMap::new(),
            schedule: BTreeSet::new(),
            plans: 0,
            lines: HashMap::new(),
            finished: VecDeque::new(),
            held: Vec::new(),
            changed: BTreeSet::new(),
        }
    }

    /// An empty one with these rules whose numbers go on where this one's end: what is still being sent must not be
    /// taken for a later webhook.
    pub(crate) fn renewed(&self, rules: DeliveryRules) -> Outbox {
        Outbox { last_id: self.last_id, plans: self.plans + 1, ..Outbox::new(rules) }
    }

    /// When the first is to be tried of those whose time has not come yet.
    pub(crate) fn next_due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.schedule.range((now, u64::MAX)..).map(|(at, _)| *at).find(|at| *at > now)
    }

    /// Changes whenever a webhook is planned.
    pub(crate) fn plans(&self) -> u64 {
        self.plans
    }

    fn plan(&mut self, at: DateTime<Utc>, id: u64) {
        self.schedule.insert((at, id));
        self.plans += 1;
    }

    /// Every webhook that is pending or still in the log, the oldest first.
    pub(crate) fn log(&self) -> impl DoubleEndedIterator<Item = &Webhook> {
        self.webhooks.values()
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Webhook> {
        self.webhooks.get(&id)
    }

    pub(crate) fn push(&mut self, now: DateTime<Utc>, letter: Letter) {
        for _ in 0..self.rules.copies {
            let id = self.add(now, letter.clone(), None);
            if self.rules.hold {
                self.held.push(id);
                self.set_progress(id, Progress::Held);
            } else {
                self.line_up(now, id, &letter.line);
            }
        }
    }

    /// Sends a webhook once more, whatever became of it. Gives the number of the repetition.
    pub(crate) fn resend(&mut self, now: DateTime<Utc>, id: u64) -> Option<u64> {
        let webhook = self.webhooks.get(&id)?.clone();
        let letter = Letter {
            kind: webhook.kind,
            object: webhook.object,
            status: webhook.status,
            line: format!("resend {}", self.last_id + 1),
            url: webhook.url,
            body: webhook.body,
            signature_header: webhook.signature_header,
        };
        let line = letter.line.clone();
        let repetition = self.add(now, letter, Some(id));
        self.line_up(now, repetition, &line);
        Some(repetition)
    }

    /// Lets the webhooks go that were held back, one after the other. Gives how many there were.
    pub(crate) fn release(&mut self, now: DateTime<Utc>, order: ReleaseOrder) -> usize {
        let mut released = std::mem::take(&mut self.held);
        if order == ReleaseOrder::Reversed {
            released.reverse();
        }
        for &id in &released {
            if let Some(webhook) = self.webhooks.get_mut(&id) {
                webhook.line = RELEASED.to_owned();
            }
            self.set_progress(id, Progress::Pending);
            self.line_up(now, id, RELEASED);
        }
        released.len()
    }

    /// The webhooks that changed since this was last asked; those that are gone too.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.changed)
    }

    /// The number of the newest.
    pub(crate) fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Puts stored webhooks back, the oldest first. What was being sent when the sandbox ended is sent again.
    pub(crate) fn restore(&mut self, now: DateTime<Utc>, last_id: u64, webhooks: Vec<Webhook>) {
        self.last_id = last_id;
        for webhook in webhooks {
            let (id, line) = (webhook.id, webhook.line.clone());
            let (progress, is_new) = (webhook.progress, webhook.attempts.is_empty());
            self.webhooks.insert(id, webhook);
            match progress {
                Progress::Held => self.held.push(id),
                Progress::Pending if is_new => self.line_up(now, id, &line),
                Progress::Pending => self.plan(now, id),
                Progress::Delivered | Progress::GivenUp => self.finished.push_back(id),
            }
        }
    }

    pub(crate) fn held_count(&self) -> usize {
        self.held.len()
    }

    fn add(&mut self, now: DateTime<Utc>, letter: Letter, repeats: Option<u64>) -> u64 {
        self.last_id += 1;
        let webhook = Webhook {
            id: self.last_id,
            kind: letter.kind,
            object: letter.object,
            status: letter.status,
            url: letter.url,
            body: letter.body,
            signature_header: letter.signature_header,
            created_at: now,
            attempts: Vec::new(),
            progress: Progress::Pending,
            repeats,
            line: letter.line,
        };
        self.changed.insert(webhook.id);
        self.webhooks.insert(webhook.id, webhook);
        self.last_id
    }

    fn line_up(&mut self, now: DateTime<Utc>, id: u64, line: &str) {
        let line = self.lines.entry(line.to_owned()).or_default();
        line.push_back(id);
        if line.len() == 1 {
            self.plan(now, id);
        }
    }

    fn set_progress(&mut self, id: u64, progress: Progress) {
        if let Some(webhook) = self.webhooks.get_mut(&id) {
            webhook.progress = progress;
            self.changed.insert(id);
        }
    }

    /// Takes out at most `limit` webhooks whose time has come, of those that may go to their address now.
    pub(crate) fn take_due(
        &mut self,
        now: DateTime<Utc>,
        limit: usize,
        mut may_go: impl FnMut(&str) -> bool,
    ) -> Vec<Due> {
        let mut due = Vec::new();
        for &(at, id) in self.schedule.iter().take_while(|(at, _)| *at <= now) {
            if due.len() == limit {
                break;
            }
            let Some(webhook) = self.webhooks.get(&id).filter(|webhook| may_go(&webhook.url)) else {
                continue;
            };
            due.push(Due {
                id,
                at,
                url: webhook.url.clone(),
                body: webhook.body.clone(),
                signature_header: webhook.signature_header.clone(),
            });
        }
        for taken in &due {
            self.schedule.remove(&(taken.at, taken.id));
        }
        due
    }

    /// Notes what came of an attempt and plans the next, unless it is hopeless. What follows is planned from when the
    /// attempt ended: with a clock that was moved far, all that had its time on the way comes at once.
    pub(crate) fn tried(&mut self, id: u64, attempt: WebhookAttempt, hopeless: bool, now: DateTime<Utc>) {
        let Some(webhook) = self.webhooks.get_mut(&id) else { return };
        self.changed.insert(id);
        let succeeded = attempt.is_success();
        let ended = attempt.at + TimeDelta::from_std(attempt.took).unwrap_or_default();
        // What an attempt takes is real time, with which a stopped clock does not go on.
        let ended = ended.min(now.max(attempt.at));
        webhook.attempts.push(attempt);
        let tries = u32::try_from(webhook.attempts.len()).unwrap_or(u32::MAX);
        let line = (tries == 1).then(|| webhook.line.clone());
        if succeeded || hopeless || tries >= self.rules.max_attempts {
            webhook.progress = if succeeded { Progress::Delivered } else { Progress::GivenUp };
            self.finished.push_back(id);
        } else {
            self.plan(ended + self.rules.wait(tries), id);
        }
        if let Some(line) = line {
            self.start_next(ended, &line);
        }
        while self.finished.len() > self.rules.log_capacity {
            if let Some(id) = self.finished.pop_front() {
                self.changed.insert(id);
                self.webhooks.remove(&id);
            }
        }
    }

    /// The first of a line has been tried: the next may go, whether it arrived or not.
    fn start_next(&mut self, ended: DateTime<Utc>, line: &str) {
        let Some(waiting) = self.lines.get_mut(line) else { return };
        waiting.pop_front();
        match waiting.front() {
            Some(next) => {
                let made = self.webhooks.get(next).map_or(ended, |webhook| webhook.created_at);
                let next = *next;
                self.plan(ended.max(made), next);
            }
            None => _ = self.lines.remove(line),
        }
    }
}

/// A webhook before it gets its number.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) kind: Kind,
    pub(crate) object: String,
    pub(crate) status: String,
    pub(crate) line: String,
    pub(crate) url: String,
    pub(crate) body: Vec<u8>,
    pub(crate) signature_header: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(copies: u32) -> Outbox {
        Outbox::new(DeliveryRules {
            copies,
            max_attempts: 3,
            backoff: Duration::from_secs(1),
            log_capacity: 2,
            spelling: Spelling::Compact,
            hold: false,
        })
    }

    fn letter(line: &str) -> Letter {
        Letter {
            kind: Kind::Payment,
            object: line.to_owned(),
            status: "paid".to_owned(),
            line: line.to_owned(),
            url: "http://127.0.0.1:9/".to_owned(),
            body: b"{}".to_vec(),
            signature_header: None,
        }
    }

    fn attempt(at: DateTime<Utc>, status: Option<u16>) -> WebhookAttempt {
        WebhookAttempt { at, took: Duration::ZERO, status, answer: String::new(), error: None }
    }

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600, 0).unwrap()
    }

    fn ids(due: Vec<Due>) -> Vec<u64> {
        due.into_iter().map(|due| due.id).collect()
    }

    #[test]
    fn a_failed_delivery_comes_back_with_doubling_waits_until_it_is_given_up() {
        let mut outbox = outbox(1);
        outbox.push(start(), letter("a"));
        let mut now = start();
        for wait in [1, 2] {
            assert_eq!(ids(outbox.take_due(now, 10, |_| true)), [1]);
            assert!(outbox.take_due(now, 10, |_| true).is_empty());
            outbox.tried(1, attempt(now, Some(500)), false, now);
            assert_eq!(outbox.next_due(now), Some(now + TimeDelta::seconds(wait)));
            now += TimeDelta::seconds(wait);
        }
        outbox.take_due(now, 10, |_| true);
        outbox.tried(1, attempt(now, None), false, now);
        assert_eq!(outbox.get(1).unwrap().progress, Progress::GivenUp);
        assert_eq!(outbox.get(1).unwrap().attempts.len(), 3);
        assert_eq!(outbox.next_due(now), None);
    }

    #[test]
    fn waits_double_up_to_five_minutes_or_what_they_begin_with() {
        let mut rules = outbox(1).rules;
        let waits = |rules: &DeliveryRules| [1, 2, 9, 10, 50].map(|tries| rules.wait(tries).num_seconds());
        assert_eq!(waits(&rules), [1, 2, 256, 300, 300]);
        rules.backoff = Duration::from_secs(3600);
        assert_eq!(waits(&rules), [3600; 5]);
    }

    #[test]
    fn one_line_is_sent_in_order_and_lines_do_not_wait_for_each_other() {
        let mut outbox = outbox(1);
        for line in ["a", "a", "b"] {
            outbox.push(start(), letter(line));
        }
        assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [1, 3]);
        outbox.tried(1, attempt(start(), Some(204)), false, start());
        assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [2]);
    }

    #[test]
    fn a_line_goes_on_while_the_clock_stands_still() {
        let mut outbox = outbox(1);
        for _ in 0..3 {
            outbox.push(start(), letter("a"));
        }
        for id in [1, 2, 3] {
            assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [id]);
            let took = WebhookAttempt { took: Duration::from_millis(7), ..attempt(start(), Some(204)) };
            outbox.tried(id, took, false, start());
        }
    }

    #[test]
    fn who_may_not_go_yet_stays_and_holds_up_nobody() {
        let mut outbox = outbox(1);
        for line in ["a", "b", "c"] {
            outbox.push(start(), letter(line));
        }
        let mut places = 2;
        let due = outbox.take_due(start(), 10, |_| {
            places -= 1;
            places != 0
        });
        assert_eq!(ids(due), [1, 3]);
        assert_eq!(outbox.next_due(start()), None);
        assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [2]);
    }

    #[test]
    fn copies_are_sent_even_after_success_and_the_log_is_bounded() {
        let mut outbox = outbox(3);
        outbox.push(start(), letter("a"));
        for id in 1..=3 {
            assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [id]);
            outbox.tried(id, attempt(start(), Some(200)), false, start());
        }
        assert_eq!(outbox.log().map(|webhook| webhook.id).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn what_is_held_goes_out_in_the_order_of_its_release_and_a_resend_does_not_wait() {
        let mut outbox = outbox(1);
        outbox.rules.hold = true;
        for line in ["a", "a", "b"] {
            outbox.push(start(), letter(line));
        }
        assert!(outbox.take_due(start(), 10, |_| true).is_empty());
        assert_eq!(outbox.release(start(), ReleaseOrder::Reversed), 3);
        assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [3]);
        outbox.tried(3, attempt(start(), Some(200)), false, start());
        assert_eq!(outbox.resend(start(), 3), Some(4));
        assert_eq!(outbox.get(4).unwrap().repeats, Some(3));
        assert_eq!(ids(outbox.take_due(start(), 10, |_| true)), [2, 4]);
        assert_eq!(outbox.resend(start(), 99), None);
    }
}
