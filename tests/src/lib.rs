//! What several test binaries use.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod canned;
pub mod faults;

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

use std::num::NonZeroU32;

use pay2328::invoice::InvoiceClient;
use pay2328::{ApiKey, Client, ClientBuilder, InvoiceKey, PayoutKey};
use pay2328_sandbox::Sandbox;

pub use canned::{Canned, Reply};

/// A rate that no test reaches.
pub const UNLIMITED: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

/// A client of a sandbox, with its credentials, still to be built.
///
/// # Panics
/// If the sandbox's own keys are no keys.
pub fn builder(sandbox: &Sandbox) -> ClientBuilder {
    let key = ApiKey::new(sandbox.api_key()).expect("the sandbox's API key is a key");
    Client::builder(sandbox.project(), key)
        .base_url(sandbox.merchant_api())
        .user_agent("Tests/1.0 (+https://shop.example)")
        .requests_per_second(UNLIMITED)
}

/// A client of a sandbox.
///
/// # Panics
/// If it cannot be built.
pub fn client(sandbox: &Sandbox) -> Client {
    builder(sandbox).build().expect("the sandbox's address is one")
}

/// The payout key of a sandbox.
///
/// # Panics
/// If it is no key.
pub fn payout_key(sandbox: &Sandbox) -> PayoutKey {
    PayoutKey::new(sandbox.payout_key()).expect("the sandbox's payout key is a key")
}

/// A client of a sandbox's Invoice API.
///
/// # Panics
/// If it cannot be built.
pub fn invoice_client(sandbox: &Sandbox) -> InvoiceClient {
    let key = InvoiceKey::new(sandbox.invoice_api_key()).expect("the sandbox's invoice key is a key");
    InvoiceClient::builder(key)
        .base_url(sandbox.invoice_api())
        .requests_per_second(UNLIMITED)
        .build()
        .expect("the sandbox's address is one")
}
