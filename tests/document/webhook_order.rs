//! The order of members that webhook diagnosis puts a body back into, against the document.

use syn::{Expr, Item, Lit};

use crate::document::{Role, examples, read, schemas, texts};

/// A table of `webhook/diagnose.rs`: members, and whether each can be null.
fn table(name: &str) -> Vec<(String, bool)> {
    let file = syn::parse_file(&read("crates/pay2328/src/webhook/diagnose.rs")).unwrap();
    let table = file.items.iter().find_map(|item| match item {
        Item::Const(item) if item.ident == name => Some(&item.expr),
        _ => None,
    });
    let Some(Expr::Reference(table)) = table.map(AsRef::as_ref) else { panic!("no table {name}") };
    let Expr::Array(rows) = table.expr.as_ref() else { panic!("{name} is no array") };
    rows.elems
        .iter()
        .map(|row| {
            let Expr::Tuple(row) = row else { panic!("a row of {name} is no pair") };
            match (&row.elems[0], &row.elems[1]) {
                (Expr::Lit(member), Expr::Lit(nullable)) => match (&member.lit, &nullable.lit) {
                    (Lit::Str(member), Lit::Bool(nullable)) => (member.value(), nullable.value),
                    _ => panic!("a row of {name} is no name and flag"),
                },
                _ => panic!("a row of {name} is no name and flag"),
            }
        })
        .collect()
}

/// Members of a component in the order of the document, which maps of JSON do not keep.
fn members(component: &str) -> Vec<String> {
    let document: yaml_serde::Value = yaml_serde::from_str(&crate::document::text()).unwrap();
    let members = &document["components"]["schemas"][component]["properties"];
    members.as_mapping().unwrap().keys().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn diagnosis_knows_the_documented_order() {
    for (name, component, sometimes) in [
        ("PAYMENT", "PaymentWebhook", [].as_slice()),
        ("STATIC_DEPOSIT", "StaticWalletWebhook", &[]),
        // Not in every payout, so a body without them is complete.
        ("PAYOUT", "PayoutWebhook", &["transfer_type", "tx_explorer_url"]),
    ] {
        let expected: Vec<_> = members(component)
            .into_iter()
            .filter(|member| member != "sign" && !sometimes.contains(&member.as_str()))
            .collect();
        let table = table(name);
        let listed: Vec<_> = table.iter().map(|(member, _)| member.clone()).collect();
        assert_eq!(listed, expected, "{name}");
        let promised = texts(&schemas()[component]["required"]);
        for (member, nullable) in &table {
            let seen_null = examples().iter().any(|example| {
                example.component == component
                    && example.value.get(member).is_some_and(|value| value.is_null())
            });
            assert!(!seen_null || *nullable, "{name}: {member} is null in an example");
            assert!(!nullable || !promised.contains(&member.as_str()), "{name}: {member} is never null");
        }
    }
}

/// Every kind of webhook is one of the document, with an example in the order it is sent in.
#[test]
fn examples_keep_the_order_of_their_members() {
    let document: yaml_serde::Value = yaml_serde::from_str(&crate::document::text()).unwrap();
    let mut seen = 0;
    for example in examples().iter().filter(|example| example.role == Role::Webhook) {
        let (operation, name) = example.name.split_once(".webhook.").unwrap();
        let sent = find(&document, operation, name).unwrap_or_else(|| panic!("{}", example.name));
        let sent: Vec<_> = sent.keys().map(|name| name.as_str().unwrap()).collect();
        let order = members(example.component);
        let positions: Vec<_> =
            sent.iter().map(|name| order.iter().position(|known| known == name).unwrap()).collect();
        assert!(positions.is_sorted(), "{}: {sent:?}", example.name);
        seen += 1;
    }
    assert!(seen >= 7, "only {seen} webhooks");
}

fn find<'a>(node: &'a yaml_serde::Value, operation: &str, example: &str) -> Option<&'a yaml_serde::Mapping> {
    if let Some(items) = node.as_sequence() {
        return items.iter().find_map(|item| find(item, operation, example));
    }
    let members = node.as_mapping()?;
    if members.get("operationId").and_then(|id| id.as_str()) == Some(operation) {
        return node["requestBody"]["content"]["application/json"]["examples"][example]["value"].as_mapping();
    }
    members.iter().find_map(|(_, member)| find(member, operation, example))
}
