//! The rules: what changed between two faces, and what that means for code.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase;

use super::face::{Face, Kind, Member, OperationFace, Table, TypeFace, Webhook};
use super::{Change, limits};
use crate::rust_name;

/// Everything that changed: operations, webhooks, types, tables.
pub(super) fn compare(old: &Face, new: &Face) -> Vec<Change> {
    let mut changes = Vec::new();
    servers("the service", &old.servers, &new.servers, &mut Group::new("Servers", &mut changes));
    operations(&old.operations, &new.operations, &mut Group::new("Operations", &mut changes));
    webhooks(&old.webhooks, &new.webhooks, &mut Group::new("Webhooks", &mut changes));
    types(&old.types, &new.types, &mut changes);
    for (old, new) in old.tables.iter().zip(&new.tables) {
        table(old, new, &mut changes);
    }
    changes
}

/// Where changes of one subject are collected.
pub(super) struct Group<'a> {
    name: String,
    changes: &'a mut Vec<Change>,
}

impl<'a> Group<'a> {
    fn new(name: impl Into<String>, changes: &'a mut Vec<Change>) -> Self {
        Self { name: name.into(), changes }
    }

    pub(super) fn breaks(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.add(true, what, why);
    }

    pub(super) fn ok(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.add(false, what, why);
    }

    fn add(&mut self, breaks: bool, what: impl Into<String>, why: impl Into<String>) {
        let (what, why) = (what.into(), why.into());
        self.changes.push(Change { group: self.name.clone(), breaks, what, why });
    }
}

fn servers(what: &str, old: &[String], new: &[String], group: &mut Group<'_>) {
    let list = |servers: &[String]| {
        if servers.is_empty() { "the common address".to_owned() } else { servers.join(" and ") }
    };
    if old != new {
        group.breaks(
            format!("{what} is at {} now, was at {}", list(new), list(old)),
            "a client with the old address calls the wrong place",
        );
    }
}

fn operations(old: &[OperationFace], new: &[OperationFace], group: &mut Group<'_>) {
    let find = |all: &'_ [OperationFace], id: &str| all.iter().position(|one| one.facts.id == id);
    for before in old {
        let (id, route) = (&before.facts.id, route(before));
        if let Some(after) = find(new, id) {
            operation(before, &new[after], group);
        } else if let Some(after) = new.iter().find(|one| self::route(one) == route) {
            group.breaks(
                format!("{id} is called {} now ({route})", after.facts.id),
                format!("the method {id} and its row {} are gone", id.to_shouty_snake_case()),
            );
            // Under the new name it is still the operation it was, and may have changed besides.
            operation(before, after, group);
        } else {
            group.breaks(
                format!("{id} is gone ({route})"),
                format!("the method and its row {} are gone", id.to_shouty_snake_case()),
            );
        }
    }
    for after in new.iter().filter(|after| find(old, &after.facts.id).is_none()) {
        if !old.iter().any(|before| route(before) == route(after)) {
            group.ok(format!("{} is new ({})", after.facts.id, route(after)), "a method and a row more");
        }
    }
}

fn route(operation: &OperationFace) -> String {
    format!("{} {}", operation.facts.method, operation.facts.path)
}

fn operation(old: &OperationFace, new: &OperationFace, group: &mut Group<'_>) {
    let id = &new.facts.id;
    if route(old) != route(new) {
        group.ok(
            format!("{id} is {} now, was {}", route(new), route(old)),
            "the method stays and calls the new address",
        );
    }
    servers(id, &old.servers, &new.servers, group);
    for (what, old, new) in [("request", &old.request, &new.request), ("response", &old.answer, &new.answer)]
    {
        if old != new {
            let name = |body: &Option<String>| body.clone().unwrap_or_else(|| "nothing".to_owned());
            group.breaks(
                format!("the {what} of {id} is {} now, was {}", name(new), name(old)),
                "the method has another signature",
            );
        }
    }
    if old.parameters != new.parameters {
        let list = |parameters: &[String]| {
            if parameters.is_empty() { "none".to_owned() } else { parameters.join(", ") }
        };
        group.breaks(
            format!(
                "the arguments of {id} are {} now, were {}",
                list(&new.parameters),
                list(&old.parameters)
            ),
            "the method has another signature",
        );
    }
    if old.facts.key != new.facts.key {
        group.breaks(
            format!("{id} is signed with the key `{}` now, was `{}`", new.facts.key, old.facts.key),
            "with the other key it is refused",
        );
    }
    repeat(old, new, group);
    paging(old, new, group);
    if new.facts.deprecated && !old.facts.deprecated {
        group.ok(format!("{id} is deprecated"), "the compiler warns where it is used");
    }
}

/// How much may be repeated, from nothing to anything.
fn safety(repeat: &str) -> usize {
    ["never", "keyed", "idempotent", "read"].iter().position(|class| *class == repeat).unwrap_or_default()
}

fn repeat(old: &OperationFace, new: &OperationFace, group: &mut Group<'_>) {
    let (before, after) = (&old.facts, &new.facts);
    if before.retry != after.retry {
        let what = format!("{} may be retried as `{}` now, was `{}`", after.id, after.retry, before.retry);
        if safety(&after.retry) < safety(&before.retry) {
            group.breaks(what, "code that retries it could do it twice");
        } else {
            group.ok(what, "code that did not retry it is still correct");
        }
    } else if before.idempotency_fields != after.idempotency_fields {
        group.breaks(
            format!(
                "a repetition of {} is recognised by {} now, was {}",
                after.id,
                after.idempotency_fields.join(", "),
                before.idempotency_fields.join(", ")
            ),
            "a request that was a repetition can be a new one, or the other way round",
        );
    }
}

fn paging(old: &OperationFace, new: &OperationFace, group: &mut Group<'_>) {
    let id = &new.facts.id;
    match (&old.facts.paging, &new.facts.paging) {
        (None, None) => {}
        (None, Some(_)) => group.ok(format!("{id} comes in pages now"), "the table says so"),
        (Some(_), None) => {
            group.breaks(format!("{id} does not come in pages any more"), "the table has no `paging` for it");
        }
        (Some(before), Some(after)) => {
            if before.style != after.style {
                group.breaks(
                    format!("the pages of {id} are of style `{}` now, were `{}`", after.style, before.style),
                    "the end of the list is recognised in another way",
                );
            }
            if before.max != after.max {
                let what = format!("the pages of {id} hold at most {} now, were {}", after.max, before.max);
                if after.max < before.max {
                    group.breaks(what, "a request for a larger page is refused");
                } else {
                    group.ok(what, "larger pages can be asked for");
                }
            }
            if before.page_size != after.page_size {
                group.ok(
                    format!(
                        "the pages of {id} hold {} unless asked otherwise, were {}",
                        after.page_size, before.page_size
                    ),
                    "the same items come in other pages",
                );
            }
        }
    }
}

fn webhooks(old: &[Webhook], new: &[Webhook], group: &mut Group<'_>) {
    for before in old {
        match new.iter().find(|after| after.id == before.id) {
            None => group.breaks(format!("{} is gone", before.id), "the service does not send it any more"),
            Some(after) if after.payload != before.payload => {
                let name = |hook: &Webhook| hook.payload.clone().unwrap_or_else(|| "nothing".to_owned());
                group.breaks(
                    format!("{} carries {} now, was {}", after.id, name(after), name(before)),
                    "it decodes into another type",
                );
            }
            Some(_) => {}
        }
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.id == after.id)) {
        group.ok(format!("{} is new", after.id), "a receiver that does not know it still verifies it");
    }
}

fn types(old: &[TypeFace], new: &[TypeFace], changes: &mut Vec<Change>) {
    let mut group = Group::new("Types", changes);
    for before in old.iter().filter(|before| !new.iter().any(|after| after.name == before.name)) {
        group.breaks(format!("{} is gone", before.name), "code that names the type does not compile");
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.name == after.name)) {
        group.ok(format!("{} is new", after.name), "a type more");
    }
    for after in new {
        if let Some(before) = old.iter().find(|before| before.name == after.name) {
            one_type(before, after, changes);
        }
    }
}

fn one_type(old: &TypeFace, new: &TypeFace, changes: &mut Vec<Change>) {
    let is_sent = old.is_sent || new.is_sent;
    let way = match (is_sent, old.is_received || new.is_received) {
        (true, true) => "sent and received",
        (true, false) => "sent",
        (false, true) => "received",
        (false, false) => "in no body",
    };
    let mut group = Group::new(format!("{} ({way})", new.name), changes);
    match (&old.kind, &new.kind) {
        (
            Kind::Object { members: before, required: old_required, at_least_one_of: old_choice },
            Kind::Object { members: after, required: new_required, at_least_one_of: new_choice },
        ) => {
            members(before, after, new.is_sent, &mut group);
            if is_sent {
                constructor(old_required, new_required, &mut group);
                choice(old_choice, new_choice, &mut group);
            }
        }
        (Kind::Enum(before), Kind::Enum(after)) => values(before, after, &mut group),
        (before, after) => {
            let (before, after) = (in_words(before), in_words(after));
            if before != after {
                group.breaks(format!("it is {after} now, was {before}"), "the type is another one");
            }
        }
    }
}

fn in_words(kind: &Kind) -> &str {
    match kind {
        Kind::Object { .. } => "an object with fields",
        Kind::Enum(_) => "an open enum",
        Kind::Other(words) => words,
    }
}

fn members(old: &[Member], new: &[Member], is_sent: bool, group: &mut Group<'_>) {
    for before in old {
        let name = &before.name;
        let Some(after) = new.iter().find(|after| after.name == *name) else {
            group.breaks(format!("`{name}` is gone"), "code that reads or sets the field does not compile");
            continue;
        };
        if before.kind != after.kind {
            group.breaks(
                format!("`{name}` is {} now, was {}", after.kind, before.kind),
                "the field has another type",
            );
        }
        match (before.is_optional, after.is_optional, is_sent) {
            (true, false, true) => group.breaks(
                format!("`{name}` is required now"),
                "`new` takes one argument more, and the field is no `Option` any more",
            ),
            (false, true, true) => group.breaks(
                format!("`{name}` is optional now"),
                "`new` takes one argument less, and the field is an `Option`",
            ),
            (true, false, false) => {
                group.breaks(format!("`{name}` is promised now"), "the field is no `Option` any more")
            }
            (false, true, false) => {
                group.breaks(format!("`{name}` is not promised any more"), "the field is an `Option` now")
            }
            _ => {}
        }
        if is_sent {
            limits::compare(before, after, group);
        }
        if after.is_deprecated && !before.is_deprecated {
            group.ok(format!("`{name}` is deprecated"), "the compiler warns where it is used");
        }
    }
    for after in new.iter().filter(|after| !old.iter().any(|before| before.name == after.name)) {
        let what = format!(
            "`{}` is new, {}{}",
            after.name,
            after.kind,
            if after.is_optional { ", optional" } else { "" }
        );
        match (is_sent, after.is_optional) {
            (true, false) => group.breaks(what, "`new` takes one argument more"),
            (true, true) => group.ok(what, "a setter more; requests without it stay as they are"),
            (false, _) => group.ok(what, "a field more, and the struct is non-exhaustive"),
        }
    }
    let shared = |members: &[Member], others: &[Member]| -> Vec<String> {
        let names = members.iter().map(|member| member.name.clone());
        names.filter(|name| others.iter().any(|other| other.name == *name)).collect()
    };
    if shared(old, new) != shared(new, old) {
        group.ok("the fields are in another order", "nothing reads them by position");
    }
}

fn constructor(old: &[String], new: &[String], group: &mut Group<'_>) {
    let same: BTreeSet<_> = old.iter().collect();
    if old != new && same == new.iter().collect() {
        group.breaks(
            format!("the required fields come as {} now, were {}", new.join(", "), old.join(", ")),
            "`new` takes its arguments in another order",
        );
    }
}

fn choice(old: &[String], new: &[String], group: &mut Group<'_>) {
    let old: BTreeSet<_> = old.iter().map(String::as_str).collect();
    let new: BTreeSet<_> = new.iter().map(String::as_str).collect();
    let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
    if old == new {
    } else if new.is_empty() {
        group
            .ok(format!("none of {} has to be given any more", list(&old)), "requests without them are sent");
    } else if !old.is_empty() && old.is_subset(&new) {
        group.ok(
            format!("one of {} must be given, was one of {}", list(&new), list(&old)),
            "there are more ways",
        );
    } else {
        group.breaks(
            format!("at least one of {} must be given now", list(&new)),
            "requests with none of them are refused before they are sent",
        );
    }
}

fn values(old: &[(String, Option<String>)], new: &[(String, Option<String>)], group: &mut Group<'_>) {
    for (wire, phase) in old {
        match new.iter().find(|(known, _)| known == wire) {
            None => group.breaks(
                format!("\"{wire}\" is gone"),
                format!("the variant {} is gone; the value would arrive as Unknown", variant(wire)),
            ),
            Some((_, now)) if meaning(now) != meaning(phase) => {
                let word = |phase: &Option<String>| phase.clone().unwrap_or_else(|| "not classed".to_owned());
                group.breaks(
                    format!("\"{wire}\" is {} now, was {}", word(now), word(phase)),
                    "is_success, is_failure or is_final returns another result",
                );
            }
            Some(_) => {}
        }
    }
    for (wire, _) in new.iter().filter(|(wire, _)| !old.iter().any(|(known, _)| known == wire)) {
        group.ok(
            format!("\"{wire}\" is new"),
            format!("it was Unknown and is {} now; the enum is non-exhaustive", variant(wire)),
        );
    }
}

/// The variant of a value, whatever the document calls it.
fn variant(wire: &str) -> String {
    rust_name::variant(wire).map_or_else(|_| format!("of {wire:?}"), |name| name.to_string())
}

/// What the methods of a status make of a phase: open and not classed are the same to them.
fn meaning(phase: &Option<String>) -> Option<&str> {
    phase.as_deref().filter(|phase| *phase != "open")
}

fn table(old: &Table, new: &Table, changes: &mut Vec<Change>) {
    let (name, verb, more, gone) = match new.key {
        "x-pay2328-assets" => ("Asset", "on", "a constant more for each", "is gone"),
        "x-pay2328-invoice-assets" => ("InvoiceAsset", "on", "a constant more for each", "is gone"),
        "x-pay2328-same-network" => ("InvoiceNetwork and Network", "the same as", CONVERTS, CONVERTS_NOT),
        "x-pay2328-same-currency" => ("InvoiceCoin and Currency", "the same as", CONVERTS, CONVERTS_NOT),
        _ => ("Renamed", "the same as", "`is_same_as` knows it", "`is_same_as` answers differently"),
    };
    let mut group = Group::new(name, changes);
    for (from, to) in rows(old, new) {
        let why = match verb {
            "on" => {
                let name =
                    |to: &str| format!("{}_{}", from.to_shouty_snake_case(), to.to_shouty_snake_case());
                format!("{} {gone}", to.iter().map(|to| name(to)).collect::<Vec<_>>().join(", "))
            }
            _ => gone.to_owned(),
        };
        group.breaks(format!("{from} is not {verb} {} any more", to.join(", ")), why);
    }
    for (from, to) in rows(new, old) {
        group.ok(format!("{from} is {verb} {} now", to.join(", ")), more);
    }
}

const CONVERTS: &str = "the conversions know it";
const CONVERTS_NOT: &str = "the conversions answer differently";

/// The rows of one table that the other does not have, by what they start with.
fn rows<'a>(table: &'a Table, other: &'a Table) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut rows = BTreeMap::<_, Vec<_>>::new();
    for (from, to) in table.rows.difference(&other.rows) {
        rows.entry(from.as_str()).or_default().push(to.as_str());
    }
    rows
}
