//! Open to the future: whatever the service may add or leave out, everything still decodes.
//!
//! For each component a value with every member is made from the document. Then each place of it that
//! may change is changed, one at a time.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components::{COMPONENTS, Component, Decoded, component};
use crate::document::{Role, components_of, examples, refers_to, schemas, texts};
use crate::snapshots::assert_all;

/// What a test may do to a value at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A value of this open enum.
    Enum(&'static str),
    /// An object whose members are named in the document.
    Object,
    /// A member that is not promised, or a value of a map.
    Optional,
    /// An object whose members can have any name.
    Map,
    /// A time.
    Time,
    /// What may come as text or as a number.
    TextOrNumber,
}

/// A value with every member there is, none of them null.
pub(crate) fn full(schema: &'static Value) -> Value {
    if let Some(component) = refers_to(schema) {
        return full(&schemas()[component]);
    }
    if let Some(known) = texts(&schema["x-extensible-enum"]).first() {
        return json!(known);
    }
    if let Some(first) = schema["oneOf"].get(0) {
        return full(first);
    }
    match schema["type"].as_str() {
        Some("object") if schema["additionalProperties"].is_object() => {
            json!({ "USD": full(&schema["additionalProperties"]) })
        }
        Some("object") => schema["properties"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, member)| (name.clone(), full(member)))
            .collect::<Map<_, _>>()
            .into(),
        Some("array") => json!([full(&schema["items"])]),
        Some(kind) => match &schema["example"] {
            Value::Null => match (kind, schema["format"].as_str()) {
                ("string", Some("decimal")) => json!("1.50"),
                ("string", None) => json!("some text"),
                ("integer", _) => json!(7),
                (kind, format) => panic!("no example for {kind} {format:?}"),
            },
            example => example.clone(),
        },
        None => json!({ "any": ["thing", 1.5, null] }),
    }
}

/// The places of a full value, by JSON pointer.
fn places(schema: &'static Value, pointer: String, found: &mut Vec<(String, Place)>) {
    if let Some(component) = refers_to(schema) {
        if schemas()[component].get("x-extensible-enum").is_some() {
            found.push((pointer, Place::Enum(component)));
        } else {
            places(&schemas()[component], pointer, found);
        }
    } else if let Some(first) = schema["oneOf"].get(0) {
        if first["type"] == "string" {
            found.push((pointer, Place::TextOrNumber));
        } else {
            places(first, pointer, found);
        }
    } else if schema["additionalProperties"].is_object() {
        found.push((pointer.clone(), Place::Map));
        found.push((format!("{pointer}/USD"), Place::Optional));
        places(&schema["additionalProperties"], format!("{pointer}/USD"), found);
    } else if schema["format"] == "date-time" {
        found.push((pointer, Place::Time));
    } else if let Some(members) = schema["properties"].as_object() {
        found.push((pointer.clone(), Place::Object));
        let required = texts(&schema["required"]);
        for (name, member) in members {
            let below = format!("{pointer}/{name}");
            if !required.contains(&name.as_str()) {
                found.push((below.clone(), Place::Optional));
            }
            places(member, below, found);
        }
    } else if schema["items"].is_object() {
        places(&schema["items"], format!("{pointer}/0"), found);
    }
}

fn places_of(component: &str) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    let schema = &schemas()[component];
    if schema.get("x-extensible-enum").is_none() {
        places(schema, String::new(), &mut found);
    }
    found
}

fn at<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Value {
    value.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

fn holder<'a>(value: &'a mut Value, pointer: &str) -> (&'a mut Map<String, Value>, String) {
    let (above, name) = pointer.rsplit_once('/').unwrap();
    (at(value, above).as_object_mut().unwrap(), name.to_owned())
}

/// Spelled so that a change of case, a trim or an escape on the way would show.
const OF_TOMORROW: &str = " A value\tof Tomorrow/é\u{2028}\" ";

/// A full value with one thing changed.
pub(crate) struct Variation {
    pub(crate) what: What,
    pub(crate) pointer: String,
    pub(crate) value: Value,
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A value of this open enum is one of tomorrow.
    Unknown(&'static str),
    /// An object has a member of tomorrow.
    Extra,
    /// A member that is not promised is not there.
    Dropped,
    /// A member that is not promised is null.
    Nulled,
}

/// Every variation of a component.
pub(crate) fn variations(name: &str) -> Vec<Variation> {
    let plain = full(&schemas()[name]);
    let mut found = Vec::new();
    for (pointer, place) in places_of(name) {
        let whats: &[What] = match place {
            Place::Enum(of) => &[What::Unknown(of)],
            Place::Object => &[What::Extra],
            Place::Optional => &[What::Dropped, What::Nulled],
            Place::Map | Place::Time | Place::TextOrNumber => &[],
        };
        for &what in whats {
            let mut value = plain.clone();
            match what {
                What::Unknown(_) => *at(&mut value, &pointer) = json!(OF_TOMORROW),
                What::Extra => {
                    let members = at(&mut value, &pointer).as_object_mut().unwrap();
                    let extra = json!({ "with": [null, 1.5, { "more": "in it" }] });
                    members.insert("a_member_of_tomorrow".to_owned(), extra);
                }
                What::Dropped => {
                    let (members, member) = holder(&mut value, &pointer);
                    members.remove(&member).unwrap();
                }
                What::Nulled => *at(&mut value, &pointer) = Value::Null,
            }
            found.push(Variation { what, pointer: pointer.clone(), value });
        }
    }
    found
}

fn decode(name: &str, Variation { what, pointer, value }: &Variation) -> Decoded {
    (component(name).read)(value).unwrap_or_else(|error| panic!("{name}{pointer} {what:?}: {error}"))
}

#[test]
fn an_unknown_value_in_every_enum_is_kept_to_the_letter() {
    let mut seen = BTreeSet::new();
    let mut tried = 0;
    for Component { name, .. } in COMPONENTS {
        for variation in variations(name) {
            let What::Unknown(of) = variation.what else { continue };
            let (decoded, pointer) = (decode(name, &variation), variation.pointer);
            assert_eq!(decoded.written.pointer(&pointer), Some(&json!(OF_TOMORROW)), "{name}{pointer}");
            assert!(decoded.debug.contains("Unknown("), "{name}{pointer}: {}", decoded.debug);
            seen.insert(of);
            tried += 1;
        }
    }
    let all = schemas().iter().filter(|(_, schema)| schema.get("x-extensible-enum").is_some());
    assert_eq!(seen, all.map(|(name, _)| name.as_str()).collect());
    println!("{tried} places of {} enums", seen.len());
}

#[test]
fn every_known_value_of_every_enum_is_known() {
    for (name, schema) in schemas() {
        for wire in texts(&schema["x-extensible-enum"]) {
            let decoded = (component(name).read)(&json!(wire)).unwrap();
            assert!(!decoded.debug.contains("Unknown("), "{name}: {wire}");
            assert_eq!(decoded.written, json!(wire));
        }
    }
}

#[test]
fn an_extra_member_in_every_object_changes_nothing() {
    let mut tried = 0;
    for Component { name, read, .. } in COMPONENTS {
        let expected = read(&full(&schemas()[*name])).unwrap();
        for variation in variations(name).iter().filter(|variation| variation.what == What::Extra) {
            assert_eq!(decode(name, variation).debug, expected.debug, "{name}{}", variation.pointer);
            tried += 1;
        }
    }
    println!("{tried} objects");
}

#[test]
fn whatever_is_not_promised_may_be_missing_or_null() {
    let mut tried = 0;
    for name in components_of(&[Role::RawResponse, Role::Refusal, Role::Webhook]) {
        let all = variations(name);
        let only = |what: What| all.iter().filter(move |variation| variation.what == what);
        for (dropped, nulled) in only(What::Dropped).zip(only(What::Nulled)) {
            assert_eq!(dropped.pointer, nulled.pointer);
            let (dropped, nulled) = (decode(name, dropped), decode(name, nulled));
            assert_eq!(dropped.debug, nulled.debug, "{name}");
            tried += 1;
        }
    }
    println!("{tried} members");
}

/// The two ends of what an answer can be: every enum's value unknown, and nothing but what is promised.
#[test]
fn the_farthest_values_as_decoded() {
    let mut seen = BTreeSet::new();
    let mut snapshots = Vec::new();
    for example in examples() {
        let name = example.component;
        if example.role == Role::Request || !seen.insert(name) {
            continue;
        }
        let (mut unknown, mut least) = (full(&schemas()[name]), full(&schemas()[name]));
        // From the inside out: a member that is dropped takes what is below with it.
        for (pointer, place) in places_of(name).into_iter().rev() {
            match place {
                Place::Enum(_) => *at(&mut unknown, &pointer) = json!("a value of tomorrow"),
                Place::Optional => {
                    let (members, member) = holder(&mut least, &pointer);
                    members.remove(&member);
                }
                Place::Object | Place::Map | Place::Time | Place::TextOrNumber => {}
            }
        }
        for (word, value) in [("unknown_values", unknown), ("only_what_is_promised", least)] {
            let decoded =
                (component(name).read)(&value).unwrap_or_else(|error| panic!("{name}, {word}: {error}"));
            snapshots.push((format!("{name}.{word}"), decoded.debug));
        }
    }
    assert_all(snapshots);
}

/// PHP writes a map without members as a list without items.
#[test]
fn an_empty_list_is_an_empty_map() {
    let mut tried = 0;
    for name in components_of(&[Role::RawResponse, Role::Refusal, Role::Webhook]) {
        for (pointer, _) in places_of(name).into_iter().filter(|(_, place)| *place == Place::Map) {
            let with = |empty: Value| {
                let mut value = full(&schemas()[name]);
                *at(&mut value, &pointer) = empty;
                (component(name).read)(&value)
                    .unwrap_or_else(|error| panic!("{name}{pointer}: {error}"))
                    .debug
            };
            assert_eq!(with(json!([])), with(json!({})), "{name}{pointer}");
            tried += 1;
        }
    }
    // The rates and a row of them, each by itself and in what holds it.
    assert_eq!(tried, 5);
}

/// A time in an unexpected form, a limit that is no decimal or a number that used to be text must not
/// cost the reader the rest of the answer.
#[test]
fn times_and_loose_values_may_be_text_or_numbers() {
    let mut tried = 0;
    for name in components_of(&[Role::RawResponse, Role::Webhook]) {
        for (pointer, _) in places_of(name)
            .into_iter()
            .filter(|(_, place)| matches!(place, Place::Time | Place::TextOrNumber))
        {
            for odd in [json!(""), json!("unlimited"), json!("0.8%"), json!(1778332384), json!(1.5)] {
                let mut value = full(&schemas()[name]);
                *at(&mut value, &pointer) = odd.clone();
                let decoded = (component(name).read)(&value)
                    .unwrap_or_else(|error| panic!("{name}{pointer}, {odd}: {error}"));
                let kept = odd.as_str().map_or_else(|| odd.to_string(), str::to_owned);
                assert_eq!(decoded.written.pointer(&pointer), Some(&json!(kept)), "{name}{pointer}");
            }
            tried += 1;
        }
    }
    println!("{tried} members");
    assert!(tried > 20, "only {tried} members");
}
