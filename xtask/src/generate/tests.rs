//! Golden generation: one small document, every generated file.

use super::files;
use crate::document;

const SMALL: &str = include_str!("tests/small.yaml");

fn generate(text: &str) -> anyhow::Result<std::collections::BTreeMap<String, String>> {
    files(&document::parse(text)?)
}

#[test]
fn golden() {
    let mut different = Vec::new();
    for (name, text) in generate(SMALL).unwrap() {
        // Each is looked at, so that one run leaves every new snapshot.
        let name = name.replace('.', "_");
        if std::panic::catch_unwind(|| insta::assert_snapshot!(name.clone(), text)).is_err() {
            different.push(name);
        }
    }
    assert!(different.is_empty(), "different: {different:?}");
}

#[test]
fn twice_gives_the_same_bytes() {
    assert_eq!(generate(SMALL).unwrap(), generate(SMALL).unwrap());
}

/// Two success types in one operation make progenitor assert; its message names nothing.
#[test]
fn a_panic_names_the_operation() {
    let text = SMALL.replace(
        "        4XX:\n          description: Refused.",
        "        202:\n          description: Refused.",
    );
    assert_ne!(text, SMALL);
    let error = format!("{:#}", generate(&text).unwrap_err());
    assert!(
        error.starts_with("the fault is in POST /v1/thing (thing_create): progenitor panicked"),
        "{error}"
    );
}

/// The generator refuses what it cannot generate exactly, with the place.
#[test]
fn faults_name_their_place() {
    let cases = [
        ("x-pay2328-key: api", "x-pay2328-key: apy", "thing_create: x-pay2328-key is \"apy\""),
        ("x-pay2328-retry: keyed", "x-pay2328-retry: often", "thing_create: x-pay2328-retry is \"often\""),
        ("style: flag", "style: flags", "thing_list: the style of x-pay2328-paging is \"flags\""),
        ("phase: open", "phase: opened", "Status: phase of \"new\" is \"opened\""),
        (
            "x-pay2328-max-chars: 20",
            "x-pay2328-max-length: 20",
            "CreateThing.color: x-pay2328-max-length: xtask does not know",
        ),
        (
            "x-pay2328-max-chars: 20",
            "x-pay2328-max-chars: many",
            "CreateThing.color: x-pay2328-max-chars: not a whole number",
        ),
        (
            "required: [price, color]",
            "required: [price, colour]",
            "CreateThing: `required` names \"colour\", which is none of its properties",
        ),
        (
            "        made-well: {description: Done., phase: success}\n",
            "",
            "x-pay2328-values says nothing of \"made-well\"",
        ),
        (
            "x-pay2328-not: [made-well]",
            "x-pay2328-not: none",
            "CreateThing.status: x-pay2328-not: not a list of values",
        ),
        (
            "USDT: [TRX-TRC20, TON]",
            "USDT: [TRX-TRC20, TUN]",
            "x-pay2328-assets: \"TUN\" is no value of Network",
        ),
        ("USDT: [TRX-TRC20, TON]", "USDT: TON", "Network.x-pay2328-assets: USDT has no list of networks"),
        ("{TON: GRAM}", "{TON: GRUM}", "x-pay2328-renamed: \"GRUM\" is no value of Currency"),
        (
            "x-pay2328-not-empty: true",
            "x-pay2328-not-empty: maybe",
            "CreateThing.color: x-pay2328-not-empty: not true",
        ),
        (
            "[new, made-well, TRX-TRC20]",
            "[new, made-well, unknown]",
            "x-pay2328-values says nothing of \"unknown\"",
        ),
        (
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH]\n      x-pay2328-values:\n",
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH, unknown]\n      x-pay2328-values:\n        unknown: {description: Not known.}\n",
            "Currency: \"unknown\" would become the variant Unknown",
        ),
        (
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH]\n      x-pay2328-values:\n",
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH, self]\n      x-pay2328-values:\n        self: {description: Itself.}\n",
            "Currency: \"self\" would become \"Self\"",
        ),
        (
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH]\n      x-pay2328-values:\n",
            "x-extensible-enum: [USDT, TON, GRAM, 1INCH, x1inch]\n      x-pay2328-values:\n        x1inch: {description: Again.}\n",
            "Currency: \"x1inch\" is the second value to become the variant X1inch",
        ),
        (
            "since: {type: string, format: date,",
            "since: {type: string, format: date-time,",
            "CreateThing.since: a request cannot hold a time; it can hold text,",
        ),
        (
            "since: {type: string, format: date,",
            "since: {type: array, items: {type: string},",
            "CreateThing.since: a request cannot hold a list; it can hold text,",
        ),
        (
            "since: {type: string, format: date,",
            "since: {allOf: [{$ref: '#/components/schemas/BlockNumber'}],",
            "CreateThing.since: a request cannot hold a component that is a oneOf; it can hold text,",
        ),
        (
            "    BlockNumber:\n",
            "    2Fa:\n      type: object\n      description: It.\n    BlockNumber:\n",
            "\"2Fa\" would become \"2Fa\"",
        ),
        (
            "operationId: thing_list",
            "operationId: type",
            "\"type\" would become \"type\", which is no name in Rust",
        ),
        ("{TRC20: TRX-TRC20,", "{TRC20: TRX,", "x-pay2328-same-network: \"TRX\" is no value of Network"),
    ];
    for (good, bad, expected) in cases {
        let text = SMALL.replacen(good, bad, 1);
        assert_ne!(text, SMALL, "{good} is not in the document");
        let error = format!("{:#}", generate(&text).expect_err(bad));
        assert!(error.contains(expected), "{bad}: {error}");
    }
}
