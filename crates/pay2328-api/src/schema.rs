//! JSON schemas of what is not a plain struct: the same as the document's, so that whoever publishes
//! them publishes what the service says.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::Timestamp;
use crate::types::{Price, PricesEnvelope, PricesResponse, TextOrNumber};

/// Decimal members are plain `Decimal`s; `crate::decimal` is what makes them text on the wire.
pub(crate) struct DecimalText;

impl JsonSchema for DecimalText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "decimal" })
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl JsonSchema for TextOrNumber {
    fn schema_name() -> Cow<'static, str> {
        "TextOrNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Text or a number, whichever the service writes.",
            "oneOf": [{ "type": "string" }, { "type": "integer", "format": "int64" }],
        })
    }
}

impl JsonSchema for PricesResponse {
    fn schema_name() -> Cow<'static, str> {
        "PricesResponse".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The prices, in an envelope or bare.",
            "oneOf": [generator.subschema_for::<PricesEnvelope>(), generator.subschema_for::<Vec<Price>>()],
        })
    }
}
