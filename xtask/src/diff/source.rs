//! Where a version of the document comes from.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::face::Face;
use crate::document;

/// The text of a document named by a path from the workspace root, or by git's `REVISION:PATH`.
pub(super) fn read(root: &Path, name: &str) -> Result<String> {
    let path = root.join(name);
    if path.is_file() {
        return std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"));
    }
    if !name.contains(':') {
        bail!("{name} is neither a file nor REVISION:PATH, such as HEAD~1:{}", document::PATH);
    }
    let output = Command::new("git")
        .current_dir(root)
        .args(["show", "--end-of-options", name])
        .output()
        .context("cannot run git")?;
    if !output.status.success() {
        bail!("git show {name}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{name} is not text"))
}

/// Reads a document's text.
pub(super) fn parse(name: &str, text: &str) -> Result<Face> {
    let api = yaml_serde::from_str(text).with_context(|| format!("{name} is not an OpenAPI 3.0 document"))?;
    Face::of(&api).with_context(|| name.to_owned())
}
