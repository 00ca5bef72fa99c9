//! Calls as futures: they travel between threads, can be dropped at any time, and can be waited for without
//! `async`, inside a runtime too.

use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use futures_util::{FutureExt as _, TryStreamExt};
use pay2328::invoice::InvoiceClient;
use pay2328::types::{CreatePayment, ListPayments, ListStaticWalletTransactions};
use pay2328::{
    ApiKey, Call, CallFuture, CallReport, Client, Converts, CustomRequest, Error, Items, Limiter, List,
    Observer, Outcome, Page, Pages, Payments, Payouts, PreparedPayout, RetryPolicy, StaticWallets, Wait,
};
use pay2328_sandbox::{Fault, Sandbox};
use pay2328_tests::{Canned, Reply, UNLIMITED, builder, client};
use rust_decimal::dec;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Only what hangs takes so long.
const HANG: Duration = Duration::from_secs(15);

async fn sandbox() -> Sandbox {
    Sandbox::builder().rate_limit(None).start().await.unwrap()
}

fn send<T: Send + 'static>(_: T) {}

/// Compiled, not run: the compiler is the test. Whatever a call returns, its futures are `Send`.
#[expect(dead_code, reason = "the compiler is the test")]
mod every_future_and_stream_is_send {
    use super::*;

    fn of_a_call<T: Send + 'static>(call: fn() -> Call<T>) {
        send(call());
        send(call().into_future());
        send(call().with_response());
    }

    fn of_a_wait<T: Send + 'static>(wait: fn() -> Wait<T>) {
        send(wait());
        send(wait().into_future());
    }

    fn of_a_list<T: Clone + PartialEq + Send + 'static>(list: fn() -> List<T>) {
        send(list());
        send(list().pages());
        send(list().items());
        send(list().collect());
        send(list().blocking());
        send(list().blocking_pages());
    }

    fn of_a_limiter(limiter: &'static dyn Limiter) {
        send(limiter.permit());
    }

    fn what_makes_them<T: Send + Sync + 'static>(_: fn() -> T) {}

    fn and_what_makes_them_is_shared_between_threads() {
        what_makes_them(|| -> Client { unreachable!() });
        what_makes_them(|| -> InvoiceClient { unreachable!() });
        what_makes_them(|| -> Payments { unreachable!() });
        what_makes_them(|| -> Payouts { unreachable!() });
        what_makes_them(|| -> StaticWallets { unreachable!() });
        what_makes_them(|| -> Converts { unreachable!() });
        what_makes_them(|| -> PreparedPayout { unreachable!() });
        what_makes_them(|| -> CustomRequest { unreachable!() });
        what_makes_them(|| -> Error { unreachable!() });
    }

    fn types<T: Clone + PartialEq + Send + 'static>() -> (CallFuture<T>, Pages<T>, Items<T>, Page<T>) {
        unreachable!()
    }
}

/// Counts nothing; how often it is held tells whether the client is gone.
struct Nothing;

impl Observer for Nothing {
    fn call_finished(&self, _: &CallReport) {}
}

/// A client whose parts are gone when nobody but the caller holds the observer.
fn observed(url: &str) -> (Client, Arc<Nothing>) {
    let observer = Arc::new(Nothing);
    let client = Client::builder("p", ApiKey::new("test-api-key").unwrap())
        .base_url(url)
        .requests_per_second(UNLIMITED)
        .observer(observer.clone());
    (client.build().unwrap(), observer)
}

async fn until_gone(observer: &Arc<Nothing>) {
    let gone = async {
        while Arc::strong_count(observer) > 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(HANG, gone).await.expect("something still holds the client");
}

#[tokio::test]
async fn a_call_dropped_mid_flight_closes_its_connection_and_leaves_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (client, observer) = observed(&format!("http://{}", listener.local_addr().unwrap()));
    let call = tokio::spawn(client.balance().into_future());
    let (mut connection, _) = listener.accept().await.unwrap();
    let mut received = Vec::new();
    while !received.ends_with(b"\r\n\r\n") {
        connection.read_buf(&mut received).await.unwrap();
    }
    call.abort();
    let closed = timeout(HANG, connection.read_buf(&mut received)).await;
    assert_eq!(closed.expect("the connection stays open").unwrap_or(0), 0);
    drop(client);
    until_gone(&observer).await;
}

#[tokio::test]
async fn calls_dropped_mid_flight_block_nobody() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    sandbox.fault("balance", Fault::Hang, 100).unwrap();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.balance().into_future())).collect();
    while sandbox.attempts("balance") < 100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    calls.iter().for_each(tokio::task::JoinHandle::abort);
    timeout(HANG, client.balance().into_future()).await.expect("blocked").unwrap();
}

#[tokio::test]
async fn calls_dropped_in_the_queue_of_the_rate_limiter_block_nobody() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).requests_per_second(NonZeroU32::new(5).unwrap()).build().unwrap();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.balance().into_future())).collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    calls.iter().for_each(tokio::task::JoinHandle::abort);
    for call in calls {
        // One of them had a permit.
        let _ = call.await;
    }
    // With 100 before it, it would take 20 s.
    timeout(HANG, client.balance().into_future()).await.expect("blocked").unwrap();
    assert!(sandbox.attempts("balance") < 100);
}

#[tokio::test]
async fn a_future_that_is_kept_and_not_polled_blocks_nobody() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).requests_per_second(NonZeroU32::new(5).unwrap()).build().unwrap();
    client.balance().await.unwrap();
    let mut waiting = pin!(client.balance().into_future());
    // Polled once: it has a place in the queue of the limiter.
    assert!(waiting.as_mut().now_or_never().is_none());
    timeout(HANG, client.balance().into_future()).await.expect("blocked").unwrap();
    waiting.await.unwrap();
}

#[tokio::test]
async fn a_stream_dropped_while_it_looks_ahead_leaves_nothing() {
    let page = r#"{"state":0,"result":{"items":[{"uuid":"a","amount":"1","currency":"USDT","payment_status":"paid"}],"paginate":{"page":1,"perPage":1}}}"#;
    let server = Canned::start(vec![Reply::ok(page), Reply::Hang(Duration::from_secs(60))]).await;
    let (client, observer) = observed(&server.url());
    let request = ListStaticWalletTransactions::new("w").per_page(1);
    let mut items = client.static_wallets().transactions(&request).look_ahead(true).items();
    assert_eq!(items.try_next().await.unwrap().unwrap().uuid, "a");
    while server.received().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop((items, client));
    until_gone(&observer).await;
}

/// Asynchronous and blocking calls of one client in turn: each could wait for a connection that is served by
/// the very thread that waits.
async fn in_turn(sandbox: &Sandbox) {
    let client = builder(sandbox).attempt_timeout(Duration::from_secs(5)).retry(RetryPolicy::never());
    let client = client.build().unwrap();
    for _ in 0..3 {
        client.balance().await.unwrap();
        client.balance().blocking().unwrap();
        let list = client.payments().list(&ListPayments::new().per_page(1)).look_ahead(true);
        list.blocking().for_each(|payment| drop(payment.unwrap()));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn blocking_inside_a_current_thread_runtime() {
    in_turn(&sandbox().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocking_inside_a_multi_thread_runtime() {
    in_turn(&sandbox().await).await;
}

/// The queue of the rate limiter is full of calls of the runtime whose only thread is blocked.
#[tokio::test(flavor = "current_thread")]
async fn blocking_while_others_wait_for_permits() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).requests_per_second(NonZeroU32::new(20).unwrap()).build().unwrap();
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(client.balance().into_future())).collect();
    tokio::task::yield_now().await;
    // If it waited for the others, nobody could make progress, and it would end with a timeout.
    client.balance().blocking().unwrap();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

/// It would wait for itself, and every blocking call after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_call_by_an_observer_of_a_blocking_call() {
    struct Curious(Mutex<Option<(Client, mpsc::Sender<Error>)>>);
    impl Observer for Curious {
        fn call_finished(&self, _: &CallReport) {
            let (client, told) = self.0.lock().unwrap().take().unwrap();
            told.send(client.balance().blocking().unwrap_err()).unwrap();
            let list = client.payments().list(&ListPayments::new());
            told.send(list.blocking().next().unwrap().unwrap_err()).unwrap();
        }
    }
    let sandbox = sandbox().await;
    let (sender, told) = mpsc::channel();
    let observer = Curious(Mutex::new(Some((client(&sandbox), sender))));
    let observed = builder(&sandbox).observer(Arc::new(observer)).build().unwrap();
    let (done, result) = mpsc::channel();
    // A thread that nobody waits for in the end, should it hang.
    std::thread::spawn(move || done.send(observed.balance().blocking()));
    result.recv_timeout(Duration::from_secs(5)).expect("it hangs").unwrap();
    for error in told {
        assert!(error.is_configuration());
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    client(&sandbox).balance().blocking().unwrap();
}

#[test]
fn blocking_without_any_runtime() {
    let sandbox = Sandbox::builder().rate_limit(None).start_blocking().unwrap();
    let client = client(&sandbox);
    client.balance().blocking().unwrap();
    for number in 0..3 {
        let order = CreatePayment::new(dec!(1), "USD", format!("ORDER-{number}"), "http://127.0.0.1:9/");
        client.payments().create(&order).blocking().unwrap();
    }
    let list = || client.payments().list(&ListPayments::new().per_page(2));
    let pages: Vec<_> = list().blocking_pages().map(|page| page.unwrap().items.len()).collect();
    assert_eq!(pages, [2, 1]);
    let items = list().blocking().collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(items.len(), 3);
}
