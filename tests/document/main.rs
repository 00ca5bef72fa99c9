//! The document against the code.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod checks;
mod components;
mod document;
mod examples;
mod future;
mod future_webhooks;
mod json_schemas;
mod operation_table;
mod public_face;
mod snapshots;
mod webhook_order;
