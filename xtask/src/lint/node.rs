//! A place in the document: what stands there, and where that is.

use yaml_serde::Value;

/// A value of the document together with the JSON pointer that leads to it.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pointer: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { pointer: "#".to_owned(), value }
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// The member of this name, if this is a mapping that has one.
    pub(super) fn get(&self, name: &str) -> Option<Node<'a>> {
        let value = self.value.as_mapping()?.get(name)?;
        Some(self.below(name, value))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The member of this name, if it is text.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.value.as_mapping()?.get(name)?.as_str()
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|member| member.value.as_bool() == Some(true))
    }

    /// The members of a mapping, in order. Keys that are not text (a status written as a number) are spelled out.
    pub(super) fn members(&self) -> Vec<(String, Node<'a>)> {
        let Some(mapping) = self.value.as_mapping() else { return Vec::new() };
        mapping
            .iter()
            .map(|(key, value)| {
                let name = spelled(key);
                let node = self.below(&name, value);
                (name, node)
            })
            .collect()
    }

    /// The members of the mapping that stands under `name`.
    pub(super) fn members_of(&self, name: &str) -> Vec<(String, Node<'a>)> {
        self.get(name).map(|member| member.members()).unwrap_or_default()
    }

    /// The items of a list, in order.
    pub(super) fn items(&self) -> Vec<Node<'a>> {
        let Some(items) = self.value.as_sequence() else { return Vec::new() };
        items.iter().enumerate().map(|(index, value)| self.below(&index.to_string(), value)).collect()
    }

    /// The list of texts under `name`; anything else in it is left out.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        self.get(name)
            .and_then(|list| list.value.as_sequence())
            .map(|list| list.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    /// The name of the component this place refers to: its own `$ref`, or the only one under `allOf`.
    pub(super) fn refers_to(&self) -> Option<&'a str> {
        let target = self.text("$ref").or_else(|| match self.get("allOf")?.items().as_slice() {
            [only] => only.text("$ref"),
            _ => None,
        })?;
        target.strip_prefix("#/components/schemas/")
    }

    fn below(&self, name: &str, value: &'a Value) -> Node<'a> {
        let name = name.replace('~', "~0").replace('/', "~1");
        Node { pointer: format!("{}/{name}", self.pointer), value }
    }
}

/// A value on one line, for messages.
pub(super) fn spelled(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value.clone(),
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(members) => {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{}: {}", spelled(key), spelled(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Tagged(tagged) => spelled(&tagged.value),
    }
}
