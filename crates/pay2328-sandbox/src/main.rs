//! The program: a sandbox on a port, until it is told to stop.

mod arguments;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser as _;
use pay2328_sandbox::Sandbox;
use serde::Serialize;

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
            if arguments.public_url.is_none() {
                complain("warning: clients elsewhere need --public-url, such as http://sandbox:2328, in what is given out");
            }
        }
        let (opens, seeds) = (arguments.open, arguments.seed_data);
        let sandbox = arguments::builder(arguments).start().await?;
        for warning in sandbox.warnings() {
            complain(&format!("warning: {warning}"));
        }
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
