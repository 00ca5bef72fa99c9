//! The Merchant API's client, and what the Invoice API's shares with it.

mod account;
mod answer;
mod attempt;
mod call;
mod connections;
mod converts;
mod custom;
mod echo;
mod exchange;
mod limit;
mod observe;
mod payments;
mod payouts;
pub(crate) mod retry;
mod sendings;
mod static_wallets;
mod tls;
mod wait;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use pay2328_api::check::Callbacks;
use reqwest::Url;

use self::connections::Connections;
use self::retry::Budget;
use crate::error::{Error, Result};
use crate::{ApiKey, InvoiceKey, PayoutKey};

pub use self::answer::RawResponse;
pub(crate) use self::attempt::{Redirected, of_status};
pub(crate) use self::call::Caller;
pub use self::call::{Call, CallFuture};
pub use self::connections::http_client_builder;
pub use self::converts::Converts;
pub use self::custom::CustomRequest;
pub(crate) use self::exchange::{Limits, Shape};
pub use self::limit::{Limiter, LimiterError, LocalLimiter, PermitFuture};
pub use self::observe::{CallReport, Observer};
pub use self::payments::Payments;
pub use self::payouts::{Payouts, PreparedPayout};
pub use self::retry::RetryPolicy;
pub use self::static_wallets::StaticWallets;
pub use self::wait::Wait;

/// The Merchant API of one project.
///
/// Cheap to clone; clones share connections, the rate limit and the retry budget.
///
/// ```no_run
/// use pay2328::{ApiKey, Client, types::CreatePayment};
/// use rust_decimal::dec;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("8a0c…", ApiKey::from_env()?).user_agent("MyShop/1.4 (+https://myshop.example)").build()?;
/// let order = CreatePayment::new(dec!(49.99), "USD", "ORDER-12345", "https://myshop.example/webhooks/2328");
/// let payment = client.payments().create(&order.to_currency("USDT").network("TRX-TRC20")).await?;
/// println!("pay at {}", payment.url);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    project: HeaderValue,
    api_key: ApiKey,
}

/// Who signs.
#[derive(Clone)]
pub(crate) enum Credentials {
    Api(HeaderValue, ApiKey),
    Payout(HeaderValue, PayoutKey),
    Invoice(InvoiceKey),
}

/// What the calls of a client share.
pub(crate) struct Transport {
    pub(crate) connections: Connections,
    pub(crate) base_url: String,
    /// Of the base address, for traces.
    #[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only traces name it"))]
    pub(crate) host: String,
    #[cfg_attr(not(feature = "tracing"), expect(dead_code, reason = "only traces name it"))]
    pub(crate) port: u16,
    pub(crate) user_agent: HeaderValue,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) budget: Budget,
    pub(crate) limits: Limits,
    pub(crate) callbacks: Callbacks,
    pub(crate) max_body: usize,
}

impl Client {
    /// The base address of the real service.
    pub const BASE_URL: &'static str = "https://api.2328.io/api";

    /// A client for a project, which is named by its UUID.
    pub fn builder(project: impl Into<String>, api_key: ApiKey) -> ClientBuilder {
        ClientBuilder { project: project.into(), api_key, transport: TransportBuilder::new(Self::BASE_URL) }
    }

    /// A client from the environment: `PAY2328_PROJECT`, `PAY2328_API_KEY`, and optionally
    /// `PAY2328_BASE_URL` and `PAY2328_USER_AGENT`.
    ///
    /// # Errors
    /// A configuration error that names the variable that is missing or malformed.
    pub fn from_env() -> Result<Self> {
        let project = variable("PAY2328_PROJECT")?.ok_or_else(|| {
            Error::configuration("PAY2328_PROJECT is missing: set it to the project's UUID")
        })?;
        let mut builder = Self::builder(project, ApiKey::from_env()?);
        if let Some(base_url) = variable("PAY2328_BASE_URL")? {
            builder = builder.base_url(base_url);
        }
        if let Some(user_agent) = variable("PAY2328_USER_AGENT")? {
            builder = builder.user_agent(user_agent);
        }
        builder.build()
    }

    /// Payments: sessions in which a customer pays one order.
    pub fn payments(&self) -> Payments {
        Payments(self.caller())
    }

    /// Static wallets: permanent deposit addresses.
    pub fn static_wallets(&self) -> StaticWallets {
        StaticWallets(self.caller())
    }

    /// Conversions between balances.
    pub fn converts(&self) -> Converts {
        Converts(self.caller())
    }

    /// Payouts. They are signed with a key of their own, which a process that only takes payments need
    /// not have.
    pub fn payouts(&self, key: &PayoutKey) -> Payouts {
        Payouts(Caller {
            transport: self.transport.clone(),
            credentials: Credentials::Payout(self.project.clone(), key.clone()),
        })
    }

    fn caller(&self) -> Caller {
        Caller {
            transport: self.transport.clone(),
            credentials: Credentials::Api(self.project.clone(), self.api_key.clone()),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.transport.base_url)
            .field("project", &self.project)
            .field("api_key", &self.api_key)
            .finish_non_exhaustive()
    }
}

pub(crate) fn variable(name: &'static str) -> Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("{name} is not valid UTF-8")))
        }
    }
}

/// Settings of a [`Client`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    project: String,
    api_key: ApiKey,
    transport: TransportBuilder,
}

impl ClientBuilder {
    /// Checks the settings and makes the client. It does not connect.
    ///
    /// # Errors
    /// A configuration error that names the setting.
    pub fn build(self) -> Result<Client> {
        let project = self.project.trim();
        if project.is_empty() || !project.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(format!(
                "the project must be its UUID, not {:?}",
                self.project
            )));
        }
        Ok(Client {
            project: HeaderValue::from_str(project)
                .map_err(|_| Error::configuration("the project is not fit for a header"))?,
            transport: Arc::new(self.transport.build()?),
            api_key: self.api_key,
        })
    }
}

/// The settings every client has.
pub(crate) struct TransportBuilder {
    pub(crate) base_url: String,
    pub(crate) user_agent: String,
    pub(crate) http: Option<reqwest::Client>,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) limits: Limits,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_body: usize,
    pub(crate) allow_http: bool,
}

impl TransportBuilder {
    pub(crate) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            // In the documented form: who, and where to learn more.
            user_agent: concat!("pay2328-rs/", env!("CARGO_PKG_VERSION"), " (+https://2328.io)").to_owned(),
            http: None,
            limiter: Arc::new(LocalLimiter::per_second(LocalLimiter::REQUESTS_PER_SECOND)),
            observer: None,
            limits: Limits {
                attempt_timeout: Duration::from_secs(30),
                total_timeout: Duration::from_secs(90),
                retry: RetryPolicy::new(),
            },
            connect_timeout: Duration::from_secs(10),
            // A page of 5,000 transactions is about 2 MiB.
            max_body: 16 * 1024 * 1024,
            allow_http: false,
        }
    }

    pub(crate) fn build(self) -> Result<Transport> {
        let base = Url::parse(&self.base_url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                Error::configuration(format!(
                    "the base URL must be an http or https address, not {:?}",
                    self.base_url
                ))
            })?;
        if !base.username().is_empty()
            || base.password().is_some()
            || base.query().is_some()
            || base.fragment().is_some()
        {
            return Err(Error::configuration(
                "the base URL must not have a user, a password, a query or a fragment",
            ));
        }
        let local = is_loopback(&base);
        if base.scheme() != "https" && !local && !self.allow_http {
            return Err(Error::configuration(format!(
                "the base URL must be https (plain http only to this machine, or with `allow_http`), not {:?}",
                self.base_url
            )));
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                Error::configuration(format!(
                    "the User-Agent must be visible ASCII, not {:?}",
                    self.user_agent
                ))
            })?;
        let connections = match self.http {
            Some(http) => Connections::Given(http),
            None if base.scheme() == "https" && !tls::AVAILABLE => {
                return Err(Error::configuration(
                    "the base URL is https, and this build of pay2328 has no TLS: turn on its feature rustls, native-tls or rustls-no-provider, or give your own http_client",
                ));
            }
            // An attempt whose time is over while it connects looks like one that was sent; so connecting has
            // to fail first.
            None => Connections::own(self.connect_timeout.min(self.limits.attempt_timeout / 4 * 3))?,
        };
        Ok(Transport {
            connections,
            base_url: self.base_url.trim_end_matches('/').to_owned(),
            host: base.host_str().unwrap_or_default().to_owned(),
            port: base.port_or_known_default().unwrap_or_default(),
            user_agent,
            limiter: self.limiter,
            observer: self.observer,
            budget: Budget::new(),
            limits: self.limits,
            // The real service refuses callbacks to private hosts; a sandbox is there for tests.
            callbacks: if local || self.allow_http { Callbacks::AnyHost } else { Callbacks::Public },
            max_body: self.max_body,
        })
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder")
            .field("base_url", &self.base_url)
            .field("user_agent", &self.user_agent)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The settings of both clients' builders, written once.
macro_rules! transport_settings {
    ($builder:ident) => {
        impl $builder {
            /// Another base address: the sandbox's, for one. Plain http is accepted to this machine only.
            pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
                self.transport.base_url = base_url.into();
                self
            }

            /// Accepts a base address with plain http on another machine, and callbacks to private hosts:
            /// for a sandbox in a container. Never for the real service: keys are not in the requests, but
            /// everything else is.
            pub fn allow_http(mut self) -> Self {
                self.transport.allow_http = true;
                self
            }

            /// Who is calling, in the form `MyShop/1.4 (+https://myshop.example)`. The service may block
            /// requests without one; by default this crate names itself.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.transport.user_agent = user_agent.into();
                self
            }

            /// Your own HTTP client, made from [`http_client_builder`](crate::http_client_builder) or
            /// otherwise with `redirect(Policy::none())`: reqwest follows redirects by default, and would
            /// carry the signed request to another host. An answer of another address than the one that
            /// was asked is an error ([`Redirected`](crate::ErrorKind::Redirected), outcome
            /// [`Unknown`](crate::Outcome::Unknown)); but where the *other* host cannot be reached, or the
            /// redirect leads to the same address, reqwest does not tell that there was one.
            ///
            /// It must not retry by itself, either: it would send a payout again without knowing what it
            /// is. Its own time-outs apply besides this crate's.
            pub fn http_client(mut self, http: ::reqwest::Client) -> Self {
                self.transport.http = Some(http);
                self
            }

            /// How long one attempt may take, from sending to the last byte of the answer. 30 s by default.
            pub fn attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.transport.limits.attempt_timeout = timeout;
                self
            }

            /// How long a call may take with all its attempts and pauses. 90 s by default.
            pub fn total_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.transport.limits.total_timeout = timeout;
                self
            }

            /// How long it may take to connect. 10 s by default, and never more than three quarters of
            /// [`attempt_timeout`](Self::attempt_timeout), so that it fails as what it is: not sent. Where an
            /// attempt ends sooner than that while it connects (a shorter time-out of one call, or the end
            /// of the whole call's time), it cannot be told from one that was sent, and the outcome is
            /// [`Unknown`](crate::Outcome::Unknown). Without effect on a client of your own.
            pub fn connect_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                self.transport.connect_timeout = timeout;
                self
            }

            /// How often failed calls are repeated, where they may be.
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.transport.limits.retry = policy;
                self
            }

            /// Your own rate limiter, for one that several processes share. By default 10 requests per
            /// second for this client and its clones, which is the platform's limit per project.
            pub fn rate_limiter(mut self, limiter: ::std::sync::Arc<dyn $crate::Limiter>) -> Self {
                self.transport.limiter = limiter;
                self
            }

            /// Is told of every call that was made, for metrics.
            pub fn observer(mut self, observer: ::std::sync::Arc<dyn $crate::Observer>) -> Self {
                self.transport.observer = Some(observer);
                self
            }

            /// Another rate, within this client and its clones.
            pub fn requests_per_second(self, requests: ::std::num::NonZeroU32) -> Self {
                self.rate_limiter(::std::sync::Arc::new($crate::LocalLimiter::per_second(requests)))
            }

            /// The longest answer that is read, in bytes. 16 MiB by default.
            pub fn max_response_bytes(mut self, bytes: usize) -> Self {
                self.transport.max_body = bytes;
                self
            }
        }
    };
}
pub(crate) use transport_settings;

transport_settings!(ClientBuilder);
