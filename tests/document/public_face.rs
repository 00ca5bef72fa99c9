//! The public face of the generated part of `pay2328-api`: one sorted line per type, member, method,
//! value and operation, so that a change of the document shows what it changes for users.

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, ImplItem, Item, Token, Visibility};

use crate::document::read;

const DIRECTORY: &str = "crates/pay2328-api/src/generated";

#[test]
fn public_face() {
    let mut lines = Vec::new();
    for (file, module) in [
        ("types", "types::"),
        ("enums", "types::"),
        ("assets", "types::"),
        ("requests", "types::"),
        ("checks", "types::"),
        ("operations", "operations::"),
        ("client", ""),
    ] {
        let file = syn::parse_file(&read(&format!("{DIRECTORY}/{file}.rs"))).unwrap();
        for item in &file.items {
            face(item, module, &mut lines);
        }
    }
    lines.sort_unstable();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("public_face", lines.join("\n"));
    });
}

fn face(item: &Item, module: &str, lines: &mut Vec<String>) {
    match item {
        Item::Struct(item) => {
            let name = format!("{module}{}", item.ident);
            lines.push(format!("{name}: struct{}", attributes(&item.attrs)));
            for (index, field) in item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
                let field_name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                lines.push(format!(
                    "{name}.{field_name}: {}{}",
                    spelled(&field.ty),
                    attributes(&field.attrs)
                ));
            }
        }
        Item::Enum(item) => {
            let name = format!("{module}{}", item.ident);
            lines.push(format!("{name}: enum{}", attributes(&item.attrs)));
            for variant in item.variants.iter().filter(|variant| !variant.fields.is_empty()) {
                lines.push(format!("{name}::{}{}", variant.ident, spelled(&variant.fields)));
            }
        }
        // The spellings of an open enum's variants.
        Item::Macro(item) if item.mac.path.is_ident("open_enum") => {
            let OpenEnum { name, values } = item.mac.parse_body().unwrap();
            for Value { variant, wire } in values {
                lines.push(format!("{module}{name}::{variant} = {:?}", wire.value()));
            }
        }
        Item::Impl(item) => {
            let name = match &*item.self_ty {
                syn::Type::Path(path) if path.path.get_ident().is_some() => {
                    format!("{module}{}", spelled(path))
                }
                other => spelled(other),
            };
            if let Some((path, _)) = &item.trait_ {
                let types = item.items.iter().filter_map(|item| match item {
                    ImplItem::Type(item) => Some(format!(" {} = {}", item.ident, spelled(&item.ty))),
                    _ => None,
                });
                lines.push(format!("{name}: {}{}", spelled(path), types.collect::<String>()));
                return;
            }
            for item in &item.items {
                match item {
                    ImplItem::Fn(item) if is_public(&item.vis) => {
                        let arguments: Vec<_> = item.sig.inputs.iter().map(spelled).collect();
                        let signature = &item.sig;
                        lines.push(format!(
                            "{name}::{}({}){}",
                            signature.ident,
                            arguments.join(", "),
                            match spelled(&signature.output) {
                                nothing if nothing.is_empty() => nothing,
                                output => format!(" {output}"),
                            },
                        ));
                    }
                    ImplItem::Const(item) if is_public(&item.vis) => {
                        lines.push(format!("{name}::{}: {}", item.ident, spelled(&item.ty)));
                    }
                    _ => {}
                }
            }
        }
        Item::Static(item) if item.ident != "ALL" => {
            lines.push(format!("{module}{}: {}{}", item.ident, spelled(&item.expr), attributes(&item.attrs)));
        }
        // `const _` holds assertions of the compiler.
        Item::Use(_) | Item::Static(_) | Item::Const(_) => {}
        other => panic!("the generator has learnt to write {other:?}; say here how it is shown"),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// All but the documentation and what only other features add.
fn attributes(attributes: &[Attribute]) -> String {
    attributes
        .iter()
        .filter(|attribute| !attribute.path().is_ident("doc") && !attribute.path().is_ident("cfg_attr"))
        .map(|attribute| format!(" {}", spelled(attribute)))
        .collect()
}

/// Tokens as a person writes them.
fn spelled(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (",::", ", ::"),
        (" : ", ": "),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("# [", "#["),
        ("[ ", "["),
        (" ]", "]"),
        ("# !", "#!"),
        (",>", ">"),
        (",)", ")"),
        ("->(", "-> ("),
        ("::std::option::", ""),
        ("::rust_decimal::", ""),
        ("::std::collections::", ""),
        ("::serde::", "serde::"),
    ] {
        text = text.replace(from, to);
    }
    // Written over several lines by the printer.
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(", }", " }")
}

struct OpenEnum {
    name: syn::Ident,
    values: Punctuated<Value, Token![,]>,
}

struct Value {
    variant: syn::Ident,
    wire: syn::LitStr,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        input.parse::<syn::LitStr>()?;
        input.parse::<Token![,]>()?;
        let values;
        syn::braced!(values in input);
        Ok(Self { name, values: Punctuated::parse_terminated(&values)? })
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let variant = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { variant, wire: input.parse()? })
    }
}
