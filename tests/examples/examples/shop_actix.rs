//! A complete shop on actix-web that takes crypto payments, and a day of its life:
//! `cargo run -p pay2328-examples --features actix-web --example shop_actix`.
//!
//! This file is what depends on the framework: routes, extractors and answers. The shop itself is in
//! `shop_parts`: its books, and what it does with a proven webhook. It does business with a sandbox in this
//! process, so it needs no key and no network, and ends by itself. The exit code is 0 if everything it
//! told is so.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::net::TcpListener;
use std::process::ExitCode;

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{App, HttpResponse, HttpServer, Responder};
use pay2328::webhook::actix_web::Webhook;
use pay2328_examples::shop::{Shop, day, sandbox};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let sandbox = sandbox().await?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (shop, verifier) = Shop::new(&sandbox, address)?;
    let (shop, verifier) = (Data::new(shop), Data::new(verifier));

    let app = {
        let shop = shop.clone();
        move || {
            App::new()
                .app_data(shop.clone())
                .app_data(verifier.clone())
                .route("/orders/{item}", web::post().to(order))
                .route("/orders/{item}", web::get().to(order_status))
                .route("/webhooks/2328", web::post().to(webhook))
        }
    };
    let server = HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run();
    let handle = server.handle();
    tokio::spawn(server);

    let told = day::run(&shop, &sandbox, address, "actix-web").await;
    handle.stop(true).await;
    Ok(told)
}

/// The body is short enough and proven before this runs, or it does not run; the answer comes after the
/// books are written.
async fn webhook(shop: Data<Shop>, Webhook(webhook): Webhook) -> impl Responder {
    shop.webhook(webhook).await
}

async fn order(shop: Data<Shop>, item: Path<String>) -> HttpResponse {
    match shop.order(&item).await {
        Ok(placed) => HttpResponse::Ok().body(placed),
        Err(error) => HttpResponse::new(StatusCode::from_u16(error.into_status()).unwrap_or_default()),
    }
}

async fn order_status(shop: Data<Shop>, order: Path<String>) -> HttpResponse {
    match shop.order_status(&order) {
        Some(status) => HttpResponse::Ok().body(status),
        None => HttpResponse::NotFound().finish(),
    }
}
