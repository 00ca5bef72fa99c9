//! `$ref` stands alone.

use super::node::Node;
use super::{Findings, Rule};

pub(super) const REF_SIBLINGS: Rule = Rule {
    id: "ref-siblings",
    why: "OpenAPI 3.0 ignores whatever stands beside a $ref, so a description or a nullable there is lost",
    instead: "allOf: [{$ref: …}], with the other members beside allOf",
};

pub(super) fn lint(node: &Node<'_>, findings: &mut Findings) {
    let members = node.members();
    if node.text("$ref").is_some() && members.len() > 1 {
        let others: Vec<_> =
            members.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "$ref").collect();
        findings.add(&REF_SIBLINGS, node, format!("beside $ref: {}", others.join(", ")));
    }
    for (name, member) in members {
        // Examples hold data: whatever looks like a keyword in them is none.
        if !matches!(name.as_str(), "example" | "examples") {
            lint(&member, findings);
        }
    }
    for item in node.items() {
        lint(&item, findings);
    }
}
