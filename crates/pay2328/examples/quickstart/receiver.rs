//! The shop's end of the webhooks: verify first, then act, then answer.
//!
//! Here "act" is to hand the webhook to the story, in memory. A shop stores what it did before it answers: see the
//! example `shop_axum`.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use pay2328::webhook::{Verified, Verifier, WebhookError};
use tokio::sync::mpsc;

/// Verified webhooks, in the order they came.
pub struct Receiver {
    address: SocketAddr,
    delivered: mpsc::Receiver<(Verified, Bytes)>,
    first: Option<Bytes>,
}

type Shop = (Verifier, mpsc::Sender<(Verified, Bytes)>);

impl Receiver {
    pub async fn start(verifier: Verifier) -> Result<Self, Box<dyn Error>> {
        let (sender, delivered) = mpsc::channel(64);
        let routes = Router::new()
            .route("/webhooks/2328", post(merchant))
            .route("/webhooks/2328/invoice", post(invoice))
            .with_state((verifier, sender));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { address, delivered, first: None })
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn url(&self) -> String {
        format!("http://{}/webhooks/2328", self.address)
    }

    pub fn invoice_url(&self) -> String {
        format!("{}/invoice", self.url())
    }

    /// The next webhook that was verified.
    pub async fn next(&mut self) -> Result<Verified, Box<dyn Error>> {
        let next = tokio::time::timeout(Duration::from_secs(10), self.delivered.recv()).await;
        let (webhook, body) =
            next.map_err(|_| "no webhook came within 10 seconds")?.ok_or("the receiver has ended")?;
        self.first.get_or_insert(body);
        Ok(webhook)
    }

    /// The first webhook, byte by byte as it was delivered.
    pub fn first_body(&self) -> String {
        self.first.as_deref().map(|body| String::from_utf8_lossy(body).into_owned()).unwrap_or_default()
    }
}

async fn merchant(State((verifier, shop)): State<Shop>, body: Bytes) -> StatusCode {
    take(verifier.verify(&body), body, &shop).await
}

async fn invoice(State((verifier, shop)): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    take(verifier.verify_invoice(&body, signature), body, &shop).await
}

/// Nothing about a refusal goes back to the sender; a shop that cannot take the event answers 5xx, so that
/// it comes again.
async fn take(
    webhook: Result<Verified, WebhookError>,
    body: Bytes,
    shop: &mpsc::Sender<(Verified, Bytes)>,
) -> StatusCode {
    match webhook {
        Ok(webhook) => match shop.send((webhook, body)).await {
            Ok(()) => StatusCode::OK,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        },
        Err(error) => StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::BAD_REQUEST),
    }
}
