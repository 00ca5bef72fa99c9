//! A strict JSON tokenizer over the received text.
//!
//! Verification needs what no JSON library gives: where each token lies in the received bytes,
//! and each number and string exactly as it was spelled. It accepts RFC 8259 and nothing else,
//! allocates nothing, does not recurse, and refuses what has no one meaning (lone surrogates)
//! or what other systems cut short (NUL).

use std::borrow::Cow;

use super::error::{Problem, WebhookError};

/// How deep objects and arrays may lie in each other. Known webhooks are flat.
pub(super) const MAX_DEPTH: u32 = 32;

/// A piece of JSON text: `text[start..end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many objects and arrays are open around the token; the outermost braces are at 0.
    pub(super) depth: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Comma,
    Colon,
    /// A member's name, quotes included.
    Name {
        escaped: bool,
    },
    /// A string value, quotes included.
    String {
        escaped: bool,
    },
    /// A number, `true`, `false` or `null`.
    Scalar,
}

impl Token {
    /// The token as it was spelled.
    pub(super) fn raw<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// What a name or string means: without quotes, escapes resolved.
    pub(super) fn meaning<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let raw = &text[self.start + 1..self.end - 1];
        match self.kind {
            Kind::Name { escaped: true } | Kind::String { escaped: true } => {
                Cow::Owned(characters(raw).collect())
            }
            _ => Cow::Borrowed(raw),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrArrayEnd,
    Name,
    NameOrObjectEnd,
    Colon,
    CommaOrEnd,
}

/// Walks over the one JSON object that `text` must be and hands each token to `visit`.
pub(super) fn scan(
    text: &str,
    mut visit: impl FnMut(Token) -> Result<(), WebhookError>,
) -> Result<(), WebhookError> {
    let bytes = text.as_bytes();
    let mut at = skip_white_space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return Err(not_an_object(text, at).into());
    }
    let mut expect = Expect::Value;
    let mut depth = 0;
    // One bit per open container, the innermost last: set for an object.
    let mut objects = 0_u64;
    loop {
        at = skip_white_space(bytes, at);
        let start = at;
        let Some(&byte) = bytes.get(at) else { return Err(Problem::Malformed { offset: at }.into()) };
        let in_object = objects & 1 == 1;
        let mut opens = false;
        let kind = match (byte, expect) {
            (b'"', Expect::Name | Expect::NameOrObjectEnd) => {
                let escaped;
                (at, escaped) = skip_string(bytes, at)?;
                expect = Expect::Colon;
                Kind::Name { escaped }
            }
            (b':', Expect::Colon) => {
                at += 1;
                expect = Expect::Value;
                Kind::Colon
            }
            (b'"', Expect::Value | Expect::ValueOrArrayEnd) => {
                let escaped;
                (at, escaped) = skip_string(bytes, at)?;
                expect = Expect::CommaOrEnd;
                Kind::String { escaped }
            }
            (b',', Expect::CommaOrEnd) => {
                at += 1;
                expect = if in_object { Expect::Name } else { Expect::Value };
                Kind::Comma
            }
            (b'{', Expect::Value | Expect::ValueOrArrayEnd) => {
                at += 1;
                opens = true;
                objects = objects << 1 | 1;
                expect = Expect::NameOrObjectEnd;
                Kind::ObjectStart
            }
            (b'[', Expect::Value | Expect::ValueOrArrayEnd) => {
                at += 1;
                opens = true;
                objects <<= 1;
                expect = Expect::ValueOrArrayEnd;
                Kind::ArrayStart
            }
            (b'}', Expect::CommaOrEnd | Expect::NameOrObjectEnd) if in_object => {
                at += 1;
                depth -= 1;
                objects >>= 1;
                expect = Expect::CommaOrEnd;
                Kind::ObjectEnd
            }
            (b']', Expect::CommaOrEnd | Expect::ValueOrArrayEnd) if !in_object => {
                at += 1;
                depth -= 1;
                objects >>= 1;
                expect = Expect::CommaOrEnd;
                Kind::ArrayEnd
            }
            (_, Expect::Value | Expect::ValueOrArrayEnd) => {
                at = skip_scalar(bytes, at)?;
                expect = Expect::CommaOrEnd;
                Kind::Scalar
            }
            (0, _) => return Err(Problem::NulCharacter { offset: at }.into()),
            _ => return Err(Problem::Malformed { offset: at }.into()),
        };
        visit(Token { kind, start, end: at, depth })?;
        if opens {
            depth += 1;
            if depth > MAX_DEPTH {
                return Err(Problem::TooDeep { limit: MAX_DEPTH }.into());
            }
        } else if depth == 0 {
            break;
        }
    }
    at = skip_white_space(bytes, at);
    match bytes.get(at) {
        None => Ok(()),
        Some(0) => Err(Problem::NulCharacter { offset: at }.into()),
        Some(_) => Err(Problem::TrailingData { offset: at }.into()),
    }
}

/// What a text is that does not begin with an object.
fn not_an_object(text: &str, at: usize) -> Problem {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        None => Problem::Empty,
        Some(0) => Problem::NulCharacter { offset: at },
        Some(b'"') => match skip_string(bytes, at) {
            Ok((end, escaped)) => {
                let token = Token { kind: Kind::String { escaped }, start: at, end, depth: 0 };
                if token.meaning(text).trim_start().starts_with('{') {
                    Problem::QuotedJson
                } else {
                    Problem::NotAnObject
                }
            }
            Err(_) => Problem::Malformed { offset: at },
        },
        Some(b'[') => Problem::NotAnObject,
        Some(_) if skip_scalar(bytes, at).is_ok_and(|end| skip_white_space(bytes, end) == bytes.len()) => {
            Problem::NotAnObject
        }
        Some(_) if is_form(&bytes[at..]) => Problem::FormEncoded,
        Some(_) => Problem::Malformed { offset: at },
    }
}

/// Whether this begins like `name=value`, as no JSON does.
fn is_form(bytes: &[u8]) -> bool {
    let name =
        bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.%[]+".contains(byte)).count();
    name > 0 && bytes.get(name) == Some(&b'=')
}

fn skip_white_space(bytes: &[u8], at: usize) -> usize {
    let white = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    at + bytes[at..].iter().take_while(white).count()
}

/// The end of the string that begins at `at`, and whether it has escapes.
fn skip_string(bytes: &[u8], mut at: usize) -> Result<(usize, bool), WebhookError> {
    let mut escaped = false;
    at += 1;
    loop {
        at += bytes[at..].iter().take_while(|&&byte| byte != b'"' && byte != b'\\' && byte >= b' ').count();
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, escaped)),
            Some(b'\\') => {
                escaped = true;
                at = skip_escape(bytes, at)?;
            }
            Some(0) => return Err(Problem::NulCharacter { offset: at }.into()),
            _ => return Err(Problem::Malformed { offset: at }.into()),
        }
    }
}

/// The end of the escape that begins at `at`; a surrogate pair is one escape.
fn skip_escape(bytes: &[u8], at: usize) -> Result<usize, WebhookError> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match code_unit(bytes, at) {
            Some(0) => Err(Problem::NulCharacter { offset: at }.into()),
            Some(0xD800..=0xDBFF) => match code_unit(bytes, at + 6) {
                Some(0xDC00..=0xDFFF) => Ok(at + 12),
                _ => Err(Problem::LoneSurrogate { offset: at }.into()),
            },
            Some(0xDC00..=0xDFFF) => Err(Problem::LoneSurrogate { offset: at }.into()),
            Some(_) => Ok(at + 6),
            None => Err(Problem::Malformed { offset: at }.into()),
        },
        _ => Err(Problem::Malformed { offset: at }.into()),
    }
}

/// The value of the `\uXXXX` at `at`.
fn code_unit(bytes: &[u8], at: usize) -> Option<u32> {
    let (prefix, digits) = bytes.get(at..at + 6)?.split_at(2);
    if prefix != b"\\u" {
        return None;
    }
    digits.iter().try_fold(0, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?))
}

/// The end of the number or literal that begins at `at`.
fn skip_scalar(bytes: &[u8], at: usize) -> Result<usize, WebhookError> {
    for literal in [&b"true"[..], b"false", b"null"] {
        if bytes[at..].starts_with(literal) {
            return Ok(at + literal.len());
        }
    }
    let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let malformed = |offset: usize| Err(Problem::Malformed { offset }.into());
    if bytes[at] == 0 {
        return Err(Problem::NulCharacter { offset: at }.into());
    }
    let mut end = at + usize::from(bytes[at] == b'-');
    match digits(end) {
        0 => return malformed(end),
        count if count > 1 && bytes[end] == b'0' => return malformed(end),
        count => end += count,
    }
    if bytes.get(end) == Some(&b'.') {
        match digits(end + 1) {
            0 => return malformed(end + 1),
            count => end += 1 + count,
        }
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        end += 1;
        end += usize::from(matches!(bytes.get(end), Some(b'+' | b'-')));
        match digits(end) {
            0 => return malformed(end),
            count => end += count,
        }
    }
    Ok(end)
}

/// The characters of a string that [`scan`] has accepted, given without its quotes.
pub(super) fn characters(mut raw: &str) -> impl Iterator<Item = char> + '_ {
    std::iter::from_fn(move || {
        let mut rest = raw.chars();
        let first = rest.next()?;
        if first != '\\' {
            raw = rest.as_str();
            return Some(first);
        }
        let (character, length) = match rest.next()? {
            'b' => ('\u{8}', 2),
            'f' => ('\u{c}', 2),
            'n' => ('\n', 2),
            'r' => ('\r', 2),
            't' => ('\t', 2),
            'u' => match (code_unit(raw.as_bytes(), 0)?, code_unit(raw.as_bytes(), 6)) {
                (high @ 0xD800..=0xDBFF, Some(low)) => {
                    (char::from_u32(0x1_0000 + ((high - 0xD800) << 10 | (low - 0xDC00)))?, 12)
                }
                (unit, _) => (char::from_u32(unit)?, 6),
            },
            itself => (itself, 2),
        };
        raw = &raw[length..];
        Some(character)
    })
}

/// Finds two members of one name in one object, at any depth, whatever their spelling.
#[derive(Default)]
pub(super) struct DuplicateCheck<'a> {
    /// The names of all open objects, the innermost last.
    names: Vec<Cow<'a, str>>,
    /// Where each open object's names begin.
    objects: Vec<usize>,
}

/// Up to this many members, comparing each with each is faster than sorting.
const FEW_MEMBERS: usize = 24;

impl<'a> DuplicateCheck<'a> {
    pub(super) fn visit(&mut self, token: Token, text: &'a str) -> Result<(), WebhookError> {
        match token.kind {
            Kind::Name { .. } => self.names.push(token.meaning(text)),
            Kind::ObjectStart => self.objects.push(self.names.len()),
            Kind::ObjectEnd => {
                let names = self.objects.pop().unwrap_or_default();
                if let Some(name) = duplicate(&mut self.names[names..]) {
                    return Err(Problem::DuplicateMember { name: shorten(&name) }.into());
                }
                self.names.truncate(names);
            }
            _ => {}
        }
        Ok(())
    }
}

fn duplicate<'a>(names: &mut [Cow<'a, str>]) -> Option<Cow<'a, str>> {
    if names.len() <= FEW_MEMBERS {
        let twice = |(index, name): &(usize, &Cow<'_, str>)| names[..*index].contains(*name);
        return names.iter().enumerate().find(twice).map(|(_, name)| name.clone());
    }
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone())
}

/// A name short enough for a log line.
fn shorten(name: &str) -> String {
    const LONGEST: usize = 40;
    let mut characters = name.chars();
    let short: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::super::error::WebhookErrorKind;
    use super::*;

    fn tokens(text: &str) -> Result<String, WebhookErrorKind> {
        let mut raw = Vec::new();
        scan(text, |token| {
            raw.push(token.raw(text));
            Ok(())
        })
        .map_err(|error| error.kind())?;
        Ok(raw.join(" "))
    }

    #[test]
    fn tokens_are_the_text_without_white_space() {
        assert_eq!(
            tokens(" {\"a\" :[ 1,-0.5e+7 ,{}, [] ],\n\"b\":null}\r\t").unwrap(),
            r#"{ "a" : [ 1 , -0.5e+7 , { } , [ ] ] , "b" : null }"#
        );
    }

    #[test]
    fn depth_is_limited_exactly() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
        assert!(tokens(&nested(MAX_DEPTH as usize)).is_ok());
        assert_eq!(tokens(&nested(MAX_DEPTH as usize + 1)), Err(WebhookErrorKind::TooDeep));
    }

    #[test]
    fn meaning_resolves_every_escape() {
        let text = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83c\uDF81я""#;
        let token = Token { kind: Kind::String { escaped: true }, start: 0, end: text.len(), depth: 1 };
        assert_eq!(token.meaning(text), "\"\\/\u{8}\u{c}\n\r\tAé🎁я");
    }

    #[test]
    fn many_members_are_compared_too() {
        let body = |last: &str| {
            let members: Vec<String> = (0..1000).map(|number| format!("\"m{number}\":0")).collect();
            format!("{{\"nested\":{{{},\"{last}\":0}}}}", members.join(","))
        };
        let check = |text: &str| {
            let text: &str = text.to_owned().leak();
            let mut names = DuplicateCheck::default();
            scan(text, |token| names.visit(token, text)).map_err(|error| error.kind())
        };
        assert_eq!(check(&body("other")), Ok(()));
        assert_eq!(check(&body("m\\u0035")), Err(WebhookErrorKind::DuplicateMember));
        assert_eq!(check(r#"{"a":{"a":{"b":0}},"b":[{"a":0},{"a":0}]}"#), Ok(()));
    }

    /// JSON, and text that is nearly JSON.
    fn nearly_json() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\"",
            "\"b\":",
            "\"\\u0041\"",
            "\"\\ud83c\\udf81\"",
            "\\",
            "\\x",
            "0",
            "-1.5",
            "1e9",
            "01",
            "-",
            "1.",
            ".5",
            "+1",
            "true",
            "null",
            "fals",
            "NaN",
            " ",
            "\n",
            "\u{b}",
            "я",
        ]);
        let soup = prop::collection::vec(piece, 0..12).prop_map(|pieces| format!("{{{}}}", pieces.concat()));
        let broken = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<char>()).prop_map(
            |(at, to, character)| {
                let mut characters: Vec<char> =
                    r#"{"a":[1,-2.5e3,"\u0441\/"],"b":{"c":null,"d":true},"e":"x"} "#.chars().collect();
                let from = characters[to.index(characters.len())];
                *at.get_mut(&mut characters) = if character.is_ascii() { character } else { from };
                characters.into_iter().collect()
            },
        );
        prop_oneof![soup, broken]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        /// Accepts what serde_json accepts, except for what is refused on purpose.
        #[test]
        fn agrees_with_serde_json(text in nearly_json()) {
            let reference = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            match tokens(&text) {
                Ok(_) => prop_assert!(reference, "only we accept {text}"),
                Err(WebhookErrorKind::Malformed | WebhookErrorKind::TrailingData | WebhookErrorKind::Empty) => {
                    prop_assert!(!reference, "only we refuse {text}");
                }
                Err(_) => {}
            }
        }
    }
}
