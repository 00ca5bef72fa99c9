//! `$ref` stands alone, and leads somewhere.

use super::node::Node;
use super::{Findings, Rule};

pub(super) const REF_SIBLINGS: Rule = Rule {
    id: "ref-siblings",
    why: "OpenAPI 3.0 ignores everything beside a $ref, so a description or a nullable there is lost",
    instead: "allOf: [{$ref: …}], with the other fields beside allOf",
};

pub(super) const DANGLING_REF: Rule = Rule {
    id: "dangling-ref",
    why: "the reference leads nowhere, so a type or a response is missing from the generated code",
    instead: "the name of a component of this document: #/components/schemas/… or #/components/responses/…",
};

pub(super) fn lint(root: &Node<'_>, findings: &mut Findings) {
    walk(root, root, findings);
}

fn walk(root: &Node<'_>, node: &Node<'_>, findings: &mut Findings) {
    let members = node.members();
    if let Some(target) = node.text("$ref")
        && !leads_somewhere(root, target)
    {
        findings.add(&DANGLING_REF, node, format!("$ref: {target}"));
    }
    if node.text("$ref").is_some() && members.len() > 1 {
        let others: Vec<_> =
            members.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "$ref").collect();
        findings.add(&REF_SIBLINGS, node, format!("beside $ref: {}", others.join(", ")));
    }
    for (name, member) in members {
        // Examples hold data: whatever looks like a keyword in them is none.
        if !matches!(name.as_str(), "example" | "examples") {
            walk(root, &member, findings);
        }
    }
    for item in node.items() {
        walk(root, &item, findings);
    }
}

fn leads_somewhere(root: &Node<'_>, target: &str) -> bool {
    let Some(path) = target.strip_prefix("#/") else { return false };
    let start = Some(root.clone());
    path.split('/').fold(start, |node, name| node?.get(&name.replace("~1", "/").replace("~0", "~"))).is_some()
}
