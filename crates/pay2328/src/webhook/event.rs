//! What a webhook says, read from the bytes that were proven.

use std::fmt;
use std::ops::Deref;

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
    Payment(Proven<PaymentWebhook>),
    /// A static wallet received a deposit.
    StaticDeposit(Proven<StaticWalletWebhook>),
    /// The status of a payout changed.
    Payout(Proven<PayoutWebhook>),
    /// The status of an invoice of the Invoice API changed.
    Invoice(Proven<InvoiceWebhook>),
    /// Something this version of the crate has no type for: none of the kinds above, or one without a
    /// member that each of its kind has. RawResponse 2xx, keep [`Verified::body`] for a person to look at, and
    /// never credit anything on its account.
    Unknown,
}

/// What was read from bytes that a key of the account proved. Reads like the `T` in it.
///
/// Only a [`Verifier`](super::Verifier) makes one, so whoever is given an [`Event`] with something in it knows that
/// it was verified.
#[derive(Clone, PartialEq)]
pub struct Proven<T>(T);

impl<T> Proven<T> {
    /// What was read. From here on nothing tells it from what anybody can make up.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Proven<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Proven<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
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
    unparsed_fields: Vec<String>,
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

    /// The members that did not have the documented form and are `None` in the event for that reason: their
    /// text is in [`body`](Self::body). Usually there are none. A member on which
    /// [`credit`](Self::credit), [`matches`](Self::matches) or [`dedupe_key`](Self::dedupe_key) depends is
    /// never among them; if such a one cannot be read, neither can the webhook.
    #[must_use]
    pub fn unparsed_fields(&self) -> &[String] {
        &self.unparsed_fields
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
    let event = match shape {
        Shape::Payment => members(outline, &PAYMENT, Event::Payment),
        Shape::StaticDeposit => members(outline, &STATIC_DEPOSIT, Event::StaticDeposit),
        Shape::Payout => members(outline, &PAYOUT, Event::Payout),
        Shape::Unknown => Ok((Event::Unknown, Vec::new())),
    };
    // What only resembles a kind says nothing about the key.
    if let Some(needed) = shape.signed_with()
        && needed != key.purpose()
        && !matches!(event, Ok((Event::Unknown, _)))
    {
        return Err(Problem::WrongKey { signed_with: key.purpose(), needed }.into());
    }
    let (event, unparsed_fields) = event?;
    Ok(Verified { event, key, body, unparsed_fields })
}

/// Reads an authenticated body of the Invoice API.
pub(super) fn read_invoice(authenticated: Authenticated<'_>) -> Result<Verified, WebhookError> {
    let key = authenticated.key();
    debug_assert_eq!(key.purpose(), KeyPurpose::Invoice);
    let body = text(authenticated)?;
    let outline = Outline::read(&body)?;
    let (event, unparsed_fields) = if outline.shape().is_invoice() {
        members(outline, &INVOICE, Event::Invoice)?
    } else {
        (Event::Unknown, Vec::new())
    };
    Ok(Verified { event, key, body, unparsed_fields })
}

fn text(authenticated: Authenticated<'_>) -> Result<String, WebhookError> {
    let bytes = authenticated.into_bytes();
    String::from_utf8(bytes)
        .map_err(|error| Problem::InvalidUtf8 { offset: error.utf8_error().valid_up_to() }.into())
}

// The members on which money depends: what credits, compares, deduplicates and orders. Whatever else cannot
// be read is left out rather than keeping the webhook from its receiver.
const PAYMENT: [&str; 5] = ["uuid", "order_id", "amount", "currency", "payment_status"];
const STATIC_DEPOSIT: [&str; 9] = [
    "uuid",
    "order_id",
    "amount",
    "currency",
    "payment_status",
    "payer_currency",
    "address",
    "txid",
    "merchant_amount",
];
const PAYOUT: [&str; 5] = ["uuid", "order_id", "status", "amount", "currency"];
const INVOICE: [&str; 6] = ["event", "id", "status", "order_id", "amount", "coin"];

/// Reads a kind of webhook, and the names of the members it had to leave out.
fn members<'de, T: Deserialize<'de>>(
    mut outline: Outline<'de>,
    vital: &[&str],
    kind: fn(Proven<T>) -> Event,
) -> Result<(Event, Vec<String>), WebhookError> {
    let mut unparsed_fields = Vec::new();
    loop {
        let source = match T::deserialize(&outline) {
            Ok(read) => return Ok((kind(Proven(read)), unparsed_fields)),
            Err(error) => error,
        };
        // Read again, more slowly, to learn which member it is.
        let member = serde_path_to_error::deserialize::<_, T>(&outline)
            .err()
            .and_then(|error| error.path().iter().next().map(ToString::to_string));
        match member {
            // No member is at fault, so one that every webhook of this kind has is missing.
            None => return Ok((Event::Unknown, unparsed_fields)),
            Some(member) if vital.contains(&member.as_str()) || !outline.forget(&member) => {
                return Err(Problem::UnreadableEvent { member, source }.into());
            }
            Some(member) => unparsed_fields.push(member),
        }
    }
}
