//! Why a webhook was refused, in words its receiver can act on.

use std::fmt;

use super::keyring::KeyPurpose;

/// Why a webhook was refused.
///
/// The text says what is wrong and what to do about it, on one line. It never holds a key, a
/// signature, or a value from the body, except that of a member of an authentic webhook which
/// could not be read. It is written for your log: give the sender of the request only the status
/// of [`http_status`](Self::http_status).
///
/// The type is the size of a pointer.
pub struct WebhookError(Box<Problem>);

/// What kind of refusal a [`WebhookError`] is.
///
/// The kinds up to [`DuplicateMember`](Self::DuplicateMember) say that the body cannot be a
/// webhook at all, those from [`MissingSignature`](Self::MissingSignature) on that nothing
/// proves who sent it, and [`UnreadableEvent`](Self::UnreadableEvent) that it is authentic but
/// cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookErrorKind {
    /// The body is longer than the verifier's limit.
    TooLarge,
    /// The body is empty: often because something read the request before.
    Empty,
    /// The body is form-encoded (`key=value&…`).
    FormEncoded,
    /// The body is a JSON string that holds JSON: it was encoded twice.
    QuotedJson,
    /// The body is JSON, but an array, a string, a number or a literal.
    NotAnObject,
    /// The body is not UTF-8: compressed, or converted to another character set.
    InvalidUtf8,
    /// The body breaks the grammar of JSON.
    Malformed,
    /// Something follows the JSON object.
    TrailingData,
    /// Objects and arrays lie deeper in each other than any webhook's.
    TooDeep,
    /// A `\uD800`–`\uDFFF` escape stands alone and names no character.
    LoneSurrogate,
    /// The body holds the NUL character, spelled out or escaped.
    NulCharacter,
    /// An object has two members of the same name, so its meaning depends on who reads it.
    DuplicateMember,
    /// There is no signature: no member `sign`, or no `X-Signature` header.
    MissingSignature,
    /// The member `sign` is not a string.
    SignatureNotString,
    /// The signature has a character that is not a hex digit.
    SignatureNotHex,
    /// The signature does not have 64 hex digits.
    SignatureLength,
    /// The verifier holds no key for this kind of webhook.
    MissingKey,
    /// No key makes this signature for this body: wrong key, changed body, or a forgery.
    SignatureMismatch,
    /// The body was parsed and written again on its way to the verifier, which changed it.
    Reserialized,
    /// The signature is right, but was made with the key of another kind of webhook.
    WrongKey,
    /// The webhook is authentic, but a member on which money depends cannot be read as what it should be.
    UnreadableEvent,
}

/// Where a signature was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Member,
    Header,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Member => "the member `sign`",
            Self::Header => "the X-Signature header",
        })
    }
}

/// Everything a refusal knows about itself.
#[derive(Debug)]
pub(super) enum Problem {
    TooLarge { limit: usize },
    Empty,
    FormEncoded,
    QuotedJson,
    NotAnObject,
    InvalidUtf8 { offset: usize },
    ByteOrderMark,
    Malformed { offset: usize },
    TrailingData { offset: usize },
    TooDeep { limit: u32 },
    LoneSurrogate { offset: usize },
    NulCharacter { offset: usize },
    DuplicateMember { name: String },
    MissingSignature { place: Place, looks_like_invoice: bool },
    SignatureNotString,
    SignatureNotHex { place: Place },
    SignatureLength { place: Place, digits: usize },
    MissingKey { needed: KeyPurpose },
    SignatureMismatch { place: Place, sorted: bool },
    Reserialized,
    WrongKey { signed_with: KeyPurpose, needed: KeyPurpose },
    UnreadableEvent { member: String, source: serde_json::Error },
}

/// What to do, where the body was not what the service sent.
const RAW_BYTES: &str = "pass the raw bytes of the request body, exactly as received";

impl WebhookError {
    pub(super) fn into_problem(self) -> Problem {
        *self.0
    }

    /// What kind of refusal this is.
    #[must_use]
    pub fn kind(&self) -> WebhookErrorKind {
        match *self.0 {
            Problem::TooLarge { .. } => WebhookErrorKind::TooLarge,
            Problem::Empty => WebhookErrorKind::Empty,
            Problem::FormEncoded => WebhookErrorKind::FormEncoded,
            Problem::QuotedJson => WebhookErrorKind::QuotedJson,
            Problem::NotAnObject => WebhookErrorKind::NotAnObject,
            Problem::InvalidUtf8 { .. } => WebhookErrorKind::InvalidUtf8,
            Problem::ByteOrderMark | Problem::Malformed { .. } => WebhookErrorKind::Malformed,
            Problem::TrailingData { .. } => WebhookErrorKind::TrailingData,
            Problem::TooDeep { .. } => WebhookErrorKind::TooDeep,
            Problem::LoneSurrogate { .. } => WebhookErrorKind::LoneSurrogate,
            Problem::NulCharacter { .. } => WebhookErrorKind::NulCharacter,
            Problem::DuplicateMember { .. } => WebhookErrorKind::DuplicateMember,
            Problem::MissingSignature { .. } => WebhookErrorKind::MissingSignature,
            Problem::SignatureNotString => WebhookErrorKind::SignatureNotString,
            Problem::SignatureNotHex { .. } => WebhookErrorKind::SignatureNotHex,
            Problem::SignatureLength { .. } => WebhookErrorKind::SignatureLength,
            Problem::MissingKey { .. } => WebhookErrorKind::MissingKey,
            Problem::SignatureMismatch { .. } => WebhookErrorKind::SignatureMismatch,
            Problem::Reserialized => WebhookErrorKind::Reserialized,
            Problem::WrongKey { .. } => WebhookErrorKind::WrongKey,
            Problem::UnreadableEvent { .. } => WebhookErrorKind::UnreadableEvent,
        }
    }

    /// The HTTP status to answer with, and nothing besides: whoever sent the request must not
    /// learn what was wrong with it.
    ///
    /// 413 for a body over the limit, 415 for a form, 400 for what cannot be a webhook, 401 for
    /// what nothing proves, and 500 for what is authentic but could not be read: then the
    /// service tries again, and a newer version of this crate may read it.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self.kind() {
            WebhookErrorKind::TooLarge => 413,
            WebhookErrorKind::FormEncoded => 415,
            WebhookErrorKind::MissingSignature
            | WebhookErrorKind::SignatureNotString
            | WebhookErrorKind::SignatureNotHex
            | WebhookErrorKind::SignatureLength
            | WebhookErrorKind::MissingKey
            | WebhookErrorKind::SignatureMismatch
            | WebhookErrorKind::Reserialized
            | WebhookErrorKind::WrongKey => 401,
            WebhookErrorKind::UnreadableEvent => 500,
            _ => 400,
        }
    }
}

impl From<Problem> for WebhookError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Problem::TooLarge { limit } => write!(
                f,
                "the body is longer than {limit} bytes, the limit for a webhook (real ones have about a thousand): \
                 answer 413"
            ),
            Problem::Empty => write!(f, "the body is empty: if the request was not, it was read before; {RAW_BYTES}"),
            Problem::FormEncoded => write!(
                f,
                "the body is form-encoded, but webhooks are JSON: check what posts to this URL, and {RAW_BYTES}"
            ),
            Problem::QuotedJson => {
                write!(f, "the body is JSON inside a JSON string, so it was encoded a second time: {RAW_BYTES}")
            }
            Problem::NotAnObject => {
                f.write_str("the body is JSON but not an object, so it is no webhook: check what posts to this URL")
            }
            Problem::InvalidUtf8 { offset } => write!(
                f,
                "the body is not UTF-8 from byte {offset} on: decompress it if it is compressed, and {RAW_BYTES}"
            ),
            Problem::ByteOrderMark => write!(
                f,
                "the body begins with a byte order mark, which the service never sends: {RAW_BYTES}, not what an \
                 editor or a decoder made of it"
            ),
            Problem::Malformed { offset } => write!(f, "the body is not valid JSON at byte {offset}: {RAW_BYTES}"),
            Problem::TrailingData { offset } => {
                write!(f, "something follows the JSON object at byte {offset}: {RAW_BYTES}, and of one request only")
            }
            Problem::TooDeep { limit } => {
                write!(f, "objects and arrays lie more than {limit} deep in each other: this is no webhook")
            }
            Problem::LoneSurrogate { offset } => write!(
                f,
                "the escape at byte {offset} is half of a surrogate pair and names no character: this is no webhook"
            ),
            Problem::NulCharacter { offset } => {
                write!(f, "there is a NUL character at byte {offset}: this is no webhook, or it has been padded")
            }
            Problem::DuplicateMember { name } => write!(
                f,
                "an object has two members named {name:?}, so two readers can understand it differently: refuse it"
            ),
            Problem::MissingSignature { place: Place::Member, looks_like_invoice: false } => f.write_str(
                "there is no member `sign`: this is no webhook of the Merchant API, or something removed the member",
            ),
            Problem::MissingSignature { place: Place::Member, looks_like_invoice: true } => f.write_str(
                "there is no member `sign`, and the body looks like a webhook of the Invoice API: verify it with \
                 `verify_invoice`, which takes the X-Signature header",
            ),
            Problem::MissingSignature { place: Place::Header, .. } => f.write_str(
                "the X-Signature header is empty: this is no webhook of the Invoice API, or a proxy removed the header",
            ),
            Problem::SignatureNotString => {
                f.write_str("the member `sign` is not a string: this is no webhook, or something changed the member")
            }
            Problem::SignatureNotHex { place } => {
                write!(f, "{place} has a character that is not a hex digit: a signature is 64 hex digits")
            }
            Problem::SignatureLength { place, digits } => {
                write!(f, "{place} has {digits} characters: a signature is 64 hex digits")
            }
            Problem::MissingKey { needed } => {
                write!(f, "this kind of webhook is signed with the {needed}, and the verifier has none: give it one")
            }
            Problem::SignatureMismatch { place: Place::Member, sorted: false } => write!(
                f,
                "no key of this verifier makes this signature for this body: check that the key is the project's \
                 current one and {RAW_BYTES}; if both are so, the webhook is forged"
            ),
            Problem::SignatureMismatch { place: Place::Member, sorted: true } => write!(
                f,
                "no key of this verifier makes this signature for this body, whose members are in alphabetical order \
                 as the service never sends them: it was probably parsed and written again; {RAW_BYTES}"
            ),
            Problem::SignatureMismatch { place: Place::Header, .. } => write!(
                f,
                "no webhook secret of this verifier makes this signature for this body: check that it is the Secret \
                 key and not the API key, and {RAW_BYTES}; if both are so, the webhook is forged"
            ),
            Problem::Reserialized => write!(
                f,
                "the signature is right for these members in another order or with nulls put back: the body was \
                 parsed and written again; {RAW_BYTES}"
            ),
            Problem::WrongKey { signed_with, needed } => write!(
                f,
                "the signature is right, but made with the {signed_with}, and this kind of webhook is signed with the \
                 {needed}: check that the two were not swapped in the verifier"
            ),
            Problem::UnreadableEvent { member, source } => {
                // Line and column are those of the value by itself, which help nobody.
                let source = source.to_string();
                let reason = source.split_once(" at line ").map_or(source.as_str(), |(reason, _)| reason);
                write!(
                    f,
                    "the webhook is authentic, but its member `{member}` cannot be read ({reason}): answer 500 so that \
                     it comes again, and look for a newer version of this crate"
                )
            }
        }
    }
}

impl fmt::Debug for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebhookError").field(&self.0).finish()
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Problem::UnreadableEvent { source, .. } => source.source(),
            _ => None,
        }
    }
}
