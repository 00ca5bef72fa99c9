//! Every limit of the document, on either side of its bound, and what a violation says.

#![allow(clippy::expect_used, reason = "a test that cannot go on panics")]
#![cfg(feature = "client")]

use pay2328_api::check::{Callbacks, Check};
use pay2328_api::types::*;
use rust_decimal::Decimal;

fn payment() -> CreatePayment {
    CreatePayment::new(100, "USD", "ORDER-1", "https://your-site.com/webhook")
}

fn payout() -> CreatePayout {
    CreatePayout::new("TON", "TON", 1, "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb")
}

fn wallet() -> CreateStaticWallet {
    CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-1", "https://your-site.com/webhook")
}

fn invoice() -> CreateInvoice {
    CreateInvoice::new(1, "USD", "USDT")
}

fn convert(amount: Decimal) -> ConvertRequest {
    ConvertRequest::new("USDT", "TON", amount, "from")
}

#[track_caller]
fn taken(request: impl Check) {
    assert_eq!(request.check(Callbacks::Public), Ok(()));
}

#[track_caller]
fn refused(request: impl Check, says: &str) {
    let violation = request.check(Callbacks::Public).expect_err(says);
    assert_eq!(violation.to_string(), says);
}

/// Characters, not bytes: every one of these is four bytes long.
fn text(chars: usize) -> String {
    "\u{1f4b6}".repeat(chars)
}

#[test]
fn characters() {
    let long = |field: &str, limit: usize| {
        let head = text(60);
        format!("`{field}` must have at most {limit} characters, not {head:?}… ({} characters)", limit + 1)
    };
    let order_id = |chars| CreatePayment::new(1, "USD", text(chars), "https://your-site.com/webhook");
    taken(order_id(128));
    refused(order_id(129), &long("order_id", 128));
    taken(payment().description(text(200)));
    refused(payment().description(text(201)), &long("description", 200));
    taken(PaymentQuery::new().order_id(text(128)));
    refused(PaymentQuery::new().order_id(text(129)), &long("order_id", 128));
    taken(payout().memo(text(255)));
    refused(payout().memo(text(256)), &long("memo", 255));
    let order_id =
        |chars| CreateStaticWallet::new("BTC", "BTC", text(chars), "https://your-site.com/webhook");
    taken(order_id(255));
    refused(order_id(256), &long("order_id", 255));
    taken(wallet().label(text(255)));
    refused(wallet().label(text(256)), &long("label", 255));
    taken(ListStaticWallets::new().order_id(text(255)));
    refused(ListStaticWallets::new().order_id(text(256)), &long("order_id", 255));
}

#[test]
fn ranges() {
    taken(payment().ttl_seconds(300));
    taken(payment().ttl_seconds(86_400));
    refused(payment().ttl_seconds(299), "`ttl_seconds` must be from 300 to 86400, not \"299\"");
    refused(payment().ttl_seconds(86_401), "`ttl_seconds` must be from 300 to 86400, not \"86401\"");
    taken(payment().fee_split(0));
    taken(payment().fee_split(100));
    refused(payment().fee_split(-1), "`fee_split` must be from 0 to 100, not \"-1\"");
    refused(payment().fee_split(101), "`fee_split` must be from 0 to 100, not \"101\"");
    taken(payment().price_markup(-99));
    taken(payment().price_markup(100));
    refused(payment().price_markup(-100), "`price_markup` must be from -99 to 100, not \"-100\"");
    refused(payment().price_markup(101), "`price_markup` must be from -99 to 100, not \"101\"");
}

#[test]
fn pages() {
    let payments = ListPayments::new;
    taken(payments().page(1).per_page(1));
    taken(payments().page(i64::MAX).per_page(5_000));
    refused(payments().page(0), "`page` must be more than 0, not \"0\"");
    refused(payments().per_page(0), "`per_page` must be from 1 to 5000, not \"0\"");
    refused(payments().per_page(5_001), "`per_page` must be from 1 to 5000, not \"5001\"");
    let wallets = ListStaticWallets::new;
    taken(wallets().page(1).per_page(1));
    taken(wallets().page(2).per_page(100));
    refused(wallets().page(0), "`page` must be more than 0, not \"0\"");
    refused(wallets().per_page(0), "`per_page` must be from 1 to 100, not \"0\"");
    refused(wallets().per_page(101), "`per_page` must be from 1 to 100, not \"101\"");
    let deposits = || ListStaticWalletTransactions::new("019b2265-34d8-7001-a230-8f97de90d481");
    taken(deposits().page(1).per_page(1));
    taken(deposits().page(2).per_page(5_000));
    refused(deposits().page(0), "`page` must be more than 0, not \"0\"");
    refused(deposits().per_page(0), "`per_page` must be from 1 to 5000, not \"0\"");
    refused(deposits().per_page(5_001), "`per_page` must be from 1 to 5000, not \"5001\"");
}

#[test]
fn amounts() {
    taken(convert(Decimal::new(1, 18)));
    refused(convert(Decimal::ZERO), "`amount` must be more than 0, not \"0\"");
    refused(convert(Decimal::new(-1, 2)), "`amount` must be more than 0, not \"-0.01\"");
    for amount in [0, -1] {
        let says = format!("`amount` must be more than 0, not \"{amount}\"");
        refused(CreatePayment::new(amount, "USD", "ORDER-1", "https://your-site.com/webhook"), &says);
        refused(CreatePayout::new("USDT", "TRX-TRC20", amount, "an address"), &says);
        refused(CalcPayout::new("USDT", "TRX-TRC20", amount), &says);
        refused(CreateInvoice::new(amount, "USD", "USDT"), &says);
        refused(CreateInvoicePayout::new("an address", amount, "USDT", "TRC20"), &says);
    }
}

#[test]
fn what_names_something_is_not_empty() {
    const URL: &str = "https://your-site.com/webhook";
    for empty in ["", " ", "\t\n"] {
        let says = |field: &str| format!("`{field}` must hold more than white space, not {empty:?}");
        refused(CreatePayment::new(1, "USD", empty, URL), &says("order_id"));
        refused(CreatePayout::new("USDT", "TRX-TRC20", 1, empty), &says("to_address"));
        refused(payout().order_id(empty), &says("order_id"));
        refused(CreateStaticWallet::new("BTC", "BTC", empty, URL), &says("order_id"));
        refused(StaticWalletRef::new(empty), &says("uuid"));
        refused(ListStaticWalletTransactions::new(empty), &says("uuid"));
        refused(CreateInvoicePayout::new(empty, 1, "USDT", "TRC20"), &says("address"));
        refused(PaymentQuery::new().uuid(empty), &says("uuid"));
        refused(PaymentQuery::new().order_id(empty), &says("order_id"));
        refused(StaticWalletQuery::new().uuid(empty), &says("uuid"));
        refused(StaticWalletQuery::new().address(empty), &says("address"));
    }
}

#[test]
fn at_least_one() {
    taken(PaymentQuery::new().uuid("a"));
    taken(PaymentQuery::new().order_id("a"));
    taken(PaymentQuery::new().uuid("a").order_id("a"));
    refused(PaymentQuery::new(), "`uuid` or `order_id` must be given");
    taken(StaticWalletQuery::new().uuid("a"));
    taken(StaticWalletQuery::new().address("a"));
    refused(StaticWalletQuery::new(), "`uuid` or `address` must be given");
}

#[test]
fn a_memo_only_where_there_are_memos() {
    let to = |network: &str| CreatePayout::new("USDT", network, 1, "an address");
    taken(to("TON").memo("104482"));
    taken(to("SOL").memo("104482"));
    taken(to("TRX-TRC20"));
    refused(
        to("TRX-TRC20").memo("104482"),
        "`memo` must be left out unless `network` is TON or SOL (it is TRX-TRC20), not \"104482\"",
    );
    refused(
        to("NEW-CHAIN").memo("104482"),
        "`memo` must be left out unless `network` is TON or SOL (it is NEW-CHAIN), not \"104482\"",
    );
}

#[test]
fn a_status_that_is_no_filter() {
    taken(ListPayments::new().status("paid"));
    taken(ListPayments::new().status("a status of tomorrow"));
    refused(
        ListPayments::new().status("aml_lock"),
        "`status` must be none of aml_lock (the service does not take it here), not \"aml_lock\"",
    );
}

/// A browser, an app or a bot follows these, and the facts restrict none of them.
#[test]
fn addresses_that_somebody_else_follows() {
    for url in [
        "https://your-site.com/orders/1",
        "http://localhost:3000/thanks",
        "tg://resolve?domain=shop",
        "shop:1",
    ] {
        taken(payment().url_return(url).url_success(url));
        taken(invoice().webhook_url(url).success_url(url));
    }
}

#[test]
fn callbacks_from_the_public_network() {
    let to = |url: &str| CreatePayment::new(1, "USD", "ORDER-1", url);
    for url in [
        "https://your-site.com/webhook",
        "http://your-site.com:8080",
        "https://93.184.215.14/webhook",
        "https://172.32.0.1/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/webhook",
        "https://localhost.your-site.com/",
    ] {
        taken(to(url));
    }
    for url in [
        "https://localhost/webhook",
        "https://LOCALHOST./webhook",
        "http://shop.localhost:3000/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fc00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        refused(
            to(url),
            &format!(
                "`url_callback` must be on a public host (a loopback or private one cannot be reached), not {url:?}"
            ),
        );
        assert_eq!(to(url).check(Callbacks::AnyHost), Ok(()), "a service on this machine may call it");
    }
    refused(to("webhook"), "`url_callback` must be an http or https address, not \"webhook\"");
    assert!(to("webhook").check(Callbacks::AnyHost).is_err());
    let private = "http://10.1.2.3/";
    assert!(payout().url_callback(private).check(Callbacks::Public).is_err());
    let wallet = CreateStaticWallet::new("BTC", "BTC", "USER-1", private);
    assert!(wallet.check(Callbacks::Public).is_err());
}

#[test]
fn what_has_no_documented_limit_is_taken() {
    taken(payment().to_currency("A-COIN-OF-TOMORROW").invite_code(text(1000)));
    taken(payout().order_id(text(1000)));
    taken(CalcPayout::new("USDT", "TRX-TRC20", 1).fee_option("a new one"));
    taken(StaticWalletRef::new("any text"));
    taken(invoice().order_id(text(1000)));
    taken(CreateInvoicePayout::new("any text", 1, "USDT", "TRC20"));
}

#[test]
fn a_violation_names_field_rule_and_value() {
    let violation = payment().ttl_seconds(60).check(Callbacks::Public).unwrap_err();
    assert_eq!(
        (violation.field(), violation.rule(), violation.value()),
        ("ttl_seconds", "must be from 300 to 86400", Some("60"))
    );
}
