//! The program: a sandbox on a port, until it is told to stop.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Parser;
use pay2328_sandbox::{Sandbox, Spelling};
use serde::Serialize;

/// A whole local 2328 to test payment integrations against.
///
/// Serves the Merchant API and the Invoice API with real signatures, limits and webhooks, a checkout for customers and a
/// console for you. The first line on standard output is one JSON object with the addresses and credentials to use. Stop it
/// with Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "pay2328-sandbox", version, after_help = AFTER_HELP)]
struct Arguments {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Beginning of the addresses given out, if clients reach the sandbox by another name
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Open the console in the browser
    #[arg(long)]
    open: bool,
    /// Keep everything in this file across restarts; without it, in memory only
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Start with a few objects in every status, unless there are payments already
    #[arg(long)]
    seed_data: bool,
    /// Project uuid, the `project` header
    #[arg(long, value_name = "UUID", help_heading = "Credentials")]
    project: Option<String>,
    /// API key: payments, static wallets, balance, converts
    #[arg(long, value_name = "KEY", help_heading = "Credentials")]
    api_key: Option<String>,
    /// Payout API key: everything under /v1/payout
    #[arg(long, value_name = "KEY", help_heading = "Credentials")]
    payout_key: Option<String>,
    /// Key of the Invoice API, the `X-Api-Key` header
    #[arg(long, value_name = "KEY", help_heading = "Credentials")]
    invoice_api_key: Option<String>,
    /// Secret that signs the Invoice API's webhooks
    #[arg(long, value_name = "SECRET", help_heading = "Credentials")]
    invoice_secret: Option<String>,
    /// Requests that pass in one second; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Behaviour")]
    rate_limit: u32,
    /// Deliver every webhook so many times
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Behaviour")]
    duplicate_webhooks: u32,
    /// Attempts for a webhook that is not answered with 2xx [default: 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Behaviour")]
    webhook_attempts: Option<u32>,
    /// Milliseconds before its second attempt; each further wait is twice as long, up to five minutes [default: 500]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=86_400_000),
        help_heading = "Behaviour")]
    webhook_backoff: Option<u64>,
    /// How the JSON of webhooks is written
    #[arg(long, value_name = "SPELLING", default_value = "compact", help_heading = "Behaviour",
        value_parser = ["compact", "escaped_slashes", "escaped_unicode", "pretty"])]
    webhook_spelling: String,
    /// Refuse callbacks to loopback and private addresses, as the service does
    #[arg(long, help_heading = "Behaviour")]
    refuse_private_callbacks: bool,
    /// Let payouts go to any text, not only to valid addresses of their network
    #[arg(long, help_heading = "Behaviour")]
    any_address: bool,
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

/// The first line on standard output.
#[derive(Serialize)]
struct Announcement<'a> {
    merchant_api: String,
    invoice_api: String,
    control_url: String,
    console_url: String,
    project: &'a str,
    api_key: &'a str,
    payout_key: &'a str,
    invoice_api_key: &'a str,
    invoice_secret: &'a str,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("error: {}", causes(error.as_ref())));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the announcement: whoever reads it may send a signal at once.
        let stop = stop_signal()?;
        if !arguments.listen.ip().is_loopback() {
            complain("warning: listening beyond loopback; whoever reaches this port controls the sandbox");
        }
        let (opens, seeds) = (arguments.open, arguments.seed_data);
        let sandbox = builder(arguments).start().await?;
        if seeds && sandbox.payment_count() == 0 {
            sandbox.seed_data(None)?;
        }
        announce(&sandbox)?;
        if std::io::stdout().is_terminal() {
            complain(&format!("Console: {}", sandbox.console_url()));
        }
        if opens && let Err(error) = open::that_detached(sandbox.console_url()) {
            complain(&format!("warning: cannot open a browser: {error}"));
        }
        stop.await;
        sandbox.stop().await;
        Ok(())
    })
}

/// A time as 2026-05-09T16:13:04+03:00 or with a Z at the end.
fn time(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    DateTime::parse_from_rfc3339(text).map(|time| time.to_utc())
}

fn builder(arguments: Arguments) -> pay2328_sandbox::Builder {
    let mut builder = Sandbox::builder()
        .listen(arguments.listen)
        .rate_limit((arguments.rate_limit > 0).then_some(arguments.rate_limit))
        .duplicate_webhooks(arguments.duplicate_webhooks)
        .webhook_spelling(Spelling::from_name(&arguments.webhook_spelling).unwrap_or_default())
        .refuse_private_callbacks(arguments.refuse_private_callbacks)
        .any_address(arguments.any_address)
        .chaos(arguments.chaos, arguments.seed.unwrap_or_default());
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

fn announce(sandbox: &Sandbox) -> Result<(), Box<dyn std::error::Error>> {
    let announcement = serde_json::to_string(&Announcement {
        merchant_api: sandbox.merchant_api(),
        invoice_api: sandbox.invoice_api(),
        control_url: sandbox.control_url(),
        console_url: sandbox.console_url(),
        project: sandbox.project(),
        api_key: sandbox.api_key(),
        payout_key: sandbox.payout_key(),
        invoice_api_key: sandbox.invoice_api_key(),
        invoice_secret: sandbox.invoice_secret(),
    })?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{announcement}")?;
    Ok(stdout.flush()?)
}

/// Ends when the program is asked to: Ctrl-C, or SIGTERM where there is one.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the program is asked to.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        _ = tokio::signal::ctrl_c().await;
    })
}

fn complain(text: &str) {
    // If standard error is gone there is nobody to tell.
    _ = writeln!(std::io::stderr(), "{text}");
}

fn causes(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", causes(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}
