//! From the document to the files of `crates/pay2328-api/src/generated/`.
//!
//! document → progenitor → syntax tree → rewrite → prettyplease → files. Nothing here formats with
//! rustfmt: prettyplease's output depends on the lock file alone, not on the toolchain.

mod assets;
mod client;
mod enums;
mod operations;
mod print;
mod progenitor;
mod requests;
mod types;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use openapiv3::OpenAPI;

use crate::{document, rust_name};

/// Where the generated files stand, from the workspace root.
const DIRECTORY: &str = "crates/pay2328-api/src/generated";

/// What `generate --check` found.
pub(crate) enum Check {
    /// Every committed file is what the document says.
    UpToDate {
        /// How many were compared.
        files: usize,
    },
    /// A unified diff from the committed files to what they should be.
    Stale(String),
}

/// Generates and writes; one line per file for the reader.
pub(crate) fn write(root: &Path) -> Result<Vec<String>> {
    let files = files(&document::parse(&document::read(root)?)?)?;
    let directory = root.join(DIRECTORY);
    std::fs::create_dir_all(&directory)?;
    let committed = committed(&directory)?;
    for name in committed.keys().filter(|name| !files.contains_key(*name)) {
        std::fs::remove_file(directory.join(name))?;
    }
    let mut lines = Vec::new();
    for (name, text) in &files {
        let state = if committed.get(name) == Some(text) { "unchanged" } else { "written" };
        if state == "written" {
            std::fs::write(directory.join(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        lines.push(format!("{state:>9}  {DIRECTORY}/{name}"));
    }
    Ok(lines)
}

/// Generates in memory and compares with the committed files.
pub(crate) fn check(root: &Path) -> Result<Check> {
    let files = files(&document::parse(&document::read(root)?)?)?;
    let committed = committed(&root.join(DIRECTORY))?;
    let mut diff = String::new();
    let names: std::collections::BTreeSet<_> = files.keys().chain(committed.keys()).collect();
    for name in names {
        let have = committed.get(name).map(String::as_str).unwrap_or_default();
        let want = files.get(name).map(String::as_str).unwrap_or_default();
        if have != want {
            let path = format!("{DIRECTORY}/{name}");
            let text = similar::TextDiff::from_lines(have, want);
            diff.push_str(&text.unified_diff().header(&path, &path).context_radius(3).to_string());
        }
    }
    Ok(if diff.is_empty() { Check::UpToDate { files: files.len() } } else { Check::Stale(diff) })
}

/// Every generated file: name and text. Same document, same bytes.
pub(crate) fn files(api: &OpenAPI) -> Result<BTreeMap<String, String>> {
    names(api)?;
    let parts = progenitor::generate(api)?;
    let mut files = BTreeMap::new();
    let mut add = |name: &str, about: &str, tokens| -> Result<()> {
        files
            .insert(name.to_owned(), print::file(about, tokens).with_context(|| format!("printing {name}"))?);
        Ok(())
    };
    add("types.rs", "Requests, answers and webhooks.", types::generate(api, parts.types)?)?;
    add("enums.rs", "Values from open-ended sets.", enums::generate(api)?)?;
    add("assets.rs", "Coins on networks.", assets::generate(api)?)?;
    add("requests.rs", "How requests are built.", requests::builders(api)?)?;
    add("checks.rs", "What can be refused before it is sent.", requests::checks(api)?)?;
    add("operations.rs", "The operation table.", operations::generate(api)?)?;
    add("client.rs", "One method per operation.", client::generate(parts.client)?)?;
    Ok(files)
}

/// Whether components and operations can keep their names. Asked first: progenitor would rename some.
fn names(api: &OpenAPI) -> Result<()> {
    for (name, _) in document::schemas(api) {
        rust_name::component(name).context("a component's name must fit Rust")?;
    }
    for (_, _, operation) in document::operation_items(api) {
        if let Some(id) = &operation.operation_id {
            rust_name::operation(id).context("an operationId must fit Rust")?;
        }
    }
    Ok(())
}

fn committed(directory: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if directory.is_dir() {
        for entry in std::fs::read_dir(directory)? {
            let entry = entry?;
            files.insert(
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read_to_string(entry.path())?,
            );
        }
    }
    Ok(files)
}
