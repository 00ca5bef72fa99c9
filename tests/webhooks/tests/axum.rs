//! A receiver on axum, over a real socket.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRef, State};
use axum::handler::Handler;
use axum::http::Request;
use axum::response::IntoResponse;
use axum::routing::post;
use pay2328::webhook::Verifier;
use pay2328::webhook::axum::{InvoiceApiWebhook, Rejection, Webhook};
use pay2328_test_support::extractors::{INVOICE, MERCHANT, Shop, cases, check, verifier};

#[derive(Clone, FromRef)]
struct App {
    verifier: Arc<Verifier>,
    shop: Arc<Shop>,
}

async fn merchant(State(shop): State<Arc<Shop>>, Webhook(webhook): Webhook) -> impl IntoResponse {
    shop.take(webhook).await
}

async fn invoice(
    State(shop): State<Arc<Shop>>,
    InvoiceApiWebhook(webhook): InvoiceApiWebhook,
) -> impl IntoResponse {
    shop.take(webhook).await
}

fn request(case: &pay2328_test_support::extractors::Case) -> Request<Body> {
    let mut request = Request::post(case.path);
    for (name, value) in &case.headers {
        request = request.header(*name, value);
    }
    let body = if case.chunked {
        let pieces: Vec<_> =
            case.body.chunks(1000).map(Bytes::copy_from_slice).map(Ok::<_, std::io::Error>).collect();
        Body::from_stream(futures_util::stream::iter(pieces))
    } else {
        Body::from(case.body.clone())
    };
    request.body(body).unwrap()
}

#[tokio::test]
async fn answers_as_every_receiver_should() {
    let app = App { verifier: Arc::new(verifier()), shop: Arc::new(Shop::new()) };
    for case in cases() {
        let request = request(&case);
        let response = match case.path {
            MERCHANT => merchant.call(request, app.clone()).await,
            _ => invoice.call(request, app.clone()).await,
        };
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        check(&case, status, &body, &app.shop);
    }
}

#[tokio::test]
async fn over_a_socket_too() {
    let app = App { verifier: Arc::new(verifier()), shop: Arc::new(Shop::new()) };
    let routes = Router::new()
        .route(MERCHANT, post(merchant))
        .route(INVOICE, post(invoice))
        // The extractors have a limit of their own, and mind no other that is higher.
        .layer(DefaultBodyLimit::disable())
        .with_state(app.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    for case in cases().into_iter().filter(|case| !case.chunked && case.body.len() < 100_000) {
        let (status, body) = pay2328_test_support::extractors::post(address, &case).await;
        check(&case, status, &body, &app.shop);
    }
}

/// A handler can look at the refusal itself.
#[tokio::test]
async fn a_refusal_can_be_had_with_its_reason() {
    async fn merchant(webhook: Result<Webhook, Rejection>) -> String {
        webhook.map_or_else(|refusal| refusal.to_string(), |_| "verified".to_owned())
    }
    let request = Request::post("/").header("content-type", "text/plain").body(Body::from("hello")).unwrap();
    let response = merchant.call(request, Arc::new(verifier())).await;
    let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    insta::assert_snapshot!(
        String::from_utf8_lossy(&body),
        @"the content type is not JSON, and the body is not valid JSON at byte 0: pass the raw bytes of the request body, exactly as received"
    );
}
