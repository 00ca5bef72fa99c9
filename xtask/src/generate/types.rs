//! progenitor's types, made fit to publish.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::{document, rust_name};

/// The struct definitions of `types.rs`.
pub(super) fn generate(api: &OpenAPI, items: Vec<syn::Item>) -> Result<TokenStream> {
    let objects: BTreeMap<_, _> =
        document::objects(api).into_iter().map(|object| (object.name.clone(), object)).collect();
    let mut kept = TokenStream::new();
    for item in items {
        match item {
            syn::Item::Struct(mut item) => {
                let mut envelope = None;
                if let Some(object) = objects.get(&item.ident.to_string()) {
                    envelope = envelope_impl(&item, object);
                    // A new member of the service must not be a breaking change of this crate.
                    item.attrs.push(syn::parse_quote!(#[non_exhaustive]));
                    in_document_order(&mut item, object)?;
                }
                item.attrs.push(
                    syn::parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]),
                );
                for field in &mut item.fields {
                    exact(field)?;
                }
                item.to_tokens(&mut kept);
                envelope.to_tokens(&mut kept);
            }
            // `error::ConversionError` belongs to constrained newtypes, which the lint keeps out.
            syn::Item::Mod(module) if module.ident == "error" => {}
            other => other.to_tokens(&mut kept),
        }
    }
    Ok(quote! {
        use crate::types::*;
        #kept
    })
}

/// Components of exactly `state` and `result` are the Merchant API's envelopes.
fn envelope_impl(item: &syn::ItemStruct, object: &document::ObjectFacts) -> Option<TokenStream> {
    let names: Vec<_> = object.properties.iter().map(|property| property.name.as_str()).collect();
    if names != ["state", "result"] {
        return None;
    }
    let name = &item.ident;
    let result =
        item.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == "result"))?;
    let result = &result.ty;
    Some(quote! {
        impl crate::Envelope for #name {
            type Result = #result;

            fn open(self) -> (i64, #result) {
                (self.state, self.result)
            }
        }
    })
}

/// typify sorts members by name. The document's order is the order readers know, and the order in
/// which the service itself writes them.
fn in_document_order(item: &mut syn::ItemStruct, object: &document::ObjectFacts) -> Result<()> {
    let syn::Fields::Named(fields) = &mut item.fields else {
        bail!("{} is not a struct with named fields", item.ident)
    };
    if let Some(name) =
        object.required.iter().find(|name| !object.properties.iter().any(|known| known.name == **name))
    {
        bail!("{}: `required` names {name:?}, which is none of its properties", item.ident);
    }
    let mut ordered = syn::punctuated::Punctuated::new();
    for property in &object.properties {
        let name = rust_name::field(&property.name).with_context(|| item.ident.to_string())?;
        let Some(field) = fields.named.iter().find(|field| field.ident.as_ref() == Some(&name)) else {
            bail!("{}: progenitor generated no field for {:?}", item.ident, property.name)
        };
        let mut field = field.clone();
        if property.deprecated {
            field.attrs.push(syn::parse_quote!(#[deprecated]));
        }
        ordered.push_value(field);
        ordered.push_punct(Default::default());
    }
    fields.named = ordered;
    Ok(())
}

/// Every decimal goes through `crate::decimal`, whatever features of rust_decimal other crates turn on,
/// and every map through code that takes nulls and PHP's empty list.
fn exact(field: &mut syn::Field) -> Result<()> {
    let spelled = field.ty.to_token_stream().to_string().replace(' ', "");
    if !spelled.contains("rust_decimal::Decimal") {
        if spelled.starts_with("::std::collections::BTreeMap<") {
            field.attrs.push(syn::parse_quote!(#[serde(deserialize_with = "crate::sparse::deserialize")]));
        } else if spelled.contains("::std::collections::BTreeMap<") {
            bail!("no way to read a field of type {spelled}: make the map a component of its own");
        }
        return Ok(());
    }
    // How serde reads and writes it, and the type whose JSON schema is that of the result.
    let (with, schema) = match spelled.as_str() {
        "::rust_decimal::Decimal" => ("crate::decimal", "crate::schema::DecimalText"),
        "::std::option::Option<::rust_decimal::Decimal>" => {
            ("crate::decimal::option", "Option<crate::schema::DecimalText>")
        }
        "::std::collections::BTreeMap<::std::string::String,::rust_decimal::Decimal>" => {
            ("crate::decimal::map", "std::collections::BTreeMap<String, crate::schema::DecimalText>")
        }
        other => bail!("no exact way to read and write a field of type {other}: add one to crate::decimal"),
    };
    // `with` switches off serde's rule that a missing Option is None.
    let attribute: syn::Attribute = if with.ends_with("option") {
        syn::parse_quote!(#[serde(default, with = #with)])
    } else {
        syn::parse_quote!(#[serde(with = #with)])
    };
    field.attrs.push(attribute);
    field.attrs.push(syn::parse_quote!(#[cfg_attr(feature = "schemars", schemars(with = #schema))]));
    Ok(())
}
