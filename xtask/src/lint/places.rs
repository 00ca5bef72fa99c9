//! Where in the document the schemas and the operations are, and which way each component travels.

use std::collections::BTreeSet;

use super::node::Node;

/// The places that rules look at.
pub(super) struct Places<'a> {
    pub(super) operations: Vec<OperationPlace<'a>>,
    pub(super) schemas: Vec<SchemaPlace<'a>>,
    /// Components that are the body of a request to the service. Only these get constructors and checks.
    pub(super) requests: BTreeSet<String>,
}

impl<'a> Places<'a> {
    /// The component of this name.
    pub(super) fn component(&self, name: &str) -> Option<&Node<'a>> {
        self.schemas
            .iter()
            .find(|place| place.role == Role::Component && place.component.as_deref() == Some(name))
            .map(|place| &place.node)
    }
}

pub(super) struct OperationPlace<'a> {
    pub(super) node: Node<'a>,
    pub(super) path: Node<'a>,
    /// A webhook: the service calls, and the shop answers.
    pub(super) is_callback: bool,
}

impl<'a> OperationPlace<'a> {
    /// The media types of the request's body, if it has one.
    pub(super) fn request(&self) -> Vec<(String, Node<'a>)> {
        self.node.get("requestBody").map(|body| body.members_of("content")).unwrap_or_default()
    }

    /// The answers that mean success.
    pub(super) fn successes(&self) -> Vec<Node<'a>> {
        self.node
            .members_of("responses")
            .into_iter()
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(_, answer)| answer)
            .collect()
    }
}

pub(super) struct SchemaPlace<'a> {
    pub(super) node: Node<'a>,
    pub(super) role: Role,
    /// The component this schema belongs to. Schemas in paths belong to none.
    pub(super) component: Option<String>,
}

/// What a schema stands for where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Component,
    /// A property of a component that is itself an object.
    Property,
    /// The items of an array.
    Items,
    /// The values of a map.
    Values,
    /// A member of `allOf`, `oneOf`, `anyOf` or `not`.
    Part,
    /// The body of a request, or of an answer that means success.
    Body,
    /// The body of a refusal. The generator never sees it.
    Refusal,
    /// A path, query or header parameter.
    Parameter,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn find<'a>(root: &Node<'a>) -> Places<'a> {
    let mut places = Places { operations: Vec::new(), schemas: Vec::new(), requests: BTreeSet::new() };
    for (_, path) in root.members_of("paths") {
        path_item(&path, false, &mut places);
    }
    if let Some(components) = root.get("components") {
        for (name, node) in components.members_of("schemas") {
            schema(node, Role::Component, Some(&name), &mut places.schemas);
        }
        for (_, answer) in components.members_of("responses") {
            bodies(&answer.members_of("content"), Role::Refusal, &mut places.schemas);
            parameters(answer.members_of("headers"), &mut places.schemas);
        }
    }
    places
}

fn path_item<'a>(path: &Node<'a>, is_callback: bool, places: &mut Places<'a>) {
    for (method, node) in path.members() {
        if !METHODS.contains(&method.as_str()) {
            continue;
        }
        let operation = OperationPlace { node: node.clone(), path: path.clone(), is_callback };
        let request = operation.request();
        bodies(&request, Role::Body, &mut places.schemas);
        if !is_callback {
            places.requests.extend(
                request.iter().filter_map(|(_, media)| media.get("schema")?.refers_to().map(str::to_owned)),
            );
        }
        for (status, answer) in node.members_of("responses") {
            let role = if status.starts_with('2') { Role::Body } else { Role::Refusal };
            bodies(&answer.members_of("content"), role, &mut places.schemas);
            parameters(answer.members_of("headers"), &mut places.schemas);
        }
        if let Some(list) = node.get("parameters") {
            parameters(
                list.items().into_iter().map(|node| (String::new(), node)).collect(),
                &mut places.schemas,
            );
        }
        for (_, callback) in node.members_of("callbacks") {
            for (_, path) in callback.members() {
                path_item(&path, true, places);
            }
        }
        places.operations.push(operation);
    }
}

fn bodies<'a>(content: &[(String, Node<'a>)], role: Role, schemas: &mut Vec<SchemaPlace<'a>>) {
    for (_, media) in content {
        if let Some(node) = media.get("schema") {
            schema(node, role, None, schemas);
        }
    }
}

fn parameters<'a>(list: Vec<(String, Node<'a>)>, schemas: &mut Vec<SchemaPlace<'a>>) {
    for (_, parameter) in list {
        if let Some(node) = parameter.get("schema") {
            schema(node, Role::Parameter, None, schemas);
        }
    }
}

/// This schema and every schema in it.
fn schema<'a>(node: Node<'a>, role: Role, component: Option<&str>, schemas: &mut Vec<SchemaPlace<'a>>) {
    let mut below = Vec::new();
    below.extend(node.members_of("properties").into_iter().map(|(_, node)| (node, Role::Property)));
    below.extend(node.get("items").map(|node| (node, Role::Items)));
    below.extend(
        node.get("additionalProperties")
            .filter(|node| node.value().is_mapping())
            .map(|node| (node, Role::Values)),
    );
    for word in ["allOf", "oneOf", "anyOf"] {
        let parts = node.get(word).map(|list| list.items()).unwrap_or_default();
        below.extend(parts.into_iter().map(|node| (node, Role::Part)));
    }
    below.extend(node.get("not").map(|node| (node, Role::Part)));
    schemas.push(SchemaPlace { node, role, component: component.map(str::to_owned) });
    for (node, role) in below {
        schema(node, role, component, schemas);
    }
}
