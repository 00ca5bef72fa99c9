//! Operations: complete, of one answer, and of one mind about who signs them.

use super::node::{Node, spelled};
use super::places::{OperationPlace, Places};
use super::schemas::is_named;
use super::{Findings, Rule};

pub(super) const OPERATION_ID: Rule = Rule {
    id: "operation-id",
    why: "it becomes the name of the method, and without it progenitor invents one from the path",
    instead: "operationId in snake_case",
};

pub(super) const OPERATION_TEXT: Rule = Rule {
    id: "operation-text",
    why: "it becomes the documentation of the method",
    instead: "a summary of a few words, and a description that says what happens, also when it is retried",
};

pub(super) const OPERATION_KEYS: Rule = Rule {
    id: "operation-keys",
    why: "the operation table, signing and retries are made of them, and readers want to know what is certain",
    instead: "x-source, x-pay2328-key, x-pay2328-retry and security (an empty list if nothing is signed); on a webhook x-source and security only",
};

pub(super) const KEY_SECURITY: Rule = Rule {
    id: "key-security",
    why: "the client signs by the one, other tools by the other, and they must not disagree",
    instead: "api: projectId and signature; payout: projectId and payoutSignature; invoice: invoiceKey, with a servers list of its own on the path; none: an empty list",
};

pub(super) const IDEMPOTENCY_FIELDS: Rule = Rule {
    id: "idempotency-fields",
    why: "a keyed operation may be retried only while the fields that make up its key are there",
    instead: "x-pay2328-idempotency-fields with fields of the request, on keyed operations and no others",
};

pub(super) const PAGING: Rule = Rule {
    id: "paging",
    why: "the pages that pay2328 asks for and the check on requests must know the same limit",
    instead: "x-pay2328-paging with style (total or flag), page_size and max, on an operation whose request has page and per_page, the latter with x-pay2328-range: [1, max]",
};

pub(super) const NAMED_BODY: Rule = Rule {
    id: "named-body",
    why: "a body without a name gets an invented one, and only named requests get constructors and checks",
    instead: "application/json with a schema that is a bare $ref to a component",
};

pub(super) const ONE_RESPONSE: Rule = Rule {
    id: "one-response",
    why: "progenitor panics on two kinds of success",
    instead: "a single response 2XX, with one schema",
};

pub(super) const DEFAULT_RESPONSE: Rule = Rule {
    id: "default-response",
    why: "progenitor takes it for a success as well as for an error",
    instead: "2XX, 4XX, 5XX and single statuses",
};

pub(super) const REFUSALS: Rule = Rule {
    id: "refusals",
    why: "readers and other tools need to know how a failure looks, although the generator leaves it out",
    instead: "4XX and 5XX, beside whatever statuses are known, each a $ref into components/responses",
};

pub(super) const EXAMPLES: Rule = Rule {
    id: "examples",
    why: "documentation, mock servers and tests are fed with them",
    instead: "examples beside the schema of each body, by name, each with a value",
};

pub(super) const RESPONSE_SOURCE: Rule = Rule {
    id: "response-source",
    why: "it is shared by operations of several sources, so none of theirs says where its facts come from",
    instead: "x-source on each of components/responses and on each of their headers",
};

pub(super) fn lint(root: &Node<'_>, places: &Places<'_>, findings: &mut Findings) {
    shared_answers(root, findings);
    for operation in &places.operations {
        words(operation, findings);
        keys(operation, findings);
        bodies(operation, findings);
        if !operation.is_callback {
            security(operation, findings);
            idempotency_fields(operation, places, findings);
            paging(operation, places, findings);
            answers(operation, findings);
        }
    }
}

fn shared_answers(root: &Node<'_>, findings: &mut Findings) {
    let answers =
        root.get("components").map(|components| components.members_of("responses")).unwrap_or_default();
    for (name, answer) in answers {
        let headers = answer.members_of("headers");
        for (name, node) in [(name, answer)].into_iter().chain(headers) {
            if !node.has("x-source") {
                findings.add(&RESPONSE_SOURCE, &node, format!("{name} without x-source"));
            }
        }
    }
}

fn words(operation: &OperationPlace<'_>, findings: &mut Findings) {
    let node = &operation.node;
    match node.text("operationId") {
        None => findings.add(&OPERATION_ID, node, "no operationId"),
        Some(id) if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') => {
            findings.add(&OPERATION_ID, node, format!("operationId: {id}"));
        }
        Some(_) => {}
    }
    for word in ["summary", "description"] {
        if node.text(word).is_none_or(|text| text.trim().is_empty()) {
            findings.add(&OPERATION_TEXT, node, format!("no {word}"));
        }
    }
}

fn keys(operation: &OperationPlace<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let own = ["x-pay2328-key", "x-pay2328-retry"];
    for key in ["x-source", "security"].into_iter().chain(own.into_iter().filter(|_| !operation.is_callback))
    {
        if !node.has(key) {
            findings.add(&OPERATION_KEYS, node, format!("no {key}"));
        }
    }
    for key in own.into_iter().filter(|key| operation.is_callback && node.has(key)) {
        findings.add(&OPERATION_KEYS, node, format!("{key} on a webhook"));
    }
}

fn security(operation: &OperationPlace<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let Some(security) = node.get("security") else { return };
    let schemes: Vec<Vec<String>> = security
        .items()
        .iter()
        .map(|alternative| alternative.members().into_iter().map(|(name, _)| name).collect())
        .collect();
    let expected: &[&[&str]] = match node.text("x-pay2328-key") {
        Some("api") => &[&["projectId", "signature"]],
        Some("payout") => &[&["projectId", "payoutSignature"]],
        Some("invoice") => &[&["invoiceKey"]],
        Some("none") => &[],
        _ => return,
    };
    let key = node.text("x-pay2328-key").unwrap_or_default();
    if schemes != expected {
        findings.add(&KEY_SECURITY, node, format!("key {key}, security {}", spelled(security.value())));
    }
    if operation.path.has("servers") != (key == "invoice") {
        let servers = if operation.path.has("servers") { "servers of its own" } else { "the common servers" };
        findings.add(&KEY_SECURITY, node, format!("key {key}, a path with {servers}"));
    }
}

/// The component that this operation's request is.
fn request_component<'p, 'a>(operation: &OperationPlace<'a>, places: &'p Places<'a>) -> Option<&'p Node<'a>> {
    let request = operation.request();
    let schema = request.iter().find_map(|(_, media)| media.get("schema"))?;
    places.component(schema.refers_to()?)
}

fn idempotency_fields(operation: &OperationPlace<'_>, places: &Places<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let keyed = node.text("x-pay2328-retry") == Some("keyed");
    let members = node.texts("x-pay2328-idempotency-fields");
    if keyed == members.is_empty() {
        let by = if keyed { "no x-pay2328-idempotency-fields" } else { "x-pay2328-idempotency-fields" };
        findings.add(
            &IDEMPOTENCY_FIELDS,
            node,
            format!("{by}, though the operation is{} keyed", if keyed { "" } else { " not" }),
        );
    }
    let properties = request_component(operation, places)
        .map(|component| component.members_of("properties"))
        .unwrap_or_default();
    for member in members {
        if !properties.iter().any(|(name, _)| name == member) {
            findings.add(&IDEMPOTENCY_FIELDS, node, format!("{member} is not a field of the request"));
        }
    }
}

fn paging(operation: &OperationPlace<'_>, places: &Places<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let request = request_component(operation, places);
    let per_page = request.and_then(|request| request.get("properties")?.get("per_page"));
    let Some(paging) = node.get("x-pay2328-paging") else {
        if per_page.is_some() {
            findings.add(&PAGING, node, "a request with per_page, and no x-pay2328-paging");
        }
        return;
    };
    let number = |name: &str| paging.get(name).and_then(|member| member.value().as_i64());
    let style = matches!(paging.text("style"), Some("total" | "flag"));
    let sizes =
        matches!((number("page_size"), number("max")), (Some(size), Some(max)) if 0 < size && size <= max);
    if !style || !sizes || paging.members().len() != 3 {
        findings.add(&PAGING, &paging, spelled(paging.value()));
        return;
    }
    let limit = per_page.and_then(|member| member.get("x-pay2328-range")?.items().last()?.value().as_i64());
    let has_page =
        request.is_some_and(|request| request.get("properties").is_some_and(|all| all.has("page")));
    if limit != number("max") || !has_page {
        findings.add(&PAGING, &paging, "a request whose page or per_page is missing or has another limit");
    }
}

/// Both directions: named schemas, with examples.
fn bodies(operation: &OperationPlace<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let request = operation.request();
    if node.has("requestBody") && request.is_empty() {
        findings.add(&NAMED_BODY, node, "a request body without content");
    }
    let successes = operation.successes();
    let answers = successes.iter().flat_map(|answer| answer.members_of("content"));
    for (media_type, media) in request.into_iter().chain(answers) {
        let is_json = media_type == "application/json";
        if !is_json || !media.get("schema").is_some_and(|schema| is_named(&schema)) {
            findings.add(&NAMED_BODY, &media, format!("{media_type} without the name of a component"));
        }
        let examples = media.members_of("examples");
        if examples.is_empty() || examples.iter().any(|(_, example)| !example.has("value")) {
            findings.add(&EXAMPLES, &media, "no examples, or one without a value");
        }
    }
}

fn answers(operation: &OperationPlace<'_>, findings: &mut Findings) {
    let node = &operation.node;
    let statuses = node.members_of("responses");
    let has = |wanted: &str| statuses.iter().any(|(status, _)| status == wanted);
    if has("default") {
        findings.add(&DEFAULT_RESPONSE, node, "a response for the status default");
    }
    for range in ["4XX", "5XX"] {
        if !has(range) {
            findings.add(&REFUSALS, node, format!("no {range}"));
        }
    }
    let successes = operation.successes();
    let contents: usize = successes.iter().map(|answer| answer.members_of("content").len()).sum();
    if successes.len() != 1 || contents != 1 {
        findings.add(&ONE_RESPONSE, node, format!("{} successes with {contents} bodies", successes.len()));
    }
}
