//! From received bytes to bytes that a key of the account has signed.

use std::borrow::Cow;

use super::diagnose::{diagnose, diagnose_invoice};
use super::error::{Place, Problem, WebhookError};
use super::keyring::{Keyring, MatchedKey};
use super::spelling::Tokens;
use super::split::{Split, parse_signature, split, split_last};

/// A webhook body of which a key of the account proves every byte.
///
/// Says nothing about the meaning of the body yet: not which kind of webhook it is, and so
/// not whether the key that signed it is the one for that kind.
/// [`Verifier::verify`](super::Verifier::verify) goes on from here to an event; this type is for
/// gateways that only keep forgeries out and pass bodies on.
#[derive(Debug, Clone)]
pub struct Authenticated<'a> {
    bytes: Bytes<'a>,
    key: MatchedKey,
}

#[derive(Debug, Clone)]
enum Bytes<'a> {
    /// What was received, without the member `sign`.
    Received { before: &'a [u8], after: &'a [u8] },
    /// Another spelling of it, which is the one that was signed.
    Respelled(Vec<u8>),
}

impl Authenticated<'_> {
    /// The bytes that were signed: the body without its member `sign`, in the spelling that the
    /// signature covers.
    #[must_use]
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.bytes {
            Bytes::Received { before, after: [] } => Cow::Borrowed(before),
            Bytes::Received { before, after } => Cow::Owned([*before, *after].concat()),
            Bytes::Respelled(bytes) => Cow::Borrowed(bytes),
        }
    }

    /// The key that signed them.
    #[must_use]
    pub fn key(&self) -> MatchedKey {
        self.key
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        match self.bytes {
            Bytes::Received { before, after } => [before, after].concat(),
            Bytes::Respelled(bytes) => bytes,
        }
    }
}

/// Authenticates a body of the Merchant API by its member `sign`.
///
/// The body as received comes first, and without copying or allocating; only if that fails are
/// other spellings of it tried, and only if those fail is the failure explained.
pub(super) fn authenticate<'a>(
    body: &'a [u8],
    limit: usize,
    keyring: &Keyring,
) -> Result<Authenticated<'a>, WebhookError> {
    check_length(body, limit)?;
    let received = |Split { before, after, claimed }: Split<'a>| {
        let key = keyring.find(&[before, after], &claimed)?;
        Some(Authenticated { bytes: Bytes::Received { before, after }, key })
    };
    let last = split_last(body);
    if let Some(authenticated) = last.and_then(received) {
        return Ok(authenticated);
    }
    let text = utf8(body)?;
    let split = split(text)?;
    // The short way takes white space before the object for a part of it, the long one does not.
    if last.is_none_or(|last| last.before.len() != split.before.len())
        && let Some(authenticated) = received(split)
    {
        return Ok(authenticated);
    }
    let tokens = Tokens::read(text)?;
    if body.len() <= LONGEST_TO_RESPELL {
        let mut bytes = Vec::with_capacity(body.len());
        for spelling in tokens.spellings() {
            tokens.write(spelling, &mut bytes);
            if let Some(key) = keyring.find(&[&bytes], &split.claimed) {
                return Ok(Authenticated { bytes: Bytes::Respelled(bytes), key });
            }
        }
    }
    Err(diagnose(&tokens, &split.claimed, keyring).into())
}

/// Trying the other spellings takes up to seven signatures for each key, and anybody can post a body that makes
/// us try. Real webhooks have about one KiB; longer ones than this verify as they were signed, or not at all.
const LONGEST_TO_RESPELL: usize = 16 * 1024;

/// Authenticates a raw body of the Invoice API by its `X-Signature` header.
pub(super) fn authenticate_invoice<'a>(
    body: &'a [u8],
    signature: &str,
    limit: usize,
    keyring: &Keyring,
) -> Result<Authenticated<'a>, WebhookError> {
    check_length(body, limit)?;
    let signature = signature.trim();
    let signature = match signature.split_at_checked("sha256=".len()) {
        Some((scheme, hex)) if scheme.eq_ignore_ascii_case("sha256=") => hex,
        _ => signature,
    };
    let claimed = parse_signature(signature, Place::Header)?;
    match keyring.find_raw(body, &claimed) {
        Some(key) => Ok(Authenticated { bytes: Bytes::Received { before: body, after: &[] }, key }),
        None => Err(diagnose_invoice(body, keyring).into()),
    }
}

fn check_length(body: &[u8], limit: usize) -> Result<(), WebhookError> {
    if body.len() > limit { Err(Problem::TooLarge { limit }.into()) } else { Ok(()) }
}

/// The body as text.
pub(super) fn utf8(body: &[u8]) -> Result<&str, WebhookError> {
    std::str::from_utf8(body).map_err(|error| Problem::InvalidUtf8 { offset: error.valid_up_to() }.into())
}
