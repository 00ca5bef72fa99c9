#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod create_payout;
mod key;
mod order_id;
mod signature;
pub mod webhook;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
pub mod invoice;
#[cfg(feature = "client")]
mod page;

/// Of the dates in requests.
pub use chrono;
pub use key::{ApiKey, InvalidKey, InvoiceKey, PayoutKey, WebhookSecret};
pub use order_id::{InvalidOrderId, OrderId};
pub use pay2328_api::types::Asset;
pub use pay2328_api::{Timestamp, TimestampError};
/// Of the exact decimals in requests and answers. Its `macros` feature has `dec!`.
pub use rust_decimal::{self, Decimal};

#[cfg(feature = "client")]
pub use client::{
    Call, CallFuture, CallReport, Client, ClientBuilder, Converts, CustomRequest, Limiter, LimiterError,
    LocalLimiter, Observer, Payments, Payouts, PermitFuture, PreparedPayout, RawResponse, RetryPolicy,
    StaticWallets, Wait, http_client_builder,
};
#[cfg(feature = "client")]
pub use error::{Conflict, Difference, Error, ErrorKind, FieldError, Outcome, Result};
#[cfg(feature = "client")]
pub use page::{Items, List, Page, Pages};
#[cfg(feature = "client")]
pub use pay2328_api::check::{Callbacks, Check, Violation};
/// Of [`http_client`](ClientBuilder::http_client), in the version that fits.
#[cfg(feature = "client")]
pub use reqwest;

/// How to use this crate, chapter by chapter.
///
/// 1. [Keys, a client, a first call](guide::start)
/// 2. [Payments](guide::payments): a customer pays for one order
/// 3. [Deposits](guide::deposits): a permanent address for each user
/// 4. [Payouts](guide::payouts): sending coins, once
/// 5. [Webhooks](guide::webhooks): verify, claim, compare, credit, answer
/// 6. [Errors](guide::errors): what happened to the money, and what is repeated
/// 7. [Testing](guide::testing) without money
/// 8. [Operation](guide::operation): limits, metrics, traces, several processes
/// 9. [Troubleshooting](guide::troubleshooting): symptom, cause, cure
/// 10. [The fault table](guide::fault_table): what the client did and told, fault by fault
#[cfg(all(any(doc, doctest), feature = "client"))]
pub mod guide {
    #[doc = include_str!("../guide/01-start.md")]
    pub mod start {}
    #[doc = include_str!("../guide/02-payments.md")]
    pub mod payments {}
    #[doc = include_str!("../guide/03-deposits.md")]
    pub mod deposits {}
    #[doc = include_str!("../guide/04-payouts.md")]
    pub mod payouts {}
    #[doc = include_str!("../guide/05-webhooks.md")]
    pub mod webhooks {}
    #[doc = include_str!("../guide/06-errors.md")]
    pub mod errors {}
    #[doc = include_str!("../guide/07-testing.md")]
    pub mod testing {}
    #[doc = include_str!("../guide/08-operation.md")]
    pub mod operation {}
    #[doc = include_str!("../guide/09-troubleshooting.md")]
    pub mod troubleshooting {}
    #[doc = include_str!("../guide/10-fault-table.md")]
    pub mod fault_table {}
}

/// Requests, answers, webhooks, and the open-ended sets of values in them.
///
/// Member names are the API's own. They come from `pay2328-api`, which is generated from the API's
/// description; only [`CreatePayout`](types::CreatePayout) is this crate's, because it insists on an order id.
pub mod types {
    pub use crate::create_payout::CreatePayout;
    pub use pay2328_api::types::*;
}
