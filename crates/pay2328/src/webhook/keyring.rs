//! The keys a webhook may be signed with, current and previous.

use std::fmt;

use crate::signature::{Signature, SigningKey};

/// Which secret signs a kind of webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyPurpose {
    /// The API key: payment and static-wallet webhooks.
    Api,
    /// The payout API key: payout webhooks.
    Payout,
    /// The Invoice API's webhook secret: invoice webhooks.
    Invoice,
}

impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Api => "API key",
            Self::Payout => "payout API key",
            Self::Invoice => "webhook secret",
        })
    }
}

/// Which key of a [`Verifier`](super::Verifier) verified a webhook.
///
/// Worth a log line while a key is being replaced: once no webhook is verified with a previous
/// key any more, that key can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MatchedKey {
    purpose: KeyPurpose,
    /// 0 for the current key, 1 for the first previous one given, and so on.
    age: usize,
}

impl MatchedKey {
    /// What the key is for.
    #[must_use]
    pub fn purpose(self) -> KeyPurpose {
        self.purpose
    }

    /// Whether it is the current key of its purpose, and not one it replaced.
    #[must_use]
    pub fn is_current(self) -> bool {
        self.age == 0
    }
}

impl fmt::Display for MatchedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.age {
            0 => write!(f, "current {}", self.purpose),
            age => write!(f, "previous {} number {age}", self.purpose),
        }
    }
}

/// The keys of one purpose.
#[derive(Clone, Default)]
pub(super) struct Keys {
    pub(super) current: Option<SigningKey>,
    /// Those it replaced, in the order given.
    pub(super) previous: Vec<SigningKey>,
}

impl Keys {
    fn is_empty(&self) -> bool {
        self.current.is_none() && self.previous.is_empty()
    }

    fn find(&self, purpose: KeyPurpose, verifies: impl Fn(&SigningKey) -> bool) -> Option<MatchedKey> {
        if self.current.as_ref().is_some_and(&verifies) {
            return Some(MatchedKey { purpose, age: 0 });
        }
        self.previous.iter().position(verifies).map(|index| MatchedKey { purpose, age: index + 1 })
    }
}

/// All keys of a verifier.
#[derive(Clone, Default)]
pub(super) struct Keyring {
    pub(super) api: Keys,
    pub(super) payout: Keys,
    pub(super) invoice: Keys,
}

impl Keyring {
    pub(super) fn has(&self, purpose: KeyPurpose) -> bool {
        let keys = match purpose {
            KeyPurpose::Api => &self.api,
            KeyPurpose::Payout => &self.payout,
            KeyPurpose::Invoice => &self.invoice,
        };
        !keys.is_empty()
    }

    /// The key that signed a body of the Merchant API, given in pieces.
    pub(super) fn find(&self, parts: &[&[u8]], claimed: &Signature) -> Option<MatchedKey> {
        let verifies = |key: &SigningKey| key.verify(parts, claimed);
        self.api.find(KeyPurpose::Api, verifies).or_else(|| self.payout.find(KeyPurpose::Payout, verifies))
    }

    /// The secret that signed a raw body of the Invoice API.
    pub(super) fn find_raw(&self, body: &[u8], claimed: &Signature) -> Option<MatchedKey> {
        self.invoice.find(KeyPurpose::Invoice, |key| key.verify_raw(body, claimed))
    }
}
