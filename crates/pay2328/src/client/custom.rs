//! Endpoints this version does not know.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::Method;
use pay2328_api::check::{Callbacks, Check, Violation};
use pay2328_api::operation::{Key, Operation, RetryClass};
use pay2328_api::seam::{Hooks, OperationInfo};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::call::Failure;
use super::exchange::{Shape, escape_separators};
use super::{Call, Caller, Client, Payouts};
use crate::error::{Error, Result, Success};

static READ: Operation = Operation::custom("custom", Key::Api, RetryClass::Read);
static ONCE: Operation = Operation::custom("custom", Key::Api, RetryClass::Never);
static REPEATABLE: Operation = Operation::custom("custom", Key::Api, RetryClass::Idempotent);

/// A request to an endpoint of the Merchant API that this version of the crate does not know.
///
/// It is signed, limited, timed and reported like any other; what it means is yours to know.
///
/// ```no_run
/// # async fn example(client: pay2328::Client) -> pay2328::Result<()> {
/// use pay2328::CustomRequest;
///
/// #[derive(serde::Deserialize)]
/// struct Limits {
///     daily: String,
/// }
///
/// let request = CustomRequest::post("/v1/limits", &serde_json::json!({"currency": "USDT"}))?.safe_to_retry();
/// let limits: Limits = client.custom(request).await?;
/// # let _ = limits.daily;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct CustomRequest {
    method: Method,
    path: String,
    body: Option<Bytes>,
    operation: &'static Operation,
}

impl CustomRequest {
    /// A GET of a path below the base address, for example `/v1/limits`.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None, operation: &READ }
    }

    /// A POST to a path below the base address. It is sent once, unless it is said to be
    /// [`safe_to_retry`](Self::safe_to_retry).
    ///
    /// Write amounts as strings: what is serialised here is what is signed and sent.
    ///
    /// # Errors
    /// A configuration error if the body cannot be written as JSON.
    pub fn post(path: impl Into<String>, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body)
            .map_err(|error| Error::configuration(format!("the body cannot be written as JSON: {error}")))?;
        Ok(Self {
            method: Method::POST,
            path: path.into(),
            body: Some(escape_separators(&body)),
            operation: &ONCE,
        })
    }

    /// Says that it does no harm if this request arrives twice.
    #[must_use]
    pub fn safe_to_retry(mut self) -> Self {
        if self.method != Method::GET {
            self.operation = &REPEATABLE;
        }
        self
    }
}

impl Client {
    /// Calls an endpoint this version does not know, signed with the API key. `T` is what the envelope's
    /// `result` holds (or the whole answer, if it comes without one). An answer with a `state` other than 0
    /// is a refusal, whatever else it holds.
    pub fn custom<T: DeserializeOwned + Send + 'static>(&self, request: CustomRequest) -> Call<T> {
        custom(&self.caller(), request)
    }
}

impl Payouts {
    /// Calls an endpoint this version does not know, signed with the payout key. As
    /// [`Client::custom`].
    pub fn custom<T: DeserializeOwned + Send + 'static>(&self, request: CustomRequest) -> Call<T> {
        custom(&self.0, request)
    }
}

fn custom<T: DeserializeOwned + Send + 'static>(caller: &Caller, request: CustomRequest) -> Call<T> {
    let checked = PathBelowBase(request.path.clone());
    let CustomRequest { method, path, body, operation } = request;
    let url = format!("{}{path}", caller.transport.base_url);
    let prepared = body.clone();
    let call = caller.call(operation, Shape::Any, move |exchange, _| {
        Box::pin(async move {
            let http = exchange.http().clone();
            let mut builder = http.request(method, url);
            if let Some(body) = body {
                builder = builder.body(body);
            }
            let mut request = builder.build().map_err(|error| Failure::Kind(Error::of_transport(error)))?;
            let info = OperationInfo { operation_id: operation.id };
            let stopped = |_| Failure::State;
            exchange.before(&mut request, &info).await.map_err(stopped)?;
            let result = exchange.execute(&http, request, &info).await;
            exchange.after(&result, &info).await.map_err(stopped)?;
            let response = result.map_err(|error| Failure::Kind(Error::of_transport(error)))?;
            if !response.status().is_success() {
                return Err(Failure::State);
            }
            let (answer, _) = exchange.record();
            let body = answer.as_ref().map(super::RawResponse::body).unwrap_or_default();
            if matches!(Success::read(body, Shape::Any), Success::Refused(_)) {
                return Err(Failure::State);
            }
            read(body).map_err(|source| Failure::Unreadable { path: None, source })
        })
    });
    let call = call.checked(&checked);
    match prepared {
        Some(body) => call.prepared(body),
        None => call,
    }
}

/// A path that does not begin with a slash would become part of the host's name.
struct PathBelowBase(String);

impl Check for PathBelowBase {
    fn check(&self, _: Callbacks) -> std::result::Result<(), Violation> {
        if self.0.starts_with('/') {
            return Ok(());
        }
        Err(Violation::new("path", "must begin with a slash", Some(self.0.clone())))
    }
}

impl fmt::Debug for CustomRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The result of an envelope, or the whole body where there is none.
fn read<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    // A map rather than a struct: serde reads a struct from an array, too.
    let members: serde_json::Result<BTreeMap<String, &RawValue>> = serde_json::from_slice(body);
    match members.as_ref().ok().and_then(|members| members.get("result")) {
        Some(result) => serde_json::from_str(result.get()),
        None => serde_json::from_slice(body),
    }
}
