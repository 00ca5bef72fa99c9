//! Where a policy plugs into the generated [`Client`].
//!
//! The generated methods build a request and read an answer. What is between (signing, limiting,
//! repeating) belongs to the [`Hooks`] the client was made with.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use progenitor_client::OperationInfo;
use progenitor_client::{ClientHooks, ClientInfo, Error};

use crate::Client;

/// The future a [`Hooks`] method returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The policy of one client, or of one call.
pub trait Hooks: Send + Sync {
    /// Sees the finished request before it is sent, and may change it (sign it, for one).
    ///
    /// # Errors
    /// A text: the call ends with [`Error::Custom`] and nothing is sent.
    fn before<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<(), String>>;

    /// Sends the request, as often as the policy allows, and returns the last answer.
    ///
    /// # Errors
    /// Those of the last attempt.
    fn execute<'a>(
        &'a self,
        client: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;

    /// Sees what [`execute`](Self::execute) returned.
    ///
    /// # Errors
    /// A text: the call ends with [`Error::Custom`], whatever was received.
    fn after<'a>(
        &'a self,
        result: &'a reqwest::Result<reqwest::Response>,
        operation: &'a OperationInfo,
    ) -> BoxFuture<'a, Result<(), String>>;
}

/// The [`Hooks`] of a client, shared by its clones.
#[derive(Clone)]
pub struct Seam(Arc<dyn Hooks>);

impl Seam {
    /// A seam with these hooks.
    pub fn new(hooks: Arc<dyn Hooks>) -> Self {
        Self(hooks)
    }
}

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Hooks hold keys.
        f.write_str("Seam(…)")
    }
}

impl ClientHooks<Seam> for Client {
    async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
        // progenitor adds it to every request; the service documents no such header.
        request.headers_mut().remove("api-version");
        self.inner().0.before(request, info).await.map_err(Error::Custom)
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        self.inner().0.execute(self.client(), request, info).await
    }

    async fn post<E>(
        &self,
        result: &reqwest::Result<reqwest::Response>,
        info: &OperationInfo,
    ) -> Result<(), Error<E>> {
        self.inner().0.after(result, info).await.map_err(Error::Custom)
    }
}
