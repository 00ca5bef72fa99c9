//! Cutting the member `sign` out of a body, without copying it.

use super::error::{Place, Problem, WebhookError};
use super::json::{Kind, Token, scan};
use crate::signature::Signature;

/// A body without its member `sign`: the bytes before it and the bytes after it, and what it claimed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split<'a> {
    pub(super) before: &'a [u8],
    pub(super) after: &'a [u8],
    pub(super) claimed: Signature,
}

/// Cuts a body that ends in exactly `,"sign":"<64 hex digits>"}`, as the service writes it.
///
/// Looks at nothing else, so a body that fits need not be JSON, and the member need not be one
/// of the outer object. That is safe when the rest *verifies*: then it is, byte for byte, what
/// the service signed, hence an object, hence the member was its last. When it does not verify
/// this says nothing, and [`split`] decides.
pub(super) fn split_last(body: &[u8]) -> Option<Split<'_>> {
    const NAME: &[u8] = b",\"sign\":\"";
    const END: &[u8] = b"\"}";
    let (body, end) = body.split_at_checked(body.len().checked_sub(END.len())?)?;
    let (body, hex) = body.split_at_checked(body.len().checked_sub(Signature::HEX_DIGITS)?)?;
    let (before, name) = body.split_at_checked(body.len().checked_sub(NAME.len())?)?;
    if name != NAME || end != END {
        return None;
    }
    Some(Split { before, after: &end[1..], claimed: Signature::from_hex(hex)? })
}

/// Reads the whole body and cuts its outer member `sign` out, wherever it is.
///
/// The comma before it goes too, or the one after it when it is the first member, together with
/// the white space that this comma separated; white space around the object goes as well.
///
/// # Errors
///
/// The body is not one JSON object, or has no `sign`, or two, or one that is no signature.
pub(super) fn split(text: &str) -> Result<Split<'_>, WebhookError> {
    let mut finder = Finder::default();
    let mut outer = (0, 0);
    scan(text, &mut |token| {
        match token {
            Token { kind: Kind::ObjectStart, depth: 0, start, .. } => outer.0 = start,
            Token { kind: Kind::ObjectEnd, depth: 0, end, .. } => outer.1 = end,
            _ => {}
        }
        finder.visit(token, text)
    })?;
    let Some((value, cut)) = finder.found else {
        let looks_like_invoice = finder.has_event;
        return Err(Problem::MissingSignature { place: Place::Member, looks_like_invoice }.into());
    };
    let bytes = text.as_bytes();
    Ok(Split {
        before: &bytes[outer.0..cut.0],
        after: &bytes[cut.1..outer.1],
        claimed: read_signature(value, text)?,
    })
}

fn read_signature(value: Token, text: &str) -> Result<Signature, WebhookError> {
    let Kind::String = value.kind else { return Err(Problem::SignatureNotString.into()) };
    parse_signature(&value.meaning(text), Place::Member)
}

/// Reads a written signature; says what is wrong with one that is none.
pub(super) fn parse_signature(hex: &str, place: Place) -> Result<Signature, WebhookError> {
    if let Some(signature) = Signature::from_hex(hex.as_bytes()) {
        return Ok(signature);
    }
    Err(if hex.is_empty() && place == Place::Header {
        Problem::MissingSignature { place, looks_like_invoice: false }
    } else if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Problem::SignatureLength { place, digits: hex.len() }
    } else {
        Problem::SignatureNotHex { place }
    }
    .into())
}

/// Finds the outer member `sign` among the tokens of a body.
#[derive(Default)]
struct Finder {
    progress: Progress,
    /// Where the last comma between outer members began.
    comma: Option<usize>,
    /// The member's value, and the bytes to cut.
    found: Option<(Token, (usize, usize))>,
    /// Whether there is an outer member `event`, which only the Invoice API has.
    has_event: bool,
}

#[derive(Default, Clone, Copy)]
enum Progress {
    #[default]
    Searching,
    /// Between the name, which begins at `start`, and the first token of the value.
    InMember { start: usize },
    /// The value was an object or array, which is refused in the end.
    InNested { start: usize, value: Token },
    /// Behind the member; it was the first, so the comma behind it goes.
    BehindFirst,
}

impl Finder {
    fn visit(&mut self, token: Token, text: &str) -> Result<(), WebhookError> {
        match (self.progress, token.kind) {
            (Progress::InMember { .. }, Kind::Colon) => {}
            (Progress::InMember { start }, Kind::ObjectStart | Kind::ArrayStart) => {
                self.progress = Progress::InNested { start, value: token };
            }
            (Progress::InMember { start }, _) => self.finish(start, token, token.end),
            (Progress::InNested { start, value }, Kind::ObjectEnd | Kind::ArrayEnd) if token.depth == 1 => {
                self.finish(start, value, token.end);
            }
            (Progress::BehindFirst, Kind::Name) if token.depth == 1 => {
                if let Some((_, cut)) = &mut self.found {
                    cut.1 = token.start;
                }
                self.progress = Progress::Searching;
                self.name(token, text)?;
            }
            (_, Kind::Name) if token.depth == 1 => self.name(token, text)?,
            (_, Kind::Comma) if token.depth == 1 => self.comma = Some(token.start),
            _ => {}
        }
        Ok(())
    }

    fn name(&mut self, token: Token, text: &str) -> Result<(), WebhookError> {
        match &*token.meaning(text) {
            "sign" if self.found.is_some() => {
                return Err(Problem::DuplicateMember { name: "sign".to_owned() }.into());
            }
            "sign" => self.progress = Progress::InMember { start: token.start },
            "event" => self.has_event = true,
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, start: usize, value: Token, end: usize) {
        self.found = Some((value, (self.comma.unwrap_or(start), end)));
        self.progress = if self.comma.is_some() { Progress::Searching } else { Progress::BehindFirst };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn rest(body: &str) -> String {
        let split = split(&body.replace('#', SIGN).leak()[..]).unwrap();
        String::from_utf8([split.before, split.after].concat()).unwrap()
    }

    #[test]
    fn cuts_the_member_with_the_right_comma() {
        assert_eq!(rest(r##"{"a":1,"sign":"#"}"##), r#"{"a":1}"#);
        assert_eq!(rest(r##"{"a":1,"sign":"#","b":[2,{"sign":"x"}]}"##), r#"{"a":1,"b":[2,{"sign":"x"}]}"#);
        assert_eq!(rest(r##"{"sign":"#","a":1,"b":2}"##), r#"{"a":1,"b":2}"#);
        assert_eq!(rest(r##"{"sign":"#"}"##), "{}");
        assert_eq!(rest("\n {\"sign\" : \"#\" ,\n \"a\": 1} \n"), "{\"a\": 1}");
        assert_eq!(rest("{\n    \"a\": {},\n    \"sign\": \"#\"\n}\n"), "{\n    \"a\": {}\n}");
        assert_eq!(rest(r##"{"a":"\"sign\":\"","\u0073ign":"#"}"##), r#"{"a":"\"sign\":\""}"#);
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        let body = format!(r#"{{"uuid":"a","payment_status":"paid","sign":"{SIGN}"}}"#);
        let (short, long) = (split_last(body.as_bytes()).unwrap(), split(&body).unwrap());
        assert_eq!(short.before, long.before);
        assert_eq!(short.after, long.after);
        assert_eq!(short.claimed.to_string(), long.claimed.to_string());
        for other in ["", "}", "\"}", SIGN, &body[..body.len() - 1], &body.replace(",\"sign", ", \"sign")] {
            assert!(split_last(other.as_bytes()).is_none(), "{other}");
        }
    }
}
