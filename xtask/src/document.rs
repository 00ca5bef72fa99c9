//! The OpenAPI document, read once, with the vendor keys the generator needs as plain Rust values.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use openapiv3::{OpenAPI, Operation, Parameter, ReferenceOr, Schema, SchemaKind, StatusCode, Type};
use serde_json::Value;

/// Where the document stands, from the workspace root.
pub(crate) const PATH: &str = "spec/openapi.yaml";

/// The text of `spec/openapi.yaml`.
pub(crate) fn read(root: &Path) -> Result<String> {
    std::fs::read_to_string(root.join(PATH)).with_context(|| format!("cannot read {PATH}"))
}

/// Reads the document's text.
pub(crate) fn parse(text: &str) -> Result<OpenAPI> {
    yaml_serde::from_str(text).context("spec/openapi.yaml is not an OpenAPI 3.0 document")
}

/// One operation as the operation table holds it.
#[derive(Debug)]
pub(crate) struct OperationFacts {
    pub(crate) id: String,
    pub(crate) summary: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) key: String,
    pub(crate) retry: String,
    /// `x-pay2328-idempotency-fields`; empty unless the operation is keyed.
    pub(crate) idempotency_fields: Vec<String>,
    pub(crate) paging: Option<PagingFacts>,
    pub(crate) deprecated: bool,
}

/// `x-pay2328-paging` of an operation.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct PagingFacts {
    pub(crate) style: String,
    pub(crate) page_size: i64,
    pub(crate) max: i64,
}

/// Every operation of the document, in the document's order.
pub(crate) fn operations(api: &OpenAPI) -> Result<Vec<OperationFacts>> {
    let mut found = Vec::new();
    for (path, method, operation) in operation_items(api) {
        let place = || format!("{} {path}", method.to_uppercase());
        let text = |key: &str| -> Result<String> {
            operation
                .extensions
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| anyhow!("{} has no {key}", place()))
        };
        let paging = match operation.extensions.get("x-pay2328-paging") {
            None => None,
            Some(value) => Some(
                serde_json::from_value(value.clone())
                    .with_context(|| format!("x-pay2328-paging of {}", place()))?,
            ),
        };
        found.push(OperationFacts {
            id: operation.operation_id.clone().ok_or_else(|| anyhow!("{} has no operationId", place()))?,
            summary: operation.summary.clone().unwrap_or_default(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            key: text("x-pay2328-key")?,
            retry: text("x-pay2328-retry")?,
            idempotency_fields: texts(operation.extensions.get("x-pay2328-idempotency-fields")),
            paging,
            deprecated: operation.deprecated,
        });
    }
    Ok(found)
}

/// The texts of a list.
fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Path, method and operation, in the document's order.
pub(crate) fn operation_items(api: &OpenAPI) -> impl Iterator<Item = (&str, &str, &Operation)> {
    api.paths.iter().filter_map(|(path, item)| item.as_item().map(|item| (path, item))).flat_map(
        |(path, item)| item.iter().map(move |(method, operation)| (path.as_str(), method, operation)),
    )
}

/// One open enum: a string component with `x-extensible-enum`.
#[derive(Debug)]
pub(crate) struct OpenEnum {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) values: Vec<EnumValue>,
}

impl OpenEnum {
    /// The value that a table names under `key`.
    pub(crate) fn value(&self, wire: &Value, key: &str) -> Result<&EnumValue> {
        self.values
            .iter()
            .find(|value| wire.as_str() == Some(value.wire.as_str()))
            .ok_or_else(|| anyhow!("{key}: {wire} is no value of {}", self.name))
    }
}

/// One documented value of an open enum.
#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) wire: String,
    pub(crate) description: String,
    pub(crate) phase: Option<Phase>,
}

/// Where in its life an object with this status is, as far as the facts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Open,
    Success,
    Failed,
}

/// Every open enum of the document.
pub(crate) fn open_enums(api: &OpenAPI) -> Result<Vec<OpenEnum>> {
    let mut found = Vec::new();
    for (name, schema) in schemas(api) {
        let Some(values) = schema.schema_data.extensions.get("x-extensible-enum") else { continue };
        let values = values.as_array().ok_or_else(|| anyhow!("{name}: x-extensible-enum must be a list"))?;
        let about = schema.schema_data.extensions.get("x-pay2328-values");
        let mut documented = Vec::new();
        for value in values {
            let wire = value
                .as_str()
                .ok_or_else(|| anyhow!("{name}: x-extensible-enum holds {value}, which is not a string"))?;
            let about = about
                .and_then(|about| about.get(wire))
                .ok_or_else(|| anyhow!("{name}: x-pay2328-values says nothing of {wire:?}"))?;
            let phase = match about.get("phase").and_then(Value::as_str) {
                None => None,
                Some("open") => Some(Phase::Open),
                Some("success") => Some(Phase::Success),
                Some("failed") => Some(Phase::Failed),
                Some(other) => bail!("{name}: phase of {wire:?} is {other:?}, not open, success or failed"),
            };
            documented.push(EnumValue {
                wire: wire.to_owned(),
                description: about
                    .get("description")
                    .and_then(Value::as_str)
                    .ok_or_else(|| anyhow!("{name}: {wire:?} has no description in x-pay2328-values"))?
                    .to_owned(),
                phase,
            });
        }
        found.push(OpenEnum {
            name: name.to_owned(),
            description: schema.schema_data.description.clone().unwrap_or_default(),
            values: documented,
        });
    }
    Ok(found)
}

/// One object component, its properties in the document's order.
#[derive(Debug)]
pub(crate) struct ObjectFacts {
    pub(crate) name: String,
    pub(crate) properties: Vec<PropertyFacts>,
    /// In the order of the `required` list, which is the order of constructor arguments.
    pub(crate) required: Vec<String>,
    pub(crate) at_least_one_of: Vec<String>,
}

/// One property of an object component.
#[derive(Debug)]
pub(crate) struct PropertyFacts {
    pub(crate) name: String,
    pub(crate) deprecated: bool,
    pub(crate) extensions: serde_json::Map<String, Value>,
}

/// Every object component with properties.
pub(crate) fn objects(api: &OpenAPI) -> Vec<ObjectFacts> {
    schemas(api)
        .filter_map(|(name, schema)| {
            let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { return None };
            if object.properties.is_empty() {
                return None;
            }
            let properties = object
                .properties
                .iter()
                .map(|(name, property)| {
                    let data = property.as_item().map(|schema| &schema.schema_data);
                    PropertyFacts {
                        name: name.clone(),
                        deprecated: data.is_some_and(|data| data.deprecated),
                        extensions: data
                            .map(|data| data.extensions.clone().into_iter().collect())
                            .unwrap_or_default(),
                    }
                })
                .collect();
            let at_least_one_of = texts(schema.schema_data.extensions.get("x-pay2328-at-least-one-of"));
            Some(ObjectFacts {
                name: name.to_owned(),
                properties,
                required: object.required.clone(),
                at_least_one_of,
            })
        })
        .collect()
}

/// The components that are request bodies. Only these get constructors and checks.
pub(crate) fn request_components(api: &OpenAPI) -> BTreeSet<String> {
    operation_items(api)
        .filter_map(|(_, _, operation)| operation.request_body.as_ref()?.as_item())
        .filter_map(|body| match body.content.get("application/json")?.schema.as_ref()? {
            ReferenceOr::Reference { reference } => reference.rsplit('/').next().map(str::to_owned),
            ReferenceOr::Item(_) => None,
        })
        .collect()
}

/// Names of components that plain generation cannot express, so that `pay2328-api` holds a
/// hand-written type of the same name: those described with `oneOf`.
pub(crate) fn hand_written(api: &OpenAPI) -> Vec<String> {
    schemas(api)
        .filter(|(_, schema)| matches!(schema.schema_kind, SchemaKind::OneOf { .. }))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The component schemas that are not references.
pub(crate) fn schemas(api: &OpenAPI) -> impl Iterator<Item = (&str, &Schema)> {
    api.components
        .iter()
        .flat_map(|components| components.schemas.iter())
        .filter_map(|(name, schema)| schema.as_item().map(|schema| (name.as_str(), schema)))
}

/// The document as progenitor gets it: without what only people and other tools read, some of which
/// makes progenitor panic or generate the wrong thing.
///
/// * Answers other than 2XX: with them a failure whose body is not the declared shape loses its status
///   and headers. Without them every failure reaches `pay2328` whole.
/// * Vendor keys and examples on schemas: a key on a decimal makes the decimal conversion miss.
pub(crate) fn for_progenitor(api: &OpenAPI) -> OpenAPI {
    let mut api = api.clone();
    for (_, item) in &mut api.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
            .into_iter()
            .flatten()
        {
            operation.responses.default = None;
            operation.responses.responses.retain(|status, _| match status {
                StatusCode::Code(code) => (200..300).contains(code),
                StatusCode::Range(range) => *range == 2,
            });
            operation.callbacks.clear();
            for parameter in &mut operation.parameters {
                if let ReferenceOr::Item(
                    Parameter::Path { parameter_data, .. } | Parameter::Query { parameter_data, .. },
                ) = parameter
                {
                    parameter_data.extensions.clear();
                    parameter_data.example = None;
                }
            }
        }
    }
    if let Some(components) = &mut api.components {
        for (_, schema) in &mut components.schemas {
            if let ReferenceOr::Item(schema) = schema {
                strip_schema(schema);
            }
        }
    }
    api
}

fn strip_schema(schema: &mut Schema) {
    schema.schema_data.extensions.clear();
    schema.schema_data.example = None;
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            for (_, property) in &mut object.properties {
                if let ReferenceOr::Item(property) = property {
                    strip_schema(property);
                }
            }
            if let Some(openapiv3::AdditionalProperties::Schema(inner)) = &mut object.additional_properties
                && let ReferenceOr::Item(inner) = inner.as_mut()
            {
                strip_schema(inner);
            }
        }
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(ReferenceOr::Item(items)) = &mut array.items {
                strip_schema(items);
            }
        }
        _ => {}
    }
}
