//! Webhooks: proven to come from the service, then read, then acted upon once.
//!
//! ```
//! # #[cfg(feature = "testing")] {
//! use pay2328::webhook::{Event, Expected, Verifier};
//! use pay2328::ApiKey;
//! # use pay2328::webhook::testing::FakeWebhook;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::new().api_key(&ApiKey::new("test-api-key")?);
//! # let body = FakeWebhook::payment().signed(&ApiKey::new("test-api-key")?);
//!
//! // `body`: the raw bytes of the request.
//! let webhook = verifier.verify(body.as_bytes())?;
//! match webhook.credit() {
//!     Ok(credit) => {
//!         webhook.matches(&Expected::order("ORDER-12345", "180".parse()?, "RUB".into()))?;
//!         // Credit `credit.amount` under `webhook.dedupe_key()`, in one transaction.
//!     }
//!     Err(reason) => println!("{}: {reason}", webhook.order_id().unwrap_or("?")),
//! }
//! # Ok(()) }
//! # main().unwrap() }
//! ```
//!
//! - [`Verifier`] holds the keys. [`Verifier::verify`] takes bodies of the Merchant API (member `sign`),
//!   [`Verifier::verify_invoice`] those of the Invoice API (header `X-Signature`).
//! - [`Verified`] is a webhook that is proven: what it reports ([`Event`]), what may be credited
//!   ([`credit`](Verified::credit)), whether it agrees with your record ([`matches`](Verified::matches)), and
//!   under which key it must take effect only once ([`dedupe_key`](Verified::dedupe_key)).
//! - [`IdempotencyStore`] remembers what has taken effect, and [`Verified::once`] asks it.
//! - [`WebhookError`] says why a body was refused and what to do about it.
//!
//! Give the verifier the body **as received**: the signature covers bytes, and parsing a body and
//! writing it again changes them.

#[cfg(feature = "actix-web")]
pub mod actix_web;
mod authenticate;
#[cfg(feature = "axum")]
pub mod axum;
mod claims;
mod diagnose;
mod error;
mod event;
mod json;
mod keyring;
mod memory_claims;
mod money;
mod names;
mod outline;
mod progress;
#[cfg(any(feature = "axum", feature = "actix-web"))]
mod rejection;
mod shape;
mod spelling;
mod split;
#[cfg(feature = "testing")]
pub mod testing;
mod verifier;

pub use authenticate::Authenticated;
pub use claims::{Acquired, Delivery, IdempotencyStore, Lease, NotProcessed};
pub use error::{WebhookError, WebhookErrorKind};
pub use event::{Event, Proven, Verified};
pub use keyring::{KeyPurpose, MatchedKey};
pub use memory_claims::MemoryStore;
pub use money::{Credit, Expected, Mismatch, NoCredit};
pub use verifier::Verifier;

/// What each kind of webhook holds; [`Event`] has one of them, [`Proven`]. By themselves these types are wire
/// types like all others: read from a body directly, one proves nothing.
pub use pay2328_api::types::{InvoiceWebhook, PaymentWebhook, PayoutWebhook, StaticWalletWebhook};
