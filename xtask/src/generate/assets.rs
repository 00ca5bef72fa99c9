//! Coins on networks: a constant for each pair of the document's tables, and where both APIs mean the same.

use anyhow::{Context, Result, bail};
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::document::{self, OpenEnum};
use crate::rust_name::{constant, variant};

/// The definitions of `assets.rs`.
pub(super) fn generate(api: &OpenAPI) -> Result<TokenStream> {
    let enums = Enums { all: document::open_enums(api)?, api };
    let merchant = enums.pairs("Asset", "x-pay2328-assets", "Currency", "Network")?;
    let invoice = enums.pairs("InvoiceAsset", "x-pay2328-invoice-assets", "InvoiceCoin", "InvoiceNetwork")?;
    let same_network = enums.same("x-pay2328-same-network", "InvoiceNetwork", "Network")?;
    let same_currency = enums.same("x-pay2328-same-currency", "InvoiceCoin", "Currency")?;
    let renamed = enums.renamed("x-pay2328-renamed", "Currency")?;
    Ok(quote! {
        use crate::types::*;
        #merchant
        #invoice
        #renamed
        #same_currency
        #same_network
    })
}

struct Enums<'a> {
    all: Vec<OpenEnum>,
    api: &'a OpenAPI,
}

impl Enums<'_> {
    /// Coin by coin in the order of the coins' enum: a map of the document has no order once it is read.
    fn pairs(&self, asset: &str, key: &str, coin: &str, network: &str) -> Result<Option<TokenStream>> {
        let Some(table) = self.table(network, key)? else { return Ok(None) };
        let (coins, networks) = (self.get(coin)?, self.get(network)?);
        let sources = self.table(network, "x-pay2328-asset-sources")?.unwrap_or_default();
        let mut constants = Vec::new();
        let mut names = Vec::new();
        for coin_value in coins.values.iter().filter(|value| table.contains_key(&value.wire)) {
            let targets = table[&coin_value.wire]
                .as_array()
                .with_context(|| format!("{network}.{key}: {} has no list of networks", coin_value.wire))?;
            let documented =
                sources.get(&coin_value.wire).and_then(Value::as_str).is_none_or(|source| source == "D");
            for target in targets {
                let target = networks.value(target, key)?;
                let about = format!(
                    "{} on {} (`{}` on `{}`).{}",
                    name_of(coin_value),
                    name_of(target),
                    coin_value.wire,
                    target.wire,
                    if documented { "" } else { " Known from others; the vendor's table does not have it." },
                );
                let name = constant(&coin_value.wire, &target.wire)?;
                let (coin_type, coin_variant) = (format_ident!("{coin}"), variant(&coin_value.wire)?);
                let (network_type, network_variant) = (format_ident!("{network}"), variant(&target.wire)?);
                constants.push(quote! {
                    #[doc = #about]
                    pub const #name: Self =
                        Self::pair(#coin_type::#coin_variant, #network_type::#network_variant);
                });
                names.push(name);
            }
        }
        let asset = format_ident!("{asset}");
        Ok(Some(quote! {
            impl #asset {
                #(#constants)*

                /// Every pair this version of the crate knows, coin by coin.
                pub const DOCUMENTED: &'static [Self] = &[#(Self::#names),*];
            }
        }))
    }

    /// Conversions both ways between two enums of which some values mean the same.
    fn same(&self, key: &str, from: &str, to: &str) -> Result<Option<TokenStream>> {
        let Some(table) = self.table(from, key)? else { return Ok(None) };
        let (from_enum, to_enum) = (self.get(from)?, self.get(to)?);
        let mut pairs = Vec::new();
        for value in from_enum.values.iter().filter(|value| table.contains_key(&value.wire)) {
            pairs.push((variant(&value.wire)?, variant(&to_enum.value(&table[&value.wire], key)?.wire)?));
        }
        let forth = one_way(from, to, pairs.iter().map(|(from, to)| (from, to)));
        // The two names of a renamed coin are one coin to the other API.
        let older = self.table(to, "x-pay2328-renamed")?.unwrap_or_default();
        let mut back: Vec<_> = pairs.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
        for (old, new) in &older {
            let (old, new) = (variant(old)?, variant(&to_enum.value(new, "x-pay2328-renamed")?.wire)?);
            let target = |name: &syn::Ident| pairs.iter().find(|(_, to)| to == name).map(|(from, _)| from);
            match (target(&old), target(&new)) {
                (Some(known), None) => back.push((new, known.clone())),
                (None, Some(known)) => back.push((old, known.clone())),
                _ => {}
            }
        }
        let back = one_way(to, from, back.iter().map(|(from, to)| (from, to)));
        Ok(Some(quote!(#forth #back)))
    }

    fn renamed(&self, key: &str, component: &str) -> Result<Option<TokenStream>> {
        let Some(table) = self.table(component, key)? else { return Ok(None) };
        let known = self.get(component)?;
        let mut newer = Vec::new();
        let mut names = Vec::new();
        for (old, new) in &table {
            let (old, new) = (known.value(&Value::from(old.as_str()), key)?, known.value(new, key)?);
            names.push(format!("`{}` and `{}`", old.wire, new.wire));
            let (old, new) = (variant(&old.wire)?, variant(&new.wire)?);
            newer.push(quote!(Self::#old => &Self::#new));
        }
        let document = format!(
            "Whether both name the same thing: they are equal, or the two names of what was renamed ({}).",
            names.join(", ")
        );
        let component = format_ident!("{component}");
        Ok(Some(quote! {
            impl #component {
                #[doc = #document]
                pub fn is_same_as(&self, other: &Self) -> bool {
                    self.newest_name() == other.newest_name()
                }

                fn newest_name(&self) -> &Self {
                    match self {
                        #(#newer,)*
                        other => other,
                    }
                }
            }
        }))
    }

    fn get(&self, component: &str) -> Result<&OpenEnum> {
        self.all
            .iter()
            .find(|known| known.name == component)
            .with_context(|| format!("the tables of coins and networks need an open enum {component}"))
    }

    fn table(&self, component: &str, key: &str) -> Result<Option<serde_json::Map<String, Value>>> {
        let Some((_, schema)) = document::schemas(self.api).find(|(name, _)| *name == component) else {
            return Ok(None);
        };
        match schema.schema_data.extensions.get(key) {
            None => Ok(None),
            Some(Value::Object(table)) => Ok(Some(table.clone())),
            Some(_) => bail!("{component}.{key} is not a map"),
        }
    }
}

fn one_way<'a>(
    from: &str,
    to: &str,
    pairs: impl Iterator<Item = (&'a syn::Ident, &'a syn::Ident)>,
) -> TokenStream {
    let method = format_ident!("to_{}", heck::ToSnakeCase::to_snake_case(to));
    let document = format!("The [`{to}`] that means the same, if there is one.");
    let (from, to) = (format_ident!("{from}"), format_ident!("{to}"));
    let arms = pairs.map(|(a, b)| quote!(Self::#a => Some(#to::#b)));
    quote! {
        impl #from {
            #[doc = #document]
            pub fn #method(&self) -> Option<#to> {
                match self {
                    #(#arms,)*
                    _ => None,
                }
            }
        }
    }
}

/// The first sentence of a value's description: its name.
fn name_of(value: &document::EnumValue) -> &str {
    value.description.split('.').next().unwrap_or_default()
}
