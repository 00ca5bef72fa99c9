//! What a refusal says, and whether an answer with a success status is one.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::client::Shape;

/// What a refusal says, in whichever of its undocumented shapes it came.
#[derive(Debug, Default)]
pub(crate) struct Refusal {
    pub(super) state: Option<i64>,
    pub(super) message: Option<String>,
    pub(super) field_errors: Vec<FieldError>,
}

/// A complaint of the service about one member of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The member's name. Empty where the service names none.
    pub field: String,
    /// What is wrong with it, in the service's words.
    pub message: String,
}

impl Refusal {
    /// Reads a refusal in any of the shapes seen, keeping whatever is readable.
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return Self::default() };
        let text = |name: &str| {
            body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            state: body.get("state").and_then(state),
            message: text("message").or_else(|| text("error")),
            field_errors: body.get("errors").map(field_errors).unwrap_or_default(),
        }
    }
}

/// What an answer with a success status is in truth.
#[derive(Debug)]
pub(crate) enum Success {
    /// JSON of about the right shape. Its members are looked at when it is decoded.
    Readable,
    /// An error in the place of a success.
    Refused(Refusal),
    /// Something else.
    Unreadable,
}

impl Success {
    /// Looks at a body from afar, without building anything of it.
    pub(crate) fn read(body: &[u8], shape: Shape) -> Self {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            state: Option<&'a RawValue>,
            result: Option<IgnoredAny>,
            #[serde(borrow)]
            error: Option<&'a RawValue>,
            #[serde(borrow)]
            errors: Option<&'a RawValue>,
        }
        let starts_with = |byte| body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&byte);
        // serde reads a struct from an array, too.
        if !starts_with(b'{') {
            let may_be_bare = match shape {
                Shape::Any => true,
                Shape::EnvelopedOrBare => starts_with(b'['),
                Shape::Enveloped | Shape::Bare => false,
            };
            return match serde_json::from_slice::<IgnoredAny>(body) {
                Ok(_) if may_be_bare => Self::Readable,
                _ => Self::Unreadable,
            };
        }
        let Ok(members) = serde_json::from_slice::<Members<'_>>(body) else { return Self::Unreadable };
        let says = |member: Option<&RawValue>| {
            member.is_some_and(|value| !matches!(value.get(), "null" | "[]" | "{}" | r#""""# | "false"))
        };
        let failed = members.result.is_none() && (says(members.error) || says(members.errors));
        let refused = match shape {
            // Without an envelope `state` can mean anything, and an object with an id was made, whatever
            // else it says.
            Shape::Bare => {
                let made: Value = serde_json::from_slice(body).unwrap_or_default();
                failed && made.get("id").is_none() && made.get("uuid").is_none()
            }
            // An endpoint this version does not know is one of the Merchant API, whose answers have a state.
            Shape::Any | Shape::Enveloped | Shape::EnvelopedOrBare => {
                match members.state.and_then(|state| state_of_text(state.get())) {
                    Some(state) => state != 0,
                    None => failed,
                }
            }
        };
        match shape {
            _ if refused => Self::Refused(Refusal::read(body)),
            Shape::Enveloped | Shape::EnvelopedOrBare if members.result.is_none() => Self::Unreadable,
            _ => Self::Readable,
        }
    }
}

/// A state as JSON writes it: a number, or the text of one.
fn state_of_text(json: &str) -> Option<i64> {
    let number = json.trim_matches('"');
    // What PHP makes of a float that is a whole number.
    let whole = number.split_once('.').filter(|(_, rest)| rest.bytes().all(|digit| digit == b'0'));
    whole.map_or(number, |(whole, _)| whole).parse().ok()
}

/// A state as a number, or as the text of one.
pub(super) fn state(value: &Value) -> Option<i64> {
    state_of_text(&value.to_string())
}

/// `{"field": ["text", …]}`, `{"field": "text"}`, `["text", …]`, or a list of objects.
fn field_errors(errors: &Value) -> Vec<FieldError> {
    fn texts(field: &str, value: &Value, found: &mut Vec<FieldError>) {
        match value {
            Value::Null => {}
            Value::Array(values) => values.iter().for_each(|value| texts(field, value, found)),
            Value::String(message) => {
                found.push(FieldError { field: field.to_owned(), message: message.clone() });
            }
            other => found.push(FieldError { field: field.to_owned(), message: other.to_string() }),
        }
    }
    let mut found = Vec::new();
    match errors {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| texts(field, value, &mut found)),
        other => texts("", other, &mut found),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_in_every_shape_seen() {
        let read = |body: &str| {
            let refusal = Refusal::read(body.as_bytes());
            let fields: Vec<_> = refusal
                .field_errors
                .iter()
                .map(|error| format!("{}={}", error.field, error.message))
                .collect();
            (refusal.state, refusal.message, fields.join(" "))
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read(r#"{"state":1,"message":"no"}"#), (Some(1), text("no"), String::new()));
        assert_eq!(read(r#"{"state":"1","message":"no"}"#), (Some(1), text("no"), String::new()));
        assert_eq!(read(r#"{"error":"no"}"#), (None, text("no"), String::new()));
        assert_eq!(
            read(r#"{"state":1,"errors":{"amount":["too low","odd"],"network":"gone"}}"#),
            (Some(1), None, "amount=too low amount=odd network=gone".into())
        );
        assert_eq!(read(r#"{"state":1,"errors":["a",{"b":1}]}"#), (Some(1), None, r#"=a ={"b":1}"#.into()));
        assert_eq!(read("<html>"), (None, None, String::new()));
        assert_eq!(read(r#"[1]"#), (None, None, String::new()));
    }

    #[test]
    fn a_success_status_can_hide_a_refusal() {
        use Shape::{Bare, Enveloped, EnvelopedOrBare};
        let looks = |body: &str, shape| match Success::read(body.as_bytes(), shape) {
            Success::Readable => "readable",
            Success::Refused(_) => "refused",
            Success::Unreadable => "unreadable",
        };
        for (body, shape, expected) in [
            (r#"{"state":0,"result":{}}"#, Enveloped, "readable"),
            (r#"{"state":"0","result":{}}"#, Enveloped, "readable"),
            (r#"{"result":{},"errors":[]}"#, Enveloped, "readable"),
            (r#"{"state":0,"result":{},"error":"odd"}"#, Enveloped, "readable"),
            (r#"{"state":1,"message":"no"}"#, Enveloped, "refused"),
            (r#"{"state":"2"}"#, Enveloped, "refused"),
            (r#"{"state":2,"result":{}}"#, Enveloped, "refused"),
            (r#"{"error":"no"}"#, Enveloped, "refused"),
            (r#"{"state":0}"#, Enveloped, "unreadable"),
            (r#"{"state":0,"result":null}"#, Enveloped, "unreadable"),
            ("[]", Enveloped, "unreadable"),
            ("[]", EnvelopedOrBare, "readable"),
            ("<html>", EnvelopedOrBare, "unreadable"),
            ("", EnvelopedOrBare, "unreadable"),
            // An object that was made is never called refused: its sender would make another.
            (r#"{"id":"p1","status":"pending","error":null}"#, Bare, "readable"),
            (r#"{"id":"p1","status":"pending","errors":[]}"#, Bare, "readable"),
            (r#"{"id":"p1","state":1}"#, Bare, "readable"),
            (r#"{"id":"p1","error":"odd"}"#, Bare, "readable"),
            (r#"{"error":"no"}"#, Bare, "refused"),
            ("[]", Bare, "unreadable"),
        ] {
            assert_eq!(looks(body, shape), expected, "{body} {shape:?}");
        }
    }
}
