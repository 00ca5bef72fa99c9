//! Each rule on a small document, and a whole report as it is printed.

use super::{Report, compare, source};

const BASE: &str = include_str!("tests/base.yaml");

fn report(old: &str, new: &str) -> Report {
    let face = |name: &str, text: &str| source::parse(name, text).unwrap_or_else(|error| panic!("{error:#}"));
    Report(compare::compare(&face("old", old), &face("new", new)))
}

fn changed(from: &str, to: &str) -> String {
    let text = BASE.replacen(from, to, 1);
    assert_ne!(text, BASE, "{from:?} is not in the document");
    text
}

fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<_> = report.to_string().lines().map(str::to_owned).collect();
    // The last two are an empty one and the sum.
    lines.truncate(lines.len().saturating_sub(2));
    lines
}

#[test]
fn nothing_changed() {
    assert_eq!(report(BASE, BASE).to_string(), "nothing changed for users of pay2328-api");
    let text = changed("description: The things.", "description: All the things.");
    assert!(!report(BASE, &text).breaks());
}

/// What is changed, and what the report says of it there and of the way back.
struct Case {
    from: &'static str,
    to: &'static str,
    group: &'static str,
    forth: &'static str,
    back: &'static str,
}

const CASES: &[Case] = &[
    Case {
        from: "https://one.example",
        to: "https://two.example",
        group: "Servers",
        forth: "BREAKS  the service is at https://two.example now, was at https://one.example: a client with the old address calls the wrong place",
        back: "BREAKS  the service is at https://one.example now, was at https://two.example: a client with the old address calls the wrong place",
    },
    Case {
        from: "  /v1/thing/list:\n",
        to: "  /v1/thing/list:\n    servers: [{url: 'https://two.example'}]\n",
        group: "Operations",
        forth: "BREAKS  thing_list is at https://two.example now, was at the common address: a client with the old address calls the wrong place",
        back: "BREAKS  thing_list is at the common address now, was at https://two.example: a client with the old address calls the wrong place",
    },
    Case {
        from: "operationId: thing_status",
        to: "operationId: thing_info",
        group: "Operations",
        forth: "BREAKS  thing_status is called thing_info now (GET /v1/thing/{uuid}): the method thing_status and its row THING_STATUS are gone",
        back: "BREAKS  thing_info is called thing_status now (GET /v1/thing/{uuid}): the method thing_info and its row THING_INFO are gone",
    },
    Case {
        from: "  /v1/thing/list:",
        to: "  /v2/thing/list:",
        group: "Operations",
        forth: "ok      thing_list is POST /v2/thing/list now, was POST /v1/thing/list: the method stays and calls the new address",
        back: "ok      thing_list is POST /v1/thing/list now, was POST /v2/thing/list: the method stays and calls the new address",
    },
    Case {
        from: "content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}",
        to: "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}",
        group: "Operations",
        forth: "BREAKS  the response of thing_list is Thing now, was Things: the method has another signature",
        back: "BREAKS  the response of thing_list is Things now, was Thing: the method has another signature",
    },
    Case {
        from: "required: true, schema: {type: string}}",
        to: "required: true, schema: {type: integer, format: int64}}",
        group: "Operations",
        forth: "BREAKS  the arguments of thing_status are uuid (a whole number) now, were uuid (text): the method has another signature",
        back: "BREAKS  the arguments of thing_status are uuid (text) now, were uuid (a whole number): the method has another signature",
    },
    Case {
        from: "x-pay2328-key: payout",
        to: "x-pay2328-key: api",
        group: "Operations",
        forth: "BREAKS  thing_list is signed with the key `api` now, was `payout`: with the other key it is refused",
        back: "BREAKS  thing_list is signed with the key `payout` now, was `api`: with the other key it is refused",
    },
    Case {
        from: "x-pay2328-retry: read",
        to: "x-pay2328-retry: never",
        group: "Operations",
        forth: "BREAKS  thing_list may be retried as `never` now, was `read`: code that retries it could do it twice",
        back: "ok      thing_list may be retried as `read` now, was `never`: code that did not retry it is still correct",
    },
    Case {
        from: "idempotency-fields: [color]",
        to: "idempotency-fields: [color, price]",
        group: "Operations",
        forth: "BREAKS  a repetition of thing_create is recognised by color, price now, was color: a request that was a repetition can be a new one, or the other way round",
        back: "BREAKS  a repetition of thing_create is recognised by color now, was color, price: a request that was a repetition can be a new one, or the other way round",
    },
    Case {
        from: "style: total",
        to: "style: flag",
        group: "Operations",
        forth: "BREAKS  the pages of thing_list are of style `flag` now, were `total`: the end of the list is recognised in another way",
        back: "BREAKS  the pages of thing_list are of style `total` now, were `flag`: the end of the list is recognised in another way",
    },
    Case {
        from: "max: 100}",
        to: "max: 50}",
        group: "Operations",
        forth: "BREAKS  the pages of thing_list hold at most 50 now, were 100: a request for a larger page is refused",
        back: "ok      the pages of thing_list hold at most 100 now, were 50: larger pages can be asked for",
    },
    Case {
        from: "page_size: 20",
        to: "page_size: 10",
        group: "Operations",
        forth: "ok      the pages of thing_list hold 10 unless asked otherwise, were 20: the same items come in other pages",
        back: "ok      the pages of thing_list hold 20 unless asked otherwise, were 10: the same items come in other pages",
    },
    Case {
        from: "      x-pay2328-paging: {style: total, page_size: 20, max: 100}\n",
        to: "",
        group: "Operations",
        forth: "BREAKS  thing_list does not come in pages any more: the table has no `paging` for it",
        back: "ok      thing_list comes in pages now: the table says so",
    },
    Case {
        from: "operationId: thing_list\n",
        to: "operationId: thing_list\n      deprecated: true\n",
        group: "Operations",
        forth: "ok      thing_list is deprecated: the compiler warns where it is used",
        back: "",
    },
    Case {
        from: "                content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}",
        to: "                content: {application/json: {schema: {$ref: '#/components/schemas/Things'}}}",
        group: "Webhooks",
        forth: "BREAKS  thing_webhook carries Things now, was Thing: it decodes into another type",
        back: "BREAKS  thing_webhook carries Thing now, was Things: it decodes into another type",
    },
    Case {
        from: "required: [price, color]",
        to: "required: [price, color, memo]",
        group: "CreateThing (sent)",
        forth: "BREAKS  `memo` is required now: `new` takes one argument more, and the field is no `Option` any more",
        back: "BREAKS  `memo` is optional now: `new` takes one argument less, and the field is an `Option`",
    },
    Case {
        from: "required: [price, color]",
        to: "required: [color, price]",
        group: "CreateThing (sent)",
        forth: "BREAKS  the required fields come as color, price now, were price, color: `new` takes its arguments in another order",
        back: "BREAKS  the required fields come as price, color now, were color, price: `new` takes its arguments in another order",
    },
    Case {
        from: "        url_return:",
        to: "        label: {type: string}\n        url_return:",
        group: "CreateThing (sent)",
        forth: "ok      `label` is new, text, optional: a setter more; requests without it stay as they are",
        back: "BREAKS  `label` is gone: code that reads or sets the field does not compile",
    },
    Case {
        from: "x-pay2328-max-chars: 20",
        to: "x-pay2328-max-chars: 10",
        group: "CreateThing (sent)",
        forth: "BREAKS  `color` has at most 10 characters now, was: has at most 20 characters: requests beyond it are refused before they are sent",
        back: "ok      `color` has at most 20 characters now, was: has at most 10 characters: whatever was sent still is",
    },
    Case {
        from: "color: {type: string, x-pay2328-max-chars: 20}",
        to: "color: {type: string}",
        group: "CreateThing (sent)",
        forth: "ok      `color` has at most 20 characters: not any more: requests beyond it are sent",
        back: "BREAKS  `color` has at most 20 characters now: requests beyond it are refused before they are sent",
    },
    Case {
        from: "[300, 86400]",
        to: "[300, 3600]",
        group: "CreateThing (sent)",
        forth: "BREAKS  `ttl_seconds` is from 300 to 3600 now, was: is from 300 to 86400: requests beyond it are refused before they are sent",
        back: "ok      `ttl_seconds` is from 300 to 86400 now, was: is from 300 to 3600: whatever was sent still is",
    },
    Case {
        from: "exclusive: '0.5'",
        to: "exclusive: '0.25'",
        group: "CreateThing (sent)",
        forth: "ok      `price` is more than 0.25 now, was: is more than 0.5: whatever was sent still is",
        back: "BREAKS  `price` is more than 0.5 now, was: is more than 0.25: requests beyond it are refused before they are sent",
    },
    Case {
        from: "color: {type: string, x-pay2328-max-chars: 20}",
        to: "color: {type: string, x-pay2328-max-chars: 20, x-pay2328-not-empty: true}",
        group: "CreateThing (sent)",
        forth: "BREAKS  `color` is not empty now: requests beyond it are refused before they are sent",
        back: "ok      `color` is not empty: not any more: requests beyond it are sent",
    },
    Case {
        from: "x-pay2328-url: http}",
        to: "x-pay2328-url: public-http}",
        group: "CreateThing (sent)",
        forth: "BREAKS  `url_return` is an http address on a public host now, was: is an http address: requests beyond it are refused before they are sent",
        back: "ok      `url_return` is an http address now, was: is an http address on a public host: whatever was sent still is",
    },
    Case {
        from: "[red, blue]",
        to: "[red]",
        group: "CreateThing (sent)",
        forth: "BREAKS  `memo` goes only with `color` red now, was: goes only with `color` red, blue: requests beyond it are refused before they are sent",
        back: "ok      `memo` goes only with `color` red, blue now, was: goes only with `color` red: whatever was sent still is",
    },
    Case {
        from: "not: [done]",
        to: "not: [done, lost]",
        group: "CreateThing (sent)",
        forth: "BREAKS  `status` is none of done, lost now, was: is none of done: requests beyond it are refused before they are sent",
        back: "ok      `status` is none of done now, was: is none of done, lost: whatever was sent still is",
    },
    Case {
        from: "at-least-one-of: [uuid, name]",
        to: "at-least-one-of: [uuid]",
        group: "ListThings (sent)",
        forth: "BREAKS  at least one of uuid must be given now: requests with none of them are refused before they are sent",
        back: "ok      one of name, uuid must be given, was one of uuid: there are more ways",
    },
    Case {
        from: "      x-pay2328-at-least-one-of: [uuid, name]\n",
        to: "",
        group: "ListThings (sent)",
        forth: "ok      none of name, uuid has to be given any more: requests without them are sent",
        back: "BREAKS  at least one of name, uuid must be given now: requests with none of them are refused before they are sent",
    },
    Case {
        from: "required: [uuid, price]",
        to: "required: [uuid]",
        group: "Thing (received)",
        forth: "BREAKS  `price` is not promised any more: the field is an `Option` now",
        back: "BREAKS  `price` is promised now: the field is no `Option` any more",
    },
    Case {
        from: "        created_at: {type: string, format: date-time, nullable: true}",
        to: "        created_at: {type: integer, format: int64, nullable: true}",
        group: "Thing (received)",
        forth: "BREAKS  `created_at` is a whole number now, was a time: the field has another type",
        back: "BREAKS  `created_at` is a time now, was a whole number: the field has another type",
    },
    Case {
        from: "        created_at: {type",
        to: "        txid: {type: string, nullable: true}\n        created_at: {type",
        group: "Thing (received)",
        forth: "ok      `txid` is new, text, optional: a field more, and the struct is non-exhaustive",
        back: "BREAKS  `txid` is gone: code that reads or sets the field does not compile",
    },
    Case {
        from: "        uuid: {type: string}\n        price: {type: string, format: decimal}\n",
        to: "        price: {type: string, format: decimal}\n        uuid: {type: string}\n",
        group: "Thing (received)",
        forth: "ok      the fields are in another order: nothing reads them by position",
        back: "ok      the fields are in another order: nothing reads them by position",
    },
    Case {
        from: "items: {$ref: '#/components/schemas/Thing'}",
        to: "items: {type: string}",
        group: "Things (received)",
        forth: "BREAKS  it is a list of text now, was a list of Thing: the type is another one",
        back: "BREAKS  it is a list of Thing now, was a list of text: the type is another one",
    },
    Case {
        from: "[new, done, lost]",
        to: "[new, done]",
        group: "Status (sent and received)",
        forth: "BREAKS  \"lost\" is gone: the variant Lost is gone; the value would arrive as Unknown",
        back: "ok      \"lost\" is new: it was Unknown and is Lost now; the enum is non-exhaustive",
    },
    Case {
        from: "new: {phase: open}",
        to: "new: {phase: failed}",
        group: "Status (sent and received)",
        forth: "BREAKS  \"new\" is failed now, was open: is_success, is_failure or is_final returns another result",
        back: "BREAKS  \"new\" is open now, was failed: is_success, is_failure or is_final returns another result",
    },
    Case {
        from: "    Currency:\n      type: string",
        to: "    Rate:\n      type: string\n      format: decimal\n    Currency:\n      type: string",
        group: "Types",
        forth: "ok      Rate is new: a type more",
        back: "BREAKS  Rate is gone: code that names the type does not compile",
    },
    Case {
        from: "{USDT: [TRX-TRC20, TON]}",
        to: "{USDT: [TRX-TRC20]}",
        group: "Asset",
        forth: "BREAKS  USDT is not on TON any more: USDT_TON is gone",
        back: "ok      USDT is on TON now: a constant more for each",
    },
];

#[test]
fn each_rule_there_and_back() {
    for Case { from, to, group, forth, back } in CASES {
        let text = changed(from, to);
        for (old, new, expected) in [(BASE, text.as_str(), forth), (text.as_str(), BASE, back)] {
            let report = report(old, new);
            let expected: Vec<String> = match *expected {
                "" => Vec::new(),
                line => vec![(*group).to_owned(), format!("  {line}")],
            };
            assert_eq!(lines(&report), expected, "{to}");
            assert_eq!(report.breaks(), expected.iter().any(|line| line.contains("BREAKS")), "{to}");
        }
    }
}

/// A phase that the methods of the status do not tell apart is no change.
#[test]
fn an_open_status_is_like_one_that_is_not_classed() {
    let text = changed("new: {phase: open}", "new: {description: Not classed.}");
    assert_eq!(report(BASE, &text).to_string(), "nothing changed for users of pay2328-api");
}

/// `page` was said in both spellings in the document's first days.
#[test]
fn one_limit_in_two_spellings_is_no_change() {
    let range = changed("[300, 86400]", "[1, 9223372036854775807]");
    let exclusive = changed("x-pay2328-range: [300, 86400]", "x-pay2328-min-exclusive: '0'");
    assert_eq!(report(&range, &exclusive), Report(Vec::new()));
    assert_eq!(
        lines(&report(BASE, &exclusive)),
        [
            "CreateThing (sent)",
            "  ok      `ttl_seconds` is at least 1 now, was: is from 300 to 86400: whatever was sent still is"
        ]
    );
}

/// A rename must not hide that the operation itself is another one.
#[test]
fn a_renamed_operation_is_still_compared() {
    let renamed = changed("operationId: thing_list", "operationId: thing_items")
        .replacen("x-pay2328-retry: read", "x-pay2328-retry: never", 1)
        .replacen("schemas/ListThings'}}}", "schemas/CreateThing'}}}", 1);
    let report = report(BASE, &renamed);
    let operations: Vec<_> = lines(&report).into_iter().take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        operations,
        [
            "Operations",
            "  BREAKS  thing_list is called thing_items now (POST /v1/thing/list): the method thing_list and its row THING_LIST are gone",
            "  BREAKS  the request of thing_items is CreateThing now, was ListThings: the method has another signature",
            "  BREAKS  thing_items may be retried as `never` now, was `read`: code that retries it could do it twice",
        ]
    );
}

#[test]
fn a_whole_report() {
    let new = changed("  /v1/thing/list:", "  /v1/thing/count:")
        .replacen("operationId: thing_list", "operationId: thing_count", 1)
        .replacen("x-pay2328-max-chars: 20", "x-pay2328-max-chars: 40", 1)
        .replacen("required: [price, color]", "required: [price, color, ttl_seconds]", 1)
        .replacen("        memo:", "        label: {type: string}\n        memo:", 1)
        .replacen("[new, done, lost]", "[new, done, sent]", 1)
        .replacen("USDT: [TRX-TRC20, TON]", "USDT: [TRX-TRC20, TON], USDC: [TON]", 1);
    insta::assert_snapshot!(report(BASE, &new));
    insta::assert_snapshot!(report(&new, BASE));
}

#[test]
fn a_source_that_cannot_be_read_says_what_is_expected() {
    let root = crate::root();
    let error = |name: &str| format!("{:#}", source::read(&root, name).unwrap_err());
    assert_eq!(
        error("spec/no.yaml"),
        "spec/no.yaml is neither a file nor REVISION:PATH, such as HEAD~1:spec/openapi.yaml"
    );
    assert!(
        error("no-such-revision:spec/openapi.yaml")
            .starts_with("git show no-such-revision:spec/openapi.yaml: ")
    );
    let Err(error) = source::parse("old.yaml", "paths: 7") else { panic!("it was read") };
    assert!(format!("{error:#}").starts_with("old.yaml is not an OpenAPI 3.0 document: "), "{error:#}");
}
