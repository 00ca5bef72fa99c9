#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod asset;
pub mod decimal;
mod open_enum;
pub mod operation;
mod prices;
#[cfg(feature = "schemars")]
mod schema;
mod sparse;
mod text_or_number;
mod timestamp;

#[cfg(feature = "client")]
pub mod check;
#[cfg(feature = "client")]
pub mod seam;

/// What `cargo xtask generate` writes from `spec/openapi.yaml`.
mod generated {
    #[rustfmt::skip]
    mod assets;
    #[cfg(feature = "client")]
    #[rustfmt::skip]
    mod checks;
    #[cfg(feature = "client")]
    #[rustfmt::skip]
    pub(crate) mod client;
    #[rustfmt::skip]
    pub(crate) mod enums;
    #[rustfmt::skip]
    pub(crate) mod operations;
    #[rustfmt::skip]
    mod requests;
    #[rustfmt::skip]
    pub(crate) mod types;
}

/// Requests, answers, webhooks, and the open enums in them: the components of the document.
///
/// Member names are the API's own. Structs are `#[non_exhaustive]` and enums are open, because the
/// service adds members and values without notice.
pub mod types {
    pub use crate::asset::{Asset, InvoiceAsset};
    pub use crate::generated::enums::*;
    pub use crate::generated::types::*;
    pub use crate::open_enum::Unknown;
    pub use crate::prices::PricesResponse;
    pub use crate::text_or_number::TextOrNumber;
}

/// The operation table: one constant per operation, and [`ALL`](operations::ALL) of them.
pub mod operations {
    pub use crate::generated::operations::*;
}

/// An answer of the Merchant API: `{"state": 0, "result": …}`.
pub trait Envelope {
    /// What the envelope holds.
    type Result;

    /// The state (0 for success) and what the envelope holds.
    fn open(self) -> (i64, Self::Result);
}

pub use crate::timestamp::{Timestamp, TimestampError};

#[cfg(feature = "client")]
pub use crate::generated::client::Client;
#[cfg(feature = "client")]
pub use progenitor_client::{Error, ResponseValue};
