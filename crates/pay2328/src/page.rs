//! Lists that come in pages.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use pay2328_api::operation::Operation;
use pay2328_api::types::{Paginate, PaginateWithoutTotal};

use crate::RetryPolicy;
use crate::client::{Call, CallFuture, Caller, Limits, RawResponse};
use crate::error::{Error, Kind, Result};

/// A list of the service that has not been read yet.
///
/// Take it as [`items`](Self::items) or [`pages`](Self::pages) (streams that ask for a page when they
/// need it), or [`collect`](Self::collect) it.
///
/// ```no_run
/// # async fn example(client: pay2328::Client) -> pay2328::Result<()> {
/// use pay2328::types::ListStaticWalletTransactions;
///
/// let wallet = ListStaticWalletTransactions::new("019b2265-34d8-7001-a230-8f97de90d481");
/// let mut deposits = client.static_wallets().transactions(&wallet).items();
/// while let Some(deposit) = deposits.next().await {
///     let deposit = deposit?;
///     println!("{} {}", deposit.amount, deposit.currency);
/// }
/// # Ok(())
/// # }
/// ```
///
/// The service counts pages anew for each question. What is added while a list is being read moves what
/// follows it to later pages: items can come twice then (tell them by their `uuid`), and what is added on a
/// page that was read already is not seen. Pages that contradict themselves or each other end the list with an
/// error: what came before it is right, and not known to be all.
#[must_use = "a list does nothing until it is read"]
pub struct List<T> {
    operation: &'static Operation,
    fetch: Fetch<T>,
    first_page: i64,
    page_size: i64,
    limits: Limits,
    look_ahead: bool,
}

type Fetch<T> = Arc<dyn Fn(i64, i64) -> Call<Received<T>> + Send + Sync>;
type Fetched<T> = CallFuture<Result<(Received<T>, RawResponse)>>;

/// One page as the service described it. Every statement about paging can be missing.
pub(crate) struct Received<T> {
    items: Vec<T>,
    number: Option<i64>,
    size: Option<i64>,
    total: Option<i64>,
    total_pages: Option<i64>,
    more: Option<bool>,
}

impl<T> Received<T> {
    /// With totals and `has_more`.
    pub(crate) fn with_total(items: Vec<T>, paginate: Option<Paginate>) -> Self {
        let number = paginate.as_ref().and_then(|paginate| paginate.current_page);
        let total_pages = paginate.as_ref().and_then(|paginate| paginate.total_pages);
        let more = paginate.as_ref().and_then(|paginate| paginate.has_more);
        Self {
            items,
            number,
            size: paginate.as_ref().and_then(|paginate| paginate.per_page),
            total: paginate.as_ref().and_then(|paginate| paginate.total),
            total_pages,
            more,
        }
    }

    /// With a flag only. What `count` means here is not documented, so it is not read.
    pub(crate) fn with_flag(items: Vec<T>, paginate: Option<PaginateWithoutTotal>) -> Self {
        Self {
            items,
            number: paginate.as_ref().and_then(|paginate| paginate.page),
            size: paginate.as_ref().and_then(|paginate| paginate.per_page),
            total: None,
            total_pages: None,
            more: paginate.as_ref().and_then(|paginate| paginate.has_pages),
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub number: i64,
    /// How many items there are on all pages, where the service says so.
    pub total: Option<i64>,
    /// Whether another page is to be asked for.
    pub has_more: bool,
    /// The answer it came in.
    pub answer: RawResponse,
}

impl<T: Clone + PartialEq + Send + 'static> List<T> {
    pub(crate) fn new(
        caller: &Caller,
        operation: &'static Operation,
        page: Option<i64>,
        page_size: Option<i64>,
        fetch: impl Fn(i64, i64) -> Call<Received<T>> + Send + Sync + 'static,
    ) -> Self {
        // The largest page means the fewest calls.
        let largest = operation.paging.map_or(100, |paging| paging.max_size);
        Self {
            operation,
            fetch: Arc::new(fetch),
            first_page: page.unwrap_or(1),
            page_size: page_size.unwrap_or(largest),
            limits: caller.transport.limits.clone(),
            look_ahead: false,
        }
    }

    /// The longest one attempt at a page may take. As [`Call::attempt_timeout`].
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = timeout;
        self
    }

    /// The longest one page may take with all its attempts and pauses. As [`Call::total_timeout`], for each
    /// page anew.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.limits.total_timeout = timeout;
        self
    }

    /// How often the call for a page is repeated. As [`Call::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = policy;
        self
    }

    /// Asks for the next page while the last one is being read. It costs one call more if the list is not
    /// read to its end, and stays within the rate limit. Off by default.
    pub fn look_ahead(mut self, look_ahead: bool) -> Self {
        self.look_ahead = look_ahead;
        self
    }

    /// Every item from the first page on (or from the page the request names), as a stream that asks for
    /// a page when it needs one.
    ///
    /// After an error that can go away ([`is_retryable`](crate::Error::is_retryable)) the stream can be
    /// read on: it asks for the page that failed once more. Any other error is its last item. Either way
    /// [`Error::page`](crate::Error::page) names the page, and the same request with `.page(n)` goes on
    /// there.
    pub fn items(self) -> Items<T> {
        Items { pages: self.pages(), buffer: VecDeque::new(), buffered: None }
    }

    /// The same page by page.
    pub fn pages(self) -> Pages<T> {
        Pages { next: Some(self.first_page), failed: false, list: self, in_flight: None, firsts: Vec::new() }
    }

    /// Reads all pages.
    ///
    /// # Errors
    /// That of the first page that fails, which it names ([`page`](crate::Error::page)). To keep what came
    /// before it, use [`items`](Self::items).
    pub async fn collect(self) -> Result<Vec<T>> {
        let mut pages = self.pages();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            all.extend(page?.items);
        }
        Ok(all)
    }
}

impl<T: Send + 'static> List<T> {
    fn fetch(&self, number: i64) -> Fetched<T> {
        Box::pin((self.fetch)(number, self.page_size).limits(self.limits.clone()).with_response())
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("operation", &self.operation.id)
            .field("first_page", &self.first_page)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}

/// The pages of a [`List`], as a stream.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    list: List<T>,
    /// The page to ask for; `None` after the last one.
    next: Option<i64>,
    /// It failed in a way that asking again would not change.
    failed: bool,
    in_flight: Option<Fetched<T>>,
    /// The first item of every page so far, with its number, to notice a service that sends one again.
    firsts: Vec<(i64, T)>,
}

impl<T> Pages<T> {
    /// The page to be asked for next: after an error, the one that failed. `None` after the last one.
    ///
    /// The same request with `.page(n)` goes on there.
    pub fn next_page(&self) -> Option<i64> {
        self.next
    }
}

impl<T: Clone + PartialEq + Send + 'static> Pages<T> {
    /// The next page; `None` after the last one. As the `next` of a stream, without a crate for streams.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Clone + PartialEq> Pages<T> {
    fn accept(&mut self, number: i64, received: Received<T>, answer: RawResponse) -> Result<Page<T>> {
        let Received { items, number: told, size, total, total_pages, more } = received;
        let more = more.or_else(|| total_pages.map(|pages| told.unwrap_or(number) < pages));
        if let Some(told) = told.filter(|told| *told != number && !items.is_empty()) {
            return Err(self.error(format!("the service sent page {told} instead")));
        }
        if let Some((earlier, _)) = self.firsts.iter().find(|(_, first)| Some(first) == items.first()) {
            return Err(self.error(format!("the service sent page {earlier} once more")));
        }
        if let Some(pages) = total_pages {
            // One answer must not say two things. Of an empty page beyond the last one there is nothing to say.
            let is_last = told.unwrap_or(number) >= pages;
            let contradiction = if is_last {
                (told.unwrap_or(number) > pages && !items.is_empty()).then_some("this page has items")
            } else if items.is_empty() {
                Some("this page is empty")
            } else {
                (more == Some(false)).then_some("also that this page is the last")
            };
            if let Some(contradiction) = contradiction {
                return Err(self.error(format!("the service says total_pages {pages}, but {contradiction}")));
            }
        }
        // A service may cap the size it was asked for; only a page shorter than its own size is the last.
        let full =
            size.filter(|size| *size > 0).map_or(self.list.page_size, |size| size.min(self.list.page_size));
        let is_full = i64::try_from(items.len()).is_ok_and(|length| length >= full);
        let has_more = match more {
            // With totals the service knows; an empty page ends the list whatever it says.
            Some(more) if total.is_some() || total_pages.is_some() => more && !items.is_empty(),
            // The flag of the other shape says `true` on a lone page in the documentation's own example.
            Some(more) => more && is_full,
            None => is_full,
        };
        self.firsts.extend(items.first().map(|first| (number, first.clone())));
        self.next = has_more.then_some(number.saturating_add(1));
        Ok(Page { items, number, total, has_more, answer })
    }

    fn error(&self, text: String) -> Error {
        Error::new(Kind::Paging(text), Some(self.list.operation))
    }
}

// Nothing in it is pinned: the call in flight is boxed, and items are only moved.
impl<T> Unpin for Pages<T> {}

impl<T: Clone + PartialEq + Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(number) = this.next.filter(|_| !this.failed) else { return Poll::Ready(None) };
        let list = &this.list;
        let call = this.in_flight.get_or_insert_with(|| list.fetch(number));
        let received = ready!(call.as_mut().poll(context));
        // `next` stays where it is if this page failed, so reading on asks for it again: unless that could
        // not end otherwise, and reading on would never end.
        this.in_flight = None;
        let page = received.and_then(|(received, answer)| this.accept(number, received, answer));
        let page = page.map_err(|error| error.with_page(number));
        this.failed = page.as_ref().is_err_and(|error| !error.is_retryable());
        if let (true, Ok(_), Some(next)) = (this.list.look_ahead, &page, this.next) {
            this.in_flight = Some(in_background(this.list.fetch(next), this.list.operation));
        }
        Poll::Ready(Some(page))
    }
}

/// Runs a call whether it is polled or not; dropping the future abandons it.
fn in_background<T: Send + 'static>(call: Fetched<T>, operation: &'static Operation) -> Fetched<T> {
    struct AbortOnDrop(tokio::task::AbortHandle);
    impl Drop for AbortOnDrop {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let task = tokio::spawn(call);
    let guard = AbortOnDrop(task.abort_handle());
    Box::pin(async move {
        let result = task.await;
        drop(guard);
        match result {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                // So does whoever reads it.
                Ok(panic) => std::panic::resume_unwind(panic),
                // This future aborts it only when it is dropped itself, so its runtime is gone.
                Err(_) => {
                    let text = "the runtime on which it was read ahead has ended".to_owned();
                    Err(Error::new(Kind::Paging(text), Some(operation)))
                }
            },
        }
    })
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("list", &self.list).field("next", &self.next).finish_non_exhaustive()
    }
}

/// The items of a [`List`], as a stream.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    buffer: VecDeque<T>,
    /// The number of the page in the buffer.
    buffered: Option<i64>,
}

impl<T> Items<T> {
    /// The page to go on from, by the same request with `.page(n)`: the one whose items are being read (it
    /// comes whole once more), or else the one to be asked for next, which after an error is the one that
    /// failed. `None` after the last item.
    pub fn next_page(&self) -> Option<i64> {
        if self.buffer.is_empty() { self.pages.next_page() } else { self.buffered }
    }
}

impl<T: Clone + PartialEq + Send + 'static> Items<T> {
    /// The next item; `None` after the last one. As the `next` of a stream, without a crate for streams.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> Unpin for Items<T> {}

impl<T: Clone + PartialEq + Send + 'static> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.buffer.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    this.buffered = Some(page.number);
                    this.buffer.extend(page.items);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("buffered", &self.buffer.len()).finish()
    }
}
