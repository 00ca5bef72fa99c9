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
    /// Whether it is a name or string with escapes.
    pub(super) escaped: bool,
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
    Name,
    /// A string value, quotes included.
    String,
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
        if self.escaped { Cow::Owned(characters(raw).collect()) } else { Cow::Borrowed(raw) }
    }
}

/// What is done with each token of a text.
///
/// A closure does. A type whose `visit` is always inlined does it faster: wherever a token is
/// found its kind is known, so only the part for that kind is left there.
pub(super) trait Visit {
    fn visit(&mut self, token: Token) -> Result<(), WebhookError>;
}

impl<F: FnMut(Token) -> Result<(), WebhookError>> Visit for F {
    fn visit(&mut self, token: Token) -> Result<(), WebhookError> {
        self(token)
    }
}

/// Walks over the one JSON object that `text` must be and hands each token to `tokens`.
pub(super) fn scan(text: &str, tokens: &mut impl Visit) -> Result<(), WebhookError> {
    let bytes = text.as_bytes();
    let mut at = skip_white_space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return Err(not_an_object(text, at).into());
    }
    let mut open = Containers::default();
    // One value each time, with the name before it if it is a member, and with what ends behind it.
    loop {
        if open.in_object() {
            let start = at;
            if bytes.get(start) != Some(&b'"') {
                return Err(unexpected(bytes, start));
            }
            let escaped;
            (at, escaped) = skip_string(bytes, start)?;
            tokens.visit(Token { kind: Kind::Name, start, end: at, depth: open.depth, escaped })?;
            at = skip_white_space(bytes, at);
            if bytes.get(at) != Some(&b':') {
                return Err(unexpected(bytes, at));
            }
            tokens.visit(Token {
                kind: Kind::Colon,
                start: at,
                end: at + 1,
                depth: open.depth,
                escaped: false,
            })?;
            at = skip_white_space(bytes, at + 1);
        }

        let start = at;
        match bytes.get(start) {
            Some(b'"') => {
                let escaped;
                (at, escaped) = skip_string(bytes, start)?;
                tokens.visit(Token { kind: Kind::String, start, end: at, depth: open.depth, escaped })?;
            }
            Some(&bracket @ (b'{' | b'[')) => {
                let is_object = bracket == b'{';
                let kind = if is_object { Kind::ObjectStart } else { Kind::ArrayStart };
                tokens.visit(Token { kind, start, end: start + 1, depth: open.depth, escaped: false })?;
                open.push(is_object)?;
                at = skip_white_space(bytes, start + 1);
                // Unless it is empty, a member or item comes first, and no comma.
                if !matches!((bytes.get(at), is_object), (Some(b'}'), true) | (Some(b']'), false)) {
                    continue;
                }
            }
            Some(_) => {
                at = skip_scalar(bytes, start)?;
                tokens.visit(Token {
                    kind: Kind::Scalar,
                    start,
                    end: at,
                    depth: open.depth,
                    escaped: false,
                })?;
            }
            None => return Err(unexpected(bytes, start)),
        }

        loop {
            at = skip_white_space(bytes, at);
            let start = at;
            let kind = match (bytes.get(start), open.in_object()) {
                (Some(b','), _) => {
                    tokens.visit(Token {
                        kind: Kind::Comma,
                        start,
                        end: start + 1,
                        depth: open.depth,
                        escaped: false,
                    })?;
                    at = skip_white_space(bytes, start + 1);
                    break;
                }
                (Some(b'}'), true) => Kind::ObjectEnd,
                (Some(b']'), false) => Kind::ArrayEnd,
                _ => return Err(unexpected(bytes, start)),
            };
            at += 1;
            open.pop();
            tokens.visit(Token { kind, start, end: at, depth: open.depth, escaped: false })?;
            if open.depth == 0 {
                return match bytes.get(skip_white_space(bytes, at)) {
                    None => Ok(()),
                    Some(0) => Err(Problem::NulCharacter { offset: skip_white_space(bytes, at) }.into()),
                    Some(_) => Err(Problem::TrailingData { offset: skip_white_space(bytes, at) }.into()),
                };
            }
        }
    }
}

/// The objects and arrays around a place in the text.
#[derive(Default)]
struct Containers {
    depth: u32,
    /// One bit per container, the innermost last: set for an object.
    objects: u64,
}

impl Containers {
    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn push(&mut self, is_object: bool) -> Result<(), WebhookError> {
        if self.depth == MAX_DEPTH {
            return Err(Problem::TooDeep { limit: MAX_DEPTH }.into());
        }
        self.depth += 1;
        self.objects = self.objects << 1 | u64::from(is_object);
        Ok(())
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.objects >>= 1;
    }
}

/// Why the text cannot go on like this.
#[cold]
fn unexpected(bytes: &[u8], at: usize) -> WebhookError {
    match bytes.get(at) {
        Some(0) => Problem::NulCharacter { offset: at },
        _ => Problem::Malformed { offset: at },
    }
    .into()
}

/// What a text is that does not begin with an object.
fn not_an_object(text: &str, at: usize) -> Problem {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        None => Problem::Empty,
        Some(0) => Problem::NulCharacter { offset: at },
        Some(0xef) if text[at..].starts_with('\u{feff}') => Problem::ByteOrderMark,
        Some(b'"') => match skip_string(bytes, at) {
            Ok((end, escaped)) => {
                let token = Token { kind: Kind::String, start: at, end, depth: 0, escaped };
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
#[inline(always)]
fn skip_string(bytes: &[u8], at: usize) -> Result<(usize, bool), WebhookError> {
    let end = at + 1 + plain_length(&bytes[at + 1..]);
    if bytes.get(end) == Some(&b'"') { Ok((end + 1, false)) } else { skip_escapes(bytes, end) }
}

/// The same from the first byte on that is not plain.
fn skip_escapes(bytes: &[u8], mut at: usize) -> Result<(usize, bool), WebhookError> {
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, true)),
            Some(b'\\') => at = skip_escape(bytes, at)?,
            _ => return Err(unexpected(bytes, at)),
        }
        at += plain_length(&bytes[at..]);
    }
}

/// How many bytes of a string come before its next quote, backslash or control character.
///
/// Eight at a time: strings are most of a webhook.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let (words, rest) = bytes.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // Subtracting from a byte less than what is subtracted sets its high bit; so it does where it was
        // set before, and perhaps in bytes after the first such byte, of which none matters.
        // Turning one bit over brings the quote, 0x22, next to the control characters, and the space away.
        let quote_or_control = (word ^ all(0x02)).wrapping_sub(all(0x21));
        let backslash = (word ^ all(b'\\')).wrapping_sub(all(1));
        let special = (quote_or_control | backslash) & !word & all(0x80);
        if special != 0 {
            return index * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    let plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..b' ');
    words.len() * 8 + rest.iter().take_while(plain).count()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::super::error::WebhookErrorKind;
    use super::*;

    fn tokens(text: &str) -> Result<String, WebhookErrorKind> {
        let mut raw = Vec::new();
        scan(text, &mut |token: Token| {
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
        let token = Token { kind: Kind::String, start: 0, end: text.len(), depth: 1, escaped: true };
        assert_eq!(token.meaning(text), "\"\\/\u{8}\u{c}\n\r\tAé🎁я");
    }

    #[test]
    fn strings_end_where_they_end_at_every_length() {
        for length in 0..40 {
            let plain = "я".repeat(length / 2) + &"\u{7f}".repeat(length % 2);
            assert_eq!(plain_length(plain.as_bytes()), length);
            for byte in 0..=u8::MAX {
                let special = matches!(byte, b'"' | b'\\' | 0..b' ');
                let text = [plain.as_bytes(), &[byte], b"\0abcdefghi\""].concat();
                assert_eq!(plain_length(&text), length + usize::from(!special), "{byte}");
            }
        }
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
