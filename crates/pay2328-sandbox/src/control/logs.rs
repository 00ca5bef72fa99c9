//! The requests that came and the webhooks that went out.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use http::StatusCode;
use serde::Serialize;

use super::{Name, Query, list, name, read_fields, respond, set, show};
use crate::answer::{Answer, Refusal, answer};
use crate::auth::SignatureMismatch;
use crate::fields::Fields;
use crate::operation::Operation;
use crate::request_log::LoggedRequest;
use crate::server::Shared;
use crate::spelling::Spelling;
use crate::state::changes::Record;
use crate::state::outbox::ReleaseOrder;

/// The most webhooks one change may cause.
const MAX_COPIES: i64 = 100;
/// The longest wait before a second attempt: a day.
const MAX_BACKOFF_MS: i64 = 86_400_000;

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let resend = Arc::clone(shared);
    Router::new()
        .route("/requests", list(shared, show_requests))
        .route("/requests/{id}", show(shared, show_request))
        .route("/webhooks", list(shared, show_webhooks))
        .route("/webhooks/{id}", show(shared, show_webhook))
        .route(
            "/webhooks/{id}/resend",
            axum::routing::post(async move |id: Name, request: Request| {
                let fields = read_fields(request).await.and_then(|mut fields| fields.finish());
                respond(fields.and_then(|()| resend_webhook(&resend, &name(id)?)))
            }),
        )
        .route("/webhooks/release", set(shared, release))
        .route("/delivery", list(shared, |shared, _| show_delivery(shared)).merge(set(shared, set_delivery)))
        .route("/sink", axum::routing::post(async || StatusCode::NO_CONTENT))
}

#[derive(Serialize)]
struct ShownRequest<'a> {
    id: u64,
    at: String,
    operation: Option<&'static str>,
    method: &'a str,
    path: &'a str,
    headers: &'a [(String, String)],
    body: String,
    status: Option<u16>,
    answer: String,
    fault: Option<&'static str>,
    explanation: Option<&'a str>,
    signature: Option<&'a SignatureMismatch>,
}

impl<'a> ShownRequest<'a> {
    fn new(request: &'a LoggedRequest) -> ShownRequest<'a> {
        ShownRequest {
            id: request.id,
            at: request.at.to_rfc3339(),
            operation: request.operation.map(Operation::id),
            method: &request.method,
            path: &request.path,
            headers: &request.headers,
            body: String::from_utf8_lossy(&request.body).into_owned(),
            status: request.status,
            answer: String::from_utf8_lossy(&request.answer).into_owned(),
            fault: request.fault,
            explanation: request.explanation.as_deref(),
            signature: request.signature.as_ref(),
        }
    }
}

/// The parts of a path, without its query. An id in one is never escaped.
fn segments(path: &str) -> Vec<&str> {
    path.split('?').next().unwrap_or_default().split('/').collect()
}

/// The last requests, the oldest first.
fn show_requests(shared: &Shared, query: &Query) -> Answer {
    shared.with_log(|log| {
        let wanted = log
            .iter()
            .rev()
            .filter(|request| query.wants(&segments(&request.path), &[&request.body, &request.answer]));
        let mut shown: Vec<_> =
            wanted.take(query.limit.unwrap_or(usize::MAX)).map(ShownRequest::new).collect();
        shown.reverse();
        answer(&shown)
    })
}

fn show_request(shared: &Shared, id: &str) -> Result<Answer, Refusal> {
    shared.with_log(|log| {
        let found = log.iter().find(|request| request.id.to_string() == id);
        found.map(|request| answer(&ShownRequest::new(request))).ok_or_else(|| Refusal::not_found("Request"))
    })
}

/// Those on their way and the last that are done, the oldest first.
fn show_webhooks(shared: &Shared, query: &Query) -> Answer {
    shared.look(|state| {
        let wanted = state
            .outbox
            .log()
            .rev()
            .filter(|webhook| query.wants(&[&webhook.object, &webhook.line], &[&webhook.body]));
        let mut shown: Vec<_> = wanted.take(query.limit.unwrap_or(usize::MAX)).collect();
        shown.reverse();
        answer(&shown)
    })
}

fn show_webhook(shared: &Shared, id: &str) -> Result<Answer, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found("Webhook"))?;
    shared.look(|state| state.outbox.get(id).map(answer)).ok_or_else(|| Refusal::not_found("Webhook"))
}

fn resend_webhook(shared: &Shared, id: &str) -> Result<Answer, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found("Webhook"))?;
    let repetition = shared.with_state(|state| state.outbox.resend(state.now, id));
    let repetition = repetition.ok_or_else(|| Refusal::not_found("Webhook"))?;
    show_webhook(shared, &repetition.to_string())
}

fn set_delivery(shared: &Shared, fields: &mut Fields) -> Result<Answer, Refusal> {
    let copies = fields.integer("copies", 1, MAX_COPIES);
    let names: Vec<&'static str> = Spelling::ALL.iter().map(|spelling| spelling.name()).collect();
    let spelling = fields.word("spelling", &names).and_then(Spelling::from_name);
    let hold = fields.boolean("hold");
    let attempts = fields.integer("attempts", 1, i64::from(u32::MAX));
    let backoff = fields.integer("backoff_ms", 1, MAX_BACKOFF_MS);
    fields.finish()?;
    shared.with_state(|state| {
        state.changed.add(Record::System);
        let rules = &mut state.outbox.rules;
        rules.copies = copies.and_then(|copies| u32::try_from(copies).ok()).unwrap_or(rules.copies);
        rules.spelling = spelling.unwrap_or(rules.spelling);
        rules.hold = hold.unwrap_or(rules.hold);
        rules.max_attempts = attempts.and_then(|most| u32::try_from(most).ok()).unwrap_or(rules.max_attempts);
        rules.backoff = backoff.map_or(rules.backoff, |wait| Duration::from_millis(wait.unsigned_abs()));
    });
    Ok(show_delivery(shared))
}

fn release(shared: &Shared, fields: &mut Fields) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    struct Released {
        released: usize,
    }
    let order = match fields.word("order", &["in_order", "reversed"]) {
        Some("reversed") => ReleaseOrder::Reversed,
        _ => ReleaseOrder::InOrder,
    };
    fields.finish()?;
    let released = shared.with_state(|state| state.outbox.release(state.now, order));
    Ok(answer(&Released { released }))
}

fn show_delivery(shared: &Shared) -> Answer {
    #[derive(Serialize)]
    struct Delivery {
        copies: u32,
        spelling: &'static str,
        hold: bool,
        held: usize,
        attempts: u32,
        backoff_ms: u64,
    }
    shared.look(|state| {
        let rules = &state.outbox.rules;
        answer(&Delivery {
            copies: rules.copies,
            spelling: rules.spelling.name(),
            hold: rules.hold,
            held: state.outbox.held_count(),
            attempts: rules.max_attempts,
            backoff_ms: u64::try_from(rules.backoff.as_millis()).unwrap_or(u64::MAX),
        })
    })
}
