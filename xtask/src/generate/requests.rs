//! Request types: constructors, setters, and checks before sending.

use anyhow::{Context, Result, anyhow, bail};
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::document::{self, ObjectFacts, PropertyFacts};
use crate::rust_name;

/// The `new` and the setters of every request type.
pub(super) fn builders(api: &OpenAPI) -> Result<TokenStream> {
    let requests = requests(api)?;
    let impls = requests.iter().map(|request| builder(api, request)).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        use crate::types::*;
        #(#impls)*
    })
}

/// The `check` of every request type.
pub(super) fn checks(api: &OpenAPI) -> Result<TokenStream> {
    let requests = requests(api)?;
    let impls = requests.iter().map(check).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        use crate::check::{self, Callbacks, Violation};
        use crate::types::*;
        #(#impls)*
    })
}

fn requests(api: &OpenAPI) -> Result<Vec<ObjectFacts>> {
    let names = document::request_components(api);
    let objects: Vec<_> =
        document::objects(api).into_iter().filter(|object| names.contains(&object.name)).collect();
    if let Some(missing) = names.iter().find(|name| !objects.iter().any(|object| object.name == **name)) {
        bail!("the request body {missing} is not an object component with properties");
    }
    Ok(objects)
}

fn builder(api: &OpenAPI, request: &ObjectFacts) -> Result<TokenStream> {
    let name = format_ident!("{}", request.name);
    let required = request
        .required
        .iter()
        .map(|wire| Ok((field(request, wire)?, argument(api, request, wire)?)))
        .collect::<Result<Vec<_>>>()?;
    let optional: Vec<_> =
        request.properties.iter().filter(|property| !request.required.contains(&property.name)).collect();
    let arguments = required.iter().map(|(field, argument)| {
        let takes = &argument.takes;
        quote!(#field: #takes)
    });
    let given = required.iter().map(|(field, argument)| {
        let value = argument.convert(field);
        quote!(#field: #value)
    });
    let unset = optional.iter().map(|property| field(request, &property.name)).collect::<Result<Vec<_>>>()?;
    let setters = optional
        .iter()
        .map(|property| {
            let field = field(request, &property.name)?;
            // The constructor has the name already.
            let setter = if field == "new" { format_ident!("new_") } else { field.clone() };
            let argument = argument(api, request, &property.name)?;
            let (takes, value) = (&argument.takes, argument.convert(&field));
            let document = &argument.description;
            Ok(quote! {
                #[doc = #document]
                #[must_use]
                pub fn #setter(mut self, #field: #takes) -> Self {
                    self.#field = Some(#value);
                    self
                }
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let about = if required.is_empty() {
        "A request with every member left out.".to_owned()
    } else {
        let lines: Vec<_> = required
            .iter()
            .map(|(field, argument)| format!("* `{field}`: {}", argument.description.trim()))
            .collect();
        format!(
            "A request with the members the service requires, in the document's order:\n\n{}",
            lines.join("\n")
        )
    };
    Ok(quote! {
        impl #name {
            #[doc = #about]
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#given,)* #(#unset: None,)* }
            }

            #(#setters)*
        }
    })
}

/// How one member is passed.
struct Argument {
    takes: TokenStream,
    into: bool,
    description: String,
}

impl Argument {
    fn convert(&self, field: &syn::Ident) -> TokenStream {
        if self.into { quote!(#field.into()) } else { quote!(#field) }
    }
}

fn argument(api: &OpenAPI, request: &ObjectFacts, wire: &str) -> Result<Argument> {
    let place = || format!("{}.{wire}", request.name);
    let schema = property_schema(api, &request.name, wire).with_context(place)?;
    let description =
        schema.schema_data.description.clone().ok_or_else(|| anyhow!("{} has no description", place()))?;
    let (takes, into) = match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => match &string.format {
            VariantOrUnknownOrEmpty::Empty => (quote!(impl Into<String>), true),
            VariantOrUnknownOrEmpty::Unknown(format) if format == "decimal" => {
                (quote!(impl Into<::rust_decimal::Decimal>), true)
            }
            VariantOrUnknownOrEmpty::Item(openapiv3::StringFormat::Date) => {
                (quote!(::chrono::NaiveDate), false)
            }
            VariantOrUnknownOrEmpty::Item(openapiv3::StringFormat::DateTime) => {
                bail!(no_argument(place(), "a time"))
            }
            _ => bail!(no_argument(place(), "text of this format")),
        },
        SchemaKind::Type(Type::Integer(_)) => (quote!(i64), false),
        SchemaKind::Type(Type::Boolean(_)) => (quote!(bool), false),
        SchemaKind::AllOf { all_of } => match all_of.as_slice() {
            [ReferenceOr::Reference { reference }] => {
                let component = reference.rsplit('/').next().unwrap_or_default();
                if document::hand_written(api).iter().any(|name| name == component) {
                    bail!(no_argument(place(), "a component that is a oneOf"));
                }
                let component = format_ident!("{component}");
                (quote!(impl Into<#component>), true)
            }
            _ => bail!("{}: allOf with more than one reference", place()),
        },
        SchemaKind::Type(Type::Array(_)) => bail!(no_argument(place(), "a list")),
        SchemaKind::Type(Type::Number(_)) => bail!(no_argument(place(), "a floating-point number")),
        _ => bail!(no_argument(place(), "a value of this kind")),
    };
    Ok(Argument { takes, into, description })
}

fn no_argument(place: String, what: &str) -> String {
    format!(
        "{place}: a request cannot hold {what}; it can hold text, decimals, dates, whole numbers, booleans, and components by allOf"
    )
}

/// A member's field.
fn field(request: &ObjectFacts, wire: &str) -> Result<syn::Ident> {
    rust_name::field(wire).with_context(|| format!("a member of {}", request.name))
}

fn property_schema<'a>(api: &'a OpenAPI, component: &str, property: &str) -> Result<&'a Schema> {
    let (_, schema) = document::schemas(api)
        .find(|(name, _)| *name == component)
        .ok_or_else(|| anyhow!("no such component"))?;
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { bail!("not an object") };
    object
        .properties
        .get(property)
        .ok_or_else(|| anyhow!("`required` names a property that does not exist"))?
        .as_item()
        .map(AsRef::as_ref)
        .ok_or_else(|| anyhow!("a property that is a bare reference cannot have a description; use allOf"))
}

fn check(request: &ObjectFacts) -> Result<TokenStream> {
    let name = format_ident!("{}", request.name);
    let mut rules = Vec::new();
    for property in &request.properties {
        for (key, value) in &property.extensions {
            if let Some(rule) = rule(request, property, key, value)
                .with_context(|| format!("{}.{}: {key}", request.name, property.name))?
            {
                rules.push(rule);
            }
        }
    }
    if !request.at_least_one_of.is_empty() {
        let wires = &request.at_least_one_of;
        let fields = wires.iter().map(|wire| field(request, wire)).collect::<Result<Vec<_>>>()?;
        rules.push(quote!(check::at_least_one_of(&[#(#wires),*], &[#(self.#fields.is_some()),*])?;));
    }
    let callbacks = if rules.iter().any(|rule| rule.to_string().contains("callbacks")) {
        format_ident!("callbacks")
    } else {
        format_ident!("_callbacks")
    };
    Ok(quote! {
        impl check::Check for #name {
            fn check(&self, #callbacks: Callbacks) -> Result<(), Violation> {
                #(#rules)*
                Ok(())
            }
        }
    })
}

fn rule(
    request: &ObjectFacts,
    property: &PropertyFacts,
    key: &str,
    value: &Value,
) -> Result<Option<TokenStream>> {
    let wire = &property.name;
    let field = field(request, wire)?;
    let required = request.required.contains(wire);
    // Rules look at a borrowed member if it is there; a required one always is.
    let text = if required { quote!(Some(self.#field.as_str())) } else { quote!(self.#field.as_deref()) };
    let member = if required { quote!(Some(&self.#field)) } else { quote!(self.#field.as_ref()) };
    Ok(Some(match key {
        "x-pay2328-max-chars" => {
            let limit = Literal::u64_unsuffixed(value.as_u64().context("not a whole number")?);
            quote!(check::max_chars(#wire, #limit, #text)?;)
        }
        "x-pay2328-not-empty" => match value.as_bool() {
            Some(true) => quote!(check::not_empty(#wire, #text)?;),
            _ => bail!("not true; without the key it may be empty"),
        },
        "x-pay2328-range" => {
            let bounds = value.as_array().context("not a list of two bounds")?;
            let [low, high] = bounds.as_slice() else { bail!("not a list of two bounds") };
            let (low, high) = (bound(low)?, bound(high)?);
            quote!(check::range(#wire, #low, #high, #member)?;)
        }
        "x-pay2328-min-exclusive" => {
            let low = bound(value)?;
            quote!(check::above(#wire, #low, #member)?;)
        }
        "x-pay2328-url" => match value.as_str() {
            Some("public-http") => quote!(check::callback(#wire, callbacks, #text)?;),
            _ => bail!("not public-http"),
        },
        "x-pay2328-not" => {
            let refused = value.as_array().context("not a list of values")?.iter().filter_map(Value::as_str);
            let given = if required {
                quote!(Some(self.#field.as_str()))
            } else {
                quote!(self.#field.as_ref().map(|value| value.as_str()))
            };
            quote!(check::none_of(#wire, &[#(#refused),*], #given)?;)
        }
        "x-pay2328-only-for" => {
            let (other, allowed) = value
                .as_object()
                .and_then(|map| map.iter().next())
                .context("not a map from a member to its values")?;
            let allowed: Vec<_> = allowed
                .as_array()
                .context("not a list of values")?
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let other_field = self::field(request, other)?;
            let other_value = if request.required.contains(other) {
                quote!(Some(self.#other_field.as_str()))
            } else {
                quote!(self.#other_field.as_ref().map(|value| value.as_str()))
            };
            quote!(check::only_for(#wire, #member, #other, &[#(#allowed),*], #other_value)?;)
        }
        key if key.starts_with("x-pay2328-") => bail!("xtask does not know this key"),
        _ => return Ok(None),
    }))
}

/// A bound as the text of a decimal, whichever way the document spells it.
fn bound(value: &Value) -> Result<String> {
    match value {
        Value::Number(number) if number.is_i64() => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        other => bail!("{other} is not a bound: write a whole number, or a decimal in quotes"),
    }
}
