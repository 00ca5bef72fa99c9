//! What a webhook says, read from the bytes that were proven.

use pay2328_api::types::{InvoiceWebhook, PaymentWebhook, PayoutWebhook, StaticWalletWebhook};
use serde::de::Deserialize;

use super::authenticate::Authenticated;
use super::error::{Problem, WebhookError};
use super::keyring::{KeyPurpose, MatchedKey};
use super::outline::Outline;
use super::shape::Shape;

/// What a webhook reports.
///
/// Members have the names and meanings of the service's documentation. A member this version
/// does not know is passed over (it is still in [`Verified::body`]), a status it does not know
/// is kept as text, and a kind it does not know is [`Event::Unknown`]: none of them is an error.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The status of a payment changed.
    Payment(PaymentWebhook),
    /// A static wallet received a deposit.
    StaticDeposit(StaticWalletWebhook),
    /// The status of a payout changed.
    Payout(PayoutWebhook),
    /// The status of an invoice of the Invoice API changed.
    Invoice(InvoiceWebhook),
    /// Something this version of the crate has no type for. Answer 2xx, keep [`Verified::body`]
    /// for a person to look at, and never credit anything on its account.
    Unknown,
}

/// A webhook that is proven to come from the service, and what it reports.
///
/// The only source of one is a [`Verifier`](super::Verifier): there is no other way to get
/// [`credit`](Self::credit) or the other answers that move money.
///
/// Proven does not mean new. The service signs no time, so a webhook that was recorded once
/// verifies for ever, and the service itself repeats webhooks: see [`dedupe_key`](Self::dedupe_key).
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    event: Event,
    key: MatchedKey,
    body: String,
}

impl Verified {
    /// What the webhook reports.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// What the webhook reports, by value.
    #[must_use]
    pub fn into_event(self) -> Event {
        self.event
    }

    /// The key that signed it.
    #[must_use]
    pub fn key(&self) -> MatchedKey {
        self.key
    }

    /// The JSON text that was proven and from which the event was read: the body without its
    /// member `sign`, in the spelling that the signature covers. Worth storing with the order.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

/// Reads an authenticated body of the Merchant API.
pub(super) fn read(authenticated: Authenticated<'_>) -> Result<Verified, WebhookError> {
    let key = authenticated.key();
    let body = text(authenticated)?;
    // The short way of authenticating does not look at the body, so this is the one place where every
    // body is read strictly before anything is taken from it.
    let outline = Outline::read(&body)?;
    let shape = outline.shape().merchant();
    if let Some(needed) = shape.signed_with()
        && needed != key.purpose()
    {
        return Err(Problem::WrongKey { signed_with: key.purpose(), needed }.into());
    }
    let event = match shape {
        Shape::Payment => Event::Payment(members(&outline, &body)?),
        Shape::StaticDeposit => Event::StaticDeposit(members(&outline, &body)?),
        Shape::Payout => Event::Payout(members(&outline, &body)?),
        Shape::Unknown => Event::Unknown,
    };
    Ok(Verified { event, key, body })
}

/// Reads an authenticated body of the Invoice API.
pub(super) fn read_invoice(authenticated: Authenticated<'_>) -> Result<Verified, WebhookError> {
    let key = authenticated.key();
    debug_assert_eq!(key.purpose(), KeyPurpose::Invoice);
    let body = text(authenticated)?;
    let outline = Outline::read(&body)?;
    let event =
        if outline.shape().is_invoice() { Event::Invoice(members(&outline, &body)?) } else { Event::Unknown };
    Ok(Verified { event, key, body })
}

fn text(authenticated: Authenticated<'_>) -> Result<String, WebhookError> {
    let bytes = authenticated.into_bytes();
    String::from_utf8(bytes)
        .map_err(|error| Problem::InvalidUtf8 { offset: error.utf8_error().valid_up_to() }.into())
}

fn members<'de, T: Deserialize<'de>>(outline: &Outline<'de>, body: &'de str) -> Result<T, WebhookError> {
    T::deserialize(outline).map_err(|error| {
        // Read again, more slowly, to learn which member it is.
        let located = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(body));
        match located {
            Ok(never) => {
                let _: T = never;
                Problem::UnreadableEvent { member: None, source: error }
            }
            Err(located) => Problem::UnreadableEvent {
                member: Some(located.path().to_string()),
                source: located.into_inner(),
            },
        }
        .into()
    })
}
