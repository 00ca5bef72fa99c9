//! The verifier: keys in, proven webhooks out.

use std::fmt;

use super::authenticate::{Authenticated, authenticate, authenticate_invoice};
use super::error::WebhookError;
use super::event::{self, Verified};
use super::keyring::Keyring;
use crate::key::{ApiKey, PayoutKey, WebhookSecret};

/// Verifies webhooks with the keys of an account.
///
/// Give it the key of every kind of webhook you receive. While a key is being replaced, give it
/// the old one as well (`previous_…`); drop it again when [`MatchedKey`](super::MatchedKey) no
/// longer names it. Keys of one kind are never accepted for webhooks of another.
///
/// A verifier is built once and shared: verifying takes `&self`.
#[derive(Clone)]
pub struct Verifier {
    keyring: Keyring,
    limit: usize,
}

impl Verifier {
    /// The longest body a verifier takes unless told otherwise: 64 KiB. Real webhooks have
    /// about one.
    pub const DEFAULT_BODY_LIMIT: usize = 64 * 1024;

    /// A verifier without keys, which refuses everything until it is given some.
    #[must_use]
    pub fn new() -> Self {
        Self { keyring: Keyring::default(), limit: Self::DEFAULT_BODY_LIMIT }
    }

    /// Takes the current API key, which signs payment and static-wallet webhooks.
    #[must_use]
    pub fn api_key(mut self, key: &ApiKey) -> Self {
        self.keyring.api.current = Some(key.signing_key().clone());
        self
    }

    /// Takes an API key that was replaced, but may still sign webhooks on their way.
    #[must_use]
    pub fn previous_api_key(mut self, key: &ApiKey) -> Self {
        self.keyring.api.previous.push(key.signing_key().clone());
        self
    }

    /// Takes the current payout key, which signs payout webhooks.
    #[must_use]
    pub fn payout_key(mut self, key: &PayoutKey) -> Self {
        self.keyring.payout.current = Some(key.signing_key().clone());
        self
    }

    /// Takes a payout key that was replaced.
    #[must_use]
    pub fn previous_payout_key(mut self, key: &PayoutKey) -> Self {
        self.keyring.payout.previous.push(key.signing_key().clone());
        self
    }

    /// Takes the current secret of the Invoice API's webhooks.
    #[must_use]
    pub fn invoice_secret(mut self, secret: &WebhookSecret) -> Self {
        self.keyring.invoice.current = Some(secret.signing_key().clone());
        self
    }

    /// Takes a webhook secret that was replaced.
    #[must_use]
    pub fn previous_invoice_secret(mut self, secret: &WebhookSecret) -> Self {
        self.keyring.invoice.previous.push(secret.signing_key().clone());
        self
    }

    /// Sets the longest body to take, in bytes; [`Self::DEFAULT_BODY_LIMIT`] unless set.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// The longest body this verifier takes, in bytes.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Verifies a webhook of the Merchant API and reads it.
    ///
    /// `body` is the raw body of the request, exactly as received. The signature is its member `sign`,
    /// made with the API key for payments and deposits and with the payout key for payouts. A body of more
    /// than 16 KiB is not tried in other spellings than the one it came in: real ones have about one.
    ///
    /// # Errors
    ///
    /// [`WebhookError`]: every [kind](super::WebhookErrorKind). Log it, and answer with its
    /// [`http_status`](WebhookError::http_status) and nothing else.
    pub fn verify(&self, body: &[u8]) -> Result<Verified, WebhookError> {
        event::read(self.authenticate(body)?)
    }

    /// Verifies a webhook of the Invoice API and reads it.
    ///
    /// `body` is the raw body of the request, exactly as received, and `signature` the value of its
    /// `X-Signature` header: 64 hex digits of either case, with or without `sha256=` before them. Pass
    /// an empty string if the header is absent.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_invoice(&self, body: &[u8], signature: &str) -> Result<Verified, WebhookError> {
        event::read_invoice(self.authenticate_invoice(body, signature)?)
    }

    /// Proves that one of the account's keys signed this body, and nothing more.
    ///
    /// For a gateway that keeps forgeries out and passes bodies on. It allocates nothing when
    /// the body is spelled as it was signed. To act on a webhook, use [`verify`](Self::verify), which also
    /// checks that the key is the one for that kind of webhook.
    ///
    /// # Errors
    ///
    /// Every [`WebhookErrorKind`](super::WebhookErrorKind) except `WrongKey` and `UnreadableEvent`.
    pub fn authenticate<'a>(&self, body: &'a [u8]) -> Result<Authenticated<'a>, WebhookError> {
        authenticate(body, self.limit, &self.keyring)
    }

    /// Proves that one of the Invoice API's webhook secrets signed this body, and nothing more.
    ///
    /// Takes the same as [`verify_invoice`](Self::verify_invoice).
    ///
    /// # Errors
    ///
    /// As [`authenticate`](Self::authenticate).
    pub fn authenticate_invoice<'a>(
        &self,
        body: &'a [u8],
        signature: &str,
    ) -> Result<Authenticated<'a>, WebhookError> {
        authenticate_invoice(body, signature, self.limit, &self.keyring)
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("limit", &self.limit).finish_non_exhaustive()
    }
}
