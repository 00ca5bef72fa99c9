//! Open enums: each value is known, described, and where it is a status, classed; and the tables of
//! coins and networks that stand beside them.

use std::collections::BTreeSet;

use super::node::{Node, spelled};
use super::places::{Places, Role};
use super::{Findings, Rule};

pub(super) const OPEN_ENUM: Rule = Rule {
    id: "open-enum",
    why: "the generator makes an enum of it whose variants, documentation and phases come from these two keys",
    instead: "x-extensible-enum with every value, and x-pay2328-values with description, source and, for a status, phase (open, success or failed) for each of them",
};

pub(super) const ASSETS: Rule = Rule {
    id: "assets",
    why: "the tables of coins and networks become constants made of the values of the enums",
    instead: "a map from values of one enum to values of the other; see spec/README.md",
};

pub(super) fn lint(places: &Places<'_>, findings: &mut Findings) {
    let components =
        || places.schemas.iter().filter(|place| place.role == Role::Component).map(|place| &place.node);
    for node in components() {
        let is_text = node.text("type") == Some("string") && !node.has("format");
        if is_text || node.has("x-extensible-enum") {
            values(node, findings);
        }
    }
    let known = |component: &str| -> BTreeSet<&str> {
        components()
            .find(|node| node.pointer() == format!("#/components/schemas/{component}"))
            .map(|node| node.texts("x-extensible-enum").into_iter().collect())
            .unwrap_or_default()
    };
    for node in components() {
        let rows = node.members_of("x-pay2328-assets");
        for (name, source) in node.members_of("x-pay2328-asset-sources") {
            if !rows.iter().any(|(row, _)| *row == name) {
                findings.add(&ASSETS, &source, format!("{name} is no row of x-pay2328-assets"));
            }
        }
        for (key, from, to) in [
            ("x-pay2328-assets", "Currency", "Network"),
            ("x-pay2328-invoice-assets", "InvoiceCoin", "InvoiceNetwork"),
            ("x-pay2328-same-network", "InvoiceNetwork", "Network"),
            ("x-pay2328-same-currency", "InvoiceCoin", "Currency"),
            ("x-pay2328-renamed", "Currency", "Currency"),
        ] {
            for (name, targets) in node.members_of(key) {
                let mut used = vec![(from, name.as_str())];
                match targets.value().as_str() {
                    Some(target) => used.push((to, target)),
                    None => used.extend(
                        targets
                            .items()
                            .iter()
                            .filter_map(|item| item.value().as_str())
                            .map(|item| (to, item)),
                    ),
                }
                if used.len() == 1 {
                    findings.add(&ASSETS, &targets, format!("{name}: {}", spelled(targets.value())));
                }
                for (component, value) in used {
                    if !known(component).contains(value) {
                        findings.add(&ASSETS, &targets, format!("{value} is no value of {component}"));
                    }
                }
            }
        }
    }
}

fn values(node: &Node<'_>, findings: &mut Findings) {
    let known = node.texts("x-extensible-enum");
    if known.is_empty() {
        findings.add(&OPEN_ENUM, node, "a text component without x-extensible-enum");
    }
    let distinct: BTreeSet<_> = known.iter().collect();
    if distinct.len() != known.len() {
        findings.add(&OPEN_ENUM, node, "a value appears twice in x-extensible-enum");
    }
    let described = node.members_of("x-pay2328-values");
    for value in &known {
        if !described.iter().any(|(name, _)| name == value) {
            findings.add(&OPEN_ENUM, node, format!("x-pay2328-values says nothing of {value}"));
        }
    }
    for (name, about) in described {
        if !known.contains(&name.as_str()) {
            findings.add(&OPEN_ENUM, &about, format!("{name} is not in x-extensible-enum"));
        }
        if about.text("description").is_none() {
            findings.add(&OPEN_ENUM, &about, format!("{name} has no description"));
        }
        for (key, member) in about.members() {
            let right = match key.as_str() {
                "description" | "source" => member.value().is_string(),
                "phase" => matches!(member.value().as_str(), Some("open" | "success" | "failed")),
                _ => false,
            };
            if !right {
                findings.add(&OPEN_ENUM, &about, format!("{key}: {}", spelled(member.value())));
            }
        }
    }
}
