use std::time::Duration;

use super::tls;
use crate::error::{Error, Result};

/// The HTTP client of a transport, and with it the pool of its connections.
///
/// A connection is served by the runtime on which it was made. A blocking call that took one made by the
/// runtime whose thread it blocks would wait for itself; so blocking calls have connections of their own.
pub(crate) enum Connections {
    /// Made here.
    Own {
        http: reqwest::Client,
        #[cfg(feature = "blocking")]
        blocking: std::sync::OnceLock<reqwest::Client>,
        #[cfg(feature = "blocking")]
        connect_timeout: Duration,
    },
    /// The user's, for all calls.
    Given(reqwest::Client),
}

impl Connections {
    pub(super) fn own(connect_timeout: Duration) -> Result<Self> {
        Ok(Self::Own {
            http: make(connect_timeout)?,
            #[cfg(feature = "blocking")]
            blocking: std::sync::OnceLock::new(),
            #[cfg(feature = "blocking")]
            connect_timeout,
        })
    }

    /// The HTTP client for a call that is made on this thread.
    pub(super) fn client(&self) -> Result<reqwest::Client> {
        match self {
            Self::Given(http) => Ok(http.clone()),
            #[cfg(feature = "blocking")]
            Self::Own { blocking, connect_timeout, .. } if crate::blocking::is_here() => {
                if let Some(http) = blocking.get() {
                    return Ok(http.clone());
                }
                let http = make(*connect_timeout)?;
                Ok(blocking.get_or_init(|| http).clone())
            }
            Self::Own { http, .. } => Ok(http.clone()),
        }
    }
}

/// What this crate's own HTTP clients are made from, for an
/// [`http_client`](crate::ClientBuilder::http_client) of your own: with the TLS of this crate's features,
/// and without redirects.
///
/// ```no_run
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use pay2328::{ApiKey, Client, http_client_builder, reqwest::Proxy};
///
/// let http = http_client_builder()?.proxy(Proxy::all("http://proxy.myshop.example:3128")?).build()?;
/// let client = Client::builder("8a0c…", ApiKey::from_env()?).http_client(http).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// `reqwest::Client::builder()` does as well where your program has turned on a TLS feature of reqwest or
/// installed a rustls provider. With neither, reqwest panics in `build` as soon as any crate (this one with
/// `rustls`) has turned on its `rustls-no-provider`.
///
/// # Errors
/// A configuration error if TLS cannot be set up.
pub fn http_client_builder() -> Result<reqwest::ClientBuilder> {
    let builder = reqwest::Client::builder()
        // A redirect would carry project and signature to another host.
        .redirect(reqwest::redirect::Policy::none())
        // reqwest repeats some requests by itself; whether one is repeated is decided in `retry` alone.
        .retry(reqwest::retry::never());
    tls::configure(builder)
}

fn make(connect_timeout: Duration) -> Result<reqwest::Client> {
    let made = http_client_builder()?.connect_timeout(connect_timeout).build();
    made.map_err(|error| Error::configuration(format!("the HTTP client could not be made: {error}")))
}
