//! A receiver on actix-web.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use actix_web::dev::{Payload, Service, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpServer, Responder, body, rt, test};
use pay2328::webhook::actix_web::{InvoiceApiWebhook, Rejection, Webhook};
use pay2328_test_support::extractors::{Case, INVOICE, MERCHANT, Shop, cases, check, verifier};

async fn merchant(shop: Data<Shop>, Webhook(webhook): Webhook) -> impl Responder {
    shop.take(webhook).await
}

async fn invoice(shop: Data<Shop>, InvoiceApiWebhook(webhook): InvoiceApiWebhook) -> impl Responder {
    shop.take(webhook).await
}

fn routes(config: &mut web::ServiceConfig) {
    config.route(MERCHANT, web::post().to(merchant)).route(INVOICE, web::post().to(invoice));
}

async fn call(
    app: &impl Service<actix_http::Request, Response = ServiceResponse, Error = actix_web::Error>,
    case: &Case,
) -> (u16, Bytes) {
    let mut request = test::TestRequest::post().uri(case.path);
    for (name, value) in &case.headers {
        request = request.insert_header((*name, value.as_str()));
    }
    let mut request = if case.chunked {
        request.to_request()
    } else {
        request.insert_header(("content-length", case.body.len())).to_request()
    };
    let pieces: Vec<_> =
        case.body.chunks(1000).map(Bytes::copy_from_slice).map(Ok::<_, PayloadError>).collect();
    *request.payload() = Payload::Stream { payload: Box::pin(futures_util::stream::iter(pieces)) };
    let response = app.call(request).await.unwrap();
    let status = response.status().as_u16();
    (status, body::to_bytes(response.into_body()).await.unwrap_or_else(|_| panic!("{}: no body", case.name)))
}

#[test]
fn answers_as_every_receiver_should() {
    rt::System::new().block_on(async {
        let shop = Data::new(Shop::new());
        let app = App::new().app_data(Data::new(verifier())).app_data(shop.clone()).configure(routes);
        let app = test::init_service(app).await;
        for case in cases() {
            let (status, body) = call(&app, &case).await;
            check(&case, status, &body, &shop);
        }
    });
}

#[test]
fn over_a_socket_too() {
    rt::System::new().block_on(async {
        let shop = Data::new(Shop::new());
        let server = HttpServer::new({
            let shop = shop.clone();
            move || App::new().app_data(Data::new(verifier())).app_data(shop.clone()).configure(routes)
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        rt::spawn(server.run());
        for case in cases().into_iter().filter(|case| !case.chunked && case.body.len() < 100_000) {
            let (status, body) = pay2328_test_support::extractors::post(address, &case).await;
            check(&case, status, &body, &shop);
        }
    });
}

#[test]
fn an_application_without_verifier_answers_500_and_says_so_in_the_log() {
    rt::System::new().block_on(async {
        let app = test::init_service(App::new().app_data(Data::new(Shop::new())).configure(routes)).await;
        let (status, body) = call(&app, &cases()[0]).await;
        assert_eq!((status, &*body), (500, &b""[..]));
    });
    insta::assert_snapshot!(
        Rejection::NoVerifier,
        @"the application has no `web::Data<Verifier>`: register one with `app_data`"
    );
}
