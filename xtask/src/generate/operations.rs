//! The operation table: what `pay2328` needs to know of a call besides its types.

use anyhow::{Result, bail};
use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use openapiv3::OpenAPI;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::document::{self, OperationFacts};

/// The definitions of `operations.rs`.
pub(super) fn generate(api: &OpenAPI) -> Result<TokenStream> {
    let operations = document::operations(api)?;
    let names: Vec<_> =
        operations.iter().map(|operation| format_ident!("{}", operation.id.to_shouty_snake_case())).collect();
    let definitions = operations
        .iter()
        .zip(&names)
        .map(|(operation, name)| one(operation, name))
        .collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        use crate::operation::{Key, Operation, Paging, PagingStyle, RetryClass};

        /// Every operation, in the order of the document.
        #[allow(deprecated)]
        pub static ALL: &[&Operation] = &[#(&#names),*];

        #(#definitions)*
    })
}

fn one(operation: &OperationFacts, name: &syn::Ident) -> Result<TokenStream> {
    let OperationFacts { id, summary, method, path, .. } = operation;
    let key = match operation.key.as_str() {
        key @ ("api" | "payout" | "invoice" | "none") => format_ident!("{}", key.to_upper_camel_case()),
        other => bail!("{id}: x-pay2328-key is {other:?}, not api, payout, invoice or none"),
    };
    let retry = match operation.retry.as_str() {
        repeat @ ("read" | "keyed" | "idempotent" | "never") => {
            format_ident!("{}", repeat.to_upper_camel_case())
        }
        other => bail!("{id}: x-pay2328-retry is {other:?}, not read, keyed, idempotent or never"),
    };
    let idempotency_fields = &operation.idempotency_fields;
    let paging = match &operation.paging {
        None => quote!(None),
        Some(paging) => {
            let style = match paging.style.as_str() {
                style @ ("total" | "flag") => format_ident!("{}", style.to_upper_camel_case()),
                other => bail!("{id}: the style of x-pay2328-paging is {other:?}, not total or flag"),
            };
            let (size, max) =
                (Literal::i64_unsuffixed(paging.page_size), Literal::i64_unsuffixed(paging.max));
            quote!(Some(Paging { style: PagingStyle::#style, default_size: #size, max_size: #max }))
        }
    };
    let document = format!("{} (`{method} {path}`).", summary.trim_end_matches('.'));
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    Ok(quote! {
        #[doc = #document]
        #deprecated
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            key: Key::#key,
            retry: RetryClass::#retry,
            idempotency_fields: &[#(#idempotency_fields),*],
            paging: #paging,
        };
    })
}
