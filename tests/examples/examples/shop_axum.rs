//! A complete shop on axum that takes crypto payments, and a day of its life:
//! `cargo run -p pay2328-examples --features axum --example shop_axum`.
//!
//! This file is what depends on the framework: routes, extractors and answers. The shop itself is in
//! `shop_parts`: its books, and what it does with a proven webhook. It does business with a sandbox in this
//! process, so it needs no key and no network, and ends by itself. The exit code is 0 if everything it
//! told is so.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use pay2328::webhook::Verifier;
use pay2328::webhook::axum::Webhook;
use pay2328_examples::shop::{OrderError, Shop, day, sandbox};
use tokio::net::TcpListener;

/// What every handler can ask for.
#[derive(Clone, FromRef)]
struct App {
    shop: Arc<Shop>,
    verifier: Arc<Verifier>,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let sandbox = sandbox().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (shop, verifier) = Shop::new(&sandbox, address)?;
    let app = App { shop: Arc::new(shop), verifier: Arc::new(verifier) };

    let routes = Router::new()
        .route("/orders/{item}", post(order))
        .route("/orders/{item}", get(order_status))
        .route("/webhooks/2328", post(webhook))
        .with_state(app.clone());
    tokio::spawn(async move { axum::serve(listener, routes).await });

    Ok(day::run(&app.shop, &sandbox, address, "axum").await)
}

/// The body is short enough and proven before this runs, or it does not run; the answer comes after the
/// books are written.
async fn webhook(State(shop): State<Arc<Shop>>, Webhook(webhook): Webhook) -> Response {
    shop.webhook(webhook).await.into_response()
}

async fn order(State(shop): State<Arc<Shop>>, Path(item): Path<String>) -> Result<String, StatusCode> {
    let status = |error: OrderError| StatusCode::from_u16(error.into_status()).unwrap_or_default();
    shop.order(&item).await.map_err(status)
}

async fn order_status(
    State(shop): State<Arc<Shop>>,
    Path(order): Path<String>,
) -> Result<String, StatusCode> {
    shop.order_status(&order).ok_or(StatusCode::NOT_FOUND)
}
