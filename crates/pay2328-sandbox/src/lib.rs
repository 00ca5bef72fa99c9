//! A whole local 2328 to test payment integrations against.
//!
//! [`Sandbox::start`] serves the Merchant API and the Invoice API on a free port of this machine, in a thread of its own:
//! it checks signatures and fields as strictly as the service documents, keeps payments, static wallets, payouts,
//! invoices and balances, in memory or in a file ([`Builder::state_file`]), and sends signed webhooks. What a customer or
//! the chain would do, a test does through the handle ([`Sandbox::pay`], [`Sandbox::deposit`],
//! [`Sandbox::complete_payout`] …); from any language, it is a call below [`Sandbox::control_url`], described by the
//! OpenAPI document at `/_sandbox/openapi.json`; and people do it in the browser, at the `url` of a payment and at
//! [`Sandbox::console_url`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pay2328_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! // Point the integration under test at `sandbox.merchant_api()` with these credentials:
//! let (project, key) = (sandbox.project(), sandbox.api_key());
//! # assert!(!project.is_empty() && !key.is_empty());
//! // … let it create the payment for ORDER-1, then be the customer, and wait until the shop has taken the webhook:
//! // sandbox.pay("ORDER-1").await?;
//! // sandbox.wait_for_webhook("ORDER-1", Some("paid"), Duration::from_secs(5)).await?;
//! assert_eq!(sandbox.payment_count(), 0);
//! # Ok(()) }
//! ```
//!
//! Many sandboxes run side by side: there is no global state. Dropping the handle stops its sandbox.
//!
//! # What it does with money
//! Amounts are exact decimals. Rates are fixed and made up. A deposit, a payment and an invoice cost the merchant 0.8 %;
//! a payout costs a fixed fee that depends on coin and network. What a payer has to pay is rounded up to 8 decimals, what
//! is shown in US dollars to the nearest.

mod addresses;
mod answer;
mod auth;
mod broken;
mod builder;
mod clock;
mod control;
mod destination;
mod faults;
mod fields;
mod ids;
mod limiter;
mod money;
mod operation;
mod operations;
mod pages;
mod qr;
mod request_log;
mod sandbox;
mod server;
mod spelling;
mod state;
mod store;
mod webhooks;

pub use auth::SignatureMismatch;
pub use builder::{Builder, StartError};
pub use faults::Fault;
pub use operation::Operation;
pub use request_log::LoggedRequest;
pub use sandbox::{ControlError, Sandbox};
pub use spelling::Spelling;
pub use state::Change;
pub use state::outbox::{Kind as WebhookKind, Progress, ReleaseOrder, Webhook, WebhookAttempt};

/// The Rust in the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
