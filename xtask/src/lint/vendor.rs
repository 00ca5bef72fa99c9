//! The x- keys: known, in the right place, and with a value the generator understands.

use std::collections::BTreeMap;

use super::node::{Node, spelled};
use super::places::{Places, Role};
use super::{Findings, Rule};

pub(super) const UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    why: "a misspelt key does nothing, and nobody would notice that a check is gone",
    instead: "one of the keys of spec/README.md; a new one is taught to xtask/src/lint/vendor.rs and described there",
};

pub(super) const MISPLACED_KEY: Rule = Rule {
    id: "misplaced-key",
    why: "the generator looks for the key elsewhere, so here it does nothing",
    instead: "the place that spec/README.md names for it; checks go on the members of request components",
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
    RequestMember,
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
            Role::Property if is_request => Holder::RequestMember,
            _ => continue,
        };
        holders.insert(place.node.pointer().to_owned(), holder);
    }
    walk(root, &holders, findings);
    for place in &places.schemas {
        for name in place.node.texts("x-pay2328-at-least-one-of") {
            let is_optional = place.node.get("properties").is_some_and(|all| all.has(name))
                && !place.node.texts("required").contains(&name);
            if !is_optional {
                findings.add(
                    &KEY_VALUE,
                    &place.node,
                    format!("x-pay2328-at-least-one-of: {name} is no optional member"),
                );
            }
        }
        for (_, property) in place.node.members_of("properties") {
            for (other, _) in property.members_of("x-pay2328-only-for") {
                if !place.node.get("properties").is_some_and(|all| all.has(&other)) {
                    findings.add(&KEY_VALUE, &property, format!("x-pay2328-only-for: {other} is no member"));
                }
            }
        }
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
    let kind = holder.text("type");
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
        "x-pay2328-repeat" => {
            (Holder::Operation, is_one_of(member, &["read", "keyed", "idempotent", "never"]))
        }
        "x-pay2328-repeat-by" => (Holder::Operation, is_texts(member)),
        // Its members are the business of the rules on operations.
        "x-pay2328-paging" => (Holder::Operation, member.value().is_mapping()),
        "x-pay2328-at-least-one-of" => {
            (Holder::RequestComponent, is_texts(member) && member.items().len() > 1)
        }
        "x-pay2328-max-chars" => {
            (Holder::RequestMember, kind == Some("string") && member.value().as_i64().is_some_and(|n| n > 0))
        }
        "x-pay2328-range" => (Holder::RequestMember, is_numeric(holder) && is_range(member)),
        "x-pay2328-min-exclusive" => (Holder::RequestMember, is_numeric(holder) && is_bound(member)),
        "x-pay2328-url" => {
            (Holder::RequestMember, kind == Some("string") && is_one_of(member, &["public-http", "http"]))
        }
        "x-pay2328-not" => (Holder::RequestMember, is_texts(member)),
        "x-pay2328-only-for" => {
            let members = member.members();
            (Holder::RequestMember, members.len() == 1 && members.iter().all(|(_, values)| is_texts(values)))
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

fn is_numeric(holder: &Node<'_>) -> bool {
    matches!((holder.text("type"), holder.text("format")), (Some("integer"), _) | (_, Some("decimal")))
}

/// A whole number, or a decimal as text: YAML would read it as binary floating point.
fn is_bound(member: &Node<'_>) -> bool {
    match member.value().as_str() {
        None => member.value().is_i64(),
        Some(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
            [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

fn is_range(member: &Node<'_>) -> bool {
    let bounds = member.items();
    bounds.len() == 2
        && bounds.iter().all(is_bound)
        && match (bounds[0].value().as_i64(), bounds[1].value().as_i64()) {
            (Some(low), Some(high)) => low <= high,
            _ => true,
        }
}
