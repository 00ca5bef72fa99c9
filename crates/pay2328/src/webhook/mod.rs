//! Webhooks: proven to come from the service, then read.

mod authenticate;
mod diagnose;
mod error;
mod json;
mod keyring;
mod shape;
mod spelling;
mod split;
mod verifier;

pub use authenticate::Authenticated;
pub use error::{WebhookError, WebhookErrorKind};
pub use keyring::{KeyPurpose, MatchedKey};
pub use verifier::Verifier;
