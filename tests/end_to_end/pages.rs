//! Lists, on services that page well and on services that do not.

use std::pin::pin;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use pay2328::types::{ListStaticWalletTransactions, ListStaticWallets};
use pay2328::{ApiKey, Client, ErrorKind, Outcome, RetryPolicy};
use pay2328_tests::{Canned, Reply, UNLIMITED};

async fn client(replies: Vec<Reply>) -> (Canned, Client) {
    let server = Canned::start(replies).await;
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(server.url())
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    (server, client)
}

/// A page of transactions in the shape without totals.
fn flagged(uuids: &[&str], paginate: &str) -> Reply {
    let items: Vec<_> = uuids
        .iter()
        .map(|uuid| format!(r#"{{"uuid":"{uuid}","amount":"1","currency":"USDT","payment_status":"paid"}}"#))
        .collect();
    Reply::ok(format!(r#"{{"state":0,"result":{{"items":[{}],"paginate":{paginate}}}}}"#, items.join(",")))
}

/// A page of wallets in the shape with totals.
fn totalled(uuids: &[&str], paginate: &str) -> Reply {
    let items: Vec<_> = uuids
        .iter()
        .map(|uuid| {
            format!(r#"{{"uuid":"{uuid}","address":"T","currency":"USDT","network":"TRX-TRC20","status":"active"}}"#)
        })
        .collect();
    Reply::ok(format!(r#"{{"state":0,"result":{{"items":[{}],"paginate":{paginate}}}}}"#, items.join(",")))
}

async fn transactions(replies: Vec<Reply>, per_page: i64) -> (Result<Vec<String>, pay2328::Error>, usize) {
    let (server, client) = client(replies).await;
    let request = ListStaticWalletTransactions::new("w").per_page(per_page);
    let list = client.static_wallets().transactions(&request).collect().await;
    (list.map(|items| items.into_iter().map(|item| item.uuid).collect()), server.received().len())
}

async fn wallets(replies: Vec<Reply>) -> (Result<Vec<String>, pay2328::Error>, usize) {
    let (server, client) = client(replies).await;
    let list = client.static_wallets().list(&ListStaticWallets::new().per_page(2)).collect().await;
    (list.map(|items| items.into_iter().map(|item| item.uuid).collect()), server.received().len())
}

#[tokio::test]
async fn a_page_shorter_than_asked_for_is_the_last() {
    // `hasPages` is true even on the lone page of the documentation's example.
    let (list, calls) = transactions(
        vec![
            flagged(&["a", "b"], r#"{"count":2,"hasPages":true,"perPage":2,"page":1}"#),
            flagged(&["c"], r#"{"count":1,"hasPages":true,"perPage":2,"page":2}"#),
        ],
        2,
    )
    .await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("abc", 2));
}

#[tokio::test]
async fn a_service_that_caps_the_page_size() {
    // 5,000 were asked for; pages of 2 are full pages.
    let (list, calls) = transactions(
        vec![
            flagged(&["a", "b"], r#"{"perPage":2,"page":1,"hasPages":true}"#),
            flagged(&["c"], r#"{"perPage":2,"page":2,"hasPages":true}"#),
        ],
        5000,
    )
    .await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("abc", 2));
}

#[tokio::test]
async fn no_word_about_pages_at_all() {
    for paginate in ["null", "{}"] {
        let pages = vec![flagged(&["a", "b"], paginate), flagged(&["c"], paginate)];
        let (list, calls) = transactions(pages, 2).await;
        assert_eq!((list.unwrap().concat().as_str(), calls), ("abc", 2), "{paginate}");
    }
}

#[tokio::test]
async fn a_last_page_that_is_empty() {
    let (list, calls) = transactions(vec![flagged(&["a", "b"], "{}"), flagged(&[], "{}")], 2).await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("ab", 2));
}

#[tokio::test]
async fn totals_end_the_list() {
    let (list, calls) = wallets(vec![
        totalled(&["a", "b"], r#"{"current_page":1,"per_page":2,"total":4,"total_pages":2,"has_more":true}"#),
        totalled(
            &["c", "d"],
            r#"{"current_page":2,"per_page":2,"total":4,"total_pages":2,"has_more":false}"#,
        ),
    ])
    .await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("abcd", 2));
}

#[tokio::test]
async fn a_service_that_always_has_more_ends_at_an_empty_page() {
    let more = r#"{"total":2,"has_more":true}"#;
    let (list, calls) = wallets(vec![totalled(&["a", "b"], more), totalled(&[], more)]).await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("ab", 2));
}

#[tokio::test]
async fn a_service_that_repeats_a_page_is_an_error_and_no_loop() {
    let (list, calls) = transactions(vec![flagged(&["a", "b"], "{}")], 2).await;
    let error = list.unwrap_err();
    assert_eq!((calls, error.outcome()), (2, Outcome::Unknown));
    insta::assert_snapshot!(error, @"static_wallet_transactions, page 2: the service sent page 1 once more; the list is not known to be complete");
}

#[tokio::test]
async fn a_service_that_ignores_the_page_number() {
    let same = flagged(&["a", "b"], r#"{"page":1,"perPage":2,"hasPages":true}"#);
    let (list, calls) = transactions(vec![same], 2).await;
    assert_eq!(calls, 2);
    insta::assert_snapshot!(list.unwrap_err(), @"static_wallet_transactions, page 2: the service sent page 1 instead; the list is not known to be complete");
}

#[tokio::test]
async fn after_an_error_the_stream_asks_for_the_page_that_failed() {
    let (server, client) =
        client(vec![flagged(&["a", "b"], "{}"), Reply::Json(500, String::new()), flagged(&["c"], "{}")])
            .await;
    let request = ListStaticWalletTransactions::new("w").per_page(2);
    let mut items = pin!(client.static_wallets().transactions(&request).items());
    let mut seen = String::new();
    for _ in 0..5 {
        match items.next().await {
            Some(Ok(item)) => seen += &item.uuid,
            Some(Err(error)) => seen += &format!("[{}]", error.status().unwrap()),
            None => seen += ".",
        }
    }
    assert_eq!(seen, "ab[500]c.");
    let pages: Vec<_> = server
        .received()
        .iter()
        .map(|request| String::from_utf8_lossy(request).split(r#""page":"#).nth(1).unwrap()[..1].to_owned())
        .collect();
    assert_eq!(pages, ["1", "2", "2"]);
}

#[tokio::test]
async fn nothing_is_asked_before_it_is_needed() {
    let (server, client) = client(vec![flagged(&["a", "b"], "{}")]).await;
    let request = ListStaticWalletTransactions::new("w").per_page(2);
    let mut items = pin!(client.static_wallets().transactions(&request).items());
    assert_eq!(server.received().len(), 0);
    items.try_next().await.unwrap();
    items.try_next().await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn pages_with_their_numbers() {
    let (_server, client) = client(vec![
        totalled(&["a", "b"], r#"{"current_page":3,"total":7,"has_more":true}"#),
        totalled(&["c"], r#"{"current_page":4,"total":7,"has_more":false}"#),
    ])
    .await;
    let pages: Vec<_> = client
        .static_wallets()
        .list(&ListStaticWallets::new().page(3).per_page(2))
        .pages()
        .map_ok(|page| (page.number, page.items.len(), page.total, page.has_more))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages, [(3, 2, Some(7), true), (4, 1, Some(7), false)]);
}

#[tokio::test]
async fn settings_of_one_list_and_the_answer_of_each_page() {
    let hang = Reply::Hang(Duration::from_secs(5));
    let (_server, client) = client(vec![Reply::Json(503, String::new()), flagged(&["a"], "{}"), hang]).await;
    let request = ListStaticWalletTransactions::new("w").per_page(1);
    let list = || {
        let list = client.static_wallets().transactions(&request);
        list.retry(RetryPolicy::new().base_delay(Duration::ZERO))
    };
    let mut pages = pin!(list().attempt_timeout(Duration::from_millis(100)).pages());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.answer.status(), page.answer.attempts()), (200, 2));
    let body: serde_json::Value = serde_json::from_slice(page.answer.body()).unwrap();
    assert_eq!(body["result"]["items"][0]["uuid"], "a");
    let error = pages.try_next().await.unwrap_err();
    assert_eq!((error.is_timeout(), error.attempts()), (true, 3));
    let error = list().total_timeout(Duration::from_millis(100)).collect().await.unwrap_err();
    assert_eq!((error.is_timeout(), error.attempts()), (true, 1));
}

#[tokio::test]
async fn pages_that_alternate_are_an_error_and_no_loop() {
    let (one, two) = (flagged(&["a", "b"], "{}"), flagged(&["c", "d"], "{}"));
    let (list, calls) = transactions(vec![one.clone(), two.clone(), one, two], 2).await;
    assert_eq!(calls, 3);
    insta::assert_snapshot!(list.unwrap_err(), @"static_wallet_transactions, page 3: the service sent page 1 once more; the list is not known to be complete");
}

/// A page that says two things at once: the list would be too short, or have no end.
#[tokio::test]
async fn a_page_that_contradicts_itself() {
    let mut told = String::new();
    for (page, calls) in [
        (totalled(&["a", "b"], r#"{"current_page":1,"total":5,"total_pages":3,"has_more":false}"#), 1),
        (totalled(&["a", "b"], r#"{"total_pages":3,"has_more":false}"#), 1),
        (totalled(&["a", "b"], r#"{"current_page":1,"total":2,"total_pages":0,"has_more":true}"#), 1),
        (totalled(&[], r#"{"current_page":1,"total":5,"total_pages":3,"has_more":true}"#), 1),
        (totalled(&[], r#"{"current_page":1,"total":5,"total_pages":3,"has_more":false}"#), 1),
    ] {
        let (list, asked) = wallets(vec![page]).await;
        let error = list.unwrap_err();
        assert_eq!((error.kind(), error.page(), asked), (ErrorKind::Paging, Some(1), calls));
        told += &format!("{error}\n");
    }
    // What comes after the last page has items of its own, for ever.
    let more = |page: i64, uuid: &str| {
        let paginate =
            format!(r#"{{"current_page":{page},"per_page":2,"total":2,"total_pages":1,"has_more":true}}"#);
        totalled(&[uuid, "x"], &paginate)
    };
    let (list, asked) = wallets(vec![more(1, "a"), more(2, "b"), more(3, "c")]).await;
    let error = list.unwrap_err();
    assert_eq!((error.kind(), error.page(), asked), (ErrorKind::Paging, Some(2), 2));
    told += &format!("{error}\n");
    insta::assert_snapshot!("a_page_that_contradicts_itself", told);
    // No pages at all, and one that is beyond the last.
    for empty in [
        r#"{"current_page":1,"total":0,"total_pages":0,"has_more":false}"#,
        r#"{"current_page":1,"total_pages":1}"#,
    ] {
        let (list, asked) = wallets(vec![totalled(&[], empty)]).await;
        assert_eq!((list.unwrap().len(), asked), (0, 1), "{empty}");
    }
}

#[tokio::test]
async fn a_short_page_is_not_the_last_where_the_service_counts_pages() {
    let (list, calls) = wallets(vec![
        totalled(&["a"], r#"{"current_page":1,"per_page":2,"total_pages":2,"has_more":true}"#),
        totalled(&["b", "c"], r#"{"current_page":2,"per_page":2,"total_pages":2,"has_more":false}"#),
    ])
    .await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("abc", 2));
}

#[tokio::test]
async fn a_list_that_failed_tells_where_to_go_on() {
    let forbidden = Reply::Json(403, "<html>".into());
    let (server, client) = client(vec![
        flagged(&["a", "b"], "{}"),
        Reply::Json(500, String::new()),
        forbidden,
        flagged(&["c"], "{}"),
    ])
    .await;
    let request = ListStaticWalletTransactions::new("w").per_page(2);
    let list = |request| client.static_wallets().transactions(request);
    let mut items = list(&request).items();
    assert_eq!(items.next_page(), Some(1));
    assert_eq!(items.next().await.unwrap().unwrap().uuid, "a");
    // "b" has not been read.
    assert_eq!(items.next_page(), Some(1));
    assert_eq!(items.next().await.unwrap().unwrap().uuid, "b");
    assert_eq!(items.next_page(), Some(2));
    for status in [500, 403] {
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!((error.status(), error.page(), items.next_page()), (Some(status), Some(2), Some(2)));
        if status == 403 {
            insta::assert_snapshot!(error, @"static_wallet_transactions, page 2: the service answered 403 without a message (an HTML page of 6 bytes, probably from a firewall or a proxy); nothing was done: check the User-Agent, the project and the callback address");
        }
    }
    // It has ended, and still tells.
    assert!(items.next().await.is_none());
    assert_eq!((items.next_page(), server.received().len()), (Some(2), 3));
    let mut pages = list(&request.clone().page(2)).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().items[0].uuid, "c");
    assert!(pages.next().await.is_none());
    assert_eq!(pages.next_page(), None);
}

/// The page that was read ahead is lost with its runtime; the list is not.
#[test]
fn the_runtime_that_read_ahead_is_gone() {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let serving = runtime();
    let hang = Reply::Hang(Duration::from_secs(60));
    let (_server, client) = serving.block_on(client(vec![flagged(&["a"], "{}"), hang]));
    let request = ListStaticWalletTransactions::new("w").per_page(1);
    let mut items = client.static_wallets().transactions(&request).look_ahead(true).items();
    let first = runtime();
    assert_eq!(first.block_on(items.next()).unwrap().unwrap().uuid, "a");
    first.shutdown_timeout(Duration::from_secs(1));
    let next = runtime().block_on(async { tokio::time::timeout(Duration::from_secs(5), items.next()).await });
    let error = next.expect("it waits for ever").unwrap().unwrap_err();
    insta::assert_snapshot!(error, @"static_wallet_transactions, page 2: the runtime on which it was read ahead has ended; the list is not known to be complete");
    assert_eq!(items.next_page(), Some(2));
}

/// Nothing but a number of pages is told, and the pages are shorter than asked for.
#[tokio::test]
async fn a_number_of_pages_is_enough() {
    let pages = vec![
        totalled(&["a"], r#"{"total_pages":3}"#),
        totalled(&["b"], r#"{"total_pages":3}"#),
        totalled(&["c"], r#"{"total_pages":3}"#),
    ];
    let (list, calls) = wallets(pages).await;
    assert_eq!((list.unwrap().concat().as_str(), calls), ("abc", 3));
}
