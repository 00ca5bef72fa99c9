//! What the command line says.

use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use pay2328_sandbox::{Sandbox, Spelling};
use rust_decimal::Decimal;

/// A whole local 2328 to test payment integrations against.
///
/// Serves the Merchant API and the Invoice API with real signatures, limits and webhooks, a checkout for customers and a
/// console for you. The first line on standard output is one JSON object with the addresses and credentials to use. Stop it
/// with Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "pay2328-sandbox", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = listen)]
    pub(crate) listen: SocketAddr,
    /// Beginning of the addresses given out, if clients reach the sandbox by another name
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<String>,
    /// Open the console in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Keep everything in this file across restarts; without it, in memory only
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Start with a few objects in every status, unless there are payments already
    #[arg(long)]
    pub(crate) seed_data: bool,
    /// Project uuid, the `project` header
    #[arg(long, value_name = "UUID", value_parser = header, help_heading = "Credentials")]
    project: Option<String>,
    /// API key: payments, static wallets, balance, converts
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new(), help_heading = "Credentials")]
    api_key: Option<String>,
    /// Payout API key: everything under /v1/payout
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new(), help_heading = "Credentials")]
    payout_key: Option<String>,
    /// Key of the Invoice API, the `X-Api-Key` header
    #[arg(long, value_name = "KEY", value_parser = header, help_heading = "Credentials")]
    invoice_api_key: Option<String>,
    /// Secret that signs the Invoice API's webhooks
    #[arg(long, value_name = "SECRET", value_parser = NonEmptyStringValueParser::new(), help_heading = "Credentials")]
    invoice_secret: Option<String>,
    /// Requests that pass in one second; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Behaviour")]
    rate_limit: u32,
    /// Deliver every webhook so many times, up to 100 [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100), help_heading = "Behaviour")]
    duplicate_webhooks: Option<u32>,
    /// Attempts for a webhook that is not answered with 2xx [default: 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Behaviour")]
    webhook_attempts: Option<u32>,
    /// Milliseconds before its second attempt; each further wait is twice as long, up to five minutes [default: 500]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=86_400_000),
        help_heading = "Behaviour")]
    webhook_backoff: Option<u64>,
    /// How the JSON of webhooks is written [default: compact]
    #[arg(long, value_name = "SPELLING", help_heading = "Behaviour",
        value_parser = ["compact", "escaped_slashes", "escaped_unicode", "pretty"])]
    webhook_spelling: Option<String>,
    /// Refuse callbacks to loopback and private addresses, as the service does
    #[arg(long, help_heading = "Behaviour")]
    refuse_private_callbacks: bool,
    /// Let payouts go to any text, not only to valid addresses of their network
    #[arg(long, help_heading = "Behaviour")]
    any_address: bool,
    /// Start with a balance; may be given several times
    #[arg(long, value_name = "COIN=AMOUNT", value_parser = balance, help_heading = "Behaviour")]
    balance: Vec<(String, Decimal)>,
    /// Start with no balances but those given with --balance
    #[arg(long, help_heading = "Behaviour")]
    no_balances: bool,
    /// What one unit of a currency is worth in US dollars; may be given several times
    #[arg(long, value_name = "CODE=USD", value_parser = rate, help_heading = "Behaviour")]
    rate: Vec<(String, Decimal)>,
    /// Answer /v1/prices without the envelope
    #[arg(long, help_heading = "Behaviour")]
    bare_prices: bool,
    /// Make ids, addresses and transaction hashes the same on every run
    #[arg(long, value_name = "NUMBER", help_heading = "Behaviour")]
    seed: Option<u64>,
    /// Start with the clock stopped at this time; it moves when told to
    #[arg(long, value_name = "TIME", help_heading = "Behaviour", value_parser = time)]
    frozen_at: Option<DateTime<Utc>>,
    /// Let so many of a hundred requests fail by chance, in all the ways there are; the seed decides which
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100),
        help_heading = "Behaviour")]
    chaos: u8,
}

const AFTER_HELP: &str = "\
Make things happen in the console, or with POST calls to the control_url, for example:
  /payments/{uuid or order id}/pay       {\"amount\": \"10\"}, or all that is due
  /static-wallets/{uuid}/deposit         {\"amount\": \"10\"}
  /payouts/{uuid or order id}/complete
  /payouts/{uuid or order id}/fail       {\"error_type\": \"aml_risk\"}
  /clock/advance                         {\"seconds\": 3600}
and see what happened with GET /requests and /webhooks. All calls: GET /openapi.json.";

/// A time as 2026-05-09T16:13:04+03:00 or with a Z at the end.
fn time(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    DateTime::parse_from_rfc3339(text).map(|time| time.to_utc())
}

/// An address and port, a name and port, or a port alone on loopback.
fn listen(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let found: Vec<SocketAddr> = text.to_socket_addrs().map(Iterator::collect).unwrap_or_default();
    // Of both kinds, the one that people write in addresses.
    let first = found.iter().find(|address| address.is_ipv4()).or_else(|| found.first());
    first.copied().ok_or_else(|| "give an address and a port, such as 127.0.0.1:2328".to_owned())
}

/// The beginning of addresses: scheme, host, perhaps port and path.
fn public_url(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            Ok(text.to_owned())
        }
        _ => Err("give the beginning of an http address, such as http://sandbox:2328".to_owned()),
    }
}

/// What goes into a header: visible ASCII.
fn header(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err("it goes into a header: give one or more visible ASCII characters".to_owned())
    }
}

fn balance(text: &str) -> Result<(String, Decimal), String> {
    pair(text)
        .filter(|(_, amount)| !amount.is_sign_negative())
        .ok_or_else(|| "give it as USDT=100.50".to_owned())
}

fn rate(text: &str) -> Result<(String, Decimal), String> {
    pair(text)
        .filter(|(_, usd)| *usd > Decimal::ZERO)
        .ok_or_else(|| "give it as BTC=80000, above 0".to_owned())
}

fn pair(text: &str) -> Option<(String, Decimal)> {
    let (code, number) = text.split_once('=')?;
    Some((code.to_owned(), Decimal::from_str_exact(number).ok()?))
}

pub(crate) fn builder(arguments: Arguments) -> pay2328_sandbox::Builder {
    let mut builder = Sandbox::builder()
        .listen(arguments.listen)
        .rate_limit((arguments.rate_limit > 0).then_some(arguments.rate_limit))
        .refuse_private_callbacks(arguments.refuse_private_callbacks)
        .any_address(arguments.any_address)
        .bare_prices(arguments.bare_prices)
        .chaos(arguments.chaos, arguments.seed.unwrap_or_default());
    if arguments.no_balances {
        builder = builder.no_balances();
    }
    for (coin, amount) in arguments.balance {
        builder = builder.balance(coin, amount);
    }
    for (currency, usd) in arguments.rate {
        builder = builder.rate(currency, usd);
    }
    if let Some(copies) = arguments.duplicate_webhooks {
        builder = builder.duplicate_webhooks(copies);
    }
    if let Some(spelling) = arguments.webhook_spelling.and_then(|name| Spelling::from_name(&name)) {
        builder = builder.webhook_spelling(spelling);
    }
    if let Some(attempts) = arguments.webhook_attempts {
        builder = builder.webhook_attempts(attempts);
    }
    if let Some(milliseconds) = arguments.webhook_backoff {
        builder = builder.webhook_backoff(Duration::from_millis(milliseconds));
    }
    if let Some(time) = arguments.frozen_at {
        builder = builder.frozen_at(time);
    }
    if let Some(path) = arguments.state {
        builder = builder.state_file(path);
    }
    if let Some(url) = arguments.public_url {
        builder = builder.public_url(url);
    }
    if let Some(project) = arguments.project {
        builder = builder.project(project);
    }
    if let Some(key) = arguments.api_key {
        builder = builder.api_key(key);
    }
    if let Some(key) = arguments.payout_key {
        builder = builder.payout_key(key);
    }
    if let Some(key) = arguments.invoice_api_key {
        builder = builder.invoice_api_key(key);
    }
    if let Some(secret) = arguments.invoice_secret {
        builder = builder.invoice_secret(secret);
    }
    if let Some(seed) = arguments.seed {
        builder = builder.seed(seed);
    }
    builder
}
