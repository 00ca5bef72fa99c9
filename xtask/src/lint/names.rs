//! Names that Rust cannot have, or that are different in the document and the same in Rust.

use std::collections::BTreeMap;

use super::node::Node;
use super::places::{Places, Role};
use super::{Findings, Rule};
use crate::rust_name;

pub(super) const SAME_NAME: Rule = Rule {
    id: "same-name",
    why: "both become the same name in Rust, and one of them is lost or renamed",
    instead: "names that differ in more than case and punctuation",
};

pub(super) const RUST_NAME: Rule = Rule {
    id: "rust-name",
    why: "the generator makes a name of it in Rust, and this one cannot be had there",
    instead: "components in UpperCamelCase and operations in snake_case, neither of them a keyword or taken; fields and values with a letter or digit in them; not the values `unknown` and `self`",
};

pub(super) fn lint(places: &Places<'_>, findings: &mut Findings) {
    fit(places, findings);
    let components = places.schemas.iter().filter(|place| place.role == Role::Component);
    distinct(
        components.clone().filter_map(|place| Some((place.component.as_deref()?, &place.node))),
        findings,
    );
    distinct(
        places
            .operations
            .iter()
            .filter_map(|operation| Some((operation.node.text("operationId")?, &operation.node))),
        findings,
    );
    for place in components {
        let properties = place.node.members_of("properties");
        distinct(properties.iter().map(|(name, node)| (name.as_str(), node)), findings);
        let values = place.node.texts("x-extensible-enum");
        distinct(values.into_iter().map(|value| (value, &place.node)), findings);
    }
}

fn fit(places: &Places<'_>, findings: &mut Findings) {
    let mut check = |name: anyhow::Result<syn::Ident>, node: &Node<'_>| {
        if let Err(error) = name {
            findings.add(&RUST_NAME, node, error.to_string());
        }
    };
    for operation in &places.operations {
        if let Some(id) = operation.node.text("operationId") {
            check(rust_name::operation(id), &operation.node);
        }
    }
    for place in places.schemas.iter().filter(|place| place.role == Role::Component) {
        check(rust_name::component(place.component.as_deref().unwrap_or_default()), &place.node);
        for (name, property) in place.node.members_of("properties") {
            check(rust_name::field(&name), &property);
        }
        for value in place.node.texts("x-extensible-enum") {
            check(rust_name::variant(value), &place.node);
        }
    }
}

fn distinct<'n, 'a: 'n>(names: impl Iterator<Item = (&'n str, &'n Node<'a>)>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for (name, node) in names {
        let mut folded: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        // What starts with a digit gets a letter in front.
        if folded.starts_with(|first: char| first.is_ascii_digit()) {
            folded.insert(0, 'x');
        }
        if let Some(earlier) = seen.insert(folded, name) {
            findings.add(&SAME_NAME, node, format!("{earlier} and {name}"));
        }
    }
}
