//! The operation table against the document, both ways.

use pay2328_api::operation::{Key, Operation, PagingStyle, RetryClass};
use pay2328_api::operations::ALL;

use crate::document::{self, operations, texts};

fn in_document(operation: &document::Operation) -> String {
    let text = |key: &str| operation.node[key].as_str().unwrap_or("none given");
    let paging = &operation.node["x-pay2328-paging"];
    let paging = if paging.is_null() {
        "no pages".to_owned()
    } else {
        format!(
            "{} pages of {}, at most {}",
            paging["style"].as_str().unwrap(),
            paging["page_size"],
            paging["max"]
        )
    };
    format!(
        "{}: {} {}, key {}, retry {} by {:?}, {paging}",
        operation.id,
        operation.method,
        operation.path,
        text("x-pay2328-key"),
        text("x-pay2328-retry"),
        texts(&operation.node["x-pay2328-idempotency-fields"]),
    )
}

fn in_table(operation: &Operation) -> String {
    let key = match operation.key {
        Key::Api => "api",
        Key::Payout => "payout",
        Key::Invoice => "invoice",
        Key::None => "none",
        other => panic!("{other:?} is new here"),
    };
    let retry = match operation.retry {
        RetryClass::Read => "read",
        RetryClass::Keyed => "keyed",
        RetryClass::Idempotent => "idempotent",
        RetryClass::Never => "never",
        other => panic!("{other:?} is new here"),
    };
    let paging = match &operation.paging {
        None => "no pages".to_owned(),
        Some(paging) => {
            let style = match paging.style {
                PagingStyle::Total => "total",
                PagingStyle::Flag => "flag",
                other => panic!("{other:?} is new here"),
            };
            format!("{style} pages of {}, at most {}", paging.default_size, paging.max_size)
        }
    };
    format!(
        "{}: {} {}, key {key}, retry {retry} by {:?}, {paging}",
        operation.id, operation.method, operation.path, operation.idempotency_fields,
    )
}

#[test]
fn the_table_says_what_the_document_says() {
    let mut documented: Vec<_> =
        operations().iter().filter(|operation| !operation.is_webhook).map(in_document).collect();
    let mut tabled: Vec<_> = ALL.iter().map(|operation| in_table(operation)).collect();
    documented.sort_unstable();
    tabled.sort_unstable();
    assert_eq!(tabled, documented);
    assert_eq!(tabled.len(), 20);
}

/// Each API has a host of its own prefix, and paths that only fit there.
#[test]
fn each_key_goes_to_its_own_api() {
    for operation in operations().iter().filter(|operation| !operation.is_webhook) {
        let expected = match operation.node["x-pay2328-key"].as_str() {
            Some("invoice") => pay2328::invoice::InvoiceClient::BASE_URL,
            _ => pay2328::Client::BASE_URL,
        };
        assert_eq!(operation.server, expected, "{}", operation.id);
    }
}

/// What is repeated by members needs them in the request, or it is not what the table promises.
#[test]
fn keyed_operations_name_their_members() {
    for operation in ALL {
        assert_eq!(
            operation.retry == RetryClass::Keyed,
            !operation.idempotency_fields.is_empty(),
            "{}",
            operation.id
        );
    }
}
