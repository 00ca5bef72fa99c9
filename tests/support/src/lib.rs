//! What the tests of several packages share. Nothing here is tested against itself: the signer and the JSON writer
//! are independent of the code under test.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(missing_docs, reason = "only tests use it, and the names say what it is")]

#[cfg(feature = "testing")]
pub mod extractors;
pub mod properties;
#[cfg(feature = "testing")]
pub mod store_contract;
pub mod webhooks;
