//! The sandbox's own signing and checking of who asks. It shares no code with the client it tests, so that a
//! mistake in one cannot hide in the other; both are held to the same vectors.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode, header};
use sha2::Sha256;

use crate::answer::Refusal;
use crate::operation::Guard;
use crate::spelling::{Spelling, without_white_space};

/// The project, its keys, and the secrets of the Invoice API. Test values all: they are shown freely.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) project: String,
    pub(crate) api_key: String,
    pub(crate) payout_key: String,
    pub(crate) invoice_api_key: String,
    pub(crate) invoice_secret: String,
}

fn hmac_hex(key: &str, message: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

/// `sign` of the Merchant API: hex of HMAC-SHA256 over the base64 of the body.
pub(crate) fn sign(key: &str, body: &[u8]) -> String {
    hmac_hex(key, STANDARD.encode(body).as_bytes())
}

/// `X-Signature` of the Invoice API: hex of HMAC-SHA256 over the body itself.
pub(crate) fn invoice_signature(secret: &str, body: &[u8]) -> String {
    hmac_hex(secret, body)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
}

/// Headers every request needs, whatever proves its right.
pub(crate) fn check_headers(guard: Guard, headers: &HeaderMap) -> Result<(), Refusal> {
    if text(headers, header::USER_AGENT.as_str()).is_none() {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "The User-Agent header is required, in the form MyShop/1.4 (+https://myshop.example).",
        ));
    }
    let content_type = text(headers, header::CONTENT_TYPE.as_str());
    let is_json = content_type.is_some_and(|value| {
        value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    });
    // Open reads are meant for a browser or a bare curl too.
    let may_be_absent = guard == Guard::Open;
    if !is_json && (content_type.is_some() || !may_be_absent) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type header must be application/json, on GET requests too.",
        ));
    }
    Ok(())
}

/// Whether the request may do what it asks for: the right project and the right signature over the raw body.
pub(crate) fn check(
    guard: Guard,
    credentials: &Credentials,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    let key = match guard {
        Guard::InvoiceKey => return check_invoice_key(credentials, headers),
        Guard::Open if !headers.contains_key("sign") => return Ok(()),
        Guard::Open | Guard::ApiKey => &credentials.api_key,
        Guard::PayoutKey => &credentials.payout_key,
    };
    let Some(project) = text(headers, "project") else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "The project header is missing."));
    };
    let Some(given) = text(headers, "sign") else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "The sign header is missing."));
    };
    if project != credentials.project {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "The project is unknown.").explained(format!(
            "project {project:?} was sent, this sandbox's is {:?}",
            credentials.project
        )));
    }
    if given == sign(key, body) {
        return Ok(());
    }
    let mismatch = SignatureMismatch::new(guard, credentials, body, given);
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "The signature is invalid.");
    Err(Refusal { signature: Some(Box::new(mismatch.clone())), ..refusal.explained(mismatch.to_string()) })
}

fn check_invoice_key(credentials: &Credentials, headers: &HeaderMap) -> Result<(), Refusal> {
    match text(headers, "x-api-key") {
        None => Err(Refusal::new(StatusCode::UNAUTHORIZED, "The X-Api-Key header is missing.")),
        Some(key) if key == credentials.invoice_api_key => Ok(()),
        Some(_) => Err(Refusal::new(StatusCode::UNAUTHORIZED, "The API key is invalid.")),
    }
}

/// A signature that does not fit its request, and what would have.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct SignatureMismatch {
    /// The `sign` header that was sent.
    pub sent: String,
    /// The one that is right for the body that was received.
    pub expected: String,
    /// Which key this path needs: `API key` or `Payout API key`.
    pub key: &'static str,
    /// What has to be signed with it: the base64 of the body.
    pub to_sign: String,
    /// The mistake that gives the signature that was sent, if it is one of the usual ones.
    pub mistake: Option<String>,
}

impl SignatureMismatch {
    fn new(guard: Guard, credentials: &Credentials, body: &[u8], sent: &str) -> SignatureMismatch {
        let (key, secret) = match guard {
            Guard::PayoutKey => ("Payout API key", &credentials.payout_key),
            _ => ("API key", &credentials.api_key),
        };
        SignatureMismatch {
            sent: sent.to_owned(),
            expected: sign(secret, body),
            key,
            to_sign: STANDARD.encode(body),
            mistake: mistake(guard, credentials, body, sent),
        }
    }
}

impl std::fmt::Display for SignatureMismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let SignatureMismatch { sent, expected, key, to_sign, mistake } = self;
        write!(
            f,
            "sign {sent:?} was sent; the {key} over the base64 of the body received ({to_sign:?}) gives {expected:?}"
        )?;
        match mistake {
            Some(mistake) => write!(f, "; {mistake}"),
            None => Ok(()),
        }
    }
}

/// Tries what people get wrong until it gives what was sent.
fn mistake(guard: Guard, credentials: &Credentials, body: &[u8], sent: &str) -> Option<String> {
    let (key, secret, other_key, other_secret) = match guard {
        Guard::PayoutKey => ("Payout API key", &credentials.payout_key, "API key", &credentials.api_key),
        _ => ("API key", &credentials.api_key, "Payout API key", &credentials.payout_key),
    };
    if sent == sign(other_secret, body) {
        return Some(format!("it was made with the {other_key}, this path needs the {key}"));
    }
    if sent.eq_ignore_ascii_case(&sign(secret, body)) {
        return Some("the hex digits must be lower case".to_owned());
    }
    if let Some(mistake) = encoding_mistake(secret, body, sent) {
        return Some(mistake.to_owned());
    }
    if sent == hmac_hex(secret, body) {
        return Some("the body was signed directly, but its base64 is what has to be signed".to_owned());
    }
    if sent == sign(secret, b"{}") || sent == sign(secret, b"[]") || sent == sign(secret, b"null") {
        return Some(
            "an empty object, list or null was signed, but the body has other bytes (without a body, the empty \
             string is signed)"
                .to_owned(),
        );
    }
    let text = String::from_utf8_lossy(body);
    let differently_spelled = Spelling::ALL.iter().any(|spelling| {
        let spelled = [spelling.spell(&text), spelling.spell(&without_white_space(&text))];
        spelled.iter().any(|text| sent == sign(secret, text.as_bytes()))
    });
    if differently_spelled {
        return Some(
            "the same JSON in another spelling was signed: sign exactly the bytes that are sent".to_owned(),
        );
    }
    if sent == sign(secret.trim(), body) || sent == sign(&format!("{secret}\n"), body) {
        return Some("there is white space around the key".to_owned());
    }
    None
}

/// What goes wrong with base64, hex, and the end of the body.
fn encoding_mistake(secret: &str, body: &[u8], sent: &str) -> Option<&'static str> {
    let base64 = STANDARD.encode(body);
    let in_lines = |width: usize, end: &'static str| {
        let lines: Vec<&str> =
            base64.as_bytes().chunks(width).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        [lines.join(end), lines.join(end) + end]
    };
    // openssl's lines, those of MIME, and one line with its end.
    let lines = [64, 76, base64.len().max(1)]
        .into_iter()
        .flat_map(|width| ["\n", "\r\n"].into_iter().flat_map(|end| in_lines(width, end)).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    if lines.into_iter().any(|lines| lines != base64 && sent == hmac_hex(secret, lines.as_bytes())) {
        return Some(
            "the base64 that was signed has line breaks: write it without (openssl base64 -A, base64 -w0, no \
             newline at its end)",
        );
    }
    let other_ends = [[body, b"\n"].concat(), [body, b"\r\n"].concat(), body.trim_ascii_end().to_vec()];
    if other_ends.iter().any(|other| other != body && sent == sign(secret, other)) {
        return Some(
            "the body that was signed and the one that was sent differ in the white space at their end: echo adds a \
             newline, printf %s does not",
        );
    }
    let signature = hex::decode(sign(secret, body)).unwrap_or_default();
    if sent == STANDARD.encode(&signature) || sent == STANDARD.encode(sign(secret, body)) {
        return Some("the signature was sent in base64, but its hex digits are what has to be sent");
    }
    let alphabets = [URL_SAFE.encode(body), URL_SAFE_NO_PAD.encode(body), STANDARD_NO_PAD.encode(body)];
    if alphabets.iter().any(|other| *other != base64 && sent == hmac_hex(secret, other.as_bytes())) {
        return Some(
            "the body was written in another base64, but it has to be the standard one: with + and /, and = at its \
             end",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_vectors_hold() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/signature-vectors.json");
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert!(vectors.len() >= 9);
        for vector in vectors {
            let text = |name: &str| vector[name].as_str().unwrap();
            assert_eq!(sign(text("key"), text("body").as_bytes()), text("sign"), "{}", text("name"));
        }
    }

    fn credentials() -> Credentials {
        Credentials {
            project: "test-project".to_owned(),
            api_key: "test-api-key".to_owned(),
            payout_key: "test-payout-key".to_owned(),
            invoice_api_key: "test-invoice-api-key".to_owned(),
            invoice_secret: "test-invoice-secret".to_owned(),
        }
    }

    fn headers(project: &str, sign: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("project", project.parse().unwrap());
        headers.insert("sign", sign.parse().unwrap());
        headers
    }

    #[test]
    fn each_key_opens_its_own_paths_only() {
        let body = br#"{"amount":"1"}"#;
        let api = headers("test-project", &sign("test-api-key", body));
        let payout = headers("test-project", &sign("test-payout-key", body));
        assert!(check(Guard::ApiKey, &credentials(), &api, body).is_ok());
        assert!(check(Guard::PayoutKey, &credentials(), &payout, body).is_ok());
        for (guard, headers) in [(Guard::ApiKey, &payout), (Guard::PayoutKey, &api)] {
            let refusal = check(guard, &credentials(), headers, body).unwrap_err();
            assert_eq!(refusal.status, StatusCode::UNAUTHORIZED);
            assert!(!refusal.message.contains(&sign("test-api-key", body)));
            assert!(refusal.explanation.unwrap().contains("it was made with the"));
        }
    }

    #[test]
    fn a_wrong_project_is_403_and_an_upper_case_signature_401() {
        let sign = sign("test-api-key", b"");
        let check = |headers| check(Guard::ApiKey, &credentials(), &headers, b"").unwrap_err();
        assert_eq!(check(headers("other", &sign)).status, StatusCode::FORBIDDEN);
        let upper = check(headers("test-project", &sign.to_uppercase()));
        assert_eq!(upper.status, StatusCode::UNAUTHORIZED);
        assert!(upper.explanation.unwrap().contains("lower case"));
        assert_eq!(check(HeaderMap::new()).status, StatusCode::UNAUTHORIZED);
    }

    #[test]
    fn mistakes_of_encoding_are_told_apart() {
        let body = "{\"order_id\":\"ÿÿÿ>>>???\",\"amount\":\"10.10\",\"currency\":\"USD\",\"note\":\"long enough for line\"}\n";
        let (key, base64) = ("test-api-key", STANDARD.encode(body));
        let mime: Vec<_> = base64.as_bytes().chunks(76).collect();
        for (sent, says) in [
            (hmac_hex(key, mime.join(&b"\r\n"[..]).as_slice()), "line breaks"),
            (hmac_hex(key, format!("{base64}\n").as_bytes()), "line breaks"),
            (sign(key, body.trim_end().as_bytes()), "white space at their end"),
            (sign(key, format!("{body}\n").as_bytes()), "white space at their end"),
            (STANDARD.encode(hex::decode(sign(key, body.as_bytes())).unwrap()), "hex digits"),
            (hmac_hex(key, URL_SAFE.encode(body).as_bytes()), "another base64"),
            (hmac_hex(key, STANDARD_NO_PAD.encode(body).as_bytes()), "another base64"),
        ] {
            let mistake = mistake(Guard::ApiKey, &credentials(), body.as_bytes(), &sent);
            assert!(mistake.as_ref().is_some_and(|mistake| mistake.contains(says)), "{says}: {mistake:?}");
        }
        let right = sign(key, body.as_bytes());
        assert_eq!(encoding_mistake(key, body.as_bytes(), &right), None);
    }

    #[test]
    fn open_reads_need_no_signature_but_a_wrong_one_is_refused() {
        assert!(check(Guard::Open, &credentials(), &HeaderMap::new(), b"").is_ok());
        let right = headers("test-project", &sign("test-api-key", b""));
        assert!(check(Guard::Open, &credentials(), &right, b"").is_ok());
        assert!(check(Guard::Open, &credentials(), &headers("test-project", "00"), b"").is_err());
    }
}
