//! Why no key makes the signature of a body that is otherwise in order.
//!
//! Everything here explains a refusal that stands already; nothing here accepts.

use super::error::{Place, Problem};
use super::json;
use super::keyring::{KeyPurpose, Keyring};
use super::shape::{Shape, Shaper};
use super::spelling::{Member, Tokens, Written};
use crate::signature::Signature;

/// Members of a payment webhook in the service's order, and whether each can be null.
const PAYMENT: &[(&str, bool)] = &[
    ("uuid", false),
    ("order_id", false),
    ("amount", false),
    ("currency", false),
    ("url", false),
    ("expires_at", false),
    ("created_at", false),
    ("payer_currency", true),
    ("payer_amount", true),
    ("network", true),
    ("address", true),
    ("payment_status", false),
    ("txid", true),
    ("payment_amount", true),
    ("merchant_amount", true),
    ("amount_usd", false),
    ("exchange_rate", true),
];

/// Members of a static-wallet deposit webhook.
const STATIC_DEPOSIT: &[(&str, bool)] = &[
    ("uuid", false),
    ("order_id", false),
    ("amount", false),
    ("currency", false),
    ("amount_usd", false),
    ("exchange_rate", false),
    ("payer_currency", false),
    ("payer_amount", false),
    ("network", false),
    ("address", false),
    ("payment_status", false),
    ("txid", false),
    ("payment_amount", false),
    ("merchant_amount", false),
    ("created_at", false),
];

/// Members of a payout webhook.
const PAYOUT: &[(&str, bool)] = &[
    ("uuid", false),
    ("order_id", true),
    ("status", false),
    ("currency", false),
    ("network", false),
    ("amount", false),
    ("merchant_amount", false),
    ("network_amount", false),
    ("amount_usd", false),
    ("to_address", false),
    ("memo", true),
    ("txid", true),
    ("block_number", true),
    ("error_type", true),
    ("created_at", false),
    ("updated_at", false),
    ("from_currency", true),
    ("debited_amount", true),
    ("debited_currency", true),
];

/// Looking for the order a body was signed in takes up to some dozens of signatures, and
/// anybody can post a body that makes us look. Real webhooks are far below this.
const LONGEST_TO_REORDER: usize = 4 * 1024;

/// Fewer members than this are in alphabetical order by chance.
const ORDER_IS_NO_CHANCE: usize = 5;

/// Explains why no key makes this signature for this body.
pub(super) fn diagnose(tokens: &Tokens<'_>, claimed: &Signature, keyring: &Keyring) -> Problem {
    let members = tokens.members();
    let mut shaper = Shaper::default();
    members.iter().for_each(|member| shaper.member(&member.name, tokens.is_null(member)));
    let shape = shaper.merchant();
    let needed = shape.signed_with().unwrap_or(KeyPurpose::Api);
    let has_any = keyring.has(KeyPurpose::Api) || keyring.has(KeyPurpose::Payout);
    if !keyring.has(needed) && (shape != Shape::Unknown || !has_any) {
        return Problem::MissingKey { needed };
    }
    let documented = match shape {
        Shape::Payment => PAYMENT,
        Shape::StaticDeposit => STATIC_DEPOSIT,
        Shape::Payout => PAYOUT,
        Shape::Unknown => &[],
    };
    if tokens.length() <= LONGEST_TO_REORDER
        && verifies_reordered(tokens, &members, documented, claimed, keyring)
    {
        return Problem::Reserialized;
    }
    let sorted = members.len() >= ORDER_IS_NO_CHANCE && members.is_sorted_by(|a, b| a.name < b.name);
    Problem::SignatureMismatch { place: Place::Member, sorted }
}

/// Whether the body verifies with its members in the documented order, with or without the
/// nulls that some encoders drop.
fn verifies_reordered(
    tokens: &Tokens<'_>,
    members: &[Member<'_>],
    documented: &[(&'static str, bool)],
    claimed: &Signature,
    keyring: &Keyring,
) -> bool {
    let received = |name: &str| members.iter().find(|member| member.name == name);
    let others = || members.iter().filter(|member| documented.iter().all(|(name, _)| member.name != *name));
    let mut bytes = Vec::new();
    for restore_nulls in [false, true] {
        let known = documented.iter().filter_map(|&(name, nullable)| match received(name) {
            Some(member) => Some(Written::Received(member.tokens)),
            None if restore_nulls && nullable => Some(Written::Null(name)),
            None => None,
        });
        let reordered: Vec<_> =
            known.chain(others().map(|member| Written::Received(member.tokens))).collect();
        for spelling in tokens.spellings() {
            tokens.write_members(reordered.iter().copied(), spelling, &mut bytes);
            if keyring.find(&[&bytes], claimed).is_some() {
                return true;
            }
        }
    }
    false
}

/// Explains why no webhook secret makes the signature in the header for this raw body.
///
/// The header signs bytes, so nothing but those bytes is accepted; the body is read here only
/// to see what it might have been.
pub(super) fn diagnose_invoice(body: &[u8], keyring: &Keyring) -> Problem {
    if !keyring.has(KeyPurpose::Invoice) {
        return Problem::MissingKey { needed: KeyPurpose::Invoice };
    }
    match super::authenticate::utf8(body).and_then(|text| json::scan(text, &mut |_| Ok(()))) {
        Ok(()) => Problem::SignatureMismatch { place: Place::Header, sorted: false },
        Err(error) => error.into_problem(),
    }
}
