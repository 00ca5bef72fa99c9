//! progenitor's client, without what must not be public.

use anyhow::Result;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The definitions of `client.rs`.
pub(super) fn generate(items: Vec<syn::Item>) -> Result<TokenStream> {
    let mut kept = TokenStream::new();
    for item in items {
        match item {
            syn::Item::Impl(mut item) if item.trait_.is_none() => {
                // `new` makes a client that follows redirects (the signature would travel to another
                // host), has no User-Agent and panics; `new_with_client` stays.
                item.items.retain(
                    |item| !matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new"),
                );
                item.to_tokens(&mut kept);
            }
            // Re-exported by hand in lib.rs, where they can be documented.
            syn::Item::Use(item) if matches!(item.vis, syn::Visibility::Public(_)) => {
                let mut item = item;
                item.vis = syn::Visibility::Inherited;
                item.to_tokens(&mut kept);
            }
            syn::Item::Mod(module) if module.ident == "prelude" => {}
            other => other.to_tokens(&mut kept),
        }
    }
    Ok(quote! {
        use crate::types;
        #kept
    })
}
