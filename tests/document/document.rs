//! `spec/openapi.yaml` as the tests see it: schemas by name, and every example in it.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

/// The text of the document.
pub(crate) fn text() -> String {
    read("spec/openapi.yaml")
}

/// A file of the workspace.
pub(crate) fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The whole document.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| yaml_serde::from_str(&text()).unwrap());
    &DOCUMENT
}

/// The component schemas by name.
pub(crate) fn schemas() -> &'static serde_json::Map<String, Value> {
    document()["components"]["schemas"].as_object().unwrap()
}

/// The component that a schema is: its `$ref`, or the only one under `allOf`.
pub(crate) fn refers_to(schema: &Value) -> Option<&str> {
    let target = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str())?;
    Some(target.strip_prefix("#/components/schemas/").unwrap())
}

/// The texts of a list; none where there is no list.
pub(crate) fn texts(list: &Value) -> Vec<&str> {
    list.as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Request,
    RawResponse,
    Refusal,
    Webhook,
}

/// An operation or a webhook.
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: String,
    pub(crate) path: &'static str,
    pub(crate) is_webhook: bool,
    pub(crate) node: &'static Value,
    /// The `servers` of the path, or else of the document.
    pub(crate) server: &'static str,
}

/// Every operation, and every webhook after the operation that leads to it. Sorted by path, not in the
/// order of the document.
pub(crate) fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        let server = item["servers"][0]["url"].as_str();
        let server = server.or_else(|| document()["servers"][0]["url"].as_str()).unwrap();
        for (method, node) in item.as_object().unwrap().iter().filter(|(name, _)| is_method(name)) {
            found.push(operation(method, path, false, node, server));
            let callbacks = node["callbacks"].as_object().into_iter().flatten();
            for (expression, item) in
                callbacks.flat_map(|(_, by_expression)| by_expression.as_object().unwrap())
            {
                for (method, node) in item.as_object().unwrap().iter().filter(|(name, _)| is_method(name)) {
                    found.push(operation(method, expression, true, node, server));
                }
            }
        }
    }
    found
}

fn is_method(name: &str) -> bool {
    matches!(name, "get" | "put" | "post" | "delete" | "patch")
}

fn operation(
    method: &str,
    path: &'static str,
    is_webhook: bool,
    node: &'static Value,
    server: &'static str,
) -> Operation {
    let id = node["operationId"].as_str().unwrap();
    Operation { id, method: method.to_uppercase(), path, is_webhook, node, server }
}

/// One example of a JSON body.
pub(crate) struct Example {
    /// `operation.answer.example`.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) component: &'static str,
    pub(crate) value: &'static Value,
}

/// Every example of a JSON body in the document.
pub(crate) fn examples() -> Vec<Example> {
    let mut found = Vec::new();
    for operation in operations() {
        let (role, word) =
            if operation.is_webhook { (Role::Webhook, "webhook") } else { (Role::Request, "request") };
        bodies(&operation.node["requestBody"], role, &format!("{}.{word}", operation.id), &mut found);
        for (status, answer) in operation.node["responses"].as_object().unwrap() {
            if answer.get("$ref").is_none() {
                let word = if status == "2XX" { "answer" } else { status };
                let role = if status == "2XX" { Role::RawResponse } else { Role::Refusal };
                bodies(answer, role, &format!("{}.{word}", operation.id), &mut found);
            }
        }
    }
    for (name, answer) in document()["components"]["responses"].as_object().unwrap() {
        bodies(answer, Role::Refusal, name, &mut found);
    }
    found
}

fn bodies(holder: &'static Value, role: Role, name: &str, found: &mut Vec<Example>) {
    let Some(media) = holder["content"].get("application/json") else { return };
    let component = refers_to(&media["schema"]).unwrap();
    for (example, holder) in media["examples"].as_object().unwrap() {
        found.push(Example { name: format!("{name}.{example}"), role, component, value: &holder["value"] });
    }
}

/// The components that bodies of these roles are, with what is nested in them.
pub(crate) fn components_of(roles: &[Role]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    let mut open: Vec<&'static str> = examples()
        .iter()
        .filter(|example| roles.contains(&example.role))
        .map(|example| example.component)
        .collect();
    while let Some(component) = open.pop() {
        if !found.contains(&component) {
            found.push(component);
            references(&schemas()[component], &mut open);
        }
    }
    found.sort_unstable();
    found
}

fn references(schema: &'static Value, found: &mut Vec<&'static str>) {
    if let Some(component) = refers_to(schema) {
        found.push(component);
    }
    for key in ["items", "additionalProperties"] {
        if schema[key].is_object() {
            references(&schema[key], found);
        }
    }
    for nested in schema["oneOf"].as_array().into_iter().flatten() {
        references(nested, found);
    }
    for nested in schema["properties"].as_object().into_iter().flatten().map(|(_, nested)| nested) {
        references(nested, found);
    }
}
