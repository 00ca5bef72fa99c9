//! The pages for people: the checkout a customer sees, and the console. Everything they need is in the binary; nothing is
//! loaded from elsewhere, and text that came from outside never becomes markup.

mod checkout;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Redirect;
use axum::routing::get;
use http::{HeaderValue, Response, StatusCode, header};
use maud::{DOCTYPE, Markup, html};

use crate::answer::Refusal;
use crate::server::Shared;

/// Nothing from anywhere but the sandbox itself; QR codes come as data. No inline script, no inline style, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Name, type, content.
const ASSETS: &[(&str, &str, &str)] = &[
    ("base.css", "text/css; charset=utf-8", include_str!("assets/base.css")),
    ("checkout.css", "text/css; charset=utf-8", include_str!("assets/checkout.css")),
    ("console.css", "text/css; charset=utf-8", include_str!("assets/console.css")),
    ("common.js", "text/javascript; charset=utf-8", include_str!("assets/common.js")),
    ("checkout.js", "text/javascript; charset=utf-8", include_str!("assets/checkout.js")),
    ("console.js", "text/javascript; charset=utf-8", include_str!("assets/console.js")),
    ("objects.js", "text/javascript; charset=utf-8", include_str!("assets/objects.js")),
    ("logs.js", "text/javascript; charset=utf-8", include_str!("assets/logs.js")),
    ("parts.js", "text/javascript; charset=utf-8", include_str!("assets/parts.js")),
    ("settings.js", "text/javascript; charset=utf-8", include_str!("assets/settings.js")),
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

const CONSOLE: &str = "/_sandbox/console";

/// What a path names, if that is text.
type Name = Result<Path<String>, PathRejection>;

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let (payments, wallets) = (Arc::clone(shared), Arc::clone(shared));
    Router::new()
        .route(
            "/checkout/{id}",
            get(async move |id: Name| {
                let page =
                    |id: &str| payments.look(|state| checkout::payment(state, payments.clock.now(), id));
                respond(id.map_err(|_| Refusal::not_found("Payment")).and_then(|Path(id)| page(&id)))
            }),
        )
        .route(
            "/checkout/static/{id}",
            get(async move |id: Name| {
                let page = |id: &str| wallets.look(|state| checkout::wallet(state, id));
                respond(id.map_err(|_| Refusal::not_found("Static wallet")).and_then(|Path(id)| page(&id)))
            }),
        )
        .route(
            CONSOLE,
            get(async || page(StatusCode::OK, "text/html; charset=utf-8", console().into_string())),
        )
        .route(
            "/_sandbox/assets/{name}",
            get(async |name: Name| asset(name.as_deref().map_or("", |name| name.as_str()))),
        )
        .route("/", get(async || Redirect::to(CONSOLE)))
        .route("/_sandbox", get(async || Redirect::to(CONSOLE)))
}

fn respond(page_or_refusal: Result<Markup, Refusal>) -> Response<Body> {
    let (status, markup) = match page_or_refusal {
        Ok(markup) => (StatusCode::OK, markup),
        Err(refusal) => (refusal.status, problem(&refusal.message)),
    };
    page(status, "text/html; charset=utf-8", markup.into_string())
}

fn asset(name: &str) -> Response<Body> {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, content_type, content)) => page(StatusCode::OK, content_type, *content),
        None => respond(Err(Refusal::not_found("File"))),
    }
}

fn page(status: StatusCode, content_type: &'static str, content: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(content.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What every page has around its own part.
fn frame(title: &str, style: &str, script: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" type="image/svg+xml" href="/_sandbox/assets/icon.svg";
                link rel="stylesheet" href="/_sandbox/assets/base.css";
                link rel="stylesheet" href={ "/_sandbox/assets/" (style) };
                script type="module" src={ "/_sandbox/assets/" (script) } {}
            }
            body { (body) }
        }
    }
}

fn problem(message: &str) -> Markup {
    frame(
        "2328 sandbox",
        "checkout.css",
        "checkout.js",
        &html! { main.sheet { section.card { h1 { "Nothing here" } p.muted { (message) } } } },
    )
}

fn console() -> Markup {
    frame(
        "Console · 2328 sandbox",
        "console.css",
        "console.js",
        &html! {
            a.skip href="#main" { "Skip to content" }
            header.top {
                a.brand href="#/" { img src="/_sandbox/assets/icon.svg" alt="" width="28" height="28"; "2328 sandbox" }
                p.live #live role="status" { "Connecting…" }
                div.clock #clock {}
            }
            nav #nav aria-label="Console" {}
            main #main tabindex="-1" { noscript { "The console needs JavaScript." } }
            p.toast #toast role="alert" hidden {}
        },
    )
}
