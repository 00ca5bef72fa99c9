//! What the webhook tests share: a signer and a JSON writer of their own, so that nothing is
//! tested against itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pay2328::webhook::Verifier;
use pay2328::{ApiKey, PayoutKey, WebhookSecret};
use sha2::Sha256;

pub const API_KEY: &str = "test-api-key";
pub const PAYOUT_KEY: &str = "test-payout-key";
pub const SECRET: &str = "test-webhook-secret";

/// A verifier with one key of each purpose.
pub fn verifier() -> Verifier {
    Verifier::new()
        .api_key(&ApiKey::new(API_KEY).unwrap())
        .payout_key(&PayoutKey::new(PAYOUT_KEY).unwrap())
        .invoice_secret(&WebhookSecret::new(SECRET).unwrap())
}

fn hmac_hex(key: &str, message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The Merchant API's signature, as its documentation words it.
pub fn sign(key: &str, body: &[u8]) -> String {
    hmac_hex(key, STANDARD.encode(body).as_bytes())
}

/// The Invoice API's signature.
pub fn sign_raw(key: &str, body: &[u8]) -> String {
    hmac_hex(key, body)
}

/// Appends the signature of `signed` as its last member.
pub fn with_sign(key: &str, signed: &str) -> String {
    let members = signed.strip_suffix('}').unwrap();
    let comma = if members == "{" { "" } else { "," };
    format!("{members}{comma}\"sign\":\"{}\"}}", sign(key, signed.as_bytes()))
}

/// JSON that keeps the order of members and the spelling of numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// A number, `true`, `false` or `null`, as spelled.
    Scalar(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How to write JSON: what to put between tokens, and how to spell a character.
pub trait Style {
    fn gap(&mut self) -> String {
        String::new()
    }
    fn character(&mut self, character: char) -> String;
}

impl Json {
    pub fn write(&self, style: &mut impl Style) -> String {
        let mut out = String::new();
        self.write_to(style, &mut out);
        out
    }

    fn write_to(&self, style: &mut impl Style, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::String(text) => write_string(text, style, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&style.gap());
                    item.write_to(style, out);
                    out.push_str(&style.gap());
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&style.gap());
                    write_string(name, style, out);
                    out.push_str(&style.gap());
                    out.push(':');
                    out.push_str(&style.gap());
                    value.write_to(style, out);
                    out.push_str(&style.gap());
                }
                out.push('}');
            }
        }
    }
}

fn write_string(text: &str, style: &mut impl Style, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        out.push_str(&style.character(character));
    }
    out.push('"');
}

/// `\uXXXX`, twice for a character beyond the first plane.
pub fn unicode_escape(character: char, upper_case: bool) -> String {
    let units = character.encode_utf16(&mut [0; 2]).to_vec();
    units
        .iter()
        .map(|unit| if upper_case { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") })
        .collect()
}

/// The escape of one letter, where JSON has one.
pub fn short_escape(character: char) -> Option<&'static str> {
    Some(match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '/' => "\\/",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => return None,
    })
}

/// PHP's `json_encode`, as its manual describes the three options.
#[derive(Debug, Clone, Copy)]
pub struct Php {
    pub unescaped_slashes: bool,
    pub unescaped_unicode: bool,
    pub unescaped_line_terminators: bool,
}

impl Php {
    /// What the documentation of the service names: `JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES`.
    pub const DOCUMENTED: Self =
        Self { unescaped_slashes: true, unescaped_unicode: true, unescaped_line_terminators: false };
}

impl Style for Php {
    fn character(&mut self, character: char) -> String {
        let literal = match character {
            '/' => self.unescaped_slashes,
            '\u{2028}' | '\u{2029}' => self.unescaped_unicode && self.unescaped_line_terminators,
            _ if !character.is_ascii() => self.unescaped_unicode,
            _ => character >= ' ' && short_escape(character).is_none(),
        };
        if literal {
            character.to_string()
        } else {
            short_escape(character).map_or_else(|| unicode_escape(character, false), str::to_owned)
        }
    }
}
