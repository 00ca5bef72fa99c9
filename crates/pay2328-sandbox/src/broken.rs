//! Answers that are none: connections closed too early, bodies cut short, text that is no JSON.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Response, header};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;

/// How long the first half of a truncated body gets to leave the machine before the connection closes.
const FLUSH: Duration = Duration::from_millis(20);

/// Marks a response in whose place the connection is closed; also the error that closes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

pub(crate) fn dropped() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Dropped);
    response
}

/// 200 that says it is JSON and is not.
pub(crate) fn garbage() -> Response<Bytes> {
    let mut response =
        Response::new(Bytes::from_static(b"upstream connect error or disconnect/reset before headers"));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Announces the whole body, sends the first half of it, and closes the connection.
pub(crate) async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let whole = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let frames = futures_util::stream::unfold(Some(half), |half| async {
        match half {
            Some(half) => Some((Ok(Frame::data(half)), None)),
            None => {
                tokio::time::sleep(FLUSH).await;
                Some((Err(Dropped), None))
            }
        }
    });
    Response::from_parts(head, Body::new(StreamBody::new(frames)))
}
