//! Names of the document as names in Rust. Fields and types follow typify's own rule, so that what it
//! generates and what we generate meet.

use anyhow::{Result, bail};
use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Span;
use syn::Ident;

/// Types that a component of the same name would hide, or be hidden by.
const TAKEN_TYPES: &[&str] =
    &["Asset", "InvoiceAsset", "Unknown", "Self", "Option", "Result", "String", "Vec", "From"];

/// What the generated client and the operation table hold besides operations.
const TAKEN_OPERATIONS: &[&str] =
    &["all", "new", "new_with_client", "api_version", "baseurl", "client", "inner"];

/// A member as a field: `hasPages` → `has_pages`, `type` → `type_`, `2fa` → `x2fa`.
pub(crate) fn field(wire: &str) -> Result<Ident> {
    let name = started(wire, &wire.to_snake_case(), "x")?;
    // `gen` is a keyword of the edition, and one that syn takes for a name.
    if name == "gen" {
        ident(wire, "gen_")
    } else {
        ident(wire, &name).or_else(|_| ident(wire, &format!("{name}_")))
    }
}

/// A value of an open enum as a variant: `TRX-TRC20` → `TrxTrc20`, `invoice.paid` → `InvoicePaid`,
/// `1INCH` → `X1inch`.
pub(crate) fn variant(wire: &str) -> Result<Ident> {
    // heck splits between a letter and a digit only at case changes, which keeps TRC20 whole.
    let name = started(wire, &wire.to_lowercase().to_upper_camel_case(), "X")?;
    if name == "Unknown" {
        bail!(
            "{wire:?} would become the variant Unknown, which is reserved for values this version does not know"
        );
    }
    ident(wire, &name)
}

/// A coin on a network as a constant: `USDT` and `TRX-TRC20` → `USDT_TRX_TRC20`.
pub(crate) fn constant(coin: &str, network: &str) -> Result<Ident> {
    let name = format!("{}_{}", coin.to_shouty_snake_case(), network.to_shouty_snake_case());
    ident(coin, &started(coin, &name, "X")?)
}

/// A component as a type. It keeps its name.
pub(crate) fn component(name: &str) -> Result<Ident> {
    if TAKEN_TYPES.contains(&name) {
        bail!("{name:?} is the name of another type");
    }
    let ident = ident(name, name)?;
    if name.to_upper_camel_case() != name {
        bail!("{name:?} would be called {:?}", name.to_upper_camel_case());
    }
    Ok(ident)
}

/// An operation as a method. It keeps its name.
pub(crate) fn operation(id: &str) -> Result<Ident> {
    if TAKEN_OPERATIONS.contains(&id) {
        bail!("{id:?} is the name of something else in the client or in the operation table");
    }
    ident(id, id)
}

/// A name that starts as names do, with a prefix where the document's starts with a digit.
fn started(wire: &str, name: &str, prefix: &str) -> Result<String> {
    match name.chars().next() {
        None => bail!("{wire:?} holds nothing that a name in Rust can hold"),
        Some(first) if first.is_ascii_digit() => Ok(format!("{prefix}{name}")),
        Some(_) => Ok(name.to_owned()),
    }
}

fn ident(wire: &str, name: &str) -> Result<Ident> {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Ok(Ident::new(name, Span::call_site())),
        Err(_) => bail!("{wire:?} would become {name:?}, which is no name in Rust"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: Result<Ident>) -> String {
        name.map_or_else(|error| error.to_string(), |name| name.to_string())
    }

    #[test]
    fn names_that_fit_are_made() {
        for (wire, expected) in [
            ("hasPages", "has_pages"),
            ("type", "type_"),
            ("self", "self_"),
            ("gen", "gen_"),
            ("2fa", "x2fa"),
        ] {
            assert_eq!(told(field(wire)), expected);
        }
        for (wire, expected) in
            [("TRX-TRC20", "TrxTrc20"), ("invoice.paid", "InvoicePaid"), ("1INCH", "X1inch")]
        {
            assert_eq!(told(variant(wire)), expected);
        }
        assert_eq!(told(constant("1INCH", "ETH-ERC20")), "X1INCH_ETH_ERC20");
        assert_eq!(told(component("PayoutErrorType")), "PayoutErrorType");
        assert_eq!(told(operation("payment_create")), "payment_create");
    }

    #[test]
    fn names_that_do_not_fit_say_so() {
        for (name, says) in [
            (field("…"), "\"…\" holds nothing that a name in Rust can hold"),
            (
                variant("unknown"),
                "\"unknown\" would become the variant Unknown, which is reserved for values this version does not know",
            ),
            (variant("self"), "\"self\" would become \"Self\", which is no name in Rust"),
            (variant(""), "\"\" holds nothing that a name in Rust can hold"),
            (component("rate_row"), "\"rate_row\" would be called \"RateRow\""),
            (component("2Fa"), "\"2Fa\" would become \"2Fa\", which is no name in Rust"),
            (component("Asset"), "\"Asset\" is the name of another type"),
            (operation("type"), "\"type\" would become \"type\", which is no name in Rust"),
            (
                operation("all"),
                "\"all\" is the name of something else in the client or in the operation table",
            ),
        ] {
            assert_eq!(told(name), says);
        }
    }
}
