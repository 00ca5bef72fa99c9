//! How a sandbox is set up and started.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use tokio::sync::watch;

use crate::auth::Credentials;
use crate::clock::Clock;
use crate::faults::Chaos;
use crate::ids::Ids;
use crate::sandbox::Sandbox;
use crate::server::{self, Phase, Shared, Start};
use crate::spelling::Spelling;
use crate::state::market::Rates;
use crate::state::outbox::DeliveryRules;
use crate::state::{Settings, State};
use crate::store::{Failure, Store};
use crate::webhooks;

/// Settings of a sandbox that is not running yet. Made by [`Sandbox::builder`].
#[derive(Debug, Clone)]
pub struct Builder {
    listen: SocketAddr,
    public_url: Option<String>,
    credentials: Credentials,
    rate_limit: Option<u32>,
    refuse_private_callbacks: bool,
    any_address: bool,
    log_capacity: usize,
    webhook_copies: Option<u32>,
    webhook_attempts: Option<u32>,
    webhook_backoff: Option<Duration>,
    webhook_timeout: Duration,
    webhook_spelling: Option<Spelling>,
    hold_webhooks: Option<bool>,
    seed: Option<u64>,
    frozen_at: Option<DateTime<Utc>>,
    bare_prices: bool,
    state_file: Option<PathBuf>,
    chaos: Option<Chaos>,
    balances: Vec<(String, Decimal)>,
    /// Whether the balances are other than those by default.
    balances_are_set: bool,
    rates: Vec<(String, Decimal)>,
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address to listen on is taken or not this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gives no thread or no event queue.
    #[error("cannot start the server's thread")]
    Thread(#[source] std::io::Error),
    /// The system gives no random numbers.
    #[error("cannot get random numbers from the system")]
    Random(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The state file cannot be used.
    #[error("cannot use the state file {}", path.display())]
    StateFile {
        /// The file that was asked for.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A rate is not above zero.
    #[error("one {currency} cannot be worth {usd} US dollars")]
    Rate {
        /// The currency whose rate was set.
        currency: String,
        /// The rate that was asked for.
        usd: Decimal,
    },
    /// A starting balance is in a currency the sandbox does not know, or too large.
    #[error("cannot start with a balance of {amount} {currency}")]
    Balance {
        /// The currency that was asked for.
        currency: String,
        /// The amount that was asked for.
        amount: Decimal,
    },
}

impl Default for Builder {
    fn default() -> Builder {
        let balance = |currency: &str, amount: u32| (currency.to_owned(), Decimal::from(amount));
        Builder {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            credentials: Credentials {
                project: "00000000-2328-4000-8000-000000000000".to_owned(),
                api_key: "test-api-key".to_owned(),
                payout_key: "test-payout-key".to_owned(),
                invoice_api_key: "test-invoice-api-key".to_owned(),
                invoice_secret: "test-invoice-secret".to_owned(),
            },
            rate_limit: Some(10),
            refuse_private_callbacks: false,
            any_address: false,
            log_capacity: 1000,
            webhook_copies: None,
            webhook_attempts: None,
            webhook_backoff: None,
            webhook_timeout: Duration::from_secs(5),
            webhook_spelling: None,
            hold_webhooks: None,
            seed: None,
            frozen_at: None,
            bare_prices: false,
            state_file: None,
            chaos: None,
            balances: vec![
                balance("USDT", 10_000),
                balance("USDC", 10_000),
                balance("BTC", 1),
                balance("ETH", 10),
                balance("TON", 1000),
                balance("TRX", 10_000),
            ],
            balances_are_set: false,
            rates: Vec::new(),
        }
    }
}

impl Builder {
    /// The address to listen on; by default `127.0.0.1:0`, a free port on loopback. The sandbox is meant for one machine:
    /// beyond loopback, anybody who reaches it can do anything with it.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Builder {
        self.listen = address;
        self
    }

    /// The beginning of the addresses the sandbox gives out (`http://sandbox.test:8080`); by default made from the address
    /// it listens on.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Builder {
        self.public_url = Some(url.into().trim_end_matches('/').to_owned());
        self
    }

    /// The project's uuid, the `project` header of every request.
    #[must_use]
    pub fn project(mut self, project: impl Into<String>) -> Builder {
        self.credentials.project = project.into();
        self
    }

    /// The API key; `test-api-key` by default.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Builder {
        self.credentials.api_key = key.into();
        self
    }

    /// The Payout API key; `test-payout-key` by default.
    #[must_use]
    pub fn payout_key(mut self, key: impl Into<String>) -> Builder {
        self.credentials.payout_key = key.into();
        self
    }

    /// The key of the Invoice API; `test-invoice-api-key` by default.
    #[must_use]
    pub fn invoice_api_key(mut self, key: impl Into<String>) -> Builder {
        self.credentials.invoice_api_key = key.into();
        self
    }

    /// The secret that signs the Invoice API's webhooks; `test-invoice-secret` by default.
    #[must_use]
    pub fn invoice_secret(mut self, secret: impl Into<String>) -> Builder {
        self.credentials.invoice_secret = secret.into();
        self
    }

    /// Requests of the project that pass in any one second, 10 by default as on the service; `None` for no limit.
    #[must_use]
    pub fn rate_limit(mut self, per_second: impl Into<Option<u32>>) -> Builder {
        self.rate_limit = per_second.into();
        self
    }

    /// Whether a callback to a loopback or private address is turned away with the firewall's HTML page, as the service
    /// does. Off by default: a test's receiver is on loopback.
    #[must_use]
    pub fn refuse_private_callbacks(mut self, refuse: bool) -> Builder {
        self.refuse_private_callbacks = refuse;
        self
    }

    /// Whether payouts go to any text; off by default: an address has to be one of the payout's network, with the right
    /// checksum.
    #[must_use]
    pub fn any_address(mut self, any: bool) -> Builder {
        self.any_address = any;
        self
    }

    /// Requests, and finished webhooks, that the logs keep; 1000 of each by default.
    #[must_use]
    pub fn log_capacity(mut self, entries: usize) -> Builder {
        self.log_capacity = entries;
        self
    }

    /// How often each webhook is delivered, even after success; once by default.
    #[must_use]
    pub fn duplicate_webhooks(mut self, copies: u32) -> Builder {
        self.webhook_copies = Some(copies);
        self
    }

    /// Attempts for one webhook that is not answered with 2xx, the first one included; 50 by default, which takes over
    /// three hours. 0 is 1.
    #[must_use]
    pub fn webhook_attempts(mut self, attempts: u32) -> Builder {
        self.webhook_attempts = Some(attempts);
        self
    }

    /// The wait before a webhook's second attempt, half a second by default; each further one doubles it, up to five
    /// minutes or this wait, if it is longer.
    #[must_use]
    pub fn webhook_backoff(mut self, wait: Duration) -> Builder {
        self.webhook_backoff = Some(wait);
        self
    }

    /// How long a receiver has to answer, 5 seconds by default.
    #[must_use]
    pub fn webhook_timeout(mut self, timeout: Duration) -> Builder {
        self.webhook_timeout = timeout;
        self
    }

    /// How the JSON of webhooks is written on the wire; compact by default.
    #[must_use]
    pub fn webhook_spelling(mut self, spelling: Spelling) -> Builder {
        self.webhook_spelling = Some(spelling);
        self
    }

    /// Holds webhooks back until [`Sandbox::release_webhooks`]; off by default.
    #[must_use]
    pub fn hold_webhooks(mut self, hold: bool) -> Builder {
        self.hold_webhooks = Some(hold);
        self
    }

    /// Starts with the clock stopped at this time; it moves when told to. Without it, the clock runs with the system's.
    #[must_use]
    pub fn frozen_at(mut self, time: DateTime<Utc>) -> Builder {
        self.frozen_at = Some(time);
        self
    }

    /// Whether `/v1/prices` answers without the envelope, which some clients have seen; off by default.
    #[must_use]
    pub fn bare_prices(mut self, bare: bool) -> Builder {
        self.bare_prices = bare;
        self
    }

    /// Lets so many of a hundred requests meet a fault by chance: any but those that never answer. The same seed gives the
    /// same faults to the same sequence of requests. More than 100 is 100.
    #[must_use]
    pub fn chaos(mut self, percent: u8, seed: u64) -> Builder {
        self.chaos = Chaos::new(percent, seed);
        self
    }

    /// Keeps the state in this file, an embedded database: every change is on the disk before it is answered, and a sandbox
    /// that starts with the file goes on where the last one ended, however that was. Kept are the objects, balances,
    /// webhooks and delivery rules; the request log and faults are not. Delivery rules that are set here win over those in the
    /// file; what cannot, as the ids and balances of a file stay what they are, is in [`Sandbox::warnings`]. The clock does
    /// not go back. One sandbox at a time can use a file.
    #[must_use]
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Builder {
        self.state_file = Some(path.into());
        self
    }

    /// Makes ids, addresses and transaction hashes come out the same on every run.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Builder {
        self.seed = Some(seed);
        self
    }

    /// Starts with this balance of a coin; given twice, the last one counts. By default there is some of the usual coins.
    #[must_use]
    pub fn balance(mut self, currency: impl Into<String>, amount: Decimal) -> Builder {
        let currency = currency.into();
        self.balances.retain(|(known, _)| *known != currency);
        self.balances.push((currency, amount));
        self.balances_are_set = true;
        self
    }

    /// Starts without any balance but those set after this call.
    #[must_use]
    pub fn no_balances(mut self) -> Builder {
        self.balances.clear();
        self.balances_are_set = true;
        self
    }

    /// Sets what one unit of a currency is worth in US dollars, more than 0.
    #[must_use]
    pub fn rate(mut self, currency: impl Into<String>, usd: Decimal) -> Builder {
        self.rates.push((currency.into(), usd));
        self
    }

    /// Starts the sandbox. It is ready for requests when this returns.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the system gives no thread or random numbers.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        self.start_blocking()
    }

    /// Starts the sandbox from code that is not async. It is ready for requests when this returns.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub fn start_blocking(self) -> Result<Sandbox, StartError> {
        let listen_error = |source| StartError::Listen { address: self.listen, source };
        let listener = std::net::TcpListener::bind(self.listen).map_err(listen_error)?;
        listener.set_nonblocking(true).map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let url = format!("http://{}", reachable(address));

        let clock = self.frozen_at.map_or_else(Clock::running, Clock::frozen);
        let start = self.state(&clock, self.public_url.clone().unwrap_or_else(|| url.clone()))?;
        let mut state = start.clone();
        let (mut store, mut warnings) = (None, Vec::new());
        if let Some(path) = &self.state_file {
            let (opened, is_new) = open_store(path, &mut state)?;
            store = Some(opened);
            clock.catch_up(state.now);
            if !is_new {
                self.set_delivery(&mut state.outbox.rules);
                warnings = self.overruled(&state, clock.now());
            }
        }
        let shared = Arc::new(Shared::new(
            state,
            Start { state: start, chaos: self.chaos.clone() },
            store,
            clock,
            self.rate_limit,
            self.log_capacity,
            self.bare_prices,
        ));
        // A thread and a runtime of its own: the sandbox answers even while the caller's runtime is blocked, and its time
        // runs even while the caller's is paused.
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(StartError::Thread)?;
        let listener = {
            let _context = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(StartError::Thread)?
        };
        let (stop, stopped) = watch::channel(Phase::Running);
        let timer = runtime.handle().clone();
        let router = server::router(&shared);
        let deliveries = webhooks::run(Arc::clone(&shared), webhooks::Sender::new(self.webhook_timeout));
        let thread = std::thread::Builder::new()
            .name("pay2328-sandbox".to_owned())
            .spawn(move || {
                runtime.spawn(deliveries);
                runtime.block_on(server::run(listener, router, stopped));
                // Deliveries under way are abandoned: nobody is left to ask about them.
                runtime.shutdown_background();
            })
            .map_err(StartError::Thread)?;
        Ok(Sandbox::new(url, shared, stop, timer, thread, warnings))
    }

    /// Sets what was asked for, and leaves the rest.
    fn set_delivery(&self, rules: &mut DeliveryRules) {
        rules.copies = self.webhook_copies.unwrap_or(rules.copies);
        rules.max_attempts = self.webhook_attempts.unwrap_or(rules.max_attempts);
        rules.backoff = self.webhook_backoff.unwrap_or(rules.backoff);
        rules.spelling = self.webhook_spelling.unwrap_or(rules.spelling);
        rules.hold = self.hold_webhooks.unwrap_or(rules.hold);
    }

    /// What was asked for and does not apply, as the state file goes on from where it ended.
    fn overruled(&self, state: &State, now: DateTime<Utc>) -> Vec<String> {
        let mut overruled = Vec::new();
        if let Some(seed) = self.seed.filter(|seed| !state.ids_began_with(*seed)) {
            overruled.push(format!(
                "the state file goes on with its own ids; the seed {seed} counts after a reset"
            ));
        }
        if self.balances_are_set {
            overruled.push("the state file has its own balances; those given count after a reset".to_owned());
        }
        if let Some(time) = self.frozen_at.filter(|time| *time != now) {
            let (ends, given) = (now.to_rfc3339(), time.to_rfc3339());
            overruled.push(format!("the state file ends at {ends}: the clock stands there, not at {given}"));
        }
        overruled
    }

    fn state(&self, clock: &Clock, public_url: String) -> Result<State, StartError> {
        let ids = match self.seed {
            Some(seed) => Ids::seeded(seed),
            None => Ids::random().map_err(|error| StartError::Random(error.into()))?,
        };
        let settings = Settings {
            credentials: self.credentials.clone(),
            public_url,
            refuse_private_callbacks: self.refuse_private_callbacks,
            any_address: self.any_address,
        };
        let mut delivery = DeliveryRules {
            copies: 1,
            max_attempts: 50,
            backoff: Duration::from_millis(500),
            log_capacity: self.log_capacity,
            spelling: Spelling::Compact,
            hold: false,
        };
        self.set_delivery(&mut delivery);
        let mut rates = Rates::fixed();
        for (currency, usd) in &self.rates {
            if *usd <= Decimal::ZERO {
                return Err(StartError::Rate { currency: currency.clone(), usd: *usd });
            }
            rates.set(currency, *usd);
        }
        let mut state = State::new(clock.now(), settings, rates, delivery, ids);
        for (currency, amount) in &self.balances {
            state
                .add_balance(currency, *amount)
                .map_err(|_| StartError::Balance { currency: currency.clone(), amount: *amount })?;
        }
        Ok(state)
    }
}

/// The address by which this machine reaches a listener: one on every interface is on loopback too.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// Opens the state file and goes on from what is in it; a new one begins with the state as it is. Says whether it is new.
fn open_store(path: &Path, state: &mut State) -> Result<(Store, bool), StartError> {
    let open = |state: &mut State| -> Result<(Store, bool), Failure> {
        let store = Store::open(path)?;
        let records = store.read()?;
        let is_new = records.is_empty();
        if is_new {
            state.changed.everything();
            let (entries, replaces_all) = state.take_changes();
            store.write(&entries, replaces_all)?;
        } else {
            state.restore(records)?;
        }
        Ok((store, is_new))
    };
    open(state).map_err(|source| StartError::StateFile { path: path.to_owned(), source })
}
