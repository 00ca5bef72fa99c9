//! Sends what is due in the outbox, and wakes up for whatever time brings about.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinSet;

use crate::server::Shared;
use crate::state::outbox::{Due, WebhookAttempt};

/// Deliveries under way at the same time.
const MAX_IN_FLIGHT: usize = 64;
/// Bytes of a receiver's answer that are kept.
const ANSWER_LIMIT: usize = 2048;

/// The sender of webhooks: plain http, no redirects, and no part in which TLS other crates of a build have chosen.
#[derive(Clone)]
pub(crate) struct Sender {
    http: hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>>,
    timeout: Duration,
}

impl Sender {
    pub(crate) fn new(timeout: Duration) -> Sender {
        Sender {
            http: hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build_http(),
            timeout,
        }
    }
}

/// Runs for as long as the sandbox does.
pub(crate) async fn run(shared: Arc<Shared>, client: Sender) {
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

async fn deliver(shared: Arc<Shared>, client: Sender, due: Due) {
    let at = shared.clock.now();
    let started = Instant::now();
    let outcome = match tokio::time::timeout(client.timeout, post(&client, &due)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(format!("no answer within {:?}", client.timeout).into()),
    };
    let mut attempt =
        WebhookAttempt { at, took: started.elapsed(), status: None, answer: String::new(), error: None };
    match outcome {
        Ok((status, answer)) => (attempt.status, attempt.answer) = (Some(status), answer),
        Err(error) => attempt.error = Some(causes(&*error)),
    }
    shared.with_state(|state| state.outbox.tried(state.now, due.id, attempt));
    shared.delivered.send_modify(|times| *times += 1);
}

async fn post(client: &Sender, due: &Due) -> Result<(u16, String), Box<dyn Error + Send + Sync>> {
    let mut request = Request::post(&due.url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("pay2328-sandbox/", env!("CARGO_PKG_VERSION")));
    if let Some(signature) = &due.signature_header {
        request = request.header("X-Signature", signature);
    }
    let mut response = client.http.request(request.body(Full::from(due.body.clone()))?).await?;
    let mut answer = Vec::new();
    while answer.len() < ANSWER_LIMIT {
        let Some(frame) = response.frame().await else { break };
        if let Some(chunk) = frame?.data_ref() {
            answer.extend_from_slice(chunk);
        }
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
