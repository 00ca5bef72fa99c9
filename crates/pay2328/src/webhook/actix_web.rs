//! Webhooks as extractors of actix-web.
//!
//! ```
//! use actix_web::{App, web};
//! use pay2328::webhook::{Delivery, MemoryStore, NotProcessed, Verifier, actix_web::Webhook};
//! # use pay2328::ApiKey;
//!
//! async fn webhook(
//!     claims: web::Data<MemoryStore>, // a database, in production
//!     Webhook(webhook): Webhook,
//! ) -> Result<Delivery, NotProcessed<std::convert::Infallible, std::io::Error>> {
//!     webhook
//!         .once(&**claims, |_claim| async {
//!             // Compare `webhook` with your record of the order, and credit it.
//!             Ok(())
//!         })
//!         .await
//! }
//!
//! # fn main() -> Result<(), pay2328::InvalidKey> {
//! let verifier = Verifier::new().api_key(&ApiKey::new("test-api-key")?);
//! let app = App::new()
//!     .app_data(web::Data::new(verifier))
//!     .app_data(web::Data::new(MemoryStore::default()))
//!     .route("/webhooks/2328", web::post().to(webhook));
//! # drop(app);
//! # Ok(()) }
//! ```
//!
//! The order is that of every safe receiver: the size of the body, the signature, the claim, the
//! handler, and only then 2xx. [`Delivery`] is an answer of 200, [`NotProcessed`] one of 5xx, after which the
//! service tries again, and [`Rejection`] one of 4xx without a word.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, ResponseError};
use futures_core::Stream as _;

use super::claims::{Delivery, NotProcessed};
pub use super::rejection::Rejection;
use super::rejection::{Api, SIGNATURE_HEADER, verify};
use super::{Verified, Verifier};

/// A verified webhook of the Merchant API: payments, deposits, payouts.
///
/// The application must have a `web::Data<Verifier>`.
#[derive(Debug, Clone)]
pub struct Webhook(pub Verified);

/// A verified webhook of the Invoice API, whose signature is in the header `X-Signature`.
///
/// As [`Webhook`] otherwise; the two APIs need two routes.
#[derive(Debug, Clone)]
pub struct InvoiceApiWebhook(pub Verified);

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Rejection>>>>;

impl FromRequest for Webhook {
    type Error = Rejection;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Extracting<Self> {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let verified = extract(&request, payload, Api::Merchant).await;
            verified.map(Self).map_err(Rejection::logged)
        })
    }
}

impl FromRequest for InvoiceApiWebhook {
    type Error = Rejection;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Extracting<Self> {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let header = request.headers().get(SIGNATURE_HEADER);
            let api = Api::Invoice { signature: header.map(|value| value.as_bytes()).unwrap_or_default() };
            extract(&request, payload, api).await.map(Self).map_err(Rejection::logged)
        })
    }
}

async fn extract(request: &HttpRequest, payload: Payload, api: Api<'_>) -> Result<Verified, Rejection> {
    let verifier = request.app_data::<Data<Verifier>>().ok_or(Rejection::NoVerifier)?;
    let body = receive(request, payload, verifier).await?;
    let content_type = request.headers().get(header::CONTENT_TYPE).map(|value| value.as_bytes());
    verify(verifier, api, content_type, &body)
}

/// The body, if it is within the verifier's limit; not a byte more is kept.
async fn receive(
    request: &HttpRequest,
    mut payload: Payload,
    verifier: &Verifier,
) -> Result<Vec<u8>, Rejection> {
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > verifier.limit() as u64) {
        return Err(Rejection::too_large(verifier));
    }
    let mut body = Vec::new();
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut payload).poll_next(context)).await {
        let chunk = chunk.map_err(|error| Rejection::Body(error.to_string().into()))?;
        if body.len() + chunk.len() > verifier.limit() {
            return Err(Rejection::too_large(verifier));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        status(self.http_status())
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl<C: fmt::Debug, H: fmt::Debug> ResponseError for NotProcessed<C, H> {
    fn status_code(&self) -> StatusCode {
        status(self.http_status())
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl Responder for Delivery {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}
