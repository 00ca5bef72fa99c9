//! What holds whatever is asked for in whatever order. Money is conserved: all that came in is in the balances, was paid
//! out, or was kept as a fee; an accountant of its own keeps the books from the answers alone. And what is written to a
//! state file change by change is the whole state.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::ledger::Place;
use super::market::{Asset, Rates};
use super::outbox::DeliveryRules;
use super::payouts::PayoutEnd;
use super::*;
use crate::fields::Fields;
use crate::operation::Operation;
use crate::spelling::Spelling;
use invoices::InvoiceStatus;

const COINS: &[(&str, &str, &str)] = &[
    ("USDT", "TRX-TRC20", "TRC20"),
    ("BTC", "BTC", "Bitcoin"),
    ("TON", "TON", "TON"),
    ("ETH", "ETH-ERC20", "ERC20"),
];

/// Something that happens. Numbers choose among what there is; amounts are in hundred-millionths.
#[derive(Debug, Clone)]
enum Step {
    CreatePayment { coin: Option<usize>, amount: u64, fee_split: u8, markup: i8 },
    Choose(usize, usize),
    Pay(usize, Option<u64>),
    AmlLock(usize, Option<u64>),
    ExpirePayment(usize),
    CreateWallet(usize),
    Deposit(usize, u64),
    Toggle(usize, bool),
    CreatePayout { coin: usize, from: Option<usize>, amount: u64, add: bool, order: u8 },
    EndPayout(usize, u8),
    CreateInvoice(usize, u64),
    EndInvoice(usize, u8),
    CreateInvoicePayout(usize, u64),
    EndInvoicePayout(usize, bool),
    Convert { from: usize, to: usize, amount: u64, by_target: bool },
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let coin = 0..COINS.len();
    // From dust to millions, with every number of decimals.
    let amount = prop_oneof![1..1000_u64, 1..10_000_000_000_u64, 1..1_000_000_000_000_000_u64];
    let which = 0..8_usize;
    prop_oneof![
        (prop::option::of(coin.clone()), amount.clone(), 0..=100_u8, -99..=100_i8).prop_map(
            |(coin, amount, fee_split, markup)| Step::CreatePayment { coin, amount, fee_split, markup }
        ),
        (which.clone(), coin.clone()).prop_map(|(which, coin)| Step::Choose(which, coin)),
        (which.clone(), prop::option::of(amount.clone()))
            .prop_map(|(which, amount)| Step::Pay(which, amount)),
        (which.clone(), prop::option::of(amount.clone()))
            .prop_map(|(which, amount)| Step::AmlLock(which, amount)),
        which.clone().prop_map(Step::ExpirePayment),
        coin.clone().prop_map(Step::CreateWallet),
        (which.clone(), amount.clone()).prop_map(|(which, amount)| Step::Deposit(which, amount)),
        (which.clone(), any::<bool>()).prop_map(|(which, active)| Step::Toggle(which, active)),
        (coin.clone(), prop::option::of(coin.clone()), amount.clone(), any::<bool>(), 0..4_u8).prop_map(
            |(coin, from, amount, add, order)| Step::CreatePayout { coin, from, amount, add, order }
        ),
        (which.clone(), 0..3_u8).prop_map(|(which, end)| Step::EndPayout(which, end)),
        (coin.clone(), amount.clone()).prop_map(|(coin, amount)| Step::CreateInvoice(coin, amount)),
        (which.clone(), 0..4_u8).prop_map(|(which, end)| Step::EndInvoice(which, end)),
        (coin.clone(), amount.clone()).prop_map(|(coin, amount)| Step::CreateInvoicePayout(coin, amount)),
        (which, any::<bool>()).prop_map(|(which, paid)| Step::EndInvoicePayout(which, paid)),
        (coin.clone(), coin, amount, any::<bool>()).prop_map(|(from, to, amount, by_target)| Step::Convert {
            from,
            to,
            amount,
            by_target
        }),
        (1..7200_u32).prop_map(Step::Wait),
    ]
}

fn decimal(units: u64) -> Decimal {
    Decimal::from_i128_with_scale(i128::from(units), 8)
}

/// What came from outside and went there, and what was swapped, by currency: known from requests and answers.
#[derive(Debug, Default)]
struct Books {
    expected: BTreeMap<String, Decimal>,
    payments: Vec<String>,
    wallets: Vec<String>,
    payouts: Vec<String>,
    invoices: Vec<String>,
    invoice_payouts: Vec<String>,
}

impl Books {
    fn add(&mut self, currency: &str, amount: Decimal) {
        *self.expected.entry(currency.to_owned()).or_default() += amount;
    }
}

fn number(value: &Value) -> Decimal {
    Decimal::from_str_exact(value.as_str().unwrap()).unwrap()
}

fn call(state: &mut State, operation: Operation, body: &Value) -> Option<Value> {
    let mut fields = Fields::parse(body.to_string().as_bytes()).unwrap();
    let answer = state.run(operation, &mut fields, "").ok()?;
    Some(serde_json::from_str(answer.get()).unwrap())
}

fn nth(all: &[String], which: usize) -> Option<String> {
    (!all.is_empty()).then(|| all[which % all.len()].clone())
}

fn remember(all: &mut Vec<String>, id: &Value) {
    let id = id.as_str().unwrap().to_owned();
    if !all.contains(&id) {
        all.push(id);
    }
}

fn due(state: &State, uuid: &str) -> (String, Decimal) {
    let payment = state.payment(uuid).unwrap();
    let chosen = payment.chosen.as_ref().unwrap();
    (chosen.asset.currency.to_owned(), payment.received)
}

/// Does one step; the books note what the answer says. `None` if it was refused.
fn take(state: &mut State, books: &mut Books, step: &Step) -> Option<()> {
    const CALLBACK: &str = "http://127.0.0.1:9/";
    match step {
        Step::CreatePayment { coin, amount, fee_split, markup } => {
            let mut body = json!({
                "amount": decimal(*amount).to_string(), "currency": "EUR", "order_id": format!("O{}", amount % 16),
                "fee_split": fee_split, "price_markup": markup, "url_callback": CALLBACK,
            });
            if let Some(coin) = coin {
                body["to_currency"] = COINS[*coin].0.into();
                body["network"] = COINS[*coin].1.into();
            }
            remember(&mut books.payments, &call(state, Operation::PaymentCreate, &body)?["uuid"]);
        }
        Step::Choose(which, coin) => {
            let asset = Asset::find(COINS[*coin].0, COINS[*coin].1).unwrap();
            state.choose_asset(&nth(&books.payments, *which)?, asset).ok()?;
        }
        Step::Pay(which, amount) | Step::AmlLock(which, amount) => {
            let uuid = nth(&books.payments, *which)?;
            let before = state.payment(&uuid).unwrap().received;
            let amount = amount.map(decimal);
            if matches!(step, Step::Pay(..)) {
                state.pay_payment(&uuid, amount, None).ok()?;
            } else {
                state.aml_lock_payment(&uuid, amount).ok()?;
            }
            let (currency, received) = due(state, &uuid);
            assert!(amount.is_none_or(|amount| received == before + amount));
            books.add(&currency, received - before);
        }
        Step::ExpirePayment(which) => _ = state.expire_payment(&nth(&books.payments, *which)?).ok()?,
        Step::CreateWallet(coin) => {
            let (currency, network, _) = COINS[*coin];
            let body = json!({
                "currency": currency, "network": network, "order_id": "U", "url_callback": CALLBACK,
            });
            remember(&mut books.wallets, &call(state, Operation::StaticWalletCreate, &body)?["uuid"]);
        }
        Step::Deposit(which, amount) => {
            let uuid = nth(&books.wallets, *which)?;
            state.deposit(&uuid, decimal(*amount)).ok()?;
            let currency = state.wallet(&uuid).unwrap().asset.currency;
            books.add(currency, decimal(*amount));
        }
        Step::Toggle(which, active) => {
            let operation =
                if *active { Operation::StaticWalletEnable } else { Operation::StaticWalletDisable };
            call(state, operation, &json!({ "uuid": nth(&books.wallets, *which)? }))?;
        }
        Step::CreatePayout { coin, from, amount, add, order } => {
            let (currency, network, _) = COINS[*coin];
            let mut body = json!({
                "currency": currency, "network": network, "amount": decimal(*amount).to_string(),
                "to_address": "somewhere", "fee_option": if *add { "add" } else { "deduct" },
            });
            if *order < 3 {
                body["order_id"] = format!("P{order}").into();
            }
            if let Some(from) = from {
                body["from_currency"] = COINS[*from].0.into();
            }
            remember(&mut books.payouts, &call(state, Operation::PayoutCreate, &body)?["uuid"]);
        }
        Step::EndPayout(which, end) => {
            let uuid = nth(&books.payouts, *which)?;
            let end = match end {
                0 => PayoutEnd::Completed,
                1 => PayoutEnd::Failed { error_type: "aml_risk".to_owned() },
                _ => PayoutEnd::Cancelled,
            };
            let completed = matches!(end, PayoutEnd::Completed);
            state.end_payout(&uuid, end).ok()?;
            if completed {
                let shown: Value =
                    serde_json::from_slice(&crate::answer::json(&state.payout_status(&uuid).ok()?)).unwrap();
                let coin = shown["currency"].as_str().unwrap();
                let debited = shown["debited_currency"].as_str().unwrap();
                books.add(coin, -number(&shown["network_amount"]));
                if debited != coin {
                    books.add(debited, -number(&shown["debited_amount"]));
                    books.add(coin, number(&shown["merchant_amount"]));
                }
            }
        }
        Step::CreateInvoice(coin, amount) => {
            let body = json!({
                "amount": decimal(*amount).to_string(), "currency": "USD", "coin": COINS[*coin].0,
                "network": COINS[*coin].2, "webhook_url": CALLBACK,
            });
            remember(&mut books.invoices, &call(state, Operation::InvoiceCreate, &body)?["id"]);
        }
        Step::EndInvoice(which, end) => {
            let id = nth(&books.invoices, *which)?;
            match end {
                0 => {
                    state.pay_invoice(&id).ok()?;
                    let shown: Value =
                        serde_json::from_slice(&crate::answer::json(&state.show_invoice(&id).ok()?)).unwrap();
                    let coin = shown["paid_in"]["currency"].as_str().unwrap();
                    books.add(coin, number(&shown["amount_crypto"]));
                }
                1 => _ = state.confirm_invoice(&id).ok()?,
                2 => _ = state.end_invoice(&id, InvoiceStatus::Expired).ok()?,
                _ => _ = state.end_invoice(&id, InvoiceStatus::Failed).ok()?,
            }
        }
        Step::CreateInvoicePayout(coin, amount) => {
            let body = json!({
                "address": "somewhere", "amount": decimal(*amount).to_string(), "coin": COINS[*coin].0,
                "network": COINS[*coin].2,
            });
            remember(&mut books.invoice_payouts, &call(state, Operation::InvoicePayoutCreate, &body)?["id"]);
        }
        Step::EndInvoicePayout(which, paid) => {
            let id = nth(&books.invoice_payouts, *which)?;
            let change = state.end_invoice_payout(&id, *paid).ok()?;
            if *paid {
                let shown: Value =
                    serde_json::from_slice(&crate::answer::json(&state.show_invoice_payout(&id).ok()?))
                        .unwrap();
                books.add(shown["paid_in"]["currency"].as_str().unwrap(), -change.merchant_amount.unwrap());
            }
        }
        Step::Convert { from, to, amount, by_target } => {
            let body = json!({
                "from_currency": COINS[*from].0, "to_currency": COINS[*to].0,
                "amount": decimal(*amount).to_string(), "amount_type": if *by_target { "to" } else { "from" },
            });
            let done = call(state, Operation::Convert, &body)?;
            books.add(COINS[*from].0, -number(&done["from_amount"]));
            books.add(COINS[*to].0, number(&done["to_amount"]) + number(&done["fee_amount"]));
        }
        Step::Wait(seconds) => {
            state.now += TimeDelta::seconds(i64::from(*seconds));
            state.expire();
        }
    }
    Some(())
}

fn start() -> State {
    let settings = Settings {
        credentials: Credentials {
            project: "test-project".to_owned(),
            api_key: "test-api-key".to_owned(),
            payout_key: "test-payout-key".to_owned(),
            invoice_api_key: "test-invoice-api-key".to_owned(),
            invoice_secret: "test-invoice-secret".to_owned(),
        },
        public_url: "http://127.0.0.1:1".to_owned(),
        refuse_private_callbacks: false,
        any_address: true,
    };
    let delivery = DeliveryRules {
        copies: 1,
        max_attempts: 1,
        backoff: Duration::from_secs(1),
        log_capacity: 10,
        spelling: Spelling::Compact,
        hold: false,
    };
    State::new(DateTime::UNIX_EPOCH, settings, Rates::fixed(), delivery, Ids::seeded(2328))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_that_came_in_is_in_the_balances_or_was_paid_out_or_kept_as_fees(
        steps in prop::collection::vec(step(), 1..80)
    ) {
        let (mut state, mut books) = (start(), Books::default());
        for (currency, ..) in COINS {
            state.add_balance(currency, Decimal::ONE_HUNDRED).unwrap();
            books.add(currency, Decimal::ONE_HUNDRED);
        }
        for step in &steps {
            let before = state.ledger.clone();
            if take(&mut state, &mut books, step).is_none() {
                prop_assert_eq!(state.ledger.amounts(), before.amounts(), "refused, but money moved: {:?}", step);
            }
            for (currency, ..) in COINS {
                let amount = |place| state.ledger.amount(currency, place);
                let (available, locked) = (amount(Place::Available), amount(Place::Locked));
                let (held, fees) = (amount(Place::Held), amount(Place::Fees));
                prop_assert!(available >= Decimal::ZERO && locked >= Decimal::ZERO);
                prop_assert!(held >= Decimal::ZERO && fees >= Decimal::ZERO);
                prop_assert_eq!(available + locked + held + fees, books.expected[*currency], "{} after {:?}", currency, step);
            }
            prop_assert!(state.ledger.unbalanced().is_empty());
        }
    }

    #[test]
    fn what_is_stored_change_by_change_is_the_whole_state(steps in prop::collection::vec(step(), 1..60)) {
        let (mut state, mut books) = (start(), Books::default());
        state.add_balance("USDT", Decimal::ONE_THOUSAND).unwrap();
        let mut file: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            if at == 40 {
                state.reset(&start());
                books = Books::default();
            }
            take(&mut state, &mut books, step);
            let (entries, replaces_all) = state.take_changes();
            if replaces_all {
                file.clear();
            }
            for (key, value) in entries {
                match value {
                    Some(value) => _ = file.insert(key, value),
                    None => _ = file.remove(&key),
                }
            }
        }
        let mut restored = start();
        restored.restore(file.into_iter().collect()).unwrap();
        restored.now = state.now;
        prop_assert_eq!(everything(&restored), everything(&state));
        // Both go on alike: the same ids, the same refusals, the same expiries.
        for step in steps.iter().rev().take(5) {
            prop_assert_eq!(take(&mut restored, &mut books, step), take(&mut state, &mut books, step));
        }
        let later = state.now + TimeDelta::days(1);
        (state.now, restored.now) = (later, later);
        state.expire();
        restored.expire();
        prop_assert_eq!(everything(&restored), everything(&state));
    }
}

fn everything(state: &State) -> Vec<String> {
    let all = usize::MAX;
    let json = |value: &dyn Fn() -> Vec<u8>| String::from_utf8(value()).unwrap();
    let mut everything = vec![
        json(&|| crate::answer::json(&state.show_payments(all))),
        json(&|| crate::answer::json(&state.show_payouts(all))),
        json(&|| crate::answer::json(&state.show_wallets(all))),
        json(&|| crate::answer::json(&state.show_invoices(all))),
        json(&|| crate::answer::json(&state.show_invoice_payouts(all))),
        json(&|| crate::answer::json(&state.show_converts(all))),
        json(&|| crate::answer::json(&state.outbox.log().collect::<Vec<_>>())),
        format!("{:?}", state.ledger),
        format!("{:?}", state.ids.position()),
    ];
    for wallet in state.wallets.by_uuid.keys() {
        everything.push(json(&|| crate::answer::json(&state.show_wallet(wallet).unwrap())));
    }
    everything
}
