//! Checks before sending: which limit is tighter than which, and how a limit is said.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compare::Group;
use super::face::Member;
use crate::number::Number;

/// The checks of one member.
pub(super) fn compare(old: &Member, new: &Member, group: &mut Group<'_>) {
    let keys: BTreeSet<_> = old.limits.keys().chain(new.limits.keys()).collect();
    for key in keys {
        let what = |limit: &Value| format!("`{}` {}", new.name, in_words(key, limit));
        match (old.limits.get(key), new.limits.get(key)) {
            (None, Some(limit)) => {
                group.breaks(
                    format!("{} now", what(limit)),
                    "requests beyond it are refused before they are sent",
                );
            }
            (Some(limit), None) => {
                group.ok(format!("{}: not any more", what(limit)), "requests beyond it are sent");
            }
            (Some(before), Some(after)) if before != after => {
                let what = format!("{} now, was: {}", what(after), in_words(key, before));
                if is_tighter(key, before, after) {
                    group.breaks(what, "requests beyond it are refused before they are sent");
                } else {
                    group.ok(what, "whatever was sent still is");
                }
            }
            _ => {}
        }
    }
}

fn in_words(key: &str, limit: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list = |value: &Value| {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().map(text).collect::<Vec<_>>().join(", ")
    };
    match key {
        "x-pay2328-max-chars" => format!("has at most {limit} characters"),
        "x-pay2328-range" => match limit.as_array().map(Vec::as_slice) {
            Some([low, high]) if high.as_i64() == Some(i64::MAX) => format!("is at least {}", text(low)),
            Some([low, high]) => format!("is from {} to {}", text(low), text(high)),
            _ => format!("is within {limit}"),
        },
        "x-pay2328-min-exclusive" => format!("is more than {}", text(limit)),
        "x-pay2328-not-empty" => "is not empty".to_owned(),
        "x-pay2328-url" if limit == "public-http" => "is an http address on a public host".to_owned(),
        "x-pay2328-url" => "is an http address".to_owned(),
        "x-pay2328-not" => format!("is none of {}", list(limit)),
        "x-pay2328-only-for" => {
            let members = limit.as_object().into_iter().flatten();
            let members: Vec<_> =
                members.map(|(other, values)| format!("`{other}` {}", list(values))).collect();
            format!("goes only with {}", members.join(" and "))
        }
        key => format!("keeps {key}: {limit}"),
    }
}

/// Whether something that kept the old limit may not keep the new one. In doubt it is.
fn is_tighter(key: &str, old: &Value, new: &Value) -> bool {
    let number = |value: &Value| -> Option<Number> {
        Number::parse(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let set = |value: &Value| -> BTreeSet<String> {
        value.as_array().into_iter().flatten().map(Value::to_string).collect()
    };
    match key {
        "x-pay2328-max-chars" => new.as_u64() < old.as_u64(),
        "x-pay2328-min-exclusive" => match (number(old), number(new)) {
            (Some(old), Some(new)) => new > old,
            _ => true,
        },
        "x-pay2328-range" => match (number(&old[0]), number(&old[1]), number(&new[0]), number(&new[1])) {
            (Some(old_low), Some(old_high), Some(low), Some(high)) => low > old_low || high < old_high,
            _ => true,
        },
        "x-pay2328-url" => new == "public-http",
        "x-pay2328-not" => !set(new).is_subset(&set(old)),
        "x-pay2328-only-for" => match (old.as_object(), new.as_object()) {
            (Some(old), Some(new)) => !new
                .iter()
                .all(|(other, values)| old.get(other).is_some_and(|old| set(old).is_subset(&set(values)))),
            _ => true,
        },
        _ => true,
    }
}
