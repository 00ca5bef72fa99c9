//! Names that are different in the document and the same in Rust.

use std::collections::BTreeMap;

use super::node::Node;
use super::places::{Places, Role};
use super::{Findings, Rule};

pub(super) const SAME_NAME: Rule = Rule {
    id: "same-name",
    why: "both become the same name in Rust, and one of them is lost or renamed",
    instead: "names that differ in more than case and punctuation",
};

pub(super) fn lint(places: &Places<'_>, findings: &mut Findings) {
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

fn distinct<'n, 'a: 'n>(names: impl Iterator<Item = (&'n str, &'n Node<'a>)>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for (name, node) in names {
        let folded: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if let Some(earlier) = seen.insert(folded, name) {
            findings.add(&SAME_NAME, node, format!("{earlier} and {name}"));
        }
    }
}
