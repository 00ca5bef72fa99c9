//! The calls below `/_sandbox` that make things happen and show what has happened. The console makes no others.

mod logs;
mod objects;
mod openapi;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use axum::middleware::{self, Next};
use axum::routing::{MethodRouter, get, post};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use serde_json::Value;

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

/// What a path names; a refusal if that is no text.
type Name = Result<Path<String>, PathRejection>;

fn name(name: Name) -> Result<String, Refusal> {
    match name {
        Ok(Path(name)) => Ok(name),
        Err(_) => Err(Refusal::new(StatusCode::BAD_REQUEST, "The path is not in UTF-8.")),
    }
}

/// A call about one object.
fn act(
    shared: &Arc<Shared>,
    act: impl Fn(&mut State, &str, &mut Fields) -> Result<Change, Refusal> + Clone + Send + Sync + 'static,
) -> MethodRouter {
    let shared = Arc::clone(shared);
    post(async move |id: Name, request: Request| {
        let carry_out = |id: String, mut fields: Fields| {
            shared.with_state(|state| act(state, &id, &mut fields)).map(|change| answer(&change))
        };
        let fields = read_fields(request).await;
        respond(name(id).and_then(|id| carry_out(id, fields?)))
    })
}

/// A call about one object with nothing more to say.
fn event(shared: &Arc<Shared>, event: fn(&mut State, &str) -> Result<Change, Refusal>) -> MethodRouter {
    act(shared, move |state, id, fields| {
        fields.finish()?;
        event(state, id)
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
    get(async move |id: Name| respond(name(id).and_then(|id| show(&shared, &id))))
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
    if body.is_empty() { Ok(Fields::none()) } else { Fields::parse_all(&body) }
}

/// What a list is asked for.
#[derive(Debug, Default)]
struct Query {
    limit: Option<usize>,
    /// Only what has this value: an order id, a uuid, a transaction hash.
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

    /// Whether it is one of the texts or a value in one of the bodies.
    fn wants(&self, texts: &[&str], bodies: &[&[u8]]) -> bool {
        let Some(about) = self.about.as_deref().filter(|about| !about.is_empty()) else { return true };
        texts.contains(&about) || bodies.iter().any(|body| has_value(body, about))
    }
}

/// Whether a value in a JSON text is this one. What is no JSON, such as one that was cut off, has it between quotes.
fn has_value(json: &[u8], wanted: &str) -> bool {
    match serde_json::from_slice::<Value>(json) {
        Ok(value) => is_in(&value, wanted),
        Err(_) => {
            let quoted = Value::from(wanted).to_string().into_bytes();
            json.windows(quoted.len()).any(|window| window == quoted)
        }
    }
}

fn is_in(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Number(number) => number.to_string() == wanted,
        Value::Array(values) => values.iter().any(|value| is_in(value, wanted)),
        Value::Object(members) => members.values().any(|value| is_in(value, wanted)),
        Value::Null | Value::Bool(_) => false,
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
        assert_eq!(Query::parse("limit=2&other=1").unwrap().limit(), 2);
        assert!(Query::parse("limit=0").is_err());
        assert!(Query::parse("").unwrap().wants(&[], &[]));
    }

    #[test]
    fn about_means_a_whole_value_however_it_is_written() {
        let wants = |about: &str, texts: &[&str], body: &str| {
            let query = Query { limit: None, about: Some(about.to_owned()) };
            query.wants(texts, &[body.as_bytes()])
        };
        assert!(wants("a b", &["x", "a b"], ""));
        assert!(!wants("a", &["x", "a b"], r#"{"a":"b"}"#));
        assert!(wants("ORDER-1", &[], r#"{"result":{"items":[{"order_id":"ORDER-1"}]}}"#));
        assert!(!wants("ORDER-1", &[], r#"{"order_id":"ORDER-10"}"#));
        assert!(wants("Заказ/1", &[], r#"{"order_id":"\u0417\u0430\u043a\u0430\u0437\/1"}"#));
        assert!(wants("7", &[], r#"[7]"#));
        assert!(
            wants("ORDER-1", &[], r#"{"order_id":"ORDER-1","#)
                && !wants("ORDER-1", &[], r#"{"order_id":"ORDER-10"#)
        );
    }
}
