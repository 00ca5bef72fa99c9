//! Every rule fires on a document that breaks it, at the right place, and is silent otherwise.

use std::collections::BTreeSet;

use super::{
    Finding, Rule, VERSION, YAML, enums, lint, names, operations, references, schemas, text, vendor,
};

const CLEAN: &str = include_str!("tests/clean.yaml");

/// Every rule. One without a case below fails `every_rule_fires`.
const RULES: &[&Rule] = &[
    &YAML,
    &VERSION,
    &references::REF_SIBLINGS,
    &references::DANGLING_REF,
    &schemas::TITLE,
    &schemas::DISCRIMINATOR,
    &schemas::ANY_OF,
    &schemas::ONE_OF,
    &schemas::NOT,
    &schemas::ALL_OF,
    &schemas::DEFAULT,
    &schemas::NUMBER,
    &schemas::BOUNDS,
    &schemas::TEXT_LIMITS,
    &schemas::CLOSED_OBJECT,
    &schemas::MAP_VALUES,
    &schemas::CLOSED_ENUM,
    &schemas::INLINE_ENUM,
    &schemas::INLINE_OBJECT,
    &schemas::REQUIRED_NULLABLE,
    &schemas::PROMISE,
    &schemas::NULLABLE_REQUEST,
    &schemas::FORMAT,
    &schemas::DESCRIPTION,
    &schemas::REQUEST_FIELD,
    &enums::OPEN_ENUM,
    &enums::ASSETS,
    &names::SAME_NAME,
    &names::RUST_NAME,
    &operations::OPERATION_ID,
    &operations::OPERATION_TEXT,
    &operations::OPERATION_KEYS,
    &operations::KEY_SECURITY,
    &operations::IDEMPOTENCY_FIELDS,
    &operations::PAGING,
    &operations::NAMED_BODY,
    &operations::ONE_RESPONSE,
    &operations::DEFAULT_RESPONSE,
    &operations::REFUSALS,
    &operations::EXAMPLES,
    &operations::RESPONSE_SOURCE,
    &vendor::UNKNOWN_KEY,
    &vendor::MISPLACED_KEY,
    &vendor::KEY_VALUE,
    &vendor::SOURCE,
    &text::CODE,
    &text::MARKUP,
];

/// What to change in the clean document, where to, and the only finding that must follow.
struct Case {
    from: &'static str,
    to: &'static str,
    rule: &'static Rule,
    location: &'static str,
}

const fn case(from: &'static str, to: &'static str, rule: &'static Rule, location: &'static str) -> Case {
    Case { from, to, rule, location }
}

const AMOUNT: &str = "amount: {type: string, format: decimal, description: How much.}";
const AMOUNT_AT: &str = "#/components/schemas/Order/properties/amount";
const CREATED: &str = "created_at: {type: string, format: date-time, nullable: true, description: When.}";
const CREATED_AT: &str = "#/components/schemas/Order/properties/created_at";
const ORDER_ID: &str = "order_id: {type: string, description: Which., x-pay2328-max-chars: 128, x-source: T}";
const ORDER_ID_AT: &str = "#/components/schemas/CreateOrder/properties/order_id";
const CREATE: &str = "#/paths/~1v1~1order/post";
const LIST: &str = "#/paths/~1v1~1order~1list/post";
const WEBHOOK: &str = "#/paths/~1v1~1order/post/callbacks/changed/{$request.body#~1url_callback}/post";

const CASES: &[Case] = &[
    case(
        "4XX: {$ref: '#/components/responses/Refused'}",
        "4XX: {$ref: '#/components/responses/Refusd'}",
        &references::DANGLING_REF,
        "#/paths/~1v1~1order/post/responses/4XX",
    ),
    case(
        "items: {$ref: '#/components/schemas/Order'}",
        "items: {$ref: '#/components/schemas/Ordre'}",
        &references::DANGLING_REF,
        "#/components/schemas/Orders/properties/items/items",
    ),
    case(
        "items: {$ref: '#/components/schemas/Order'}",
        "items: {$ref: 'other.yaml#/Order'}",
        &references::DANGLING_REF,
        "#/components/schemas/Orders/properties/items/items",
    ),
    case(
        "additionalProperties: {type: string, format: decimal, description: A rate.}",
        "additionalProperties: {type: string, format: decimal}",
        &schemas::DESCRIPTION,
        "#/components/schemas/Rates/additionalProperties",
    ),
    case(
        "ttl_seconds: {type: integer, format: int64, description: How long., x-pay2328-range: [300, 86400]}",
        "ttl_seconds: {type: string, format: date-time, description: How long.}",
        &schemas::REQUEST_FIELD,
        "#/components/schemas/CreateOrder/properties/ttl_seconds",
    ),
    case(
        "is_test: {type: boolean,",
        "is_test: {type: array, items: {type: string},",
        &schemas::REQUEST_FIELD,
        "#/components/schemas/CreateInvoice/properties/is_test",
    ),
    case(
        "is_test: {type: boolean,",
        "is_test: {",
        &schemas::REQUEST_FIELD,
        "#/components/schemas/CreateInvoice/properties/is_test",
    ),
    case(
        "is_test: {type: boolean,",
        "is_test: {allOf: [{$ref: '#/components/schemas/Block'}],",
        &schemas::REQUEST_FIELD,
        "#/components/schemas/CreateInvoice/properties/is_test",
    ),
    case(
        "    Block:\n",
        "    Asset:\n      description: A pair.\n      type: object\n    Block:\n",
        &names::RUST_NAME,
        "#/components/schemas/Asset",
    ),
    case(
        "    Block:\n",
        "    2Fa:\n      description: A pair.\n      type: object\n    Block:\n",
        &names::RUST_NAME,
        "#/components/schemas/2Fa",
    ),
    case(
        "title: {type: string, nullable",
        "'…': {type: string, nullable",
        &names::RUST_NAME,
        "#/components/schemas/Order/properties/…",
    ),
    case(
        "x-extensible-enum: [new, done]\n      x-pay2328-values:\n",
        "x-extensible-enum: [new, done, unknown]\n      x-pay2328-values:\n        unknown: {description: Not known.}\n",
        &names::RUST_NAME,
        "#/components/schemas/Status",
    ),
    case(
        "x-extensible-enum: [new, done]\n      x-pay2328-values:\n",
        "x-extensible-enum: [new, done, self]\n      x-pay2328-values:\n        self: {description: Itself.}\n",
        &names::RUST_NAME,
        "#/components/schemas/Status",
    ),
    case("operationId: order_list", "operationId: type", &names::RUST_NAME, LIST),
    case("operationId: order_list", "operationId: all", &names::RUST_NAME, LIST),
    case(
        "x-extensible-enum: [TON, 1INCH]\n      x-pay2328-values:\n",
        "x-extensible-enum: [TON, 1INCH, X1INCH]\n      x-pay2328-values:\n        X1INCH: {description: Another.}\n",
        &names::SAME_NAME,
        "#/components/schemas/Currency",
    ),
    case(
        "      description: No.\n      x-source: I\n",
        "      description: No.\n",
        &operations::RESPONSE_SOURCE,
        "#/components/responses/Refused",
    ),
    case(
        "Retry-After: {description: When., x-source: I,",
        "Retry-After: {description: When.,",
        &operations::RESPONSE_SOURCE,
        "#/components/responses/Refused/headers/Retry-After",
    ),
    case(
        "asset-sources: {TON: T}",
        "asset-sources: {TUN: T}",
        &enums::ASSETS,
        "#/components/schemas/Network/x-pay2328-asset-sources/TUN",
    ),
    case(
        "x-pay2328-not: [done]",
        "x-pay2328-not: [doen]",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateInvoice/properties/status",
    ),
    case(
        "only-for: {network: [TON]}",
        "only-for: {network: [TON, TUN]}",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/memo",
    ),
    case(
        "only-for: {network: [TON]}",
        "only-for: {amount: ['1']}",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/memo",
    ),
    case(
        "[300, 86400]",
        "['300', '3']",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/ttl_seconds",
    ),
    case(
        "[300, 86400]",
        "['1.50', '1.5', '2']",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/ttl_seconds",
    ),
    case("x-pay2328-max-chars: 128", "x-pay2328-not-empty: yes please", &vendor::KEY_VALUE, ORDER_ID_AT),
    case(
        "exclusive: '0.01'",
        "exclusive: '0.01', x-pay2328-max-chars: 9",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/amount",
    ),
    case(
        "By its address., x-pay2328-not-empty: true",
        "By its address.",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateInvoice",
    ),
    case("openapi: 3.0.3", "openapi: 3.0.3\nopenapi: 3.0.3", &YAML, "#"),
    case("openapi: 3.0.3", "openapi: 3.1.0", &VERSION, "#"),
    case(
        "items: {$ref: '#/components/schemas/Order'}",
        "items: {$ref: '#/components/schemas/Order', description: One.}",
        &references::REF_SIBLINGS,
        "#/components/schemas/Orders/properties/items/items",
    ),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, description: How much., title: Sum}",
        &schemas::TITLE,
        AMOUNT_AT,
    ),
    case(
        "      description: Rates by name.",
        "      description: Rates by name.\n      title: Rates",
        &schemas::TITLE,
        "#/components/schemas/Rates",
    ),
    case(
        "      description: Text or a number.",
        "      description: Text or a number.\n      discriminator: {propertyName: kind}",
        &schemas::DISCRIMINATOR,
        "#/components/schemas/Block",
    ),
    case("      oneOf:", "      anyOf:", &schemas::ANY_OF, "#/components/schemas/Block"),
    case(
        CREATED,
        "created_at: {nullable: true, description: When., oneOf: [{type: string}]}",
        &schemas::ONE_OF,
        CREATED_AT,
    ),
    case(
        CREATED,
        "created_at: {nullable: true, description: When., not: {type: string}}",
        &schemas::NOT,
        CREATED_AT,
    ),
    case(
        CREATED,
        "created_at: {nullable: true, description: When., allOf: [{$ref: '#/components/schemas/Status'}, {$ref: '#/components/schemas/Block'}]}",
        &schemas::ALL_OF,
        CREATED_AT,
    ),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, description: How much., default: '1'}",
        &schemas::DEFAULT,
        AMOUNT_AT,
    ),
    case(AMOUNT, "amount: {type: number, description: How much.}", &schemas::NUMBER, AMOUNT_AT),
    case(
        CREATED,
        "created_at: {type: integer, format: int64, minimum: 1, nullable: true, description: When.}",
        &schemas::BOUNDS,
        CREATED_AT,
    ),
    case(
        "          type: array\n",
        "          type: array\n          uniqueItems: true\n",
        &schemas::BOUNDS,
        "#/components/schemas/Orders/properties/items",
    ),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, description: How much., pattern: '^1$'}",
        &schemas::TEXT_LIMITS,
        AMOUNT_AT,
    ),
    case(
        ORDER_ID,
        "order_id: {type: string, description: Which., maxLength: 9}",
        &schemas::TEXT_LIMITS,
        ORDER_ID_AT,
    ),
    case(
        "      description: An order.",
        "      description: An order.\n      additionalProperties: false",
        &schemas::CLOSED_OBJECT,
        "#/components/schemas/Order",
    ),
    case(
        "      description: An order.",
        "      description: An order.\n      additionalProperties: {}",
        &schemas::MAP_VALUES,
        "#/components/schemas/Order",
    ),
    case(
        "additionalProperties: {type: string, format: decimal, description: A rate.}",
        "additionalProperties: true",
        &schemas::MAP_VALUES,
        "#/components/schemas/Rates",
    ),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, description: How much., enum: ['1']}",
        &schemas::CLOSED_ENUM,
        AMOUNT_AT,
    ),
    case(
        AMOUNT,
        "amount: {type: string, description: How much., x-extensible-enum: ['1']}",
        &schemas::INLINE_ENUM,
        AMOUNT_AT,
    ),
    case(
        CREATED,
        "created_at: {type: object, nullable: true, description: When.}",
        &schemas::INLINE_OBJECT,
        CREATED_AT,
    ),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, nullable: true, description: How much.}",
        &schemas::REQUIRED_NULLABLE,
        AMOUNT_AT,
    ),
    case(
        CREATED,
        "created_at: {type: string, format: date-time, description: When.}",
        &schemas::PROMISE,
        CREATED_AT,
    ),
    case(
        "memo: {type: string,",
        "memo: {type: string, nullable: true,",
        &schemas::NULLABLE_REQUEST,
        "#/components/schemas/CreateOrder/properties/memo",
    ),
    case(AMOUNT, "amount: {type: string, format: uuid, description: How much.}", &schemas::FORMAT, AMOUNT_AT),
    case(AMOUNT, "amount: {type: integer, description: How much.}", &schemas::FORMAT, AMOUNT_AT),
    case(AMOUNT, "amount: {type: string, format: decimal}", &schemas::DESCRIPTION, AMOUNT_AT),
    case(AMOUNT, "amount: {$ref: '#/components/schemas/Status'}", &schemas::DESCRIPTION, AMOUNT_AT),
    case(
        "      description: How far an order is.\n",
        "",
        &schemas::DESCRIPTION,
        "#/components/schemas/Status",
    ),
    case("[new, done]", "[new, done, lost]", &enums::OPEN_ENUM, "#/components/schemas/Status"),
    case("[new, done]", "[done]", &enums::OPEN_ENUM, "#/components/schemas/Status/x-pay2328-values/new"),
    case(
        "{description: New., phase: open}",
        "{phase: open}",
        &enums::OPEN_ENUM,
        "#/components/schemas/Status/x-pay2328-values/new",
    ),
    case(
        "phase: open}",
        "phase: opened}",
        &enums::OPEN_ENUM,
        "#/components/schemas/Status/x-pay2328-values/new",
    ),
    case(
        "phase: open}",
        "fase: open}",
        &enums::OPEN_ENUM,
        "#/components/schemas/Status/x-pay2328-values/new",
    ),
    case(
        "    Block:\n",
        "    Name:\n      type: string\n      description: A name.\n    Block:\n",
        &enums::OPEN_ENUM,
        "#/components/schemas/Name",
    ),
    case("{TON: [TON]}", "{TON: [TUN]}", &enums::ASSETS, "#/components/schemas/Network/x-pay2328-assets/TON"),
    case("{TON: [TON]}", "{TON: []}", &enums::ASSETS, "#/components/schemas/Network/x-pay2328-assets/TON"),
    case(
        "        1INCH: {description: A name that starts with a digit.}\n",
        "        1INCH: {description: A name that starts with a digit.}\n      x-pay2328-renamed: {TON: GRAM}\n",
        &enums::ASSETS,
        "#/components/schemas/Currency/x-pay2328-renamed/TON",
    ),
    case(
        "    Rates:\n",
        "    RaTes:\n      type: object\n      description: Rates.\n    Rates:\n",
        &names::SAME_NAME,
        "#/components/schemas/Rates",
    ),
    case(
        CREATED,
        "Amount: {type: string, nullable: true, description: Again.}",
        &names::SAME_NAME,
        "#/components/schemas/Order/properties/Amount",
    ),
    case("operationId: order_list", "operationId: ordercreate", &names::SAME_NAME, LIST),
    case("      operationId: order_list\n", "", &operations::OPERATION_ID, LIST),
    case("operationId: order_list", "operationId: listOrders", &operations::OPERATION_ID, LIST),
    case("      summary: List orders\n", "", &operations::OPERATION_TEXT, LIST),
    case("description: Sent at every change.", "description: ''", &operations::OPERATION_TEXT, WEBHOOK),
    case("      x-source: T\n", "", &operations::OPERATION_KEYS, LIST),
    case("      x-pay2328-key: payout\n", "", &operations::OPERATION_KEYS, LIST),
    case("              security: []\n", "", &operations::OPERATION_KEYS, WEBHOOK),
    case(
        "              x-source: D\n",
        "              x-source: D\n              x-pay2328-key: api\n",
        &operations::OPERATION_KEYS,
        WEBHOOK,
    ),
    case("x-pay2328-key: payout", "x-pay2328-key: api", &operations::KEY_SECURITY, LIST),
    case(
        "    servers:\n      - url: https://two.example\n",
        "",
        &operations::KEY_SECURITY,
        "#/paths/~1v1~1invoices/post",
    ),
    case("      x-pay2328-idempotency-fields: [order_id]\n", "", &operations::IDEMPOTENCY_FIELDS, CREATE),
    case(
        "x-pay2328-idempotency-fields: [order_id]",
        "x-pay2328-idempotency-fields: [uuid]",
        &operations::IDEMPOTENCY_FIELDS,
        CREATE,
    ),
    case("x-pay2328-retry: keyed", "x-pay2328-retry: never", &operations::IDEMPOTENCY_FIELDS, CREATE),
    case(
        "style: total",
        "style: totals",
        &operations::PAGING,
        "#/paths/~1v1~1order~1list/post/x-pay2328-paging",
    ),
    case("max: 100", "max: 200", &operations::PAGING, "#/paths/~1v1~1order~1list/post/x-pay2328-paging"),
    case("      x-pay2328-paging: {style: total, page_size: 20, max: 100}\n", "", &operations::PAGING, LIST),
    case(
        "              schema: {$ref: '#/components/schemas/Rates'}",
        "              schema: {type: string}",
        &operations::NAMED_BODY,
        "#/paths/~1v1~1rates/get/responses/2XX/content/application~1json",
    ),
    case(
        "        2XX:\n          description: The rates.",
        "        204:\n          description: Nothing.\n        2XX:\n          description: The rates.",
        &operations::ONE_RESPONSE,
        "#/paths/~1v1~1rates/get",
    ),
    case(
        "        2XX:\n          description: The rates.",
        "        default: {description: Whatever.}\n        2XX:\n          description: The rates.",
        &operations::DEFAULT_RESPONSE,
        "#/paths/~1v1~1rates/get",
    ),
    case(
        "        5XX: {$ref: '#/components/responses/Refused'}\n  /v1/rates:",
        "  /v1/rates:",
        &operations::REFUSALS,
        LIST,
    ),
    case(
        "            examples: {one: {value: {page: 1, per_page: 20}}}\n",
        "",
        &operations::EXAMPLES,
        "#/paths/~1v1~1order~1list/post/requestBody/content/application~1json",
    ),
    case(
        "examples: {one: {value: {USD: '1'}}}",
        "examples: {one: {summary: Nothing}}",
        &operations::EXAMPLES,
        "#/paths/~1v1~1rates/get/responses/2XX/content/application~1json",
    ),
    case("x-pay2328-max-chars: 128", "x-pay2328-max-char: 128", &vendor::UNKNOWN_KEY, ORDER_ID_AT),
    case("x-pay2328-max-chars: 128", "x-pay238-max-chars: 128", &vendor::UNKNOWN_KEY, ORDER_ID_AT),
    case(
        AMOUNT,
        "amount: {type: string, format: decimal, description: How much., x-pay2328-min-exclusive: 0}",
        &vendor::MISPLACED_KEY,
        AMOUNT_AT,
    ),
    case("x-pay2328-max-chars: 128", "x-pay2328-max-chars: many", &vendor::KEY_VALUE, ORDER_ID_AT),
    case("x-pay2328-max-chars: 128", "x-pay2328-not: none", &vendor::KEY_VALUE, ORDER_ID_AT),
    case("x-pay2328-max-chars: 128", "x-pay2328-range: [1, 2]", &vendor::KEY_VALUE, ORDER_ID_AT),
    case(
        "[300, 86400]",
        "[86400, 300]",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/ttl_seconds",
    ),
    case(
        "exclusive: '0.01'",
        "exclusive: 0.01",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/amount",
    ),
    case(
        "public-http",
        "public",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/url_callback",
    ),
    case(
        "only-for: {network:",
        "only-for: {chain:",
        &vendor::KEY_VALUE,
        "#/components/schemas/CreateOrder/properties/memo",
    ),
    case("[uuid, address]", "[uuid, adress]", &vendor::KEY_VALUE, "#/components/schemas/CreateInvoice"),
    case("x-pay2328-retry: read", "x-pay2328-retry: reads", &vendor::KEY_VALUE, LIST),
    case(
        "asset-sources: {TON: T}",
        "asset-sources: {TON: hearsay}",
        &vendor::KEY_VALUE,
        "#/components/schemas/Network",
    ),
    case("x-source: D, L", "x-source: D,L", &vendor::SOURCE, CREATE),
    case(
        "      description: Reads.\n      x-source: T",
        "      description: |\n        So:\n\n            let a = 1;\n      x-source: T",
        &text::CODE,
        "#/paths/~1v1~1order~1list/post/description",
    ),
    case(
        "      description: Reads.\n      x-source: T",
        "      description: |\n        So:\n\n        ```\n        let a = 1;\n        ```\n      x-source: T",
        &text::CODE,
        "#/paths/~1v1~1order~1list/post/description",
    ),
    case(
        "description: A memo.",
        "description: A <b> memo.",
        &text::MARKUP,
        "#/components/schemas/CreateOrder/properties/memo/description",
    ),
    case(
        "description: A memo.",
        "description: 'A memo [text].'",
        &text::MARKUP,
        "#/components/schemas/CreateOrder/properties/memo/description",
    ),
    case(
        "description: A memo.",
        "description: 'See https://one.example.'",
        &text::MARKUP,
        "#/components/schemas/CreateOrder/properties/memo/description",
    ),
];

fn summary(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.rule.id, finding.location.as_str())).collect()
}

#[test]
fn a_clean_document_is_silent() {
    assert_eq!(summary(&lint(CLEAN)), []);
}

#[test]
fn our_document_is_clean() {
    let findings = lint(include_str!("../../../spec/openapi.yaml"));
    let text: String = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{text}");
}

/// Each change leads to one finding, of the right rule and at the right place.
#[test]
fn every_rule_fires() {
    let mut wrong = String::new();
    for Case { from, to, rule, location } in CASES {
        let broken = CLEAN.replacen(from, to, 1);
        assert_ne!(broken, CLEAN, "{}: nothing was changed by {from:?}", rule.id);
        let findings = lint(&broken);
        if summary(&findings) != [(rule.id, *location)] {
            wrong += &format!("{to}\n  not {} at {location}, but {:?}\n", rule.id, summary(&findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let fired: BTreeSet<_> = CASES.iter().map(|case| case.rule.id).collect();
    let all: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(fired, all);
    assert_eq!(all.len(), RULES.len(), "two rules of the same name");
}

#[test]
fn a_finding_says_why_and_what_instead() {
    let broken = CLEAN.replacen(AMOUNT, "amount: {type: number, description: How much.}", 1);
    let texts: Vec<_> = lint(&broken).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["number at #/components/schemas/Order/properties/amount
  found:   type: number
  why:     it becomes an f64, which cannot hold 0.1, and this is money
  instead: type: string, format: decimal; or type: integer, format: int64
"]
    );
}
