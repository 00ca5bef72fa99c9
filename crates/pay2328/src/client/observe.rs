//! What others may see of a call: a report for metrics, spans for traces. Neither holds a body, a key, an
//! address or an order id.

use std::time::Duration;

use pay2328_api::operation::Operation;

use super::RawResponse;
use crate::error::{Error, Outcome};

/// Is told of every call that was made to its end, for metrics.
///
/// ```
/// use pay2328::{CallReport, Observer};
///
/// struct Metrics;
///
/// impl Observer for Metrics {
///     fn call_finished(&self, report: &CallReport) {
///         let result = report.outcome.map_or("ok".to_owned(), |outcome| outcome.to_string());
///         // histogram("pay2328_call_seconds", report.elapsed, [report.operation, result]) …
///         # let _ = result;
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// A call has ended. Runs on the caller's task, and of a blocking call (`.blocking()`) on the one thread
    /// that makes all of them: be quick, and do not block. A blocking call from here is refused there. A call
    /// whose future was dropped is not reported.
    fn call_finished(&self, report: &CallReport);
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallReport {
    /// The `operationId`.
    pub operation: &'static str,
    /// `None`: it worked.
    pub outcome: Option<Outcome>,
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// How many times it was sent.
    pub attempts: u32,
    /// How long it took, waiting and pauses included.
    pub elapsed: Duration,
}

impl CallReport {
    pub(super) fn success(operation: &'static Operation, answer: &RawResponse) -> Self {
        Self {
            operation: operation.id,
            outcome: None,
            status: Some(answer.status()),
            attempts: answer.attempts(),
            elapsed: answer.elapsed(),
        }
    }

    pub(super) fn failure(operation: &'static Operation, error: &Error, elapsed: Duration) -> Self {
        Self {
            operation: operation.id,
            outcome: Some(error.outcome()),
            status: error.status(),
            attempts: error.attempts(),
            elapsed,
        }
    }
}

/// Spans with the field names of OpenTelemetry's HTTP conventions.
#[cfg(feature = "tracing")]
pub(super) mod trace {
    use std::time::Duration;

    use pay2328_api::operation::Operation;
    use tracing::Instrument as _;
    use tracing::field::Empty;

    use super::CallReport;
    use crate::client::Transport;
    use crate::error::Outcome;

    pub(in crate::client) use tracing::Span;

    /// What users filter by; a module of this crate would change with its code.
    const TARGET: &str = "pay2328";

    pub(in crate::client) fn call(transport: &Transport, operation: &Operation) -> Span {
        tracing::info_span!(
            target: TARGET,
            "pay2328",
            otel.kind = "client",
            otel.name = %format_args!("{} {}", operation.method, operation.path),
            otel.status_code = Empty,
            http.request.method = operation.method,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            // The template, not the path: a path holds a uuid.
            url.template = operation.path,
            server.address = transport.host,
            server.port = transport.port,
            error.r#type = Empty,
        )
    }

    pub(in crate::client) async fn within<T>(span: &Span, call: impl Future<Output = T>) -> T {
        call.instrument(span.clone()).await
    }

    pub(in crate::client) fn repeating(
        operation: &Operation,
        attempt: u32,
        outcome: Outcome,
        pause: Duration,
    ) {
        tracing::warn!(
            target: TARGET,
            operation = operation.id,
            attempt,
            ?outcome,
            ?pause,
            "the attempt failed and is repeated"
        );
    }

    pub(in crate::client) fn finished(span: &Span, report: &CallReport) {
        if report.attempts > 1 {
            span.record("http.request.resend_count", report.attempts - 1);
        }
        if let Some(status) = report.status {
            span.record("http.response.status_code", status);
        }
        if let Some(outcome) = report.outcome {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", tracing::field::debug(outcome));
        }
    }
}

/// Without the feature there is nothing to see.
#[cfg(not(feature = "tracing"))]
pub(super) mod trace {
    use std::time::Duration;

    use pay2328_api::operation::Operation;

    use super::CallReport;
    use crate::client::Transport;
    use crate::error::Outcome;

    pub(in crate::client) struct Span;

    pub(in crate::client) fn call(_: &Transport, _: &Operation) -> Span {
        Span
    }

    pub(in crate::client) async fn within<T>(_: &Span, call: impl Future<Output = T>) -> T {
        call.await
    }

    pub(in crate::client) fn repeating(_: &Operation, _: u32, _: Outcome, _: Duration) {}

    pub(in crate::client) fn finished(_: &Span, _: &CallReport) {}
}
