//! What verifying a webhook costs, beside the least it can cost and beside other ways to do it.
//!
//! `cargo bench -p pay2328` prints one table. The columns are measured in turns of a fraction of a
//! millisecond and compared by their least disturbed tenth, so that a machine that is busy or changes its
//! clock for a while shifts all columns alike. That is why this is no benchmark framework: they measure
//! one thing after the other.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, reason = "the table is what this program is for")]
#![allow(clippy::float_arithmetic, reason = "times and ratios, no money")]

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pay2328::webhook::Event;
use pay2328_test_support::webhooks::{API_KEY, verifier};
use sha2::Sha256;

const TURNS: usize = 1000;
const TURN: Duration = Duration::from_micros(300);

/// What is promised, as multiples of the floor.
const VERIFY: f64 = 1.3;
const EVENT_AT_1_KIB: f64 = 2.5;

fn main() {
    println!("Time of the least disturbed tenth of {TURNS} turns, and how many times the floor it is.\n");
    println!(
        "{:>8}{:>12}{:>20}{:>20}{:>20}{:>20}",
        "body", "floor", "verify", "verify + event", "serde_json", "standardwebhooks"
    );
    let mut missed = Vec::new();
    for size in [512, 1024, 4096, 65536] {
        let columns = measure(&mut candidates(size));
        let mut line = format!("{:>8}{:>12}", bytes(size), time(columns[0].0));
        for (seconds, ratio) in &columns[1..] {
            line += &format!("{:>12}{ratio:>7.2}×", time(*seconds));
        }
        println!("{line}");
        if columns[1].1 > VERIFY {
            missed.push(format!("verify at {} is {:.2}×, above {VERIFY}×", bytes(size), columns[1].1));
        }
        if size == 1024 && columns[2].1 > EVENT_AT_1_KIB {
            missed.push(format!("verify + event at 1 KiB is {:.2}×, above {EVENT_AT_1_KIB}×", columns[2].1));
        }
    }
    println!(
        "\nfloor: HMAC-SHA256 over base64 that is ready, with a key that is ready\n\
         verify: `Verifier::authenticate`; verify + event: `Verifier::verify`\n\
         serde_json: parse, remove `sign`, write, encode, HMAC with a key that is ready; on a body whose members\n\
         are in alphabetical order, because serde_json keeps no other without a feature, and then verifies nothing\n\
         standardwebhooks: its own scheme, HMAC over the raw body, signature in a header; reads no JSON"
    );
    match &*missed {
        [] => println!(
            "\nAs promised: verify ≤ {VERIFY}× at every size, verify + event ≤ {EVENT_AT_1_KIB}× at 1 KiB."
        ),
        missed => println!("\nNOT as promised: {}.", missed.join("; ")),
    }
}

type Candidate = Box<dyn Fn()>;

fn candidates(size: usize) -> Vec<Candidate> {
    let signed = payment(size);
    let body = with_sign(&signed);
    assert_eq!(body.len(), size);

    let keyed = Hmac::<Sha256>::new_from_slice(API_KEY.as_bytes()).unwrap();
    let ready = STANDARD.encode(&signed);
    let tag = keyed.clone().chain_update(&ready).finalize().into_bytes();
    let floor = {
        let keyed = keyed.clone();
        move || keyed.clone().chain_update(black_box(&ready)).verify_slice(&tag).unwrap()
    };

    let verifier = verifier();
    let verify = {
        let (verifier, body) = (verifier.clone(), body.clone());
        move || drop(black_box(verifier.authenticate(black_box(body.as_bytes())).unwrap()))
    };
    let event = move || {
        let verified = verifier.verify(black_box(body.as_bytes())).unwrap();
        assert!(matches!(black_box(&verified).event(), Event::Payment(_)));
    };

    let sorted = with_sign(&serde_json::from_str::<serde_json::Value>(&signed).unwrap().to_string());
    let reserialize = move || {
        let mut value: serde_json::Value = serde_json::from_str(black_box(&sorted)).unwrap();
        let claimed = value.as_object_mut().unwrap().remove("sign").unwrap();
        let text = STANDARD.encode(value.to_string());
        let tag = hex(claimed.as_str().unwrap());
        keyed.clone().chain_update(text).verify_slice(&tag).unwrap();
        black_box(value);
    };

    let webhook = standardwebhooks::Webhook::from_bytes(API_KEY.into()).unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let headers = http::HeaderMap::from_iter([
        (http::HeaderName::from_static("webhook-id"), "msg_1".parse().unwrap()),
        (http::HeaderName::from_static("webhook-timestamp"), now.into()),
        (
            http::HeaderName::from_static("webhook-signature"),
            webhook.sign("msg_1", now as i64, signed.as_bytes()).unwrap().parse().unwrap(),
        ),
    ]);
    let standard = move || webhook.verify(black_box(signed.as_bytes()), &headers).unwrap();

    vec![Box::new(floor), Box::new(verify), Box::new(event), Box::new(reserialize), Box::new(standard)]
}

/// A payment webhook without `sign`, as long as makes it `size` bytes with it.
fn payment(size: usize) -> String {
    let body = |padding: usize, items: usize| {
        let mut members = vec![
            r#""uuid":"db17d490-15b6-47b9-9015-91d1d8b119f2""#.to_owned(),
            format!(r#""order_id":"ORDER-{}""#, "7".repeat(padding)),
            r#""amount":"180.00000000","currency":"RUB","url":"https://go.2328.io/db17d490""#.to_owned(),
        ];
        // The shortest body is one that has not been paid.
        if size > 512 {
            members.push(
                r#""expires_at":"2026-05-09T16:56:58+03:00","created_at":"2026-05-09T15:56:58+03:00","payer_currency":"TON","payer_amount":"0.95256917","network":"TON","address":"UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb","txid":"41c2a327323480af8e705d05deb09c238a41779928832abef4bb77c862357b11","payment_amount":"0.95256917","merchant_amount":"0.949711462490000000""#
                    .to_owned(),
            );
        }
        members.push(
            r#""payment_status":"paid","amount_usd":"2.41324380","exchange_rate":"0.01340691""#.to_owned(),
        );
        if items > 0 {
            let items: Vec<String> = (0..items)
                .map(|item| format!(r#"{{"id":{item},"name":"ёлка {item}","price":"9.99"}}"#))
                .collect();
            members.push(format!(r#""items":[{}]"#, items.join(",")));
        }
        format!("{{{}}}", members.join(","))
    };
    let room = size - with_sign("{}").len() - 1;
    let items = (0..).take_while(|items| size > 1024 && body(0, *items).len() <= room).last().unwrap_or(0);
    let padding = room + "{}".len() - body(0, items).len();
    body(padding, items)
}

fn with_sign(signed: &str) -> String {
    pay2328_test_support::webhooks::with_sign(API_KEY, signed)
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// Time of each, and its ratio to the first.
fn measure(candidates: &mut [Candidate]) -> Vec<(f64, f64)> {
    let repeat = |candidate: &Candidate, times: u32| {
        let start = Instant::now();
        (0..times).for_each(|_| candidate());
        start.elapsed().as_secs_f64() / f64::from(times)
    };
    let times: Vec<u32> = candidates
        .iter()
        .map(|candidate| {
            let once = (0..20).map(|_| repeat(candidate, 5)).fold(f64::INFINITY, f64::min);
            (TURN.as_secs_f64() / once) as u32 + 1
        })
        .collect();
    let mut turns = vec![Vec::new(); candidates.len()];
    for _ in 0..TURNS {
        for ((candidate, &times), turns) in candidates.iter().zip(&times).zip(&mut turns) {
            turns.push(repeat(candidate, times));
        }
    }
    let least_disturbed = |mut turns: Vec<f64>| {
        turns.sort_by(f64::total_cmp);
        turns[turns.len() / 10]
    };
    let seconds: Vec<f64> = turns.into_iter().map(least_disturbed).collect();
    seconds.iter().map(|each| (*each, each / seconds[0])).collect()
}

fn time(seconds: f64) -> String {
    format!("{:.2} µs", seconds * 1e6)
}

fn bytes(size: usize) -> String {
    if size < 1024 { format!("{size} B") } else { format!("{} KiB", size / 1024) }
}
