//! Amounts and order ids, whatever they are: the text that goes in is the text that comes out.

use std::sync::LazyLock;

use pay2328::types::{CreatePayout, Payout};
use pay2328::{ApiKey, Client, OrderId, PayoutKey, Payouts, PreparedPayout};
use pay2328_api::decimal;
use pay2328_tests::{Canned, Reply, UNLIMITED};
use proptest::prelude::*;
use rust_decimal::Decimal;

const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

fn payouts(url: &str) -> Payouts {
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(url)
        .requests_per_second(UNLIMITED)
        .build()
        .unwrap();
    client.payouts(&PayoutKey::new("test-payout-key").unwrap())
}

/// Sends nothing in these tests.
static PAYOUTS: LazyLock<Payouts> = LazyLock::new(|| payouts("http://127.0.0.1:9"));

fn request(amount: Decimal, order_id: OrderId) -> CreatePayout {
    CreatePayout::new("USDT", "TRX-TRC20", amount, ADDRESS, order_id)
}

fn order_id() -> OrderId {
    OrderId::new("pay-1").unwrap()
}

/// Every amount above 0 that can be held: 96 bits of digits, up to 28 of them after the point.
fn amounts() -> impl Strategy<Value = Decimal> {
    let digits = prop_oneof![1..=i128::from(u64::MAX), 1..(1_i128 << 96), Just((1_i128 << 96) - 1), Just(1)];
    (digits, 0..=28_u32).prop_map(|(digits, scale)| Decimal::from_i128_with_scale(digits, scale))
}

/// Decimal text as people and services write it, zeros at the end included.
fn texts() -> impl Strategy<Value = String> {
    "(0|[1-9][0-9]{0,9})(\\.[0-9]{1,18})?"
}

/// What may be an order id, and what may not.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,140}", ".{0,20}", "[ -~]{1,128}", "[\u{2028}\u{2029}/\"\\\\а-я💶]{1,40}"]
}

proptest! {
    /// Text → amount → bytes on the wire → amount → text.
    #[test]
    fn an_amount_goes_over_the_wire_as_it_was_written(text in texts()) {
        let amount = decimal::parse(&text).unwrap();
        prop_assume!(!amount.is_zero());
        let prepared = PAYOUTS.prepare(&request(amount, order_id())).unwrap();
        let body: serde_json::Value = serde_json::from_slice(prepared.body()).unwrap();
        prop_assert_eq!(body["amount"].as_str(), Some(text.as_str()));
        let decoded: pay2328_api::types::CreatePayout = serde_json::from_slice(prepared.body()).unwrap();
        prop_assert_eq!(decoded.amount.to_string(), text);
    }

    /// The same for every amount there is, and back from stored bytes without a byte changed.
    #[test]
    fn every_amount_survives_being_stored(amount in amounts()) {
        let prepared = PAYOUTS.prepare(&request(amount, order_id())).unwrap();
        let spelled = format!(r#""amount":"{amount}""#);
        prop_assert!(std::str::from_utf8(prepared.body()).unwrap().contains(&spelled));
        let stored = PreparedPayout::from_body(prepared.body()).unwrap();
        prop_assert_eq!(stored.body(), prepared.body());
        prop_assert_eq!(stored, prepared);
    }

    /// An answer is read by its spelling, whether the service writes a string or a number.
    #[test]
    fn an_amount_of_an_answer_is_read_as_it_is_written(text in texts()) {
        for spelled in [format!("\"{text}\""), text.clone()] {
            let answer = format!(r#"{{"uuid":"u","status":"pending","currency":"USDT","amount":{spelled}}}"#);
            let payout: Payout = serde_json::from_str(&answer).unwrap();
            prop_assert_eq!(payout.amount.to_string(), text.as_str());
        }
    }

    /// More digits than can be held are an error that names them, never a rounding.
    #[test]
    fn an_amount_out_of_range_is_an_error_that_names_it(text in "[1-9][0-9]{29,40}|0\\.[0-9]{28}[1-9]{1,9}") {
        let error = decimal::parse(&text).unwrap_err().to_string();
        prop_assert!(error.contains(&text), "{}", error);
        let answer = format!(r#"{{"uuid":"u","status":"pending","currency":"USDT","amount":"{text}"}}"#);
        let error = serde_json::from_str::<Payout>(&answer).unwrap_err().to_string();
        prop_assert!(error.contains(&text), "{}", error);
    }

    /// Amounts are compared as numbers: zeros at the end are no difference, a last digit is.
    #[test]
    fn amounts_compare_as_numbers(text in "(0|[1-9][0-9]{0,9})\\.[0-9]{1,9}", zeros in "0{1,9}") {
        let amount = decimal::parse(&text).unwrap();
        prop_assert_eq!(decimal::parse(&format!("{text}{zeros}")).unwrap(), amount);
        let more = decimal::parse(&format!("{text}{zeros}1")).unwrap();
        prop_assert!(more > amount);
    }

    /// A text is an order id exactly if it keeps the rules, and then it goes over the wire as it is.
    #[test]
    fn an_order_id_is_refused_or_goes_over_the_wire_as_it_is(text in any_text()) {
        let allowed = (1..=128).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(char::is_control);
        let made = OrderId::new(text.clone());
        prop_assert_eq!(made.is_ok(), allowed, "{:?}", text);
        let Ok(order_id) = made else { return Ok(()) };
        prop_assert_eq!(order_id.as_str(), text.as_str());
        let prepared = PAYOUTS.prepare(&request(Decimal::ONE, order_id)).unwrap();
        prop_assert_eq!(prepared.order_id(), text.as_str());
        let stored = PreparedPayout::from_body(prepared.body()).unwrap();
        prop_assert_eq!(stored.order_id(), text.as_str());
        // PHP escapes these two even where it escapes nothing else.
        let unescaped = std::str::from_utf8(prepared.body()).unwrap().contains(['\u{2028}', '\u{2029}']);
        prop_assert!(!unescaped);
    }

    /// The same parts give the same id, other parts another one, and each is a valid one.
    #[test]
    fn derived_order_ids(a in any_text(), b in any_text(), c in any_text(), d in any_text()) {
        let (first, second) = (OrderId::derive(&a, &b), OrderId::derive(&c, &d));
        prop_assert_eq!(&first, &OrderId::derive(&a, &b));
        prop_assert_eq!(first == second, (&a, &b) == (&c, &d));
        prop_assert_eq!(OrderId::new(first.as_str()), Ok(first.clone()));
        // Where one part ends and the next begins counts.
        let moved = OrderId::derive(&format!("{a}{b}"), "");
        prop_assert_eq!(first == moved, b.is_empty());
    }
}

/// What `create` sends is what `prepare` shows, and what `send` sends.
#[tokio::test]
async fn all_ways_of_sending_send_the_same_bytes() {
    let server = Canned::start(vec![Reply::ok("{}")]).await;
    let payouts = payouts(&server.url());
    for amount in
        ["0.000000000000000001", "10.00", "79228162514264337593543950335", "1.10", "9007199254740993"]
    {
        let request = request(decimal::parse(amount).unwrap(), OrderId::new("тест/\u{2028}💶").unwrap());
        let prepared = payouts.prepare(&request).unwrap();
        for call in [payouts.create(&request), payouts.send(&prepared), payouts.ensure(&request)] {
            call.total_timeout(std::time::Duration::from_secs(2))
                .retry(pay2328::RetryPolicy::never())
                .await
                .unwrap_err();
            assert_eq!(server.last().1.as_bytes(), prepared.body());
        }
    }
}
