//! Calls without `async`: `.blocking()` on a [`Call`], a [`Wait`] and a
//! [`List`].
//!
//! There is no second client: the same calls run on a thread of this crate's own, so they may be made
//! anywhere, inside an async runtime too.
//!
//! There they block that runtime's thread. If it has only this one, nothing else goes on meanwhile, nor does
//! what serves the connections of an HTTP client or a limiter of your own: a call that needs one of those
//! waits until its time is over. In such a runtime use `tokio::task::spawn_blocking`, or await the calls.
//!
//! An [`Observer`](crate::Observer) or [`Limiter`](crate::Limiter) of a blocking call runs on that thread and
//! must not make a blocking call itself: it is refused with a configuration error.
//!
//! ```no_run
//! # fn example(client: pay2328::Client) -> pay2328::Result<()> {
//! use pay2328::types::{ListPayments, PaymentQuery};
//!
//! let payment = client.payments().info(&PaymentQuery::new().order_id("ORDER-12345")).blocking()?;
//! println!("{}", payment.payment_status);
//! for payment in client.payments().list(&ListPayments::new().status("paid")).blocking() {
//!     println!("{}", payment?.uuid);
//! }
//! # Ok(())
//! # }
//! ```

use std::cell::Cell;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{OnceLock, mpsc};

use futures_core::Stream;
use tokio::runtime::Handle;

use crate::client::{Call, RawResponse, Wait};
use crate::error::{Error, Result};
use crate::page::{Items, List, Page, Pages};

/// Runs a future on this crate's thread and waits for it.
fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T> {
    // The thread would wait for itself, and all blocking calls with it.
    if is_here() {
        return Err(Error::configuration(
            "a blocking call was made on the thread that makes the blocking calls, by an Observer or a Limiter: let it await the call, or hand it to a thread of its own",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let runtime = runtime()?;
    let task = runtime.spawn(future);
    runtime.spawn(async move {
        // The receiver waits below for as long as this runs.
        let _ = sender.send(task.await);
    });
    match receiver.recv() {
        Ok(Ok(value)) => Ok(value),
        // A panic of the caller's own observer or limiter, for one: it goes on in the caller.
        Ok(Err(error)) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => unreachable!("nobody aborts the task"),
        },
        Err(_) => unreachable!("the thread runs for as long as the process"),
    }
}

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread that makes blocking calls.
pub(crate) fn is_here() -> bool {
    HERE.get()
}

/// One thread for the process, made when it is first needed.
fn runtime() -> Result<&'static Handle> {
    static RUNTIME: OnceLock<Option<Handle>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let handle = runtime.handle().clone();
        let thread = std::thread::Builder::new().name("pay2328-blocking".to_owned());
        let run = move || {
            HERE.set(true);
            runtime.block_on(std::future::pending::<()>());
        };
        thread.spawn(run).ok()?;
        Some(handle)
    });
    made.as_ref().ok_or_else(|| Error::configuration("no thread could be started for blocking calls"))
}

impl<T: Send + 'static> Call<T> {
    /// Makes the call and waits for it.
    ///
    /// # Errors
    /// As awaiting the call.
    pub fn blocking(self) -> Result<T> {
        self.blocking_with_response().map(|(value, _)| value)
    }

    /// Makes the call, waits for it, and returns the answer as it came beside the result.
    ///
    /// # Errors
    /// As awaiting the call.
    pub fn blocking_with_response(self) -> Result<(T, RawResponse)> {
        let about = self.about();
        run(self.with_response()).map_err(|error| about.told(error))?
    }
}

impl<T: Send + 'static> Wait<T> {
    /// Waits for the final status.
    ///
    /// # Errors
    /// As awaiting it.
    pub fn blocking(self) -> Result<T> {
        run(self.into_future())?
    }
}

impl<T: Clone + PartialEq + Send + 'static> List<T> {
    /// Every item, as an iterator that asks for a page when it needs one: [`items`](Self::items) for a
    /// program without `async`.
    ///
    /// After an error that can go away ([`is_retryable`](crate::Error::is_retryable)) it can be read on: it
    /// asks for the page that failed once more. Any other error is its last item, and names the
    /// [`page`](crate::Error::page). `collect` it into a `Result<Vec<_>>` to read everything.
    pub fn blocking(self) -> BlockingItems<T> {
        BlockingItems(Some(self.items()))
    }

    /// The same page by page: [`pages`](Self::pages) for a program without `async`.
    pub fn blocking_pages(self) -> BlockingPages<T> {
        BlockingPages(Some(self.pages()))
    }
}

/// The items of a [`List`], as an iterator.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct BlockingItems<T>(Option<Items<T>>);

impl<T> BlockingItems<T> {
    /// As [`Items::next_page`].
    pub fn next_page(&self) -> Option<i64> {
        self.0.as_ref()?.next_page()
    }
}

impl<T: Clone + PartialEq + Send + 'static> Iterator for BlockingItems<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.0)
    }
}

/// The pages of a [`List`], as an iterator.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
pub struct BlockingPages<T>(Option<Pages<T>>);

impl<T> BlockingPages<T> {
    /// As [`Pages::next_page`].
    pub fn next_page(&self) -> Option<i64> {
        self.0.as_ref()?.next_page()
    }
}

impl<T: Clone + PartialEq + Send + 'static> Iterator for BlockingPages<T> {
    type Item = Result<Page<T>>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.0)
    }
}

/// Lends a stream to this crate's thread until it has its next item.
fn next<S, T>(place: &mut Option<S>) -> Option<Result<T>>
where
    S: Stream<Item = Result<T>> + Unpin + Send + 'static,
    T: Send + 'static,
{
    let mut stream = place.take()?;
    let next = run(async move {
        let item = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
        (item, stream)
    });
    match next {
        Ok((item, stream)) => {
            *place = Some(stream);
            item
        }
        Err(error) => Some(Err(error)),
    }
}
