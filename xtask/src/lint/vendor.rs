//! The x- keys: known, in the right place, and with a value the generator understands.

use std::collections::BTreeMap;

use super::node::{Node, spelled};
use super::places::{Places, Role};
use super::{Findings, Rule};
use crate::number::Number;

pub(super) const UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    why: "a misspelt key does nothing, and nobody would notice that a check is gone",
    instead: "one of the keys of spec/README.md; a new one is taught to xtask/src/lint/vendor.rs and described there",
};

pub(super) const MISPLACED_KEY: Rule = Rule {
    id: "misplaced-key",
    why: "the generator looks for the key elsewhere, so here it does nothing",
    instead: "the place that spec/README.md names for it; checks go on the fields of request components",
};

pub(super) const KEY_VALUE: Rule = Rule {
    id: "key-value",
    why: "the generator cannot read it",
    instead: "a value as spec/README.md gives it for this key",
};

pub(super) const SOURCE: Rule = Rule {
    id: "source",
    why: "readers must be able to tell what is documented from what is hearsay",
    instead: "marks among D, S0, S1, T, L and I, separated by a comma and a space",
};

/// Where a key may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Operation,
    RequestComponent,
    RequestField,
    OpenEnum,
}

pub(super) fn lint(root: &Node<'_>, places: &Places<'_>, findings: &mut Findings) {
    let mut holders = BTreeMap::new();
    for operation in &places.operations {
        holders.insert(operation.node.pointer().to_owned(), Holder::Operation);
    }
    for place in &places.schemas {
        let is_request = place.component.as_ref().is_some_and(|name| places.requests.contains(name));
        let holder = match place.role {
            Role::Component if place.node.has("x-extensible-enum") => Holder::OpenEnum,
            Role::Component if is_request => Holder::RequestComponent,
            Role::Property if is_request => Holder::RequestField,
            _ => continue,
        };
        holders.insert(place.node.pointer().to_owned(), holder);
    }
    walk(root, &holders, findings);
    for place in &places.schemas {
        choice(&place.node, findings);
        for (_, property) in place.node.members_of("properties") {
            only_for(&place.node, &property, places, findings);
            let refused = property.texts("x-pay2328-not");
            unknown_values("x-pay2328-not", &refused, &property, &property, places, findings);
        }
    }
}

/// At least one of several: each is optional, and an empty text is not taken for one that is given.
fn choice(component: &Node<'_>, findings: &mut Findings) {
    for name in component.texts("x-pay2328-at-least-one-of") {
        let member = component.get("properties").and_then(|all| all.get(name));
        let is_optional = member.is_some() && !component.texts("required").contains(&name);
        if !is_optional {
            let found = format!("x-pay2328-at-least-one-of: {name} is not an optional field");
            findings.add(&KEY_VALUE, component, found);
        } else if member.is_some_and(|member| is_plain_text(&member) && !member.has("x-pay2328-not-empty")) {
            let found = format!("x-pay2328-at-least-one-of: {name} has no x-pay2328-not-empty");
            findings.add(&KEY_VALUE, component, found);
        }
    }
}

fn only_for(component: &Node<'_>, member: &Node<'_>, places: &Places<'_>, findings: &mut Findings) {
    const KEY: &str = "x-pay2328-only-for";
    for (other, values) in member.members_of(KEY) {
        match component.get("properties").and_then(|all| all.get(&other)) {
            None => findings.add(&KEY_VALUE, member, format!("{KEY}: {other} is not a field")),
            Some(other_member) => {
                let values: Vec<_> = values.items().iter().filter_map(|item| item.value().as_str()).collect();
                unknown_values(KEY, &values, &other_member, member, places, findings);
            }
        }
    }
}

/// Values that a member is compared with and never has: such a check does nothing, or refuses everything.
fn unknown_values(
    key: &str,
    values: &[&str],
    compared: &Node<'_>,
    at: &Node<'_>,
    places: &Places<'_>,
    findings: &mut Findings,
) {
    if values.is_empty() || is_plain_text(compared) {
        return;
    }
    let component = compared.refers_to().and_then(|name| Some((name, places.component(name)?)));
    match component.map(|(name, node)| (name, node.texts("x-extensible-enum"))) {
        Some((name, known)) if !known.is_empty() => {
            for value in values.iter().filter(|value| !known.contains(value)) {
                findings.add(&KEY_VALUE, at, format!("{key}: {value} is no value of {name}"));
            }
        }
        _ => findings.add(
            &KEY_VALUE,
            at,
            format!("{key}: compares with what is neither text nor an open enum"),
        ),
    }
}

fn walk(node: &Node<'_>, holders: &BTreeMap<String, Holder>, findings: &mut Findings) {
    for (name, member) in node.members() {
        if name.starts_with("x-") {
            key(&name, &member, node, holders, findings);
        } else if !matches!(name.as_str(), "example" | "examples") {
            walk(&member, holders, findings);
        }
    }
    for item in node.items() {
        walk(&item, holders, findings);
    }
}

fn key(
    name: &str,
    member: &Node<'_>,
    holder: &Node<'_>,
    holders: &BTreeMap<String, Holder>,
    findings: &mut Findings,
) {
    let (place, is_right) = match name {
        "x-source" => {
            if !member.value().as_str().is_some_and(is_source) {
                findings.add(&SOURCE, holder, format!("x-source: {}", spelled(member.value())));
            }
            return;
        }
        // Where it may stand and what it says is the business of the rules on enums.
        "x-extensible-enum" => return,
        "x-pay2328-key" => (Holder::Operation, is_one_of(member, &["api", "payout", "invoice", "none"])),
        "x-pay2328-retry" => {
            (Holder::Operation, is_one_of(member, &["read", "keyed", "idempotent", "never"]))
        }
        "x-pay2328-idempotency-fields" => (Holder::Operation, is_texts(member)),
        // Its members are the business of the rules on operations.
        "x-pay2328-paging" => (Holder::Operation, member.value().is_mapping()),
        "x-pay2328-at-least-one-of" => {
            (Holder::RequestComponent, is_texts(member) && member.items().len() > 1)
        }
        "x-pay2328-max-chars" => {
            (Holder::RequestField, is_plain_text(holder) && member.value().as_i64().is_some_and(|n| n > 0))
        }
        "x-pay2328-not-empty" => {
            (Holder::RequestField, is_plain_text(holder) && member.value().as_bool() == Some(true))
        }
        "x-pay2328-range" => (Holder::RequestField, is_numeric(holder) && is_range(member)),
        "x-pay2328-min-exclusive" => (Holder::RequestField, is_numeric(holder) && is_bound(member)),
        "x-pay2328-url" => {
            (Holder::RequestField, is_plain_text(holder) && is_one_of(member, &["public-http"]))
        }
        "x-pay2328-not" => (Holder::RequestField, is_texts(member)),
        "x-pay2328-only-for" => {
            let members = member.members();
            (Holder::RequestField, members.len() == 1 && members.iter().all(|(_, values)| is_texts(values)))
        }
        "x-pay2328-asset-sources" => {
            let marks = member.members();
            (Holder::OpenEnum, marks.iter().all(|(_, mark)| mark.value().as_str().is_some_and(is_source)))
        }
        "x-pay2328-values"
        | "x-pay2328-assets"
        | "x-pay2328-invoice-assets"
        | "x-pay2328-same-network"
        | "x-pay2328-same-currency"
        | "x-pay2328-renamed" => (Holder::OpenEnum, member.value().is_mapping()),
        _ => {
            findings.add(&UNKNOWN_KEY, holder, name);
            return;
        }
    };
    if holders.get(holder.pointer()) != Some(&place) {
        findings.add(&MISPLACED_KEY, holder, name);
    } else if !is_right {
        findings.add(&KEY_VALUE, holder, format!("{name}: {}", spelled(member.value())));
    }
}

fn is_source(text: &str) -> bool {
    text.split(", ").all(|mark| matches!(mark, "D" | "S0" | "S1" | "T" | "L" | "I"))
}

fn is_one_of(member: &Node<'_>, allowed: &[&str]) -> bool {
    member.value().as_str().is_some_and(|text| allowed.contains(&text))
}

fn is_texts(member: &Node<'_>) -> bool {
    let items = member.items();
    !items.is_empty() && items.iter().all(|item| item.value().is_string())
}

fn is_plain_text(holder: &Node<'_>) -> bool {
    holder.text("type") == Some("string") && !holder.has("format")
}

fn is_numeric(holder: &Node<'_>) -> bool {
    matches!((holder.text("type"), holder.text("format")), (Some("integer"), _) | (_, Some("decimal")))
}

/// A whole number, or a decimal as text: YAML would read it as binary floating point.
fn bound(member: &Node<'_>) -> Option<Number> {
    match member.value().as_str() {
        None => Number::parse(&member.value().as_i64()?.to_string()),
        Some(text) => Number::parse(text),
    }
}

fn is_bound(member: &Node<'_>) -> bool {
    bound(member).is_some()
}

fn is_range(member: &Node<'_>) -> bool {
    let bounds: Vec<_> = member.items().iter().map(bound).collect();
    matches!(bounds.as_slice(), [Some(low), Some(high)] if low <= high)
}
