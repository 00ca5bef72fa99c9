//! Every limit of the document is checked before a request is sent: the value on the bound is taken, the
//! next one is refused, by the name of its member.

use serde_json::{Value, json};

use crate::components::{REQUESTS, Request};
use crate::document::{schemas, texts};
use crate::future::full;

/// A request with every member that goes with the others.
fn request(name: &str) -> Value {
    let mut request = full(&schemas()[name]);
    for (member, schema) in schemas()[name]["properties"].as_object().unwrap() {
        if schema.get("x-pay2328-only-for").is_some() {
            request.as_object_mut().unwrap().remove(member);
        }
        if schema.get("x-pay2328-not").is_some() {
            request[member] = json!("paid");
        }
    }
    request
}

/// A limit in JSON of the member's own type: decimals are text.
fn number(schema: &Value, value: i64) -> Value {
    if schema["type"] == "integer" { json!(value) } else { json!(value.to_string()) }
}

fn whole(bound: &Value) -> i64 {
    bound.as_i64().or_else(|| bound.as_str()?.parse().ok()).unwrap()
}

/// What must be taken and what must be refused in a member, by each of its keys.
fn values(key: &str, limit: &Value, schema: &Value) -> Option<(Vec<Value>, Vec<Value>)> {
    Some(match key {
        "x-pay2328-max-chars" => {
            let limit = limit.as_u64().unwrap() as usize;
            (vec![json!("é".repeat(limit))], vec![json!("é".repeat(limit + 1))])
        }
        "x-pay2328-range" => {
            let (low, high) = (whole(&limit[0]), whole(&limit[1]));
            (
                vec![number(schema, low), number(schema, high)],
                vec![number(schema, low - 1), number(schema, high + 1)],
            )
        }
        "x-pay2328-min-exclusive" => {
            (vec![number(schema, whole(limit) + 1)], vec![number(schema, whole(limit))])
        }
        "x-pay2328-url" => {
            let refused = ["ftp://your-site.com/", "no address", "https://127.0.0.1/", "https://localhost/"]
                .map(Value::from);
            (vec![json!("http://your-site.com/a"), json!("https://your-site.com/a")], refused.into())
        }
        "x-pay2328-not-empty" => (vec![json!("0"), json!(" a ")], vec![json!(""), json!(" \t")]),
        "x-pay2328-not" => (vec![json!("a value of tomorrow")], limit.as_array().unwrap().clone()),
        // Looked at with the member it depends on, below.
        "x-pay2328-only-for" => return None,
        key => {
            assert!(!key.starts_with("x-pay2328-"), "{key} is not tried here");
            return None;
        }
    })
}

#[test]
fn each_limit_on_either_side() {
    let mut tried = 0;
    for Request { name, check } in REQUESTS {
        assert_eq!(check(&request(name)), Ok(()), "{name}");
        for (member, schema) in schemas()[*name]["properties"].as_object().unwrap() {
            for (key, limit) in schema.as_object().unwrap() {
                let Some((taken, refused)) = values(key, limit, schema) else { continue };
                let with = |value: &Value| {
                    let mut request = request(name);
                    request[member] = value.clone();
                    for (other, allowed) in schema["x-pay2328-only-for"].as_object().into_iter().flatten() {
                        request[other] = allowed[0].clone();
                    }
                    check(&request)
                };
                for value in taken {
                    assert_eq!(with(&value), Ok(()), "{name}.{member}: {key}");
                }
                for value in refused {
                    let violation = with(&value).expect_err(&format!("{name}.{member}: {key}, {value}"));
                    assert_eq!(violation.field(), member);
                    let spelled = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    assert_eq!(violation.value(), Some(spelled.as_str()));
                }
                tried += 1;
            }
        }
    }
    println!("{tried} limits");
    assert!(tried >= 25, "only {tried} limits were found");
}

#[test]
fn members_that_go_with_some_values_of_another() {
    let mut tried = 0;
    for Request { name, check } in REQUESTS {
        for (member, schema) in schemas()[*name]["properties"].as_object().unwrap() {
            for (other, allowed) in schema["x-pay2328-only-for"].as_object().into_iter().flatten() {
                let with = |value: &str| {
                    let mut request = request(name);
                    request[member] = json!("some text");
                    request[other] = json!(value);
                    check(&request)
                };
                for value in texts(allowed) {
                    assert_eq!(with(value), Ok(()), "{name}.{member} with {other} {value}");
                }
                let violation = with("a value of tomorrow").unwrap_err();
                assert_eq!((violation.field(), violation.value()), (member.as_str(), Some("some text")));
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 1);
}

#[test]
fn at_least_one_of_several() {
    let mut tried = 0;
    for Request { name, check } in REQUESTS {
        let members = texts(&schemas()[*name]["x-pay2328-at-least-one-of"]);
        if members.is_empty() {
            continue;
        }
        assert_eq!(check(&json!({})).unwrap_err().field(), members[0], "{name}");
        for member in &members {
            assert_eq!(check(&json!({ *member: "some text" })), Ok(()), "{name}.{member}");
            // An empty text names nothing.
            assert_eq!(check(&json!({ *member: "" })).unwrap_err().field(), *member, "{name}");
        }
        tried += 1;
    }
    assert_eq!(tried, 2);
}
