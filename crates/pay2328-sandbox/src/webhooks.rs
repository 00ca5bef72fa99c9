//! Sends what is due in the outbox, and wakes up for whatever time brings about.

use std::sync::Arc;
use std::time::Instant;

use http::header;
use tokio::task::JoinSet;

use crate::server::Shared;
use crate::state::outbox::{Due, WebhookAttempt};

/// Deliveries under way at the same time.
const MAX_IN_FLIGHT: usize = 64;
/// Bytes of a receiver's answer that are kept.
const ANSWER_LIMIT: usize = 2048;

/// Runs for as long as the sandbox does.
pub(crate) async fn run(shared: Arc<Shared>, client: reqwest::Client) {
    let mut in_flight = JoinSet::new();
    loop {
        let room = MAX_IN_FLIGHT.saturating_sub(in_flight.len());
        let (due, deadline) = shared.with_state(|state| {
            let due = state.outbox.take_due(state.now, room);
            (due, state.next_deadline())
        });
        for due in due {
            in_flight.spawn(deliver(Arc::clone(&shared), client.clone(), due));
        }
        // With every place taken, the next delivery that ends is what there is to wait for.
        let deadline = if in_flight.len() < MAX_IN_FLIGHT { deadline } else { None };
        tokio::select! {
            () = shared.clock.sleep_until(deadline) => {}
            () = shared.due.notified() => {}
            Some(_) = in_flight.join_next() => {}
        }
    }
}

async fn deliver(shared: Arc<Shared>, client: reqwest::Client, due: Due) {
    let at = shared.clock.now();
    let started = Instant::now();
    let outcome = post(&client, &due).await;
    let mut attempt =
        WebhookAttempt { at, took: started.elapsed(), status: None, answer: String::new(), error: None };
    match outcome {
        Ok((status, answer)) => (attempt.status, attempt.answer) = (Some(status), answer),
        Err(error) => attempt.error = Some(causes(&error)),
    }
    shared.with_state(|state| state.outbox.tried(state.now, due.id, attempt));
}

async fn post(client: &reqwest::Client, due: &Due) -> Result<(u16, String), reqwest::Error> {
    let mut request =
        client.post(&due.url).header(header::CONTENT_TYPE, "application/json").body(due.body.clone());
    if let Some(signature) = &due.signature_header {
        request = request.header("X-Signature", signature);
    }
    let mut response = request.send().await?;
    let mut answer = Vec::new();
    while answer.len() < ANSWER_LIMIT {
        let Some(chunk) = response.chunk().await? else { break };
        answer.extend_from_slice(&chunk);
    }
    answer.truncate(ANSWER_LIMIT);
    Ok((response.status().as_u16(), String::from_utf8_lossy(&answer).into_owned()))
}

/// An error with everything it says about itself: the reason is usually the innermost.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
