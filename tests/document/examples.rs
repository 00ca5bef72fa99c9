//! Every example is what its schema says, and decodes into the type of that name.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::components::component;
use crate::document::{Role, document, examples, schemas};
use crate::snapshots::assert_all;

/// JSON Schema for a schema of the document: `nullable` said in its words, references into `$defs`.
fn in_json_schema(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(in_json_schema).collect(),
        Value::Object(members) => {
            let mut written = Map::new();
            for (name, member) in members {
                match name.as_str() {
                    "nullable" | "example" => {}
                    "$ref" => {
                        let target = member.as_str().unwrap().replace("#/components/schemas/", "#/$defs/");
                        written.insert(name.clone(), target.into());
                    }
                    // Names of members are not keywords.
                    "properties" => {
                        let members = member.as_object().unwrap();
                        let members: Map<_, _> = members
                            .iter()
                            .map(|(name, member)| (name.clone(), in_json_schema(member)))
                            .collect();
                        written.insert(name.clone(), members.into());
                    }
                    _ if name.starts_with("x-") => {}
                    _ => {
                        written.insert(name.clone(), in_json_schema(member));
                    }
                }
            }
            if members.get("nullable") == Some(&Value::Bool(true)) {
                json!({ "anyOf": [written, { "type": "null" }] })
            } else {
                written.into()
            }
        }
        other => other.clone(),
    }
}

fn validator(schema: &Value) -> Validator {
    let definitions: Map<_, _> =
        schemas().iter().map(|(name, schema)| (name.clone(), in_json_schema(schema))).collect();
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": definitions,
        "allOf": [in_json_schema(schema)],
    });
    jsonschema::options()
        .should_validate_formats(true)
        .with_format("decimal", is_decimal)
        .with_format("int64", |_: &str| true)
        .should_ignore_unknown_formats(false)
        .build(&whole)
        .unwrap()
}

/// Written out here once more, so that the document does not depend on how the code reads decimals.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    validator(schema).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_example_of_a_body_is_valid() {
    let mut invalid = Vec::new();
    for example in examples() {
        let schema = json!({ "$ref": format!("#/components/schemas/{}", example.component) });
        for complaint in complaints(&schema, example.value) {
            invalid.push(format!("{}: {complaint}", example.name));
        }
    }
    assert!(invalid.is_empty(), "{}", invalid.join("\n"));
}

/// Members, components, parameters, headers, and bodies that are not JSON.
#[test]
fn every_other_example_is_valid() {
    let mut checked = 0;
    let mut invalid = Vec::new();
    walk(document(), "#", &mut |place, holder| {
        let beside = |schema: &Value, value: &Value, invalid: &mut Vec<String>| {
            invalid.extend(
                complaints(schema, value).into_iter().map(|complaint| format!("{place}: {complaint}")),
            );
        };
        if let (Some(example), None) = (holder.get("example"), holder.get("examples")) {
            checked += 1;
            beside(holder.get("schema").unwrap_or(holder), example, &mut invalid);
        }
        if place.ends_with("/text~1html") {
            for example in holder["examples"].as_object().unwrap().values() {
                checked += 1;
                beside(&holder["schema"], &example["value"], &mut invalid);
            }
        }
    });
    assert!(invalid.is_empty(), "{}", invalid.join("\n"));
    assert!(checked > 300, "only {checked} were found");
}

/// Calls `visit` for each object in which keywords can stand.
fn walk(node: &Value, place: &str, visit: &mut impl FnMut(&str, &Value)) {
    match node {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{place}/{index}"), visit);
            }
        }
        Value::Object(members) => {
            visit(place, node);
            for (name, member) in
                members.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples"))
            {
                let below = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                match (name.as_str(), member) {
                    ("properties", Value::Object(properties)) => {
                        for (name, property) in properties {
                            walk(property, &format!("{below}/{name}"), visit);
                        }
                    }
                    _ => walk(member, &below, visit),
                }
            }
        }
        _ => {}
    }
}

/// A validator that takes everything would prove nothing.
#[test]
fn the_validator_refuses() {
    let complain = |component: &str, value: Value| {
        complaints(&json!({ "$ref": format!("#/components/schemas/{component}") }), &value)
    };
    assert!(complain("RateRow", json!({ "USD": "1.5" })).is_empty());
    for value in
        [json!({ "USD": 1.5 }), json!({ "USD": "1,5" }), json!({ "USD": "1e5" }), json!([]), json!(null)]
    {
        assert_eq!(complain("RateRow", value.clone()).len(), 1, "{value}");
    }
    let price = json!({ "from": "TON", "to": "USD", "price": "1" });
    assert!(complain("PricesResponse", json!([price])).is_empty());
    assert!(complain("PricesResponse", json!({ "state": 0, "result": [price] })).is_empty());
    assert!(!complain("PricesResponse", json!({ "result": [price] })).is_empty());
    assert!(!complain("ListPayments", json!({ "date_from": "2026-02-30" })).is_empty());
    assert!(complain("Direction", json!({ "network_code": null })).is_empty(), "the component, or null");
    assert!(!complain("Direction", json!({ "network_code": 5 })).is_empty());
    assert!(!complain("Payment", json!({ "uuid": null })).is_empty());
}

#[test]
fn every_example_as_decoded() {
    assert_all(examples().into_iter().map(|example| {
        let decoded = (component(example.component).read)(example.value)
            .unwrap_or_else(|error| panic!("{}: {error}", example.name));
        (example.name, decoded.debug)
    }));
}

/// What we send is what the example says, member for member.
#[test]
fn every_request_is_written_as_its_example() {
    for example in examples().iter().filter(|example| example.role == Role::Request) {
        let decoded = (component(example.component).read)(example.value).unwrap();
        assert_eq!(decoded.written, *example.value, "{}", example.name);
    }
}
