//! Descriptions become rustdoc: what Markdown would take for code, HTML or links must be meant as such.

use super::node::Node;
use super::{Findings, Rule};

pub(super) const CODE: Rule = Rule {
    id: "code-in-text",
    why: "rustdoc compiles it as a Rust test, which fails",
    instead: "no line that starts with four spaces or a tab; code between fences that name another language, as in ```json",
};

pub(super) const MARKUP: Rule = Rule {
    id: "markup-in-text",
    why: "rustdoc takes it for HTML or for a link, drops it from the page and warns",
    instead: "between backticks what is meant literally, and [text](address) for a link",
};

pub(super) fn lint(node: &Node<'_>, findings: &mut Findings) {
    for (name, member) in node.members() {
        match (name.as_str(), member.value().as_str()) {
            ("description" | "summary", Some(text)) => {
                if let Some(found) = code(text) {
                    findings.add(&CODE, &member, found);
                }
                if let Some(found) = markup(text) {
                    findings.add(&MARKUP, &member, found);
                }
            }
            ("example" | "examples", _) => {}
            _ => lint(&member, findings),
        }
    }
    for item in node.items() {
        lint(&item, findings);
    }
}

fn code(text: &str) -> Option<String> {
    let mut fenced = false;
    for line in text.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            if !fenced && matches!(language.trim(), "" | "rust") {
                return Some("a fence without a language".to_owned());
            }
            fenced = !fenced;
        } else if !fenced && !line.trim().is_empty() && is_indented(line) {
            return Some(line.to_owned());
        }
    }
    None
}

fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
}

fn markup(text: &str) -> Option<String> {
    let prose = without_code(text);
    for (index, c) in prose.char_indices() {
        let rest = &prose[index..];
        let found = match c {
            '<' => {
                rest[1..].starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!'))
            }
            '[' => match rest.find(']') {
                Some(end) => !rest[end + 1..].starts_with('('),
                None => false,
            },
            'h' => {
                (rest.starts_with("http://") || rest.starts_with("https://"))
                    && !prose[..index].ends_with("](")
            }
            _ => false,
        };
        if found {
            return Some(rest.chars().take(40).collect());
        }
    }
    None
}

/// The text without what stands between backticks or fences.
fn without_code(text: &str) -> String {
    let mut prose = String::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            prose.extend(line.split('`').step_by(2));
            prose.push('\n');
        }
    }
    prose
}
