//! The sandbox itself: its overview, its clock, its faults, starting over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use chrono::TimeDelta;
use serde::Serialize;

use super::{list, set};
use crate::answer::{Answer, Refusal, answer};
use crate::faults::{Chaos, Fault, Faults};
use crate::fields::Fields;
use crate::operation::Operation;
use crate::server::Shared;
use crate::state::market::ASSETS;
use crate::state::seed::Seeded;

/// Ten years: far more than any test needs, and far from the end of the calendar.
const MAX_ADVANCE_SECONDS: i64 = 315_360_000;

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/overview", list(shared, |shared, _| show_overview(shared)))
        .route(
            "/reset",
            set(shared, |shared, fields| {
                fields.finish()?;
                shared.reset();
                Ok(show_overview(shared))
            }),
        )
        .route("/seed", set(shared, seed))
        .route("/faults", set(shared, plan_fault))
        .route(
            "/faults/clear",
            set(shared, |shared, fields| {
                fields.finish()?;
                shared.with_faults(Faults::clear);
                Ok(show_faults(shared))
            }),
        )
        .route("/chaos", set(shared, set_chaos))
        .route("/attempts", list(shared, |shared, _| show_faults(shared)))
        .route("/clock", list(shared, |shared, _| show_clock(shared)))
        .route(
            "/clock/advance",
            set(shared, |shared, fields| {
                let seconds = fields.required_integer("seconds", 1, MAX_ADVANCE_SECONDS);
                fields.finish()?;
                shared.clock.advance(TimeDelta::seconds(seconds));
                Ok(show_clock(shared))
            }),
        )
        .route(
            "/clock/freeze",
            set(shared, |shared, fields| {
                fields.finish()?;
                shared.clock.freeze();
                Ok(show_clock(shared))
            }),
        )
        .route(
            "/clock/resume",
            set(shared, |shared, fields| {
                fields.finish()?;
                shared.clock.resume();
                Ok(show_clock(shared))
            }),
        )
}

/// Every fault once, although some come in several forms.
fn fault_names() -> Vec<&'static str> {
    let mut names: Vec<_> = Fault::all().iter().map(Fault::name).collect();
    names.dedup();
    names
}

/// What there is, what to point a shop at, and which coins can be chosen.
fn show_overview(shared: &Shared) -> Answer {
    #[derive(Serialize)]
    struct Overview<'a> {
        version: &'static str,
        merchant_api: String,
        invoice_api: &'a str,
        project: &'a str,
        api_key: &'a str,
        payout_key: &'a str,
        invoice_api_key: &'a str,
        invoice_secret: &'a str,
        counts: BTreeMap<&'static str, usize>,
        assets: &'static [crate::state::market::Asset],
        operations: Vec<&'static str>,
        faults: Vec<&'static str>,
    }
    let credentials = &shared.credentials;
    let requests = shared.with_log(|log| log.iter().len());
    shared.look(|state| {
        let counts = BTreeMap::from([
            ("payments", state.payments.len()),
            ("static-wallets", state.wallets.len()),
            ("payouts", state.payouts.len()),
            ("invoices", state.invoices.len()),
            ("invoice-payouts", state.invoice_payouts.len()),
            ("converts", state.conversions.len()),
            ("webhooks", state.outbox.log().count()),
            ("requests", requests),
        ]);
        answer(&Overview {
            version: env!("CARGO_PKG_VERSION"),
            merchant_api: format!("{}/api", state.settings.public_url),
            invoice_api: &state.settings.public_url,
            project: &credentials.project,
            api_key: &credentials.api_key,
            payout_key: &credentials.payout_key,
            invoice_api_key: &credentials.invoice_api_key,
            invoice_secret: &credentials.invoice_secret,
            counts,
            assets: ASSETS,
            operations: Operation::ALL.iter().map(|operation| operation.id()).collect(),
            faults: fault_names(),
        })
    })
}

fn seed(shared: &Shared, fields: &mut Fields) -> Result<Answer, Refusal> {
    let url_callback = fields.url("url_callback");
    fields.finish()?;
    let seeded: Seeded = shared.with_state(|state| state.seed(url_callback.as_deref()))?;
    Ok(answer(&seeded))
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
    let name = fields.required_word("fault", &fault_names());
    let times = fields.integer("times", 1, i64::from(u32::MAX)).unwrap_or(1);
    let retry_after = fields.text("retry_after", 64);
    let milliseconds = fields.integer("milliseconds", 1, 600_000);
    fields.finish()?;
    let operation = crate::sandbox::operation(&operation)?;
    let fault = Fault::all().into_iter().find(|fault| fault.name() == name);
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

fn set_chaos(shared: &Shared, fields: &mut Fields) -> Result<Answer, Refusal> {
    let percent = fields.required_integer("percent", 0, 100);
    let seed = fields.integer("seed", 0, i64::MAX).unwrap_or_default();
    fields.finish()?;
    let chaos = Chaos::new(u8::try_from(percent).unwrap_or_default(), seed.unsigned_abs());
    shared.with_faults(|faults| faults.chaos = chaos);
    Ok(show_faults(shared))
}

/// What is planned and how many requests came, operation by operation.
fn show_faults(shared: &Shared) -> Answer {
    #[derive(Serialize)]
    struct Shown {
        chaos_percent: u8,
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
        answer(&Shown {
            chaos_percent: faults.chaos.as_ref().map_or(0, |chaos| chaos.percent),
            planned: planned.collect(),
            attempts: attempts.collect(),
        })
    })
}
