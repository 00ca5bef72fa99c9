//! The shape of schemas: what progenitor turns into a wrong type, or into one nobody wants.

use std::collections::BTreeSet;

use super::node::{Node, spelled};
use super::places::{Places, Role, SchemaPlace};
use super::{Findings, Rule};

pub(super) const TITLE: Rule = Rule {
    id: "title",
    why: "a title becomes the type's name, and a second schema with the same title silently gets the type of the first",
    instead: "say it in description; a schema that deserves a name is a component",
};

pub(super) const DISCRIMINATOR: Rule = Rule {
    id: "discriminator",
    why: "progenitor ignores it and picks the first shape that fits",
    instead: "one component with every field optional, or a hand-written type for a oneOf component",
};

pub(super) const ANY_OF: Rule = Rule {
    id: "any-of",
    why: "the generated type fails on every value at run time",
    instead: "one component with every field optional, or a oneOf component",
};

pub(super) const ONE_OF: Rule = Rule {
    id: "inline-one-of",
    why: "only a component can be replaced by the hand-written type that a oneOf needs",
    instead: "a component with this oneOf and a type of its name in pay2328-api; refer to it with allOf",
};

pub(super) const NOT: Rule = Rule {
    id: "not",
    why: "there is no Rust type for what a value is not",
    instead: "say it in description",
};

pub(super) const ALL_OF: Rule = Rule {
    id: "all-of",
    why: "several parts are merged into a type whose fields nobody can look up in the document",
    instead: "allOf with a single $ref; spell the fields of a bigger object out",
};

pub(super) const DEFAULT: Rule = Rule {
    id: "default",
    why: "a field with a default is no longer optional: it is sent in every request, or made up in every response",
    instead: "say in description what the service does without the field",
};

pub(super) const NUMBER: Rule = Rule {
    id: "number",
    why: "it becomes an f64, which cannot hold 0.1, and this is money",
    instead: "type: string, format: decimal; or type: integer, format: int64",
};

pub(super) const BOUNDS: Rule = Rule {
    id: "bounds",
    why: "bounds turn integers into NonZero or narrow types and arrays into tuples or sets, and then a response outside of them fails",
    instead: "x-pay2328-range or x-pay2328-min-exclusive on a request's field; in responses say it in description",
};

pub(super) const TEXT_LIMITS: Rule = Rule {
    id: "text-limits",
    why: "they turn the text into a type of its own that also refuses responses",
    instead: "x-pay2328-max-chars on a request's field; in responses say it in description",
};

pub(super) const CLOSED_OBJECT: Rule = Rule {
    id: "closed-object",
    why: "the day the service adds a field every client fails",
    instead: "leave additionalProperties out",
};

pub(super) const MAP_VALUES: Rule = Rule {
    id: "map-values",
    why: "progenitor drops a map of anything without a word",
    instead: "additionalProperties with a type or a $ref, in a component that has no properties",
};

pub(super) const CLOSED_ENUM: Rule = Rule {
    id: "closed-enum",
    why: "the day the service adds a value every client fails",
    instead: "a component with type: string, x-extensible-enum and x-pay2328-values",
};

pub(super) const INLINE_ENUM: Rule = Rule {
    id: "inline-enum",
    why: "only a component can be replaced by an open enum",
    instead: "make it a component and refer to it with allOf",
};

pub(super) const INLINE_OBJECT: Rule = Rule {
    id: "inline-object",
    why: "its type gets an invented name that changes with its surroundings",
    instead: "make it a component and refer to it",
};

pub(super) const REQUIRED_NULLABLE: Rule = Rule {
    id: "required-nullable",
    why: "a response without the field would fail, although a null in the same place would not",
    instead: "required for what is always sent and never null; nullable and not required for all else",
};

pub(super) const PROMISE: Rule = Rule {
    id: "null-tolerance",
    why: "the service may send null for whatever it need not send, and a response must not fail for that",
    instead: "nullable: true on every field of a response or a webhook that is not required",
};

pub(super) const NULLABLE_REQUEST: Rule = Rule {
    id: "nullable-request",
    why: "requests leave out what is not set; a null would be signed and sent",
    instead: "leave nullable out; a field that is not required is optional",
};

pub(super) const FORMAT: Rule = Rule {
    id: "format",
    why: "an unexpected format becomes another type, or one that refuses real responses",
    instead: "decimal, date-time or date on strings (or none, for plain text), int64 on integers",
};

pub(super) const DESCRIPTION: Rule = Rule {
    id: "description",
    why: "it becomes the documentation of the type or the field, which must not be missing",
    instead: "a sentence with unit, scale and limit; a property that refers to a component does it with allOf and has its own",
};

pub(super) const REQUEST_FIELD: Rule = Rule {
    id: "request-field",
    why: "the generator has no way to pass it to a constructor or a setter",
    instead: "text, decimals, dates, whole numbers, booleans, or allOf with a component that is no oneOf; teach xtask/src/generate/requests.rs what else is needed",
};

pub(super) fn lint(places: &Places<'_>, findings: &mut Findings) {
    for place in &places.schemas {
        request_member(place, places, findings);
        keywords(place, findings);
        kind(place, findings);
        described(place, findings);
        if place.role == Role::Component {
            nullability(place, &places.requests, findings);
        }
    }
}

fn keywords(place: &SchemaPlace<'_>, findings: &mut Findings) {
    let node = &place.node;
    let mut forbid = |rule: &'static Rule, words: &[&str]| {
        for word in words {
            if let Some(member) = node.get(word) {
                findings.add(rule, node, format!("{word}: {}", spelled(member.value())));
            }
        }
    };
    forbid(&TITLE, &["title"]);
    forbid(&DISCRIMINATOR, &["discriminator"]);
    forbid(&ANY_OF, &["anyOf"]);
    forbid(&NOT, &["not"]);
    forbid(&DEFAULT, &["default"]);
    forbid(&CLOSED_ENUM, &["enum"]);
    forbid(&TEXT_LIMITS, &["pattern", "minLength", "maxLength"]);
    forbid(
        &BOUNDS,
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
        ],
    );
    if place.role != Role::Component {
        forbid(&ONE_OF, &["oneOf"]);
        forbid(&INLINE_ENUM, &["x-extensible-enum"]);
    }
}

fn kind(place: &SchemaPlace<'_>, findings: &mut Findings) {
    let node = &place.node;
    if let Some(parts) = node.get("allOf")
        && (node.refers_to().is_none() || node.has("properties"))
    {
        findings.add(&ALL_OF, node, format!("allOf: {}", spelled(parts.value())));
    }
    let is_object = node.text("type") == Some("object") || node.has("properties");
    if is_object && !matches!(place.role, Role::Component | Role::Refusal) {
        findings.add(&INLINE_OBJECT, node, "an object that is not a component");
    }
    if let Some(values) = node.get("additionalProperties") {
        match values.value().as_bool() {
            Some(false) => findings.add(&CLOSED_OBJECT, node, "additionalProperties: false"),
            Some(true) => findings.add(&MAP_VALUES, node, "additionalProperties: true"),
            None if node.has("properties") => {
                findings.add(&MAP_VALUES, node, "additionalProperties beside properties");
            }
            None if !values.has("type") && values.refers_to().is_none() => {
                findings.add(&MAP_VALUES, node, "additionalProperties without a type");
            }
            None => {}
        }
    }
    let format = node.text("format");
    let fits = match node.text("type") {
        Some("number") => {
            findings.add(&NUMBER, node, "type: number");
            true
        }
        Some("string") => matches!(format, None | Some("decimal" | "date-time" | "date")),
        Some("integer") => format == Some("int64"),
        _ => format.is_none(),
    };
    if !fits {
        let kind = node.text("type").unwrap_or("(no type)");
        let format = format.unwrap_or("(none)");
        findings.add(&FORMAT, node, format!("type: {kind}, format: {format}"));
    }
}

/// What other rules forbid everywhere is left to them.
fn request_member(place: &SchemaPlace<'_>, places: &Places<'_>, findings: &mut Findings) {
    let node = &place.node;
    let is_sent = place.component.as_ref().is_some_and(|name| places.requests.contains(name));
    if place.role != Role::Property || !is_sent {
        return;
    }
    let found = match (node.text("type"), node.text("format")) {
        (Some("array"), _) => "a list",
        (Some("string"), Some("date-time")) => "a time",
        (None, _) => match node.refers_to() {
            Some(name) if places.component(name).is_some_and(|target| target.has("oneOf")) => "a oneOf",
            None if !["allOf", "oneOf", "anyOf", "not"].iter().any(|word| node.has(word)) => "anything",
            _ => return,
        },
        _ => return,
    };
    findings.add(&REQUEST_FIELD, node, found);
}

fn described(place: &SchemaPlace<'_>, findings: &mut Findings) {
    let node = &place.node;
    let is_described = match place.role {
        Role::Component | Role::Property => true,
        // A component that is referred to says what it is.
        Role::Values => node.has("type"),
        _ => false,
    };
    if is_described && node.text("description").is_none_or(|text| text.trim().is_empty()) {
        findings.add(&DESCRIPTION, node, "no description");
    }
}

/// Requests know no null; in what the service sends, a member is either promised or may be null.
fn nullability(place: &SchemaPlace<'_>, requests: &BTreeSet<String>, findings: &mut Findings) {
    let required = place.node.texts("required");
    let is_sent = place.component.as_ref().is_some_and(|name| requests.contains(name));
    for (name, property) in place.node.members_of("properties") {
        let nullable = property.is_true("nullable");
        // Without a type anything goes, null as well.
        let takes_anything =
            property.members().iter().all(|(name, _)| !matches!(name.as_str(), "type" | "allOf"));
        let rule = match (is_sent, required.contains(&name.as_str()), nullable) {
            (true, _, true) => &NULLABLE_REQUEST,
            (false, true, true) => &REQUIRED_NULLABLE,
            (false, false, false) if !takes_anything => &PROMISE,
            _ => continue,
        };
        let found = match (required.contains(&name.as_str()), nullable) {
            (true, _) => "required and nullable",
            (false, true) => "nullable",
            (false, false) => "neither required nor nullable",
        };
        findings.add(rule, &property, found);
    }
}

/// Whether this node stands for a named component rather than for a shape of its own.
pub(super) fn is_named(node: &Node<'_>) -> bool {
    node.text("$ref").is_some_and(|target| target.starts_with("#/components/schemas/"))
}
