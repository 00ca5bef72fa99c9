//! The same JSON, spelled as the service may have signed it.
//!
//! The signature covers bytes, and a body can be spelled anew on its way: white space added, `/`
//! written as `\/`, other scripts as `\uXXXX`, members moved behind `sign`. Each spelling here is
//! one that PHP's `json_encode` can have produced. Members keep their order and numbers their
//! digits, so every spelling of a body means the same.

use super::error::WebhookError;
use super::json::{Kind, Token, characters, scan};
use super::names::DuplicateCheck;

/// How strings are spelled. White space is left out in every spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As they were received.
    AsReceived,
    /// As PHP's `json_encode` writes them under these options.
    Php { slashes: Slashes, beyond_ascii: BeyondAscii },
}

/// How `/` is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slashes {
    /// As itself: `JSON_UNESCAPED_SLASHES`.
    Literal,
    /// As `\/`: PHP's default.
    Escaped,
}

/// How characters beyond ASCII are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BeyondAscii {
    /// As themselves, save U+2028 and U+2029: `JSON_UNESCAPED_UNICODE`.
    LiteralExceptLineTerminators,
    /// As themselves: `JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS`, and most other encoders.
    Literal,
    /// As `\uXXXX`: PHP's default.
    Escaped,
}

/// The tokens of a body that were read once, to be written in several spellings.
pub(super) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    has_slash: bool,
    has_beyond_ascii: bool,
    has_line_terminator: bool,
}

impl<'a> Tokens<'a> {
    /// Reads a body; its outer member `sign` is left out.
    ///
    /// # Errors
    ///
    /// What [`scan`] finds, and two members of one name in one object.
    pub(super) fn read(text: &'a str) -> Result<Self, WebhookError> {
        let mut tokens = Vec::with_capacity(text.len() / 8);
        let mut names = DuplicateCheck::new();
        scan(text, &mut |token| {
            tokens.push(token);
            names.visit(token, text)
        })?;
        remove_signature(&mut tokens, text);
        let mut read =
            Self { text, tokens, has_slash: false, has_beyond_ascii: false, has_line_terminator: false };
        for token in &read.tokens {
            if let Kind::Name | Kind::String = token.kind {
                for character in token.meaning(text).chars() {
                    read.has_slash |= character == '/';
                    read.has_beyond_ascii |= !character.is_ascii();
                    read.has_line_terminator |= is_line_terminator(character);
                }
            }
        }
        Ok(read)
    }

    /// The length of the body in bytes, as received.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// The spellings in which this body differs, the likeliest first.
    pub(super) fn spellings(&self) -> impl Iterator<Item = Spelling> + use<> {
        let slashes =
            if self.has_slash { &[Slashes::Literal, Slashes::Escaped][..] } else { &[Slashes::Literal] };
        let beyond_ascii = match (self.has_beyond_ascii, self.has_line_terminator) {
            (false, _) => &[BeyondAscii::Literal][..],
            (true, false) => &[BeyondAscii::Literal, BeyondAscii::Escaped],
            (true, true) => {
                &[BeyondAscii::LiteralExceptLineTerminators, BeyondAscii::Literal, BeyondAscii::Escaped]
            }
        };
        let php = beyond_ascii.iter().flat_map(move |&beyond_ascii| {
            slashes.iter().map(move |&slashes| Spelling::Php { slashes, beyond_ascii })
        });
        php.chain([Spelling::AsReceived])
    }

    /// The outer members, each with the name it means and its tokens (name, colon, value).
    pub(super) fn members(&self) -> Vec<Member<'_>> {
        let inner = &self.tokens[1..self.tokens.len() - 1];
        inner
            .split(|token| token.kind == Kind::Comma && token.depth == 1)
            .filter_map(|tokens| Some(Member { name: tokens.first()?.meaning(self.text), tokens }))
            .collect()
    }

    /// Whether a member's value is null.
    pub(super) fn is_null(&self, member: &Member<'_>) -> bool {
        member.tokens.last().is_some_and(|value| value.raw(self.text) == "null")
    }

    /// Writes the body anew.
    pub(super) fn write(&self, spelling: Spelling, out: &mut Vec<u8>) {
        out.clear();
        for token in &self.tokens {
            write_token(*token, self.text, spelling, out);
        }
    }

    /// Writes an object of these members.
    pub(super) fn write_members<'m>(
        &self,
        members: impl IntoIterator<Item = Written<'m>>,
        spelling: Spelling,
        out: &mut Vec<u8>,
    ) {
        out.clear();
        out.push(b'{');
        for member in members {
            if out.len() > 1 {
                out.push(b',');
            }
            match member {
                Written::Received(tokens) => {
                    tokens.iter().for_each(|token| write_token(*token, self.text, spelling, out));
                }
                Written::Null(name) => {
                    out.extend([b"\"", name.as_bytes(), b"\":null"].concat());
                }
            }
        }
        out.push(b'}');
    }
}

/// An outer member of a body.
pub(super) struct Member<'a> {
    pub(super) name: std::borrow::Cow<'a, str>,
    pub(super) tokens: &'a [Token],
}

/// A member to write: as received, or as a null that was dropped.
#[derive(Clone, Copy)]
pub(super) enum Written<'a> {
    Received(&'a [Token]),
    Null(&'static str),
}

/// Takes the outer member `sign` out, with the comma before it or, failing that, after it.
fn remove_signature(tokens: &mut Vec<Token>, text: &str) {
    let is_unauthorized =
        |token: &Token| token.depth == 1 && matches!(token.kind, Kind::Name) && token.meaning(text) == "sign";
    let Some(name) = tokens.iter().position(is_unauthorized) else { return };
    let behind = tokens[name..]
        .iter()
        .position(|token| token.depth == 0 || token.depth == 1 && token.kind == Kind::Comma)
        .map_or(tokens.len(), |length| name + length);
    let cut = match (tokens[name - 1].kind, tokens[behind].kind) {
        (Kind::Comma, _) => name - 1..behind,
        (_, Kind::Comma) => name..behind + 1,
        _ => name..behind,
    };
    tokens.drain(cut);
}

fn write_token(token: Token, text: &str, spelling: Spelling, out: &mut Vec<u8>) {
    let raw = token.raw(text);
    match (token.kind, spelling) {
        (Kind::Name | Kind::String, Spelling::Php { slashes, beyond_ascii }) => {
            out.push(b'"');
            for character in characters(&raw[1..raw.len() - 1]) {
                write_character(character, slashes, beyond_ascii, out);
            }
            out.push(b'"');
        }
        _ => out.extend_from_slice(raw.as_bytes()),
    }
}

fn write_character(character: char, slashes: Slashes, beyond_ascii: BeyondAscii, out: &mut Vec<u8>) {
    let escaped: &[u8] = match character {
        '"' => b"\\\"",
        '\\' => b"\\\\",
        '\u{8}' => b"\\b",
        '\u{c}' => b"\\f",
        '\n' => b"\\n",
        '\r' => b"\\r",
        '\t' => b"\\t",
        '/' if slashes == Slashes::Escaped => b"\\/",
        _ => {
            let escape = match beyond_ascii {
                _ if character < ' ' => true,
                _ if character.is_ascii() => false,
                BeyondAscii::Escaped => true,
                BeyondAscii::LiteralExceptLineTerminators => is_line_terminator(character),
                BeyondAscii::Literal => false,
            };
            if escape {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let digit = |shift: u32| HEX[usize::from(*unit >> shift & 0xf)];
                    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
                }
            } else {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            return;
        }
    };
    out.extend_from_slice(escaped);
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn is_line_terminator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}
