//! Webhooks as extractors of axum.
//!
//! ```
//! # use std::sync::Arc;
//! use axum::{Router, routing::post};
//! use pay2328::webhook::{Delivery, MemoryStore, NotProcessed, Verifier, axum::Webhook};
//! # use axum::extract::{FromRef, State};
//! # use pay2328::ApiKey;
//!
//! #[derive(Clone, FromRef)]
//! struct Shop {
//!     verifier: Arc<Verifier>,
//!     claims: Arc<MemoryStore>, // a database, in production
//! }
//!
//! async fn webhook(
//!     State(claims): State<Arc<MemoryStore>>,
//!     Webhook(webhook): Webhook,
//! ) -> Result<Delivery, NotProcessed<std::convert::Infallible, std::io::Error>> {
//!     webhook
//!         .once(&claims, |_claim| async {
//!             // Compare `webhook` with your record of the order, and credit it.
//!             Ok(())
//!         })
//!         .await
//! }
//!
//! # fn main() -> Result<(), pay2328::InvalidKey> {
//! let verifier = Verifier::new().api_key(&ApiKey::new("test-api-key")?);
//! let shop = Shop { verifier: Arc::new(verifier), claims: Arc::default() };
//! let routes: Router = Router::new().route("/webhooks/2328", post(webhook)).with_state(shop);
//! # drop(routes);
//! # Ok(()) }
//! ```
//!
//! The order is that of every safe receiver: the size of the body, the signature, the claim, the
//! handler, and only then 2xx. [`Delivery`] is an answer of 200, [`NotProcessed`] one of 5xx, after which the
//! service tries again, and [`Rejection`] one of 4xx without a word.

use std::error::Error;
use std::sync::Arc;

use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest, Request};
use axum_core::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::claims::{Delivery, NotProcessed};
pub use super::rejection::Rejection;
use super::rejection::{Api, SIGNATURE_HEADER, verify};
use super::{Verified, Verifier};

/// A verified webhook of the Merchant API: payments, deposits, payouts.
///
/// The state of the router must yield an `Arc<Verifier>`: it is one, or has one and implements
/// [`FromRef`].
#[derive(Debug, Clone)]
pub struct Webhook(pub Verified);

/// A verified webhook of the Invoice API, whose signature is in the header `X-Signature`.
///
/// As [`Webhook`] otherwise; the two APIs need two routes.
#[derive(Debug, Clone)]
pub struct InvoiceApiWebhook(pub Verified);

impl<S> FromRequest<S> for Webhook
where
    S: Send + Sync,
    Arc<Verifier>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        extract(request, &Arc::from_ref(state), false).await.map(Self).map_err(Rejection::logged)
    }
}

impl<S> FromRequest<S> for InvoiceApiWebhook
where
    S: Send + Sync,
    Arc<Verifier>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        extract(request, &Arc::from_ref(state), true).await.map(Self).map_err(Rejection::logged)
    }
}

async fn extract(request: Request, verifier: &Verifier, is_invoice_api: bool) -> Result<Verified, Rejection> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, verifier.limit()).collect().await.map_err(|error| {
        if is_over_limit(&*error) { Rejection::too_large(verifier) } else { Rejection::Body(error) }
    })?;
    let header = |name| head.headers.get(name).map(HeaderValue::as_bytes);
    let api = if is_invoice_api {
        Api::Invoice { signature: header(SIGNATURE_HEADER).unwrap_or_default() }
    } else {
        Api::Merchant
    };
    verify(verifier, api, header("content-type"), &body.to_bytes())
}

/// Whether the body was longer than our limit, or than one of a layer around the handler.
fn is_over_limit(error: &(dyn Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_over_limit)
}

fn answer(status: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        answer(self.http_status())
    }
}

impl IntoResponse for Delivery {
    fn into_response(self) -> Response {
        answer(200)
    }
}

impl<C, H> IntoResponse for NotProcessed<C, H> {
    fn into_response(self) -> Response {
        answer(self.http_status())
    }
}
