//! Every refusal, as the receiver's log shows it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use pay2328::webhook::{Verifier, WebhookError};
use pay2328::{ApiKey, PayoutKey};
use pay2328_test_support::webhooks::{API_KEY, PAYOUT_KEY, SECRET, sign, sign_raw, verifier, with_sign};

const PAYMENT: &str = r#"{"uuid":"db17d490-15b6-47b9-9015-91d1d8b119f2","order_id":"ORDER-12345","amount":"180.00000000","currency":"RUB","url":"https://go.2328.io/db17d490","expires_at":"2026-05-09T16:56:58+03:00","created_at":"2026-05-09T15:56:58+03:00","payer_currency":"TON","payer_amount":"0.95256917","network":"TON","address":"UQA0","payment_status":"cancel","txid":null,"payment_amount":null,"merchant_amount":null,"amount_usd":"2.41324380","exchange_rate":"0.01340691"}"#;
const PAYOUT: &str = r#"{"uuid":"5cf2","order_id":"pay-1","status":"completed","currency":"USDT","network":"TRX-TRC20","amount":"2.25","to_address":"TMU9"}"#;
const INVOICE: &str = r#"{"event":"invoice.paid","id":"inv_8f4a2b1c","status":"paid"}"#;
const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[derive(Default)]
struct Report(String);

impl Report {
    fn add(&mut self, case: &str, error: WebhookError) {
        let text = error.to_string();
        assert!(!text.contains('\n'), "{case} is on more than one line");
        for secret in [API_KEY, PAYOUT_KEY, SECRET] {
            assert!(!format!("{text}{error:?}").contains(secret), "{case} tells a key");
        }
        writeln!(self.0, "{case}\n  {:?}, {}\n  {text}", error.kind(), error.http_status()).unwrap();
    }

    fn body(&mut self, case: &str, body: impl AsRef<[u8]>) {
        self.add(case, verifier().authenticate(body.as_ref()).unwrap_err());
    }
}

/// The members sorted by name, as a map writes them that keeps no order.
fn sorted(body: &str) -> String {
    let members: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(body).unwrap();
    serde_json::to_string(&members).unwrap()
}

#[test]
fn every_refusal_explains_itself() {
    let mut report = Report::default();

    report.body("nothing was sent", "");
    report.body("over the limit", [b' '; Verifier::DEFAULT_BODY_LIMIT + 1]);
    report.body("a form", "uuid=db17d490&payment_status=paid&sign=0123");
    report.body("JSON in quotes", serde_json::to_string(&with_sign(API_KEY, PAYMENT)).unwrap());
    report.body("an array", "[1]");
    report.body("a literal", " null ");
    report.body("an HTML page", "<!DOCTYPE html>");
    report.body("a byte order mark", format!("\u{feff}{}", with_sign(API_KEY, PAYMENT)));
    report.body("compressed", b"\x1f\x8b\x08\x00");
    report.body("cut short", &PAYMENT[..100]);
    report.body("a trailing comma", r#"{"a":1,}"#);
    report.body("two requests in one", format!("{PAYMENT}{PAYMENT}"));
    report.body("a nesting bomb", format!("{{\"a\":{}", "[".repeat(10_000)));
    report.body("half a surrogate pair", r#"{"a":"\ud83c"}"#);
    report.body("NUL, escaped", r#"{"a":"x\u0000"}"#);
    report.body("NUL, padding", with_sign(API_KEY, PAYMENT) + "\0");

    report.body("two signatures", format!(r#"{{"sign":"{HEX}","a":1,"\u0073ign":"{HEX}"}}"#));
    report.body("a member twice", format!(r#"{{"amount":"1","sign":"{HEX}","amoun\u0074":"1000"}}"#));
    report.body("an inner member twice", format!(r#"{{"a":[{{"б":1,"б":1}}],"sign":"{HEX}"}}"#));

    report.body("no signature", PAYMENT);
    report.body("an invoice webhook without its header", INVOICE);
    report.body("a null signature", r#"{"a":1,"sign":null}"#);
    report.body("an object as signature", format!(r#"{{"sign":{{"sign":"{HEX}"}}}}"#));
    report.body("an empty signature", r#"{"a":1,"sign":""}"#);
    report.body("a signature in base64", r#"{"a":1,"sign":"s3cr3t=="}"#);
    report.body("a short signature", format!(r#"{{"a":1,"sign":"{}"}}"#, &HEX[1..]));

    report.body("a changed amount", with_sign(API_KEY, PAYMENT).replace("180.0", "1800.0"));
    report.body("an unknown key", with_sign("test-other-key", PAYMENT));
    let signature = sign(API_KEY, PAYMENT.as_bytes());
    let reordered = sorted(&with_sign(API_KEY, PAYMENT));
    report.body("members sorted by a map", &reordered);
    report.body(
        "members sorted, nulls dropped",
        reordered.replace("\"merchant_amount\":null,", "").replace("\"txid\":null,", ""),
    );
    let other = r#"{"b":1,"a":2,"d":3,"c":4,"e":5}"#;
    report.body("members of an unknown kind sorted by a map", sorted(&with_sign(API_KEY, other)));

    let without_payout_key = Verifier::new().api_key(&ApiKey::new(API_KEY).unwrap());
    let body = with_sign(PAYOUT_KEY, PAYOUT);
    report.add("no payout key", without_payout_key.authenticate(body.as_bytes()).unwrap_err());
    let without_api_key = Verifier::new().payout_key(&PayoutKey::new(PAYOUT_KEY).unwrap());
    let body = with_sign(API_KEY, PAYMENT);
    report.add("no API key", without_api_key.authenticate(body.as_bytes()).unwrap_err());
    report
        .add("no key at all", Verifier::new().authenticate(with_sign(API_KEY, "{}").as_bytes()).unwrap_err());

    let invoice =
        |body: &str, header: &str| verifier().authenticate_invoice(body.as_bytes(), header).unwrap_err();
    report.add("an empty header", invoice(INVOICE, " "));
    report.add("a header in base64", invoice(INVOICE, "sha256=s3cr3t=="));
    report.add("a short header", invoice(INVOICE, &format!("sha256={}", &HEX[2..])));
    let header = sign_raw(SECRET, INVOICE.as_bytes());
    report.add("a changed invoice", invoice(&INVOICE.replace("8f4a", "8f4b"), &header));
    report.add("an invoice read before", invoice("", &header));
    report.add(
        "no webhook secret",
        without_api_key.authenticate_invoice(INVOICE.as_bytes(), &header).unwrap_err(),
    );

    assert!(!report.0.contains(&signature), "the expected signature is told");
    insta::assert_snapshot!(report.0);
}

#[test]
fn an_error_is_the_size_of_a_pointer_and_travels() {
    fn travels<T: std::error::Error + Send + Sync + 'static>() {}
    travels::<WebhookError>();
    assert_eq!(size_of::<WebhookError>(), size_of::<usize>());
}

#[test]
fn the_invoice_header_may_be_spelled_in_each_documented_way() {
    let hex = sign_raw(SECRET, INVOICE.as_bytes());
    for header in [hex.clone(), hex.to_uppercase(), format!("sha256={hex}"), format!(" SHA256={hex} ")] {
        let authenticated = verifier().authenticate_invoice(INVOICE.as_bytes(), &header).unwrap();
        assert_eq!(authenticated.bytes(), INVOICE.as_bytes());
        assert_eq!(authenticated.key().to_string(), "current webhook secret");
    }
}

#[test]
fn a_previous_key_still_verifies_and_is_named() {
    let key = |text: &str| ApiKey::new(text).unwrap();
    let verifier = Verifier::new()
        .api_key(&key(API_KEY))
        .previous_api_key(&key("test-older-key"))
        .previous_api_key(&key("test-oldest-key"));
    for (signed_with, name) in [
        (API_KEY, "current API key"),
        ("test-older-key", "previous API key number 1"),
        ("test-oldest-key", "previous API key number 2"),
    ] {
        let body = with_sign(signed_with, PAYMENT);
        let authenticated = verifier.authenticate(body.as_bytes()).unwrap();
        assert_eq!(authenticated.key().to_string(), name);
        assert_eq!(authenticated.key().is_current(), signed_with == API_KEY);
    }
}
