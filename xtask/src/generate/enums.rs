//! The open enums: a closed Rust enum for the documented values and one variant for all others.

use anyhow::{Context, Result, bail};
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::document::{self, EnumValue, OpenEnum, Phase};
use crate::rust_name;

/// The definitions of `enums.rs`.
pub(super) fn generate(api: &OpenAPI) -> Result<TokenStream> {
    let enums = document::open_enums(api)?.iter().map(one).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        use crate::open_enum::{Unknown, open_enum};
        #(#enums)*
    })
}

fn one(open_enum: &OpenEnum) -> Result<TokenStream> {
    let name = format_ident!("{}", open_enum.name);
    let description = format!(
        "{}\n\nThe service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].",
        open_enum.description.trim()
    );
    let about = open_enum.description.trim();
    let variants = variants(open_enum)?;
    let documents: Vec<_> = open_enum
        .values
        .iter()
        .map(|value| format!("`{}`: {}", value.wire, value.description.trim()))
        .collect();
    let wires: Vec<_> = open_enum.values.iter().map(|value| &value.wire).collect();
    let phases = open_enum
        .values
        .iter()
        .any(|value| value.phase.is_some())
        .then(|| phases(&name, &open_enum.values, &variants));
    Ok(quote! {
        #[doc = #description]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #( #[doc = #documents] #variants, )*
            /// A value this version of the crate does not know, as the service spelled it.
            Unknown(Unknown),
        }
        open_enum!(#name, #about, { #( #variants = #wires, )* });
        #phases
    })
}

/// The variants, one for each value.
fn variants(open_enum: &OpenEnum) -> Result<Vec<syn::Ident>> {
    let mut variants = Vec::new();
    for value in &open_enum.values {
        let variant = rust_name::variant(&value.wire).with_context(|| open_enum.name.clone())?;
        if variants.contains(&variant) {
            bail!("{}: {:?} is the second value to become the variant {variant}", open_enum.name, value.wire);
        }
        variants.push(variant);
    }
    Ok(variants)
}

fn phases(name: &syn::Ident, values: &[EnumValue], variants: &[syn::Ident]) -> TokenStream {
    let of = |wanted: &[Phase]| -> Vec<&syn::Ident> {
        values
            .iter()
            .zip(variants)
            .filter(|(value, _)| value.phase.is_some_and(|phase| wanted.contains(&phase)))
            .map(|(_, variant)| variant)
            .collect()
    };
    let list = |variants: &[&syn::Ident]| {
        if variants.is_empty() { quote!(false) } else { quote!(matches!(self, #(Self::#variants)|*)) }
    };
    let succeeded = list(&of(&[Phase::Success]));
    let failed = list(&of(&[Phase::Failed]));
    let ended = list(&of(&[Phase::Success, Phase::Failed]));
    quote! {
        impl #name {
            /// Whether it ended well. `false` for a status this version does not know.
            pub fn is_success(&self) -> bool {
                #succeeded
            }

            /// Whether it ended badly. `false` for a status this version does not know.
            pub fn is_failure(&self) -> bool {
                #failed
            }

            /// Whether it has ended, well or badly. `false` for a status this version does not know.
            pub fn is_final(&self) -> bool {
                #ended
            }
        }
    }
}
