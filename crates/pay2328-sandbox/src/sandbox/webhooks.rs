//! The part of the handle that is about webhooks.

use std::time::Duration;

use super::{ControlError, Sandbox};
use crate::answer::Refusal;
use crate::spelling::Spelling;
use crate::state::outbox::{Progress, ReleaseOrder, Webhook};

impl Sandbox {
    /// From now on, each webhook is delivered so many times, even after success; 0 sends none.
    pub fn duplicate_webhooks(&self, copies: u32) {
        self.shared.with_state(|state| state.outbox.rules.copies = copies);
    }

    /// From now on, the JSON of webhooks is written like this on the wire.
    pub fn spell_webhooks(&self, spelling: Spelling) {
        self.shared.with_state(|state| state.outbox.rules.spelling = spelling);
    }

    /// From now on, webhooks wait until [`Sandbox::release_webhooks`].
    pub fn hold_webhooks(&self) {
        self.shared.with_state(|state| state.outbox.rules.hold = true);
    }

    /// Sends the webhooks that were held back, one after the other in this order, and holds none back from now on. Gives
    /// how many there were.
    pub fn release_webhooks(&self, order: ReleaseOrder) -> usize {
        self.shared.with_state(|state| {
            state.outbox.rules.hold = false;
            state.outbox.release(state.now, order)
        })
    }

    /// Sends a webhook once more, whatever became of it. Gives the repetition.
    ///
    /// # Errors
    /// When no webhook with this number is in the log.
    pub fn resend_webhook(&self, id: u64) -> Result<Webhook, ControlError> {
        self.control(|state| {
            let repetition = state.outbox.resend(state.now, id);
            let webhook = repetition.and_then(|id| state.outbox.get(id)).cloned();
            webhook.ok_or_else(|| Refusal::not_found("Webhook"))
        })
    }

    /// Waits, in real time, until a webhook about `object` has been answered with 2xx, and gives the first such one.
    /// `object` is what [`Change::id`](crate::Change::id) says, or the order id of payments, payouts, static wallets (for their deposits) and
    /// invoices, whether they are there already or not; with a `status`, only a webhook that tells of it counts.
    ///
    /// # Errors
    /// When none has been taken within `timeout`. The error tells what became of those about the object.
    pub async fn wait_for_webhook(
        &self,
        object: impl AsRef<str>,
        status: Option<&str>,
        timeout: Duration,
    ) -> Result<Webhook, ControlError> {
        let object = object.as_ref();
        let mut delivered = self.shared.delivered.subscribe();
        let sleep = {
            let _context = self.timer.enter();
            tokio::time::sleep(timeout)
        };
        let mut sleep = std::pin::pin!(sleep);
        loop {
            let about = self.webhooks_about(object);
            let is_it = |webhook: &&Webhook| {
                webhook.progress == Progress::Delivered
                    && status.is_none_or(|status| webhook.status == status)
            };
            if let Some(webhook) = about.iter().find(is_it) {
                return Ok(webhook.clone());
            }
            tokio::select! {
                _ = delivered.changed() => {}
                () = sleep.as_mut() => return Err(not_delivered(&about, object, timeout)),
            }
        }
    }

    /// The webhooks under way and the last ones finished, the oldest first, each with all its attempts.
    #[must_use]
    pub fn webhook_log(&self) -> Vec<Webhook> {
        self.shared.with_state(|state| state.outbox.log().cloned().collect())
    }

    /// The webhooks in the log that are about one object, the oldest first. It is named as in
    /// [`Sandbox::wait_for_webhook`].
    #[must_use]
    pub fn webhooks_about(&self, object: &str) -> Vec<Webhook> {
        self.shared.look(|state| {
            let objects = state.objects(object);
            state.outbox.log().filter(|webhook| objects.contains(&webhook.object)).cloned().collect()
        })
    }
}

/// Why waiting for a webhook was in vain.
fn not_delivered(about: &[Webhook], object: &str, timeout: Duration) -> ControlError {
    let about: Vec<String> = about
        .iter()
        .map(|webhook| {
            let last = webhook.attempts.last();
            let outcome = match last.map(|attempt| (attempt.status, &attempt.error)) {
                None => "not sent yet".to_owned(),
                Some((Some(status), _)) => format!("answered with {status}"),
                Some((None, error)) => error.clone().unwrap_or_else(|| "no answer".to_owned()),
            };
            format!("{} to {}: {outcome}", webhook.status, webhook.url)
        })
        .collect();
    let known = if about.is_empty() { "there is none about it".to_owned() } else { about.join("; ") };
    ControlError {
        status: 408,
        message: format!("No such webhook about {object} was taken within {timeout:?}: {known}."),
    }
}
