//! Verifying allocates nothing, whatever the length of the body; reading the event allocates what
//! the event keeps.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use allocation_counter::measure;
use pay2328_test_support::webhooks::{API_KEY, PAYOUT_KEY, SECRET, sign, sign_raw, verifier, with_sign};

fn payment(note: usize) -> String {
    let note = "я/".repeat(note);
    format!(
        r#"{{"uuid":"db17d490","order_id":"ORDER-12345","amount":"180.00000000","currency":"RUB","url":"https://go.2328.io/db17d490","expires_at":"2026-05-09T16:56:58+03:00","created_at":"2026-05-09T15:56:58+03:00","payer_currency":"TON","payer_amount":"0.95256917","network":"TON","address":"UQA0","payment_status":"paid","txid":"41c2","payment_amount":"0.95256917","merchant_amount":"0.949711462490000000","amount_usd":"2.41324380","exchange_rate":"0.01340691","note":"{note}"}}"#
    )
}

#[test]
fn verifying_allocates_nothing() {
    let verifier = verifier();
    // The base64 encoder asks the processor what it can do, once per process.
    verifier.authenticate(with_sign(API_KEY, "{}").as_bytes()).unwrap();

    for note in [0, 100, 1_000, 20_000] {
        let signed = payment(note);
        let last = with_sign(API_KEY, &signed);
        let first = last.replace('{', &format!("{{\"sign\":\"{}\",", sign(API_KEY, signed.as_bytes())));
        let first = format!("{}}}", &first[..first.rfind(",\"sign\"").unwrap()]);
        let payout_key = with_sign(PAYOUT_KEY, &signed);
        for body in [&last, &first, &payout_key] {
            let mut verified = false;
            let allocations = measure(|| verified = verifier.authenticate(body.as_bytes()).is_ok());
            assert!(verified, "{body}");
            assert_eq!(allocations.count_total, 0, "for {} bytes", body.len());
        }

        let header = sign_raw(SECRET, signed.as_bytes());
        let mut verified = false;
        let allocations =
            measure(|| verified = verifier.authenticate_invoice(signed.as_bytes(), &header).is_ok());
        assert!(verified);
        assert_eq!(allocations.count_total, 0);
    }
}

#[test]
fn reading_the_event_allocates_what_it_keeps_and_little_else() {
    let body = with_sign(API_KEY, &payment(0));
    let verifier = verifier();
    verifier.verify(body.as_bytes()).unwrap();
    let mut verified = None;
    let allocations = measure(|| verified = Some(verifier.verify(body.as_bytes()).unwrap()));
    // Kept: the signed text and seven strings of the event. Not kept: names, objects, places of values.
    assert_eq!(allocations.count_current, 8);
    assert_eq!(allocations.count_total, 8 + 3);
}
