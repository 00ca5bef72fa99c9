//! PHP's own `json_encode` as the judge: what it signs and spells is accepted in every combination
//! of its options, and refused as soon as anything in it is changed.
//!
//! The vectors are in `tests/data/php`, beside the script that writes them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt;
use std::sync::LazyLock;

use pay2328::webhook::{Event, KeyPurpose};
use pay2328_test_support::webhooks::{API_KEY, PAYOUT_KEY, SECRET, verifier};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Vectors {
    keys: Keys,
    vectors: Vec<Vector>,
    invoices: Vec<Invoice>,
}

#[derive(Deserialize)]
struct Keys {
    api: String,
    payout: String,
    invoice: String,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    key: String,
    signed: Vec<Signed>,
    wire: Vec<Wire>,
}

/// What PHP wrote without `sign`, and what `sign` is then.
#[derive(Deserialize)]
struct Signed {
    text: String,
    sign: String,
}

/// What PHP wrote with a placeholder for `sign`.
#[derive(Deserialize)]
struct Wire {
    options: Vec<String>,
    place: String,
    text: String,
    /// The signature if the signer used these very options.
    verbatim: String,
}

#[derive(Deserialize)]
struct Invoice {
    text: String,
    header: String,
}

static VECTORS: LazyLock<Vectors> = LazyLock::new(|| {
    let vectors: Vectors =
        serde_json::from_str(include_str!("../../../tests/data/php/webhooks.json")).unwrap();
    let keys = &vectors.keys;
    assert_eq!([&*keys.api, &keys.payout, &keys.invoice], [API_KEY, PAYOUT_KEY, SECRET]);
    vectors
});

impl Wire {
    fn body(&self, sign: &str) -> String {
        assert_eq!(self.text.matches("@sign@").count(), 1);
        self.text.replace("@sign@", sign)
    }
}

#[test]
fn every_spelling_of_every_signer_is_accepted_and_read_from_the_signed_bytes() {
    let verifier = verifier();
    let mut accepted = 0;
    for Vector { name, key, signed, wire } in &VECTORS.vectors {
        for wire in wire {
            for signed in signed {
                let case = || format!("{name}: {} {:?}, signed {}", wire.place, wire.options, signed.text);
                let verified = verifier.verify(wire.body(&signed.sign).as_bytes());
                let verified = verified.unwrap_or_else(|error| panic!("{error}: {}", case()));
                assert_eq!(verified.body(), signed.text, "{}", case());
                let (purpose, known) = match (&**name, verified.event()) {
                    ("payment" | "cancelled", Event::Payment(_)) => (KeyPurpose::Api, true),
                    ("deposit", Event::StaticDeposit(_)) => (KeyPurpose::Api, true),
                    ("payout", Event::Payout(_)) => (KeyPurpose::Payout, true),
                    (_, event) => (KeyPurpose::Api, event != &Event::Unknown),
                };
                assert_eq!(known, matches!(&**name, "payment" | "cancelled" | "deposit" | "payout"));
                assert_eq!(verified.key().purpose(), purpose, "{key}");
                accepted += 1;
            }
        }
    }
    assert!(accepted >= 816, "the vectors have shrunk to {accepted}");
}

#[test]
fn what_was_signed_byte_for_byte_is_accepted_in_any_layout() {
    for Vector { name, wire, .. } in &VECTORS.vectors {
        for wire in wire {
            let verified = verifier().authenticate(wire.body(&wire.verbatim).as_bytes()).map(drop);
            assert!(verified.is_ok(), "{name}: {} {:?}: {verified:?}", wire.place, wire.options);
        }
    }
    for Invoice { text, header } in &VECTORS.invoices {
        let verified = verifier().verify_invoice(text.as_bytes(), header).unwrap();
        assert_eq!(verified.body(), text);
        assert!(matches!(verified.event(), Event::Invoice(_)));
    }
}

/// One authentic body per wire text; the signers take turns.
fn bodies() -> impl Iterator<Item = (String, &'static str)> {
    VECTORS.vectors.iter().flat_map(|Vector { signed, wire, .. }| {
        wire.iter().zip(signed.iter().cycle()).map(|(wire, signed)| (wire.body(&signed.sign), &*signed.text))
    })
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 33) as usize % bound
    }
}

#[test]
fn one_flipped_bit_is_refused() {
    let verifier = verifier();
    let mut dice = Dice(2328);
    let (mut refused, mut same) = (0, 0);
    for (body, signed) in bodies() {
        for _ in 0..32 {
            let mut changed = body.clone().into_bytes();
            let at = dice.below(changed.len());
            changed[at] ^= 1 << dice.below(8);
            match verifier.authenticate(&changed) {
                Err(_) => refused += 1,
                // The case of a hex digit, in the signature or in `\u2028`, has no meaning.
                Ok(authenticated) => {
                    assert!(changed[at].eq_ignore_ascii_case(&body.as_bytes()[at]), "{body} at {at}");
                    assert!(changed[at].is_ascii_hexdigit(), "{body} at {at}");
                    assert_eq!(authenticated.bytes(), signed.as_bytes());
                    same += 1;
                }
            }
        }
    }
    assert!(refused > 50 * same, "{refused} refused, {same} accepted as the same");
}

#[test]
fn one_changed_digit_is_refused() {
    let verifier = verifier();
    let mut dice = Dice(2328);
    for (body, _) in bodies() {
        let digits: Vec<usize> = (0..body.len()).filter(|&at| body.as_bytes()[at].is_ascii_digit()).collect();
        for _ in 0..16 {
            let at = digits[dice.below(digits.len())];
            let mut changed = body.clone().into_bytes();
            changed[at] = b'0' + (changed[at] - b'0' + 1 + dice.below(9) as u8) % 10;
            assert!(verifier.authenticate(&changed).is_err(), "{body} at {at}");
        }
    }
}

/// The members of an object in their order, values as spelled.
#[derive(Clone)]
struct Members(Vec<Member>);

type Member = (String, Box<RawValue>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Members {
    fn write(&self) -> String {
        let member = |(name, value): &Member| format!("{}:{value}", serde_json::json!(name));
        format!("{{{}}}", self.0.iter().map(member).collect::<Vec<_>>().join(","))
    }
}

#[test]
fn one_changed_member_is_refused() {
    let verifier = verifier();
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    let mut refused = 0;
    for (number, (body, _)) in bodies().enumerate() {
        let members: Members = serde_json::from_str(&body).unwrap();
        assert!(verifier.authenticate(members.write().as_bytes()).is_ok(), "{body}");
        let mut refuse = |change: &dyn Fn(&mut Vec<Member>)| {
            let mut changed = members.clone();
            change(&mut changed.0);
            let changed = changed.write();
            assert!(verifier.authenticate(changed.as_bytes()).is_err(), "{body} as {changed}");
            refused += 1;
        };
        for (at, (name, value)) in members.0.iter().enumerate() {
            // Each change meets each member in some of the bodies.
            match (number + at) % 6 {
                0 => refuse(&|members| drop(members.remove(at))),
                1 => refuse(&|members| members.push(members[at].clone())),
                2 => refuse(&|members| members[at].0.push(' ')),
                3 => refuse(&|members| {
                    members[at].1 = raw(if value.get() == "null" { "\"\"" } else { "null" });
                }),
                4 => refuse(&|members| {
                    members[at].1 = raw(&serde_json::json!(value.get()).to_string());
                }),
                _ if members
                    .0
                    .get(at + 1)
                    .is_none_or(|(next, _)| [name, next].contains(&&"sign".to_owned())) => {}
                _ => refuse(&|members| members.swap(at, at + 1)),
            }
        }
        refuse(&|members| members.insert(0, ("added".to_owned(), raw("null"))));
        refuse(&|members| members.push((String::from("\u{2028}"), raw("[]"))));
    }
    assert!(refused > 2_000, "{refused}");
}

#[test]
fn an_invoice_is_refused_after_any_change() {
    let verifier = verifier();
    let mut dice = Dice(2328);
    for Invoice { text, header } in &VECTORS.invoices {
        for _ in 0..200 {
            let mut changed = text.clone().into_bytes();
            let at = dice.below(changed.len());
            changed[at] ^= 1 << dice.below(8);
            assert!(verifier.verify_invoice(&changed, header).is_err(), "{text} at {at}");
        }
        // The header signs bytes: even white space is a change.
        assert!(verifier.verify_invoice(format!("{text}\n").as_bytes(), header).is_err());
    }
}
