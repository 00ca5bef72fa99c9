//! The calls below `/_sandbox` that make things happen: a customer pays, a payout ends.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::routing::{get, post};
use chrono::TimeDelta;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::answer::{self, Answer, Dress, Refusal, answer};
use crate::faults::{Fault, Faults};
use crate::fields::Fields;
use crate::money::{AMOUNT_SCALE, CREDIT_SCALE};
use crate::operation::Operation;
use crate::request_log::LoggedRequest;
use crate::server::{Shared, read_body};
use crate::state::invoices::InvoiceStatus;
use crate::state::market::Asset;
use crate::state::outbox::{Progress, Webhook};
use crate::state::payouts::PayoutEnd;
use crate::state::{Change, State};

/// What a failed payout says when nothing else is asked for: the one documented reason.
pub(crate) const DEFAULT_ERROR_TYPE: &str = "aml_risk";
/// Ten years: far more than any test needs, and far from the end of the calendar.
const MAX_ADVANCE_SECONDS: i64 = 315_360_000;
/// The most webhooks one change may cause.
const MAX_COPIES: i64 = 100;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let router = Router::new()
        .route("/payments/{id}/pay", act(&shared, pay_payment))
        .route(
            "/invoices/{id}/pay",
            act(&shared, |state, id, fields| {
                fields.finish()?;
                state.pay_invoice(id)
            }),
        )
        .route(
            "/payments/{id}/aml-lock",
            act(&shared, |state, id, fields| {
                let amount = fields.amount("amount", AMOUNT_SCALE);
                fields.finish()?;
                state.aml_lock_payment(id, amount)
            }),
        )
        .route("/payments/{id}/expire", act(&shared, |state, id, _| state.expire_payment(id)))
        .route("/invoices/{id}/confirm", act(&shared, |state, id, _| state.confirm_invoice(id)))
        .route(
            "/invoices/{id}/expire",
            act(&shared, |state, id, _| state.end_invoice(id, InvoiceStatus::Expired)),
        )
        .route(
            "/invoices/{id}/fail",
            act(&shared, |state, id, _| state.end_invoice(id, InvoiceStatus::Failed)),
        )
        .route(
            "/static-wallets/{id}/deposit",
            act(&shared, |state, id, fields| {
                let amount = fields.required_amount("amount", AMOUNT_SCALE);
                fields.finish()?;
                state.deposit(id, amount)
            }),
        )
        .route(
            "/payouts/{id}/complete",
            act(&shared, |state, id, _| state.end_payout(id, PayoutEnd::Completed)),
        )
        .route(
            "/payouts/{id}/cancel",
            act(&shared, |state, id, _| state.end_payout(id, PayoutEnd::Cancelled)),
        )
        .route(
            "/payouts/{id}/fail",
            act(&shared, |state, id, fields| {
                let error_type =
                    fields.text("error_type", 64).unwrap_or_else(|| DEFAULT_ERROR_TYPE.to_owned());
                fields.finish()?;
                state.end_payout(id, PayoutEnd::Failed { error_type })
            }),
        )
        .route(
            "/invoice-payouts/{id}/complete",
            act(&shared, |state, id, _| state.end_invoice_payout(id, true)),
        )
        .route("/invoice-payouts/{id}/fail", act(&shared, |state, id, _| state.end_invoice_payout(id, false)))
        .route(
            "/balances/{id}/add",
            act(&shared, |state, currency, fields| {
                let amount = fields.required_amount("amount", CREDIT_SCALE);
                fields.finish()?;
                state.add_balance(currency, amount)?;
                Ok(Change {
                    id: currency.to_owned(),
                    status: "active".to_owned(),
                    txid: None,
                    merchant_amount: Some(amount),
                })
            }),
        );
    let router = router.route(
        "/webhooks/copies",
        set(&shared, |shared, fields| {
            let copies = fields.integer("copies", 1, MAX_COPIES).unwrap_or(1);
            fields.finish()?;
            let copies = u32::try_from(copies).unwrap_or(1);
            shared.with_state(|state| state.outbox.set_copies(copies));
            Ok(answer(&Copies { copies }))
        }),
    );
    let router = router.route("/faults", set(&shared, plan_fault)).route(
        "/faults/clear",
        set(&shared, |shared, _| {
            shared.with_faults(Faults::clear);
            Ok(show_faults(shared))
        }),
    );
    let router = router
        .route(
            "/clock/advance",
            set(&shared, |shared, fields| {
                let seconds = fields.required_integer("seconds", 1, MAX_ADVANCE_SECONDS);
                fields.finish()?;
                shared.clock.advance(TimeDelta::seconds(seconds));
                Ok(show_clock(shared))
            }),
        )
        .route(
            "/clock/freeze",
            set(&shared, |shared, _| {
                shared.clock.freeze();
                Ok(show_clock(shared))
            }),
        )
        .route(
            "/clock/resume",
            set(&shared, |shared, _| {
                shared.clock.resume();
                Ok(show_clock(shared))
            }),
        );
    let clock = Arc::clone(&shared);
    let router = router.route("/clock", get(async move || respond(Ok(show_clock(&clock)))));
    let faults = Arc::clone(&shared);
    let router = router.route("/attempts", get(async move || respond(Ok(show_faults(&faults)))));
    let (requests, webhooks) = (Arc::clone(&shared), shared);
    router
        .route("/requests", get(async move || respond(Ok(show_requests(&requests)))))
        .route("/webhooks", get(async move || respond(Ok(show_webhooks(&webhooks)))))
        .fallback(async || {
            respond(Err(Refusal::new(StatusCode::NOT_FOUND, "There is no such control call.")))
        })
}

#[derive(Serialize)]
struct Copies {
    copies: u32,
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
) -> axum::routing::MethodRouter {
    let shared = Arc::clone(shared);
    post(async move |Path(id): Path<String>, request: Request| {
        let result = read_fields(request).await.and_then(|mut fields| {
            shared.with_state(|state| act(state, &id, &mut fields)).map(|change| answer(&change))
        });
        respond(result)
    })
}

/// A call about the sandbox itself.
fn set(
    shared: &Arc<Shared>,
    set: fn(&Shared, &mut Fields) -> Result<Answer, Refusal>,
) -> axum::routing::MethodRouter {
    let shared = Arc::clone(shared);
    post(async move |request: Request| {
        respond(read_fields(request).await.and_then(|mut fields| set(&shared, &mut fields)))
    })
}

/// A control call may come without a body.
async fn read_fields(request: Request) -> Result<Fields, Refusal> {
    let body = read_body(request.into_body()).await?;
    if body.is_empty() { Ok(Fields::none()) } else { Fields::parse(&body) }
}

fn pay_payment(state: &mut State, uuid: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let amount = fields.amount("amount", AMOUNT_SCALE);
    let currency = fields.text("currency", 16);
    let network = fields.text("network", 32);
    let asset = match (&currency, &network) {
        (Some(currency), Some(network)) => {
            let asset = Asset::find(currency, network);
            if asset.is_none() {
                fields.problem("network", "Is no pair with this currency.");
            }
            asset
        }
        (None, None) => None,
        _ => {
            fields.problem("network", "Goes together with currency.");
            None
        }
    };
    fields.finish()?;
    state.pay_payment(uuid, amount, asset)
}

fn show_clock(shared: &Shared) -> Answer {
    #[derive(Serialize)]
    struct Shown {
        now: String,
        frozen: bool,
    }
    answer(&Shown { now: shared.clock.now().to_rfc3339(), frozen: shared.clock.is_frozen() })
}

fn plan_fault(shared: &Shared, fields: &mut Fields) -> Result<Answer, Refusal> {
    let operation = fields.required_text("operation", 64);
    let names: Vec<&'static str> = Fault::all().iter().map(Fault::name).collect();
    let name = fields.word("fault", &names);
    let times = fields.integer("times", 1, i64::from(u32::MAX)).unwrap_or(1);
    let retry_after = fields.text("retry_after", 64);
    let milliseconds = fields.integer("milliseconds", 1, 600_000);
    if name.is_none() {
        fields.problem("fault", "Is required.");
    }
    fields.finish()?;
    let operation = crate::sandbox::operation(&operation)?;
    let fault = Fault::all().into_iter().find(|fault| Some(fault.name()) == name);
    let fault = match fault.ok_or_else(|| Refusal::field("fault", "Is required."))? {
        Fault::TooManyRequests { .. } => Fault::TooManyRequests { retry_after },
        Fault::Latency(time) => Fault::Latency(
            milliseconds.map_or(time, |milliseconds| Duration::from_millis(milliseconds.unsigned_abs())),
        ),
        fault => fault,
    };
    shared.with_faults(|faults| faults.plan(operation, fault, u32::try_from(times).unwrap_or(u32::MAX)));
    Ok(show_faults(shared))
}

/// What is planned and how many requests came, operation by operation.
fn show_faults(shared: &Shared) -> Answer {
    #[derive(Serialize)]
    struct Shown {
        planned: Vec<ShownFault>,
        attempts: BTreeMap<&'static str, u64>,
    }
    #[derive(Serialize)]
    struct ShownFault {
        operation: &'static str,
        fault: &'static str,
        times: u32,
    }
    shared.with_faults(|faults| {
        let planned = faults.planned().map(|(operation, planned)| ShownFault {
            operation: operation.id(),
            fault: planned.fault.name(),
            times: planned.times_left,
        });
        let attempts = Operation::ALL.iter().map(|operation| (operation.id(), faults.attempts(*operation)));
        answer(&Shown { planned: planned.collect(), attempts: attempts.collect() })
    })
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
}

#[derive(Serialize)]
struct ShownWebhook<'a> {
    id: u64,
    kind: &'static str,
    object: &'a str,
    url: &'a str,
    body: String,
    signature_header: Option<&'a str>,
    created_at: String,
    progress: &'static str,
    attempts: Vec<ShownAttempt<'a>>,
}

#[derive(Serialize)]
struct ShownAttempt<'a> {
    at: String,
    took_ms: u64,
    status: Option<u16>,
    answer: &'a str,
    error: Option<&'a str>,
}

fn show_requests(shared: &Shared) -> Answer {
    fn show(request: &LoggedRequest) -> ShownRequest<'_> {
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
        }
    }
    shared.with_log(|log| answer(&log.iter().map(show).collect::<Vec<_>>()))
}

fn show_webhooks(shared: &Shared) -> Answer {
    fn show(webhook: &Webhook) -> ShownWebhook<'_> {
        let attempts = webhook.attempts.iter().map(|attempt| ShownAttempt {
            at: attempt.at.to_rfc3339(),
            took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
            status: attempt.status,
            answer: &attempt.answer,
            error: attempt.error.as_deref(),
        });
        ShownWebhook {
            id: webhook.id,
            kind: webhook.kind.as_str(),
            object: &webhook.object,
            url: &webhook.url,
            body: String::from_utf8_lossy(&webhook.body).into_owned(),
            signature_header: webhook.signature_header.as_deref(),
            created_at: webhook.created_at.to_rfc3339(),
            progress: match webhook.progress {
                Progress::Pending => "pending",
                Progress::Delivered => "delivered",
                Progress::GivenUp => "given_up",
            },
            attempts: attempts.collect(),
        }
    }
    shared.with_state(|state| answer(&state.outbox.log().map(show).collect::<Vec<_>>()))
}
