//! The calls below `/_sandbox` that make things happen and show what has happened. The console makes no others.

mod logs;
mod objects;
mod openapi;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::middleware::{self, Next};
use axum::routing::{MethodRouter, get, post};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::answer::{self, Answer, Dress, Refusal, answer};
use crate::fields::Fields;
use crate::server::{Shared, read_body};
use crate::state::{Change, State};

pub(crate) use objects::DEFAULT_ERROR_TYPE;

/// Objects that a list shows if it is not asked for more or fewer.
const DEFAULT_LIMIT: usize = 100;

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let clock = Arc::clone(shared);
    Router::new()
        .merge(objects::router(shared))
        .merge(settings::router(shared))
        .merge(logs::router(shared))
        .route(
            "/openapi.json",
            list(shared, |shared, _| {
                answer(&openapi::document(&shared.look(|state| state.settings.public_url.clone())))
            }),
        )
        .fallback(async || {
            respond(Err(Refusal::new(StatusCode::NOT_FOUND, "There is no such control call.")))
        })
        .method_not_allowed_fallback(async || {
            respond(Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed.")))
        })
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let shared = Arc::clone(&clock);
            async move {
                if is_foreign(request.method(), request.headers()) {
                    let message = "A page of another site must not control the sandbox.";
                    return respond(Err(Refusal::new(StatusCode::FORBIDDEN, message)));
                }
                let mut response = next.run(request).await;
                if let Err(refusal) = shared.check_store() {
                    return respond(Err(refusal));
                }
                tell_time(&shared, response.headers_mut());
                response
            }
        }))
}

/// Whether a browser says that the request was made by some other site's page.
fn is_foreign(method: &Method, headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    method != Method::GET && !matches!(site, None | Some("same-origin" | "none"))
}

/// Every answer tells what the sandbox's clock shows: pages count down by it.
fn tell_time(shared: &Shared, headers: &mut HeaderMap) {
    let mode = if shared.clock.is_frozen() { "frozen" } else { "running" };
    headers.insert("x-sandbox-clock", HeaderValue::from_static(mode));
    if let Ok(now) = HeaderValue::try_from(shared.clock.now().to_rfc3339()) {
        headers.insert("x-sandbox-now", now);
    }
}

fn respond(result: Result<Answer, Refusal>) -> Response<Body> {
    match result {
        Ok(answer) => answer::success(Dress::Bare, &answer),
        Err(refusal) => refusal.answer(Dress::Bare),
    }
    .map(Body::from)
}

/// A call about one object.
fn act(
    shared: &Arc<Shared>,
    act: fn(&mut State, &str, &mut Fields) -> Result<Change, Refusal>,
) -> MethodRouter {
    let shared = Arc::clone(shared);
    post(async move |Path(id): Path<String>, request: Request| {
        let result = read_fields(request).await.and_then(|mut fields| {
            shared.with_state(|state| act(state, &id, &mut fields)).map(|change| answer(&change))
        });
        respond(result)
    })
}

/// A call about the sandbox itself.
fn set(shared: &Arc<Shared>, set: fn(&Shared, &mut Fields) -> Result<Answer, Refusal>) -> MethodRouter {
    let shared = Arc::clone(shared);
    post(async move |request: Request| {
        respond(read_fields(request).await.and_then(|mut fields| set(&shared, &mut fields)))
    })
}

/// A look at one object.
fn show(shared: &Arc<Shared>, show: fn(&Shared, &str) -> Result<Answer, Refusal>) -> MethodRouter {
    let shared = Arc::clone(shared);
    get(async move |Path(id): Path<String>| respond(show(&shared, &id)))
}

/// A look at many.
fn list(shared: &Arc<Shared>, list: fn(&Shared, &Query) -> Answer) -> MethodRouter {
    let shared = Arc::clone(shared);
    get(async move |request: Request| {
        respond(Query::parse(request.uri().query().unwrap_or_default()).map(|query| list(&shared, &query)))
    })
}

/// A control call may come without a body.
async fn read_fields(request: Request) -> Result<Fields, Refusal> {
    let body = read_body(request.into_body()).await?;
    if body.is_empty() { Ok(Fields::none()) } else { Fields::parse(&body) }
}

/// What a list is asked for.
#[derive(Debug, Default)]
struct Query {
    limit: Option<usize>,
    /// Only what mentions this text.
    about: Option<String>,
}

impl Query {
    fn parse(query: &str) -> Result<Query, Refusal> {
        let mut parsed = Query::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| *limit > 0);
                    parsed.limit = Some(
                        limit.ok_or_else(|| Refusal::field("limit", "Must be a whole number above 0."))?,
                    );
                }
                "about" => parsed.about = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(parsed)
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }

    fn wants(&self, texts: &[&[u8]]) -> bool {
        let Some(about) = self.about.as_deref().filter(|about| !about.is_empty()) else { return true };
        let about = about.as_bytes();
        texts.iter().any(|text| text.windows(about.len()).any(|window| window == about))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_sites_pages_are_foreign() {
        let foreign = |method: Method, site: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            }
            is_foreign(&method, &headers)
        };
        assert!(!foreign(Method::POST, None));
        assert!(!foreign(Method::POST, Some("same-origin")));
        assert!(!foreign(Method::GET, Some("cross-site")));
        assert!(foreign(Method::POST, Some("cross-site")));
        assert!(foreign(Method::POST, Some("same-site")));
    }

    #[test]
    fn lists_can_be_asked_for_less() {
        let query = Query::parse("limit=2&about=a%20b&other=1").unwrap();
        assert_eq!((query.limit(), query.wants(&[b"x", b"a b c"]), query.wants(&[b"ab"])), (2, true, false));
        assert!(Query::parse("limit=0").is_err());
        assert!(Query::parse("").unwrap().wants(&[]));
    }
}
