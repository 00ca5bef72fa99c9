//! Each webhook takes effect once, however often and wherever it is delivered.

use std::fmt;
use std::future::Future;

use super::event::Verified;

/// Remembers which webhooks have taken effect and which are being handled.
///
/// The service repeats webhooks, and one that was recorded once verifies for ever, so every receiver
/// needs such a memory. It is shared by all processes that receive webhooks and outlives them: a
/// database, in production. [`MemoryStore`](super::MemoryStore) is for tests and for trying things out; the
/// repository's `tests/examples/src` has complete implementations to copy, `postgres_store.rs` and
/// `redis_store.rs`.
///
/// A key goes through these states:
///
/// ```text
///            claim                  confirm
/// (nothing) ───────▶ claimed (n) ───────────▶ done, for ever
///     ▲                │      │
///     └────────────────┘      └─▶ claimed (n + 1)
///           release             by another, once the lease has run out
/// ```
///
/// # Exactly once
///
/// A process can die at any moment, also between the effect and [`confirm`](Self::confirm). Its claim then
/// runs out, and the next delivery is handled again. No memory beside the effect can prevent that; what can
/// is one of these:
///
/// - the effect and the confirmation are one transaction, as in the example `tests/examples/examples/webhook_postgres.rs`;
/// - the effect itself refuses a second time: a unique column of the ledger holds
///   [`dedupe_key`](Verified::dedupe_key). Then the memory only saves work, and may be one that forgets.
///
/// # For implementors
///
/// Each method is one atomic step: of any number of claims made at once, one is [`Acquired::New`]. Never
/// forget a key that is done.
pub trait IdempotencyStore {
    /// Why the memory could not be asked.
    type Error;

    /// Takes the key for one attempt to handle its webhook, if nobody has.
    ///
    /// # Errors
    ///
    /// The memory could not be asked. Nothing may be handled then.
    fn claim(&self, key: &str) -> impl Future<Output = Result<Acquired, Self::Error>> + Send;

    /// Notes that the webhook has taken effect. Confirming twice is the same as once.
    ///
    /// `false`: the claim had run out and somebody else has the key; nothing was noted.
    ///
    /// # Errors
    ///
    /// The memory could not be asked. Whether the confirmation was noted is not known then.
    fn confirm(&self, claim: &Lease) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Gives the key back because its webhook has not taken effect, so that the next delivery is
    /// handled at once. Does nothing if the claim had run out or was confirmed.
    ///
    /// # Errors
    ///
    /// The memory could not be asked. The claim runs out by itself.
    fn release(&self, claim: &Lease) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Shared memory is memory.
impl<C: IdempotencyStore> IdempotencyStore for std::sync::Arc<C> {
    type Error = C::Error;

    fn claim(&self, key: &str) -> impl Future<Output = Result<Acquired, Self::Error>> + Send {
        (**self).claim(key)
    }

    fn confirm(&self, claim: &Lease) -> impl Future<Output = Result<bool, Self::Error>> + Send {
        (**self).confirm(claim)
    }

    fn release(&self, claim: &Lease) -> impl Future<Output = Result<(), Self::Error>> + Send {
        (**self).release(claim)
    }
}

/// The right to handle a webhook, for as long as the lease of whoever gave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lease {
    key: String,
    attempt: u64,
}

impl Lease {
    /// A claim, as an implementation of [`IdempotencyStore`] makes it.
    ///
    /// `attempt` tells this claim of the key from every other one, before and after; counting does.
    #[must_use]
    pub fn new(key: impl Into<String>, attempt: u64) -> Self {
        Self { key: key.into(), attempt }
    }

    /// The key that is claimed.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Which claim of the key this is.
    #[must_use]
    pub fn attempt(&self) -> u64 {
        self.attempt
    }
}

/// What became of an attempt to claim a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acquired {
    /// The key is yours: handle the webhook, then confirm or release.
    New(Lease),
    /// Somebody else is handling it. RawResponse 5xx, so that it comes again in case they fail.
    Busy,
    /// It has taken effect. RawResponse 2xx and do nothing.
    Processed,
}

/// A webhook that has taken effect. RawResponse 2xx.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Just now.
    Processed,
    /// Before, so that nothing was done this time.
    Duplicate,
}

/// A webhook that has not taken effect, as far as is known. RawResponse 5xx, so that it comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotProcessed<C, H> {
    /// Somebody else is handling it at this moment.
    Busy,
    /// It was handled, but so slowly that the claim had run out and another delivery has the key.
    LeaseExpired,
    /// The memory of claims could not be asked.
    Store(C),
    /// The handler failed.
    Handler(H),
}

impl<C, H> NotProcessed<C, H> {
    /// The HTTP status to answer with: 503 for [`Busy`](Self::Busy), 500 for the rest.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Busy => 503,
            _ => 500,
        }
    }
}

impl<C, H> fmt::Display for NotProcessed<C, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "another delivery of this webhook is being handled",
            Self::LeaseExpired => "the webhook was handled, but took longer than its claim is valid",
            Self::Store(_) => "whether the webhook was handled before could not be found out",
            Self::Handler(_) => "the webhook could not be handled",
        })
    }
}

impl<C: std::error::Error + 'static, H: std::error::Error + 'static> std::error::Error
    for NotProcessed<C, H>
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Busy | Self::LeaseExpired => None,
            Self::Store(error) => Some(error),
            Self::Handler(error) => Some(error),
        }
    }
}

impl Verified {
    /// Runs `handler` unless this webhook has taken effect before: claim, handle, confirm.
    ///
    /// The handler is given the claim, so that it can confirm it in the same transaction in which it
    /// credits; see [`IdempotencyStore`] on why it should. If the handler fails the claim is released, and the next
    /// delivery tries again.
    ///
    /// If the returned future is dropped, as some servers do when the connection breaks, or if the
    /// handler panics, the claim is neither confirmed nor released: it runs out.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use pay2328::webhook::{Delivery, MemoryStore, Verified, Verifier, testing::FakeWebhook};
    /// # async fn example(webhook: Verified, claims: MemoryStore) -> Result<(), Box<dyn std::error::Error>> {
    /// let handled = webhook
    ///     .once(&claims, |_claim| async {
    ///         if let Ok(credit) = webhook.credit() {
    ///             println!("{} {} for {:?}", credit.amount, credit.currency, webhook.order_id());
    ///         }
    ///         Ok::<_, std::io::Error>(())
    ///     })
    ///     .await?;
    /// assert_eq!(handled, Delivery::Processed);
    /// # Ok(()) }
    /// # let key = pay2328::ApiKey::new("test-api-key").unwrap();
    /// # let body = FakeWebhook::payment().signed(&key);
    /// # let webhook = Verifier::new().api_key(&key).verify(body.as_bytes()).unwrap();
    /// # use futures_util::FutureExt as _;
    /// # example(webhook, MemoryStore::default()).now_or_never().unwrap().unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotProcessed`] says why the webhook has not taken effect.
    pub async fn once<C, H, F, E>(
        &self,
        claims: &C,
        handler: H,
    ) -> Result<Delivery, NotProcessed<C::Error, E>>
    where
        C: IdempotencyStore,
        H: FnOnce(Lease) -> F,
        F: Future<Output = Result<(), E>>,
    {
        let claim = match claims.claim(&self.dedupe_key()).await.map_err(NotProcessed::Store)? {
            Acquired::New(claim) => claim,
            Acquired::Busy => return Err(NotProcessed::Busy),
            Acquired::Processed => return Ok(Delivery::Duplicate),
        };
        if let Err(error) = handler(claim.clone()).await {
            // Failing to release costs time only: the claim runs out.
            drop(claims.release(&claim).await);
            return Err(NotProcessed::Handler(error));
        }
        match claims.confirm(&claim).await {
            Ok(true) => Ok(Delivery::Processed),
            Ok(false) => Err(NotProcessed::LeaseExpired),
            Err(error) => Err(NotProcessed::Store(error)),
        }
    }
}
