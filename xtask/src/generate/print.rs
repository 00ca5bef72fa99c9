//! Syntax trees to text.

use anyhow::Result;
use proc_macro2::TokenStream;
use syn::visit_mut::{self, VisitMut};

/// Prints one file: the marker every generated file starts with, its subject, its items.
pub(super) fn file(about: &str, tokens: TokenStream) -> Result<String> {
    let mut file: syn::File = syn::parse2(tokens)?;
    let imports_types = file.items.iter().any(|item| {
        *item
            == syn::parse_quote!(
                use crate::types::*;
            )
    });
    Readable { imports_types }.visit_file_mut(&mut file);
    let mut text = format!(
        "// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.\n\n//! {about}\n"
    );
    let mut in_uses = false;
    for item in file.items {
        // Imports stand together; everything else is set apart by a blank line.
        let is_use = matches!(item, syn::Item::Use(_));
        if !(is_use && in_uses) {
            text.push('\n');
        }
        in_uses = is_use;
        let one = syn::File { shebang: None, attrs: Vec::new(), items: vec![item], frontmatter: None };
        text.push_str(&prettyplease::unparse(&one));
    }
    Ok(text)
}

/// Makes generated code read like written code: doc lines with a leading space, prelude names
/// without their path.
struct Readable {
    /// Whether the file imports every wire type, so that they need no path either.
    imports_types: bool,
}

impl VisitMut for Readable {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        *attributes = std::mem::take(attributes).into_iter().flat_map(doc_lines).collect();
        for attribute in attributes {
            visit_mut::visit_attribute_mut(self, attribute);
        }
    }

    fn visit_use_tree_mut(&mut self, _: &mut syn::UseTree) {}

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let keep = match names.as_slice() {
            ["std", "string", "String"]
            | ["std", "option", "Option"]
            | ["std", "vec", "Vec"]
            | ["std", "convert", "From"]
            | ["std", "result", "Result"] => 1,
            ["crate", "types", _] if self.imports_types => 1,
            ["crate", "types", _] => 2,
            _ => return,
        };
        let last = path.segments.len() - keep;
        path.segments = path.segments.iter().skip(last).cloned().collect();
        path.leading_colon = None;
    }
}

/// `#[doc = "a\nb"]` as one attribute per line, each with the space that `///` is usually followed by.
fn doc_lines(attribute: syn::Attribute) -> Vec<syn::Attribute> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return vec![attribute] };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else {
        return vec![attribute];
    };
    if !pair.path.is_ident("doc") {
        return vec![attribute];
    }
    let text = text.value();
    text.trim()
        .lines()
        .map(|line| {
            let line = if line.is_empty() { String::new() } else { format!(" {}", line.trim_end()) };
            syn::parse_quote!(#[doc = #line])
        })
        .collect()
}
