//! What users of `pay2328-api` see of a document.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use openapiv3::{
    AdditionalProperties, Content, IntegerFormat, OpenAPI, Operation, Parameter, ParameterSchemaOrContent,
    ReferenceOr, Schema, SchemaKind, Server, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Map, Value, json};

use crate::document::{self, OperationFacts};

/// A document, as far as users of `pay2328-api` are concerned.
pub(super) struct Face {
    /// The addresses of the service where a path names none of its own.
    pub(super) servers: Vec<String>,
    pub(super) operations: Vec<OperationFace>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) types: Vec<TypeFace>,
    pub(super) tables: Vec<Table>,
}

/// An operation with the types of its bodies.
pub(super) struct OperationFace {
    pub(super) facts: OperationFacts,
    /// The addresses that the operation's path names for itself.
    pub(super) servers: Vec<String>,
    pub(super) request: Option<String>,
    pub(super) answer: Option<String>,
    /// Name and type of each argument besides the body.
    pub(super) parameters: Vec<String>,
}

/// What the service sends by itself.
#[derive(PartialEq, Eq)]
pub(super) struct Webhook {
    pub(super) id: String,
    pub(super) payload: Option<String>,
}

/// A component.
pub(super) struct TypeFace {
    pub(super) name: String,
    pub(super) is_sent: bool,
    pub(super) is_received: bool,
    pub(super) kind: Kind,
}

/// What a component is made of.
pub(super) enum Kind {
    Object {
        members: Vec<Member>,
        /// The arguments of the constructor, in order.
        required: Vec<String>,
        at_least_one_of: Vec<String>,
    },
    /// Known values, each with its phase if it has one.
    Enum(Vec<(String, Option<String>)>),
    /// Anything else, in words.
    Other(String),
}

/// A member of an object.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) is_optional: bool,
    pub(super) is_deprecated: bool,
    /// The checks before sending, by vendor key.
    pub(super) limits: BTreeMap<String, Value>,
}

/// One of the tables of coins and networks.
pub(super) struct Table {
    pub(super) key: &'static str,
    pub(super) rows: BTreeSet<(String, String)>,
}

/// Every table there can be, in the order of a report.
const TABLES: &[&str] = &[
    "x-pay2328-assets",
    "x-pay2328-invoice-assets",
    "x-pay2328-same-network",
    "x-pay2328-same-currency",
    "x-pay2328-renamed",
];

impl Face {
    /// Reads a document.
    pub(super) fn of(api: &OpenAPI) -> Result<Self> {
        let facts = document::operations(api)?;
        let mut operations = Vec::new();
        let mut webhooks = Vec::new();
        for ((_, _, operation), facts) in document::operation_items(api).zip(facts) {
            operations.push(OperationFace {
                servers: path_servers(api, &facts.path),
                facts,
                request: request(operation),
                answer: answer(operation),
                parameters: operation.parameters.iter().filter_map(parameter).collect(),
            });
            webhooks.extend(callbacks(operation));
        }
        let bodies = |names: Vec<Option<&String>>| reachable(api, names.into_iter().flatten().cloned());
        let sent = bodies(operations.iter().map(|operation| operation.request.as_ref()).collect());
        let received = bodies(
            operations
                .iter()
                .map(|operation| operation.answer.as_ref())
                .chain(webhooks.iter().map(|webhook| webhook.payload.as_ref()))
                .collect(),
        );
        let types = document::schemas(api)
            .map(|(name, schema)| TypeFace {
                name: name.to_owned(),
                is_sent: sent.contains(name),
                is_received: received.contains(name),
                kind: kind(schema),
            })
            .collect();
        let tables = TABLES.iter().map(|key| Table { key, rows: rows(api, key) }).collect();
        Ok(Self { servers: addresses(&api.servers), operations, webhooks, types, tables })
    }
}

fn addresses(servers: &[Server]) -> Vec<String> {
    servers.iter().map(|server| server.url.clone()).collect()
}

fn path_servers(api: &OpenAPI, path: &str) -> Vec<String> {
    let item = api.paths.paths.get(path).and_then(ReferenceOr::as_item);
    item.map(|item| addresses(&item.servers)).unwrap_or_default()
}

fn json(content: &Content) -> Option<String> {
    match content.get("application/json")?.schema.as_ref()? {
        ReferenceOr::Reference { reference } => Some(component(reference)),
        ReferenceOr::Item(schema) => Some(spelled(schema)),
    }
}

fn request(operation: &Operation) -> Option<String> {
    json(&operation.request_body.as_ref()?.as_item()?.content)
}

fn answer(operation: &Operation) -> Option<String> {
    let success = operation
        .responses
        .responses
        .iter()
        .find(|(status, _)| status.to_string().starts_with('2'))
        .and_then(|(_, answer)| answer.as_item())?;
    json(&success.content)
}

fn callbacks(operation: &Operation) -> impl Iterator<Item = Webhook> {
    operation.callbacks.values().flat_map(|callback| callback.values()).flat_map(|item| item.iter()).map(
        |(_, operation)| Webhook {
            id: operation.operation_id.clone().unwrap_or_default(),
            payload: request(operation),
        },
    )
}

fn parameter(parameter: &ReferenceOr<Parameter>) -> Option<String> {
    let parameter = parameter.as_item()?.parameter_data_ref();
    let kind = match &parameter.format {
        ParameterSchemaOrContent::Schema(schema) => spelled_or_named(schema),
        ParameterSchemaOrContent::Content(_) => "a body".to_owned(),
    };
    Some(format!("{} ({kind}{})", parameter.name, if parameter.required { "" } else { ", optional" }))
}

/// These components and all that are nested in them.
fn reachable(api: &OpenAPI, from: impl Iterator<Item = String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<_> = from.collect();
    while let Some(name) = open.pop() {
        if found.insert(name.clone())
            && let Some((_, schema)) = document::schemas(api).find(|(known, _)| *known == name)
        {
            nested(schema, &mut open);
        }
    }
    found
}

fn nested(schema: &Schema, found: &mut Vec<String>) {
    let mut one = |schema: &ReferenceOr<Schema>| match schema {
        ReferenceOr::Reference { reference } => found.push(component(reference)),
        ReferenceOr::Item(schema) => nested(schema, found),
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.values().for_each(|property| one(&property.clone().unbox()));
            if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
                one(values);
            }
        }
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(items) = &array.items {
                one(&items.clone().unbox());
            }
        }
        SchemaKind::AllOf { all_of: several } | SchemaKind::OneOf { one_of: several } => {
            several.iter().for_each(one);
        }
        _ => {}
    }
}

fn component(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or_default().to_owned()
}

fn kind(schema: &Schema) -> Kind {
    let extensions = &schema.schema_data.extensions;
    if let Some(values) = extensions.get("x-extensible-enum").and_then(Value::as_array) {
        let phase = |value: &str| {
            let about = extensions.get("x-pay2328-values")?.get(value)?;
            about.get("phase")?.as_str().map(str::to_owned)
        };
        let values = values.iter().filter_map(Value::as_str);
        return Kind::Enum(values.map(|value| (value.to_owned(), phase(value))).collect());
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty() => Kind::Object {
            members: object
                .properties
                .iter()
                .map(|(name, property)| member(name, property, object.required.contains(name)))
                .collect(),
            required: object.required.clone(),
            at_least_one_of: extensions
                .get("x-pay2328-at-least-one-of")
                .and_then(Value::as_array)
                .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
                .unwrap_or_default(),
        },
        _ => Kind::Other(spelled(schema)),
    }
}

fn member(name: &str, property: &ReferenceOr<Box<Schema>>, is_required: bool) -> Member {
    let data = property.as_item().map(|schema| &schema.schema_data);
    let kind = spelled_or_named(&property.clone().unbox());
    let limits = data
        .map(|data| data.extensions.iter())
        .into_iter()
        .flatten()
        .filter(|(key, _)| key.starts_with("x-pay2328-"))
        .map(|(key, value)| match (key.as_str(), whole(value)) {
            // For whole numbers, more than 0 and at least 1 are one limit in two spellings.
            ("x-pay2328-min-exclusive", Some(low)) if kind == WHOLE => {
                ("x-pay2328-range".to_owned(), json!([low.saturating_add(1), i64::MAX]))
            }
            _ => (key.clone(), value.clone()),
        })
        .collect();
    Member {
        name: name.to_owned(),
        kind,
        is_optional: !is_required || data.is_some_and(|data| data.nullable),
        is_deprecated: data.is_some_and(|data| data.deprecated),
        limits,
    }
}

const WHOLE: &str = "a whole number";

fn whole(bound: &Value) -> Option<i64> {
    bound.as_i64().or_else(|| bound.as_str()?.parse().ok())
}

fn spelled_or_named(schema: &ReferenceOr<Schema>) -> String {
    match schema {
        ReferenceOr::Reference { reference } => component(reference),
        ReferenceOr::Item(schema) => spelled(schema),
    }
}

/// A type in a reader's words.
fn spelled(schema: &Schema) -> String {
    let several = |schemas: &[ReferenceOr<Schema>], word: &str| {
        schemas.iter().map(spelled_or_named).collect::<Vec<_>>().join(word)
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => match &text.format {
            VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "a date".to_owned(),
            VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "a time".to_owned(),
            VariantOrUnknownOrEmpty::Item(other) => format!("{other:?} text").to_lowercase(),
            VariantOrUnknownOrEmpty::Unknown(format) if format == "decimal" => "a decimal".to_owned(),
            VariantOrUnknownOrEmpty::Unknown(format) => format!("{format} text"),
            VariantOrUnknownOrEmpty::Empty => "text".to_owned(),
        },
        SchemaKind::Type(Type::Integer(number)) => match &number.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => WHOLE.to_owned(),
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => "a whole number of 32 bits".to_owned(),
            VariantOrUnknownOrEmpty::Unknown(format) => format!("a whole number ({format})"),
            VariantOrUnknownOrEmpty::Empty => "a whole number without a format".to_owned(),
        },
        SchemaKind::Type(Type::Number(_)) => "a floating-point number".to_owned(),
        SchemaKind::Type(Type::Boolean(_)) => "true or false".to_owned(),
        SchemaKind::Type(Type::Array(array)) => match &array.items {
            Some(items) => format!("a list of {}", spelled_or_named(&items.clone().unbox())),
            None => "a list".to_owned(),
        },
        SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
            Some(AdditionalProperties::Schema(values)) => {
                format!("a map to {}", spelled_or_named(values))
            }
            _ => "an object".to_owned(),
        },
        SchemaKind::AllOf { all_of } => several(all_of, " and "),
        SchemaKind::OneOf { one_of } => several(one_of, " or "),
        _ => "any JSON".to_owned(),
    }
}

fn rows(api: &OpenAPI, key: &str) -> BTreeSet<(String, String)> {
    document::schemas(api)
        .filter_map(|(_, schema)| schema.schema_data.extensions.get(key)?.as_object())
        .flat_map(Map::iter)
        .flat_map(|(from, to)| {
            let several = to.as_array().map_or_else(|| vec![to.clone()], Clone::clone);
            several.into_iter().filter_map(|to| Some((from.clone(), to.as_str()?.to_owned())))
        })
        .collect()
}
