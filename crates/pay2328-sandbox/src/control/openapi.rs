//! The control API's own OpenAPI document, made from the table of its calls and the schemas beside it.

use serde_json::{Map, Value, json};

/// The components: what the calls answer with.
const SCHEMAS: &str = include_str!("schemas.json");

/// One control call, as the document tells of it.
struct Call {
    path: &'static str,
    method: &'static str,
    /// The `operationId`.
    id: &'static str,
    summary: &'static str,
    query: &'static [Member],
    body: &'static [Member],
    answer: Shape,
}

/// A member of a body or a parameter of a query.
#[derive(Clone, Copy)]
struct Member {
    name: &'static str,
    required: bool,
    /// Its schema, as JSON.
    schema: &'static str,
    description: &'static str,
}

/// What a call answers with: a component, a list of them, or nothing.
#[derive(Clone, Copy)]
enum Shape {
    One(&'static str),
    Many(&'static str),
    Empty,
}

const fn get(path: &'static str, id: &'static str, summary: &'static str, answer: Shape) -> Call {
    Call { path, method: "get", id, summary, query: &[], body: &[], answer }
}

const fn post(path: &'static str, id: &'static str, summary: &'static str, answer: Shape) -> Call {
    Call { path, method: "post", id, summary, query: &[], body: &[], answer }
}

impl Call {
    const fn query(mut self, query: &'static [Member]) -> Call {
        self.query = query;
        self
    }

    const fn body(mut self, body: &'static [Member]) -> Call {
        self.body = body;
        self
    }
}

const AMOUNT: &str = r##"{"$ref": "#/components/schemas/Amount"}"##;
const TEXT: &str = r#"{"type": "string", "minLength": 1}"#;

const fn optional(name: &'static str, schema: &'static str, description: &'static str) -> Member {
    Member { name, required: false, schema, description }
}

const fn required(name: &'static str, schema: &'static str, description: &'static str) -> Member {
    Member { name, required: true, schema, description }
}

const LIMIT: Member = optional("limit", r#"{"type": "integer", "minimum": 1}"#, "The newest so many only");
const ABOUT: Member = optional(
    "about",
    r#"{"type": "string"}"#,
    "Only those that have this value: an order id, a uuid, a transaction hash",
);
const PAY_AMOUNT: Member = optional("amount", AMOUNT, "In the payer's coin; without it, what is still due");
const CHANGE: Shape = Shape::One("Change");

const CALLS: &[Call] = &[
    get("/overview", "overview", "What there is, and what to point a shop at", Shape::One("Overview")),
    get("/payments", "payments", "The newest payments", Shape::Many("Payment")).query(&[LIMIT]),
    get("/payments/{id}", "payment", "One payment, by its uuid or order id", Shape::One("Payment")),
    post("/payments/{id}/pay", "pay_payment", "A customer pays", CHANGE).body(&[
        PAY_AMOUNT,
        optional(
            "currency",
            TEXT,
            "The coin, where the shop has left it open; if nothing is said, the one preselected or USDT",
        ),
        optional("network", TEXT, "The network, together with the coin"),
    ]),
    post("/payments/{id}/choose", "choose_asset", "A customer chooses coin and network", CHANGE)
        .body(&[required("currency", TEXT, "The coin"), required("network", TEXT, "The network")]),
    post("/payments/{id}/aml-lock", "aml_lock_payment", "Money arrives and is held by AML", CHANGE)
        .body(&[PAY_AMOUNT]),
    post("/payments/{id}/expire", "expire_payment", "Its time is up", CHANGE),
    get(
        "/static-wallets",
        "static_wallets",
        "The newest static wallets, without their deposits",
        Shape::Many("StaticWallet"),
    )
    .query(&[LIMIT]),
    get(
        "/static-wallets/{id}",
        "static_wallet",
        "One static wallet, by its uuid or address",
        Shape::One("StaticWallet"),
    ),
    post("/static-wallets/{id}/deposit", "deposit", "Somebody sends coins to its address", CHANGE)
        .body(&[required("amount", AMOUNT, "In the wallet's coin")]),
    post("/static-wallets/{id}/enable", "enable_wallet", "It takes deposits again", CHANGE),
    post("/static-wallets/{id}/disable", "disable_wallet", "It takes no deposits any more", CHANGE),
    get("/payouts", "payouts", "The newest payouts", Shape::Many("Payout")).query(&[LIMIT]),
    get("/payouts/{id}", "payout", "One payout, by its uuid or order id", Shape::One("Payout")),
    post("/payouts/{id}/complete", "complete_payout", "It arrives", CHANGE),
    post("/payouts/{id}/cancel", "cancel_payout", "It is cancelled; its money returns", CHANGE),
    post("/payouts/{id}/fail", "fail_payout", "It fails; its money returns", CHANGE).body(&[optional(
        "error_type",
        r#"{"type": "string", "minLength": 1, "maxLength": 64}"#,
        "aml_risk if nothing is said",
    )]),
    get("/invoices", "invoices", "The newest invoices", Shape::Many("Invoice")).query(&[LIMIT]),
    get("/invoices/{id}", "invoice", "One invoice", Shape::One("Invoice")),
    post("/invoices/{id}/pay", "pay_invoice", "A customer pays it in full", CHANGE),
    post("/invoices/{id}/confirm", "confirm_invoice", "Its transaction is seen, not confirmed", CHANGE),
    post("/invoices/{id}/expire", "expire_invoice", "Its time is up", CHANGE),
    post("/invoices/{id}/fail", "fail_invoice", "Something goes wrong with it", CHANGE),
    get(
        "/invoice-payouts",
        "invoice_payouts",
        "The newest payouts of the Invoice API",
        Shape::Many("InvoicePayout"),
    )
    .query(&[LIMIT]),
    get(
        "/invoice-payouts/{id}",
        "invoice_payout",
        "One payout of the Invoice API",
        Shape::One("InvoicePayout"),
    ),
    post("/invoice-payouts/{id}/complete", "complete_invoice_payout", "It arrives", CHANGE),
    post("/invoice-payouts/{id}/fail", "fail_invoice_payout", "It fails; its money returns", CHANGE),
    get("/converts", "converts", "The newest converts", Shape::Many("Convert")).query(&[LIMIT]),
    get("/balances", "balances", "Where the money is, coin by coin", Shape::Many("Account")),
    post("/balances/{id}/add", "add_balance", "Give the merchant an amount of a coin", CHANGE)
        .body(&[required("amount", AMOUNT, "In the coin that the path names")]),
    get("/requests", "requests", "The requests to the two APIs, the oldest first", Shape::Many("Request"))
        .query(&[LIMIT, ABOUT]),
    get("/requests/{id}", "request", "One request, by its number", Shape::One("Request")),
    get("/webhooks", "webhooks", "The webhooks, the oldest first", Shape::Many("Webhook"))
        .query(&[LIMIT, ABOUT]),
    get("/webhooks/{id}", "webhook", "One webhook, by its number", Shape::One("Webhook")),
    post("/webhooks/{id}/resend", "resend_webhook", "Send it once more", Shape::One("Webhook")),
    post(
        "/webhooks/release",
        "release_webhooks",
        "Send those held back, one after the other",
        Shape::One("Released"),
    )
    .body(&[optional("order", r#"{"enum": ["in_order", "reversed"]}"#, "in_order if nothing is said")]),
    get("/delivery", "delivery", "How webhooks are delivered", Shape::One("Delivery")),
    post(
        "/delivery",
        "set_delivery",
        "Change how webhooks are delivered from now on",
        Shape::One("Delivery"),
    )
    .body(&[
        optional(
            "copies",
            r#"{"type": "integer", "minimum": 1, "maximum": 100}"#,
            "How often each is delivered",
        ),
        optional(
            "spelling",
            r#"{"enum": ["compact", "escaped_slashes", "escaped_unicode", "pretty"]}"#,
            "How their JSON is written",
        ),
        optional("hold", r#"{"type": "boolean"}"#, "Whether new ones wait for their release"),
        optional(
            "attempts",
            r#"{"type": "integer", "minimum": 1, "maximum": 4294967295}"#,
            "How often one is tried that is not answered with 2xx, before it is given up",
        ),
        optional(
            "backoff_ms",
            r#"{"type": "integer", "minimum": 1, "maximum": 86400000}"#,
            "Milliseconds before the second attempt; each further wait is twice as long, up to five minutes",
        ),
    ]),
    post("/sink", "sink", "A receiver that takes every webhook", Shape::Empty),
    post(
        "/reset",
        "reset",
        "Make everything as it was at the start, but for the clock",
        Shape::One("Overview"),
    ),
    post("/seed", "seed", "Make a few objects in every status", Shape::One("Seeded")).body(&[optional(
        "url_callback",
        r#"{"type": "string", "format": "uri"}"#,
        "Where their webhooks go; to the sandbox itself if nothing is said",
    )]),
    get("/attempts", "faults", "The faults that are planned, and the requests so far", Shape::One("Faults")),
    post("/faults", "plan_fault", "Let the next requests of an operation meet a fault", Shape::One("Faults"))
        .body(&[
            required("operation", TEXT, "Its operationId"),
            required("fault", TEXT, "One of the faults that the overview names"),
            optional(
                "times",
                r#"{"type": "integer", "minimum": 1, "maximum": 4294967295}"#,
                "How many requests; 1 if nothing is said",
            ),
            optional(
                "retry_after",
                r#"{"type": "string", "minLength": 1, "maxLength": 64}"#,
                "The header, for too_many_requests",
            ),
            optional(
                "milliseconds",
                r#"{"type": "integer", "minimum": 1, "maximum": 600000}"#,
                "How long, for latency",
            ),
        ]),
    post(
        "/faults/clear",
        "clear_faults",
        "Forget every fault that has not happened yet",
        Shape::One("Faults"),
    ),
    post("/chaos", "set_chaos", "Let requests meet faults by chance", Shape::One("Faults")).body(&[
        required(
            "percent",
            r#"{"type": "integer", "minimum": 0, "maximum": 100}"#,
            "So many of a hundred; 0 ends it",
        ),
        optional(
            "seed",
            r#"{"type": "integer", "minimum": 0}"#,
            "The same seed gives the same faults; 0 if nothing is said",
        ),
    ]),
    get("/clock", "clock", "The sandbox's own time", Shape::One("Clock")),
    post("/clock/advance", "advance_clock", "Move the clock forward", Shape::One("Clock")).body(&[required(
        "seconds",
        r#"{"type": "integer", "minimum": 1, "maximum": 315360000}"#,
        "By so many seconds",
    )]),
    post("/clock/freeze", "freeze_clock", "Stop the clock", Shape::One("Clock")),
    post("/clock/resume", "resume_clock", "Let the clock run on from where it is", Shape::One("Clock")),
    get("/openapi.json", "openapi", "This document", Shape::One("Document")),
];

/// The document, for a sandbox at this address.
pub(super) fn document(public_url: &str) -> Value {
    let mut paths = Map::new();
    for call in CALLS {
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        path[call.method] = operation(call);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "pay2328-sandbox control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Makes things happen in a sandbox and shows what has happened. It needs no credentials.",
        },
        "servers": [{ "url": format!("{public_url}/_sandbox") }],
        "paths": paths,
        "components": { "schemas": parsed(SCHEMAS) },
    })
}

fn operation(call: &Call) -> Value {
    let mut parameters = Vec::new();
    if call.path.contains("{id}") {
        parameters.push(json!({
            "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 },
        }));
    }
    parameters.extend(call.query.iter().map(|member| {
        json!({
            "name": member.name, "in": "query", "required": member.required,
            "description": member.description, "schema": parsed(member.schema),
        })
    }));
    let answer = match call.answer {
        Shape::Empty => json!({ "204": { "description": "Done" } }),
        Shape::One(name) => success(&reference(name)),
        Shape::Many(name) => success(&json!({ "type": "array", "items": reference(name) })),
    };
    let mut operation = json!({
        "operationId": call.id, "summary": call.summary, "parameters": parameters, "responses": answer,
    });
    operation["responses"]["4XX"] = json!({
        "description": "It could not be done: 400 no JSON, 404 unknown, 409 in the wrong state, 422 a wrong value",
        "content": { "application/json": { "schema": reference("Error") } },
    });
    if call.method == "post" && !call.body.is_empty() {
        let required: Vec<_> =
            call.body.iter().filter(|member| member.required).map(|member| member.name).collect();
        let properties: Map<String, Value> = call
            .body
            .iter()
            .map(|member| {
                let mut schema = parsed(member.schema);
                schema["description"] = member.description.into();
                (member.name.to_owned(), schema)
            })
            .collect();
        operation["requestBody"] = json!({
            "required": !required.is_empty(),
            "content": { "application/json": { "schema": {
                "type": "object", "properties": properties, "required": required, "additionalProperties": false,
            } } },
        });
    }
    operation
}

fn success(schema: &Value) -> Value {
    json!({ "200": { "description": "Done", "content": { "application/json": { "schema": schema } } } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn parsed(json: &'static str) -> Value {
    #[expect(clippy::expect_used, reason = "constants of this file and the one beside it; a test reads each")]
    serde_json::from_str(json).expect("valid JSON")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_and_the_router_name_the_same_paths() {
        let sources = [
            include_str!("mod.rs"),
            include_str!("objects.rs"),
            include_str!("logs.rs"),
            include_str!("settings.rs"),
        ];
        let routed: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| source.split(".route(").skip(1))
            .map(|rest| rest.trim_start().trim_start_matches('"').split('"').next().unwrap())
            .filter(|path| path.starts_with('/'))
            .collect();
        let documented: BTreeSet<&str> = CALLS.iter().map(|call| call.path).collect();
        assert_eq!(routed, documented);
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_schema_is_used() {
        let document = document("http://127.0.0.1:1");
        let text = document.to_string();
        let used: BTreeSet<&str> =
            text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        assert_eq!(used, schemas.keys().map(String::as_str).collect::<BTreeSet<_>>());
        let ids: BTreeSet<_> = CALLS.iter().map(|call| call.id).collect();
        assert_eq!(ids.len(), CALLS.len());
    }
}
