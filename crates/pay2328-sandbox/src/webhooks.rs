//! Sends what is due in the outbox, and wakes up for whatever time brings about.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinSet;
use url::{Url, form_urlencoded};

use crate::server::Shared;
use crate::state::outbox::{Due, WebhookAttempt};

/// Deliveries under way at the same time.
const MAX_IN_FLIGHT: usize = 64;
/// Those to one receiver: one that hangs must not take the places of the others.
const MAX_TO_ONE: usize = 16;
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
    let mut in_flight: JoinSet<String> = JoinSet::new();
    // How many are under way to each receiver.
    let mut busy: HashMap<String, usize> = HashMap::new();
    loop {
        let room = MAX_IN_FLIGHT.saturating_sub(in_flight.len());
        let (due, deadline) = shared.with_state(|state| {
            let due = state.outbox.take_due(state.now, room, |url| {
                let places = busy.entry(receiver(url).to_owned()).or_default();
                let free = *places < MAX_TO_ONE;
                *places += usize::from(free);
                free
            });
            (due, state.next_deadline())
        });
        for due in due {
            let to = receiver(&due.url).to_owned();
            let delivery = deliver(Arc::clone(&shared), client.clone(), due);
            in_flight.spawn(async {
                delivery.await;
                to
            });
        }
        // What is due but has no place waits for a delivery that ends.
        tokio::select! {
            () = shared.clock.sleep_until(deadline) => {}
            () = shared.due.notified() => {}
            Some(ended) = in_flight.join_next() => {
                if let Some(places) = ended.ok().and_then(|to| busy.get_mut(&to)) {
                    *places -= 1;
                }
                busy.retain(|_, places| *places > 0);
            }
        }
    }
}

/// The part of an address that names the receiver: scheme, host and port.
fn receiver(url: &str) -> &str {
    let end = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    &url[..end]
}

async fn deliver(shared: Arc<Shared>, client: Sender, due: Due) {
    let at = shared.clock.happens(due.at);
    let started = Instant::now();
    let outcome = match tokio::time::timeout(client.timeout, post(&client, &due)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(format!("no answer within {:?}", client.timeout).into()),
    };
    let mut attempt =
        WebhookAttempt { at, took: started.elapsed(), status: None, answer: String::new(), error: None };
    let mut hopeless = false;
    match outcome {
        Ok((status, answer)) => (attempt.status, attempt.answer) = (Some(status), answer),
        Err(error) => {
            hopeless = error.is::<Unreachable>();
            attempt.error = Some(causes(&*error));
        }
    }
    shared.with_state(|state| state.outbox.tried(due.id, attempt, hopeless, state.now));
    shared.delivered.send_modify(|times| *times += 1);
}

async fn post(client: &Sender, due: &Due) -> Result<(u16, String), Box<dyn Error + Send + Sync>> {
    let mut url = Url::parse(&due.url)?;
    if url.scheme() != "http" {
        return Err(Unreachable.into());
    }
    let authorization = basic(&url);
    // Neither can be in the address of a request; setting them fails for addresses that have no host alone.
    _ = url.set_username("");
    _ = url.set_password(None);
    let mut request = Request::post(url.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("pay2328-sandbox/", env!("CARGO_PKG_VERSION")));
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
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

/// A receiver that no number of attempts will reach.
#[derive(Debug, thiserror::Error)]
#[error(
    "the sandbox sends webhooks to http addresses only, not to https: give it an http url_callback of your test machine"
)]
struct Unreachable;

/// The `Authorization` header that the user and password in an address ask for.
fn basic(url: &Url) -> Option<String> {
    let password = url.password().unwrap_or_default();
    if url.username().is_empty() && password.is_empty() {
        return None;
    }
    let credentials = format!("{}:{}", decoded(url.username()), decoded(password));
    Some(format!("Basic {}", STANDARD.encode(credentials)))
}

/// Text without its percent signs. What is special in a form only means itself here.
fn decoded(part: &str) -> String {
    let name = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(name.as_bytes()).map(|(name, _)| name).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_of_an_address_become_a_header() {
        let header = |url: &str| basic(&Url::parse(url).unwrap());
        assert_eq!(header("http://shop.example/hook"), None);
        // The example of RFC 7617.
        let expected = Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==".to_owned());
        assert_eq!(header("http://Aladdin:open%20sesame@shop.example/hook"), expected);
        assert_eq!(decoded("a+b%26c&d=%2541"), "a+b&c&d=%41");
    }
}
