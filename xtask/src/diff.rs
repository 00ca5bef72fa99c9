//! `cargo xtask diff OLD NEW`: what changed between two versions of the document, for people who use
//! `pay2328-api`, and whether it breaks them.
//!
//! A change breaks if code that compiled no longer does, if a value that was decoded or sent no longer
//! is, or if something that money hangs on, such as what may be repeated, means something else.

mod compare;
mod face;
mod limits;
mod source;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;

use anyhow::Result;

/// One difference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// What it belongs to: the operations, one type, the webhooks.
    group: String,
    breaks: bool,
    /// What is different, in the words of the document.
    what: String,
    /// What that means for code.
    why: String,
}

/// Everything that changed, in the order of a reader's interest.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report(Vec<Change>);

impl Report {
    /// Whether anything breaks users.
    pub(crate) fn breaks(&self) -> bool {
        self.0.iter().any(|change| change.breaks)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut group = "";
        for change in &self.0 {
            if change.group != group {
                if !group.is_empty() {
                    writeln!(f)?;
                }
                group = &change.group;
                writeln!(f, "{group}")?;
            }
            let mark = if change.breaks { "BREAKS" } else { "ok" };
            writeln!(f, "  {mark:<6}  {}: {}", change.what, change.why)?;
        }
        if !self.0.is_empty() {
            writeln!(f)?;
        }
        let breaking = self.0.iter().filter(|change| change.breaks).count();
        match (self.0.len(), breaking) {
            (0, _) => write!(f, "nothing changed for users of pay2328-api"),
            (1, 0) => write!(f, "1 change, which does not break users of pay2328-api"),
            (1, _) => write!(f, "1 change, which breaks users of pay2328-api"),
            (all, 0) => write!(f, "{all} changes, none of which breaks users of pay2328-api"),
            (all, some) => write!(f, "{all} changes, {some} of which break users of pay2328-api"),
        }
    }
}

/// Compares two documents, each named by a path or by git's `REVISION:PATH`.
pub(crate) fn diff(root: &Path, old: &str, new: &str) -> Result<Report> {
    let read = |name: &str| -> Result<face::Face> { source::parse(name, &source::read(root, name)?) };
    Ok(Report(compare::compare(&read(old)?, &read(new)?)))
}
