//! `cargo xtask lint`: what the document must not say, because progenitor would generate something
//! wrong from it, often without a word, and what it must say, because the generator or its readers need it.
//!
//! The rules look at the YAML itself. `openapiv3` has already lost some of what they look for when it
//! hands over a document, such as what stood beside a `$ref`.

mod enums;
mod names;
mod node;
mod operations;
mod places;
mod references;
mod schemas;
mod text;
mod vendor;

#[cfg(test)]
mod tests;

use std::fmt;

use node::Node;
use yaml_serde::Value;

/// One thing the document says, or leaves out, against a rule.
#[derive(Debug)]
pub(crate) struct Finding {
    /// A JSON pointer into the document, `#` for the whole of it.
    pub(crate) location: String,
    pub(crate) rule: &'static Rule,
    /// What was found there.
    pub(crate) found: String,
}

/// Why something must not be in the document, and what to write instead.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    why: &'static str,
    instead: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { id, why, instead } = self.rule;
        writeln!(f, "{id} at {}", self.location)?;
        writeln!(f, "  found:   {}", self.found)?;
        writeln!(f, "  why:     {why}")?;
        writeln!(f, "  instead: {instead}")
    }
}

/// What the rules have found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: &'static Rule, at: &Node<'_>, found: impl Into<String>) {
        self.0.push(Finding { location: at.pointer().to_owned(), rule, found: found.into() });
    }
}

const YAML: Rule = Rule {
    id: "yaml",
    why: "nothing can be read from it",
    instead: "correct the YAML; a key that appears twice is an error too",
};

const VERSION: Rule = Rule {
    id: "openapi-version",
    why: "progenitor reads OpenAPI 3.0; 3.1 has other words for null, examples and bounds",
    instead: "openapi: 3.0.3",
};

/// Every way in which the document's text breaks a rule. None is what we want.
pub(crate) fn lint(yaml: &str) -> Vec<Finding> {
    let mut findings = Findings::default();
    let document = match yaml_serde::from_str::<Value>(yaml) {
        Ok(document) => document,
        Err(error) => {
            let found = error.to_string();
            return vec![Finding { location: "#".to_owned(), rule: &YAML, found }];
        }
    };
    let root = Node::root(&document);
    match root.text("openapi") {
        Some(version) if version.starts_with("3.0.") => {}
        version => findings.add(&VERSION, &root, format!("openapi: {}", version.unwrap_or("(not there)"))),
    }
    let places = places::find(&root);
    references::lint(&root, &mut findings);
    schemas::lint(&places, &mut findings);
    enums::lint(&places, &mut findings);
    names::lint(&places, &mut findings);
    operations::lint(&root, &places, &mut findings);
    vendor::lint(&root, &places, &mut findings);
    text::lint(&root, &mut findings);
    findings.0
}
