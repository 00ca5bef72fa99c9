//! What goes back: the two APIs' ways to say yes and no.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::auth::SignatureMismatch;
use crate::money::{NotAnAmount, TooLarge};

/// The two APIs dress the same outcome differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dress {
    /// `{"state":0,"result":…}` of the Merchant API.
    Envelope,
    /// The bare object of the Invoice API.
    Bare,
    /// The result alone, but refusals in the envelope: how `/v1/prices` may answer.
    BareResult,
}

/// A request that was not carried out, with the reason told to the caller.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
    pub(crate) errors: BTreeMap<&'static str, Vec<String>>,
    /// Whether it is not the API that answers but the firewall before it, with an HTML page.
    pub(crate) firewall: bool,
    /// For the request log only: what the caller should not be told but the person debugging should see.
    pub(crate) explanation: Option<String>,
    /// For the request log only too.
    pub(crate) signature: Option<Box<SignatureMismatch>>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Refusal {
        Refusal {
            status,
            message: message.into(),
            errors: BTreeMap::new(),
            firewall: false,
            explanation: None,
            signature: None,
        }
    }

    /// 422 for one field.
    pub(crate) fn field(field: &'static str, problem: impl Into<String>) -> Refusal {
        Refusal::fields(BTreeMap::from([(field, vec![problem.into()])]))
    }

    /// 422 for one or more fields.
    pub(crate) fn fields(errors: BTreeMap<&'static str, Vec<String>>) -> Refusal {
        Refusal { errors, ..Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "The given data is invalid.") }
    }

    pub(crate) fn not_found(what: &str) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, format!("{what} not found."))
    }

    /// The page with which the firewall before the service turns a request away.
    pub(crate) fn firewall() -> Refusal {
        Refusal { firewall: true, ..Refusal::new(StatusCode::FORBIDDEN, "Forbidden") }
    }

    /// The object is not in a state in which this can happen to it.
    pub(crate) fn conflict(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::CONFLICT, message)
    }

    pub(crate) fn explained(mut self, explanation: String) -> Refusal {
        self.explanation = Some(explanation);
        self
    }

    /// The whole answer. Its body is kept as bytes so that it can be logged.
    pub(crate) fn answer(&self, dress: Dress) -> Response<Bytes> {
        if self.firewall { firewall_response() } else { json_response(self.status, self.body(dress)) }
    }

    fn body(&self, dress: Dress) -> Vec<u8> {
        #[derive(Serialize)]
        struct Envelope<'a> {
            state: u8,
            message: &'a str,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            errors: &'a BTreeMap<&'static str, Vec<String>>,
        }
        #[derive(Serialize)]
        struct Bare<'a> {
            error: &'a str,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            errors: &'a BTreeMap<&'static str, Vec<String>>,
        }
        match dress {
            Dress::Envelope | Dress::BareResult => {
                json(&Envelope { state: 1, message: &self.message, errors: &self.errors })
            }
            Dress::Bare => json(&Bare { error: &self.message, errors: &self.errors }),
        }
    }
}

impl From<TooLarge> for Refusal {
    fn from(_: TooLarge) -> Refusal {
        Refusal::field("amount", NotAnAmount::TooLarge.to_string())
    }
}

impl std::fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotAnAmount::NotDecimal => "Must be a decimal number such as \"10.50\".",
            NotAnAmount::NotPositive => "Must be greater than 0.",
            NotAnAmount::TooManyDecimals => "Has too many decimals.",
            NotAnAmount::TooLarge => "Is too large.",
        })
    }
}

/// The result of an operation as JSON text, members in the documented order.
pub(crate) type Answer = Box<RawValue>;

/// Puts a result into words.
pub(crate) fn answer(result: &impl Serialize) -> Answer {
    #[expect(
        clippy::expect_used,
        reason = "the answers are structs of text, numbers and lists: nothing in them can fail"
    )]
    serde_json::value::to_raw_value(result).expect("an answer can be written as JSON")
}

/// 200 with the result in the API's words.
pub(crate) fn success(dress: Dress, answer: &RawValue) -> Response<Bytes> {
    #[derive(Serialize)]
    struct Envelope<'a> {
        state: u8,
        result: &'a RawValue,
    }
    let body = match dress {
        Dress::Envelope => json(&Envelope { state: 0, result: answer }),
        Dress::Bare | Dress::BareResult => answer.get().as_bytes().to_vec(),
    };
    json_response(StatusCode::OK, body)
}

/// Compact JSON.
pub(crate) fn json(value: &impl Serialize) -> Vec<u8> {
    #[expect(
        clippy::expect_used,
        reason = "the values are structs of text, numbers and lists: nothing in them can fail"
    )]
    serde_json::to_vec(value).expect("a value can be written as JSON")
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// 403 with an HTML body, as the firewall before the service answers.
pub(crate) fn firewall_response() -> Response<Bytes> {
    const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head>\n\
        <body><center><h1>403 Forbidden</h1></center></body></html>\n";
    let mut response = Response::new(Bytes::from_static(PAGE.as_bytes()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
