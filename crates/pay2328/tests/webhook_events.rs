//! What proven webhooks say, and what may be done on their account.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use pay2328::webhook::{Event, Expected, KeyPurpose, Verified, WebhookErrorKind};
use pay2328_api::types::{InvoiceStatus, PaymentStatus, PayoutStatus};
use pay2328_test_support::webhooks::{API_KEY, PAYOUT_KEY, SECRET, sign_raw, verifier, with_sign};
use rust_decimal::Decimal;

const PAYMENT: &str = r#"{"uuid":"db17d490-15b6-47b9-9015-91d1d8b119f2","order_id":"ORDER-12345","amount":"180.00000000","currency":"RUB","url":"https://go.2328.io/db17d490-15b6-47b9-9015-91d1d8b119f2","expires_at":"2026-05-09T16:56:58+03:00","created_at":"2026-05-09T15:56:58+03:00","payer_currency":"TON","payer_amount":"0.95256917","network":"TON","address":"UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb","payment_status":"paid","txid":"41c2a327323480af8e705d05deb09c238a41779928832abef4bb77c862357b11","payment_amount":"0.95256917","merchant_amount":"0.949711462490000000","amount_usd":"2.41324380","exchange_rate":"0.01340691"}"#;
const CANCELLED: &str = r#"{"uuid":"48edaf2d-2c49-4638-8f86-88636f661c1f","order_id":"ORDER-12345","amount":"2800.00000000","currency":"RUB","url":"https://go.2328.io/48edaf2d-2c49-4638-8f86-88636f661c1f","expires_at":"2026-05-09T06:19:04+03:00","created_at":"2026-05-09T05:19:04+03:00","payer_currency":"ETH","payer_amount":"0.01620968","network":"ETH-ERC20","address":"0x37c20d6d96d130Bc5B33D832e43b8e16aACe0c59","payment_status":"cancel","txid":null,"payment_amount":null,"merchant_amount":null,"amount_usd":"37.53934800","exchange_rate":"0.01340691"}"#;
const DEPOSIT: &str = r#"{"uuid":"a28b293f-5c76-4053-8062-ae9ca4ab784b","order_id":"USER-7666308594","amount":"10.00000000","currency":"USDT","amount_usd":"10.00000000","exchange_rate":"1.00000000","payer_currency":"USDT","payer_amount":"10.00000000","network":"TRX-TRC20","address":"TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G","payment_status":"paid","txid":"8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f","payment_amount":"10.00000000","merchant_amount":"9.920000000000000000","created_at":"2026-05-09T16:13:04+03:00"}"#;
const PAYOUT: &str = r#"{"uuid":"5cf2ab57","order_id":"pay-1-1","status":"completed","currency":"USDT","network":"TRX-TRC20","amount":"2.25","merchant_amount":"3.25","network_amount":"2.25","amount_usd":"2.25","to_address":"TMU9","memo":null,"txid":"8369","block_number":66112233,"error_type":null,"created_at":"2026-05-09T16:13:04+03:00","updated_at":"2026-05-09T16:14:11+03:00"}"#;
const INVOICE: &str = r#"{"event":"invoice.paid","id":"inv_8f4a2b1c","status":"paid","order_id":"order_12345","amount":"49.99","coin":"USDT","tx_hash":"abc123","paid_at":1735686900}"#;

fn verify(body: &str) -> Verified {
    verifier().verify(with_sign(API_KEY, body).as_bytes()).unwrap()
}

fn verify_payout(body: &str) -> Verified {
    verifier().verify(with_sign(PAYOUT_KEY, body).as_bytes()).unwrap()
}

fn verify_invoice(body: &str) -> Verified {
    verifier().verify_invoice(body.as_bytes(), &sign_raw(SECRET, body.as_bytes())).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn each_kind_is_told_from_its_members() {
    let payment = verify(PAYMENT);
    assert!(matches!(payment.event(), Event::Payment(_)));
    assert_eq!(payment.body(), PAYMENT);
    assert_eq!(payment.key().purpose(), KeyPurpose::Api);
    assert!(matches!(verify(CANCELLED).event(), Event::Payment(_)));
    assert!(matches!(verify(DEPOSIT).event(), Event::StaticDeposit(_)));
    assert!(matches!(verify_payout(PAYOUT).event(), Event::Payout(_)));
    assert!(matches!(verify_invoice(INVOICE).event(), Event::Invoice(_)));
}

#[test]
fn documented_examples_are_read_to_the_last_digit() {
    insta::assert_debug_snapshot!([
        verify(PAYMENT).into_event(),
        verify(CANCELLED).into_event(),
        verify(DEPOSIT).into_event(),
        verify_payout(PAYOUT).into_event(),
        verify_invoice(INVOICE).into_event(),
    ]);
}

#[test]
fn a_new_status_member_or_kind_fails_nothing() {
    let webhook =
        verify(&PAYMENT.replace("paid", "paid_twice").replace("{\"uuid", "{\"new\":[{\"x\":1}],\"uuid"));
    assert_eq!(webhook.status(), Some("paid_twice"));
    assert!(!webhook.is_success() && !webhook.is_final());
    assert!(webhook.credit().is_err());
    assert!(webhook.body().contains("\"new\":[{\"x\":1}]"));

    let webhook = verify(&DEPOSIT.replace("\"USDT\"", "\"NEWCOIN\"").replace("TRX-TRC20", "NEW-NET"));
    assert_eq!(webhook.credit().unwrap().currency.as_str(), "NEWCOIN");

    for webhook in [
        verify(r#"{"kind":"chargeback"}"#),
        verify_payout("{}"),
        verify_invoice(r#"{"event":"account.closed"}"#),
    ] {
        assert_eq!(webhook.event(), &Event::Unknown);
        assert!(webhook.credit().is_err());
        assert!(webhook.dedupe_key().starts_with("unknown/"));
        assert!(!webhook.supersedes(None));
    }
}

/// New kinds resemble known ones in some members; what they lack of a known kind tells.
#[test]
fn a_new_kind_that_resembles_a_known_one_fails_nothing() {
    let refund = r#"{"type":"refund","payment_status":"refund_paid","to_address":"TMU9","status":"done"}"#;
    for webhook in [verify(refund), verify_payout(refund)] {
        assert_eq!(webhook.event(), &Event::Unknown);
        assert_eq!(webhook.body(), refund);
    }
    assert_eq!(verify(&PAYMENT.replace("\"order_id\"", "\"orders\"")).event(), &Event::Unknown);
    let invoice = r#"{"event":7,"id":"inv_8f4a2b1c","status":"paid"}"#;
    let error = verifier().verify_invoice(invoice.as_bytes(), &sign_raw(SECRET, invoice.as_bytes()));
    assert_eq!(error.unwrap_err().kind(), WebhookErrorKind::UnreadableEvent);
}

/// A member that comes in another form does not keep a webhook from its receiver, unless money depends on it.
#[test]
fn a_known_member_in_a_new_form() {
    let replace = |body: &str, name: &str, value: &str| {
        let start = body.find(&format!("\"{name}\":")).unwrap() + name.len() + 3;
        let end = start + body[start..].find([',', '}']).unwrap();
        format!("{}{value}{}", &body[..start], &body[end..])
    };
    let payment = [
        ("exchange_rate", "\"0.123456789012345678901234567890\""),
        ("amount_usd", "\"\""),
        ("payer_amount", "\"+1\""),
        ("network", "{\"code\":\"TON\"}"),
        ("txid", "[\"41c2\"]"),
        ("created_at", "{}"),
        ("url", "7"),
    ];
    for (name, value) in payment {
        let webhook = verify(&replace(PAYMENT, name, value));
        assert_eq!(webhook.unparsed_fields(), [name]);
        assert_eq!(webhook.credit().unwrap().amount.to_string(), "180.00000000");
        assert!(webhook.body().contains(value));
    }
    let all = payment.iter().fold(PAYMENT.to_owned(), |body, (name, value)| replace(&body, name, value));
    assert_eq!(verify(&all).unparsed_fields().len(), payment.len());
    assert!(verify(&all).credit().is_ok());
    assert_eq!(verify_payout(&replace(PAYOUT, "memo", "7")).unparsed_fields(), ["memo"]);
    assert_eq!(verify_invoice(&replace(INVOICE, "paid_at", "\"2025-01-01\"")).unparsed_fields(), ["paid_at"]);

    let mut told = String::new();
    let mut refused = |key: &str, body: &str, name: &str, value: &str| {
        let body = replace(body, name, value);
        let error = verifier().verify(with_sign(key, &body).as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.http_status()), (WebhookErrorKind::UnreadableEvent, 500));
        writeln!(told, "{error}").unwrap();
    };
    refused(API_KEY, PAYMENT, "uuid", "7");
    refused(API_KEY, PAYMENT, "order_id", "null");
    refused(API_KEY, PAYMENT, "amount", "\"180,00\"");
    refused(API_KEY, PAYMENT, "currency", "null");
    refused(API_KEY, PAYMENT, "payment_status", "1");
    refused(API_KEY, DEPOSIT, "merchant_amount", "\"0.123456789012345678901234567890\"");
    refused(API_KEY, DEPOSIT, "txid", "[]");
    refused(API_KEY, DEPOSIT, "address", "{}");
    refused(API_KEY, DEPOSIT, "payer_currency", "{}");
    refused(PAYOUT_KEY, PAYOUT, "amount", "null");
    refused(PAYOUT_KEY, PAYOUT, "status", "2");
    insta::assert_snapshot!(told);
}

#[test]
fn a_webhook_is_accepted_only_with_the_key_of_its_kind() {
    let mut told = String::new();
    for (key, body) in [(PAYOUT_KEY, PAYMENT), (PAYOUT_KEY, DEPOSIT), (API_KEY, PAYOUT)] {
        let error = verifier().verify(with_sign(key, body).as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.http_status()), (WebhookErrorKind::WrongKey, 401));
        writeln!(told, "{error}").unwrap();
    }
    insta::assert_snapshot!(told);
    // The secret of the other API signs nothing here, nor the other way round.
    let error = verifier().verify(with_sign(SECRET, PAYMENT).as_bytes()).unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::SignatureMismatch);
    let header = sign_raw(API_KEY, INVOICE.as_bytes());
    let error = verifier().verify_invoice(INVOICE.as_bytes(), &header).unwrap_err();
    assert_eq!(error.kind(), WebhookErrorKind::SignatureMismatch);
}

#[test]
fn what_may_be_credited() {
    let mut report = String::new();
    let mut line = |case: &str, webhook: Verified| {
        match webhook.credit() {
            Ok(credit) => writeln!(report, "{case}: {} {}", credit.amount, credit.currency),
            Err(reason) if reason.needs_review() => writeln!(report, "{case}: {reason} [for a person]"),
            Err(reason) => writeln!(report, "{case}: {reason}"),
        }
        .unwrap();
    };
    for status in PaymentStatus::KNOWN.iter().chain(&["paid_twice"]) {
        let status = format!("\"payment_status\":\"{status}\"");
        line(&status, verify(&PAYMENT.replace("\"payment_status\":\"paid\"", &status)));
    }
    line("a price of zero", verify(&PAYMENT.replace("180.", "0.")));
    line("a deposit", verify(DEPOSIT));
    line("a deposit that is blocked", verify(&DEPOSIT.replace("paid", "aml_lock")));
    line("a deposit without merchant_amount", verify(&DEPOSIT.replace("merchant_amount", "merchant_sum")));
    line("a deposit without txid", verify(&DEPOSIT.replace("\"txid\"", "\"hash\"")));
    line("a deposit without address", verify(&DEPOSIT.replace("\"address\"", "\"to\"")));
    line("a deposit with null as url", verify(&DEPOSIT.replace("{\"uuid", "{\"url\":null,\"uuid")));
    line(
        "a payment without its url",
        verify(&PAYMENT.replace("\"url\"", "\"page\"").replace("expires_at", "until")),
    );
    line("a deposit of less than nothing", verify(&DEPOSIT.replace("\"9.92", "\"-9.92")));
    line("a payout", verify_payout(PAYOUT));
    line("a paid invoice", verify_invoice(INVOICE));
    line("an expired invoice", verify_invoice(&INVOICE.replace("\"paid\"", "\"expired\"")));
    line("an unknown kind", verify("{}"));
    insta::assert_snapshot!(report);
}

#[test]
fn a_webhook_is_compared_with_the_shops_own_record() {
    let mut report = String::new();
    let mut line = |case: &str, webhook: Verified, expected: &Expected| {
        match webhook.matches(expected) {
            Ok(()) => writeln!(report, "{case}: agrees"),
            Err(mismatch) => writeln!(report, "{case}: {mismatch}"),
        }
        .unwrap();
    };
    let order = |amount| Expected::order("ORDER-12345", decimal(amount), "RUB".into());
    line("the same number in another scale", verify(PAYMENT), &order("180"));
    line("a cent less", verify(PAYMENT), &order("180.01"));
    line("another currency", verify(PAYMENT), &Expected::order("ORDER-12345", decimal("180"), "USD".into()));
    line("another order", verify(PAYMENT), &Expected::order("ORDER-1", decimal("180"), "RUB".into()));
    line(
        "a coin's newer name",
        verify(&PAYMENT.replace("RUB", "GRAM")),
        &Expected::order("ORDER-12345", decimal("180"), "TON".into()),
    );
    line("a payment against a wallet", verify(PAYMENT), &Expected::wallet("ORDER-12345", "RUB".into()));
    line("a deposit", verify(DEPOSIT), &Expected::wallet("USER-7666308594", "USDT".into()));
    line("a deposit in another coin", verify(DEPOSIT), &Expected::wallet("USER-7666308594", "USDC".into()));
    line(
        "a deposit against an order",
        verify(DEPOSIT),
        &Expected::order("USER-7666308594", decimal("10"), "USDT".into()),
    );
    line("a payout", verify_payout(PAYOUT), &Expected::order("pay-1-1", decimal("2.250000"), "USDT".into()));
    line(
        "a payout without order_id",
        verify_payout(&PAYOUT.replace("\"pay-1-1\"", "null")),
        &Expected::order("pay-1-1", decimal("2.25"), "USDT".into()),
    );
    let invoice = Expected::order("order_12345", decimal("49.99"), "USD".into());
    line("an invoice by its price", verify_invoice(INVOICE), &invoice);
    let in_coin = INVOICE.replace("49.99", "50.02");
    line("an invoice by another amount", verify_invoice(&in_coin), &invoice);
    let invoice = invoice.or(decimal("50.02"), "USDT".into());
    line("an invoice by its amount in the coin", verify_invoice(&in_coin), &invoice);
    line("an invoice in another coin", verify_invoice(&in_coin.replace("USDT", "TON")), &invoice);
    line("an unknown kind", verify(r#"{"order_id":"x"}"#), &order("1"));
    insta::assert_snapshot!(report);
}

#[test]
fn dedupe_keys_tell_effects_apart_and_not_deliveries() {
    let keys = [
        verify(PAYMENT),
        verify(&PAYMENT.replace("\"paid\"", "\"overpaid\"")),
        verify(CANCELLED),
        verify(DEPOSIT),
        verify(&DEPOSIT.replace("a28b293f", "ffffffff")),
        verify(&DEPOSIT.replace("TMU9", "TXYZ")),
        // Credited under the plain key when it comes again with its amount, so not handled under it before.
        verify(&DEPOSIT.replace("\"merchant_amount\":\"9.920000000000000000\"", "\"merchant_amount\":null")),
        verify(&DEPOSIT.replace("\"USDT\"", "\"USDC\"")),
        verify(&DEPOSIT.replace("\"USDT\"", "\"TON\"")),
        verify(&DEPOSIT.replace("\"USDT\"", "\"GRAM\"")),
        verify(&DEPOSIT.replace("paid", "aml_lock")),
        // A status that is not final, twice with another amount.
        verify(&PAYMENT.replace("\"paid\"", "\"underpaid_check\"")),
        verify(&PAYMENT.replace("\"paid\"", "\"underpaid_check\"").replace("0.95256917", "0.5")),
        verify(&DEPOSIT.replace("\"paid\"", "\"some_new_one\"")),
        verify(
            &DEPOSIT.replace("\"8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f\"", "null"),
        ),
        verify_payout(PAYOUT),
        verify_invoice(INVOICE),
        verify("{}"),
    ]
    .map(|webhook| webhook.dedupe_key())
    .join("\n");
    insta::assert_snapshot!(keys);
}

/// One line per stored status: the statuses that replace it.
fn supersedes(statuses: &[&str], webhook: impl Fn(&str) -> Verified) -> String {
    let statuses: Vec<&str> = statuses.iter().copied().chain(["some_new_one"]).collect();
    let webhooks: Vec<Verified> = statuses.iter().map(|status| webhook(status)).collect();
    assert!(webhooks.iter().all(|webhook| webhook.supersedes(None)));
    let line = |previous: &str| {
        let by: Vec<&str> = webhooks
            .iter()
            .filter(|webhook| webhook.supersedes(Some(previous)))
            .filter_map(|webhook| webhook.status())
            .collect();
        format!("{previous} < {}", by.join(", "))
    };
    statuses.iter().map(|previous| line(previous)).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_old_status_never_replaces_a_final_one() {
    let payment = |status: &str| verify(&PAYMENT.replace("\"paid\"", &format!("\"{status}\"")));
    let payout = |status: &str| verify_payout(&PAYOUT.replace("completed", status));
    let invoice = |status: &str| verify_invoice(&INVOICE.replace("\"paid\"", &format!("\"{status}\"")));
    insta::assert_snapshot!(format!(
        "payment\n{}\n\npayout\n{}\n\ninvoice\n{}",
        supersedes(PaymentStatus::KNOWN, payment),
        supersedes(PayoutStatus::KNOWN, payout),
        supersedes(InvoiceStatus::KNOWN, invoice),
    ));
}
