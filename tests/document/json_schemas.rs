//! The types equal the document: the JSON schema derived from each type (feature `schemars`) says the
//! same as the component: members, which of them are required, types, formats, descriptions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::components::COMPONENTS;
use crate::document::{Role, components_of, refers_to, schemas, texts};

/// A schema in words that are the same for both dialects.
#[derive(Debug, PartialEq, Eq)]
enum Shape {
    /// Type and format of a single value, or the name of a component.
    Value(String),
    Enum(BTreeSet<String>),
    List(Box<Shape>),
    Map(Box<Shape>),
    OneOf(Vec<Shape>),
    Object(BTreeMap<String, Member>),
    Anything,
}

#[derive(Debug, PartialEq, Eq)]
struct Member {
    required: bool,
    shape: Shape,
    description: String,
}

fn words(text: &Value) -> String {
    text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `is_null` says which alternative stands for null; the rest of a schema is the same in both dialects.
fn shape(schema: &Value, reference: fn(&Value) -> Option<&str>) -> Shape {
    if let Some(component) = reference(schema) {
        return Shape::Value(component.to_owned());
    }
    let known = texts(&schema["x-extensible-enum"]);
    if !known.is_empty() {
        return Shape::Enum(known.into_iter().map(str::to_owned).collect());
    }
    if let Some(alternatives) = schema["oneOf"].as_array() {
        return Shape::OneOf(alternatives.iter().map(|one| shape(one, reference)).collect());
    }
    if schema["additionalProperties"].is_object() {
        return Shape::Map(Box::new(shape(&schema["additionalProperties"], reference)));
    }
    if let Some(members) = schema["properties"].as_object() {
        let required = texts(&schema["required"]);
        return Shape::Object(
            members
                .iter()
                .map(|(name, member)| {
                    let required = required.contains(&name.as_str());
                    let description = words(&member["description"]);
                    (name.clone(), Member { required, shape: shape(member, reference), description })
                })
                .collect(),
        );
    }
    if schema["items"].is_object() {
        return Shape::List(Box::new(shape(&schema["items"], reference)));
    }
    match schema["type"].as_str() {
        Some(kind) => Shape::Value(
            format!("{kind} {}", schema["format"].as_str().unwrap_or_default()).trim().to_owned(),
        ),
        None => Shape::Anything,
    }
}

/// A derived schema with "or null" taken off, wherever that stands; `found` counts it.
fn without_null(schema: &Value, found: &mut usize) -> Value {
    let mut schema = schema.clone();
    if let Some(alternatives) = schema["anyOf"].as_array() {
        let others: Vec<_> = alternatives.iter().filter(|one| one["type"] != "null").cloned().collect();
        assert_eq!((alternatives.len(), others.len()), (2, 1), "{schema}");
        *found += 1;
        let (members, Value::Object(other)) = (schema.as_object_mut().unwrap(), others[0].clone()) else {
            panic!("{schema}")
        };
        members.remove("anyOf");
        members.extend(other);
    } else if let Some(kinds) = schema["type"].as_array() {
        let others: Vec<_> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        assert_eq!((kinds.len(), others.len()), (2, 1), "{schema}");
        *found += 1;
        schema["type"] = others[0].clone();
    }
    schema
}

fn derived_reference(schema: &Value) -> Option<&str> {
    Some(schema["$ref"].as_str()?.strip_prefix("#/$defs/").unwrap())
}

#[test]
fn every_type_has_the_schema_of_its_component() {
    let requests = components_of(&[Role::Request]);
    for component in COMPONENTS {
        let documented = &schemas()[component.name];
        let mut derived = (component.schema)().to_value();
        assert_eq!(derived["title"], component.name);
        let required: Vec<String> = texts(&derived["required"]).into_iter().map(str::to_owned).collect();
        if let Some(members) = derived["properties"].as_object_mut() {
            for (name, member) in members {
                let mut nulls = 0;
                *member = without_null(member, &mut nulls);
                let anything = shape(member, derived_reference) == Shape::Anything;
                assert!(
                    anything || (nulls == 1) != required.contains(name),
                    "{}.{name}: what is not promised may be null, and nothing else",
                    component.name
                );
                if !requests.contains(&component.name) && !anything {
                    let nullable = documented["properties"][name]["nullable"] == true;
                    assert_eq!(nulls == 1, nullable, "{}.{name}", component.name);
                }
            }
        }
        // A list has no name of its own in Rust.
        let expected = match shape(documented, refers_to) {
            Shape::OneOf(alternatives) => Shape::OneOf(
                alternatives
                    .into_iter()
                    .map(|one| match one {
                        Shape::Value(name) if name == "PriceList" => shape(&schemas()[&name], refers_to),
                        one => one,
                    })
                    .collect(),
            ),
            expected => expected,
        };
        assert_eq!(shape(&derived, derived_reference), expected, "{}", component.name);
        if !matches!(expected, Shape::OneOf(_)) {
            assert_eq!(
                words(&derived["description"]),
                words(&documented["description"]),
                "{}",
                component.name
            );
        }
    }
}
