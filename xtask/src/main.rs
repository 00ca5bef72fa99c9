//! What a maintainer of pay2328 does more than once. `cargo xtask help` lists it.
//!
//! The loop: edit `spec/openapi.yaml` → `cargo xtask generate` → read the snapshot diff → publish.

mod diff;
mod document;
mod generate;
mod lint;
mod number;
mod rust_name;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Maintenance commands of the pay2328 workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the generated part of crates/pay2328-api from spec/openapi.yaml
    Generate {
        /// Write nothing; fail with a diff if the committed files are not what the document says
        #[arg(long)]
        check: bool,
    },
    /// Check the document against the rules that keep the generated crate right
    Lint,
    /// Say what changed between two versions of the document and whether it breaks users of pay2328-api;
    /// fail if it does
    Diff {
        /// The older document: a path from the workspace root, or git's REVISION:PATH
        old: String,
        /// The newer document
        #[arg(default_value = document::PATH)]
        new: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            report(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let root = root();
    match command {
        Command::Generate { check: false } => {
            for line in generate::write(&root)? {
                say(&line);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Generate { check: true } => Ok(match generate::check(&root)? {
            generate::Check::UpToDate { files } => {
                say(&format!("{files} generated files are what spec/openapi.yaml says"));
                ExitCode::SUCCESS
            }
            generate::Check::Stale(diff) => {
                say(&diff);
                report(
                    "error: the generated files are not what spec/openapi.yaml says; run: cargo xtask generate",
                );
                ExitCode::FAILURE
            }
        }),
        Command::Diff { old, new } => {
            let report = diff::diff(&root, &old, &new)?;
            say(&report.to_string());
            Ok(if report.breaks() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Command::Lint => {
            let findings = lint::lint(&document::read(&root)?);
            for finding in &findings {
                say(&finding.to_string());
            }
            Ok(if findings.is_empty() {
                say("spec/openapi.yaml keeps every rule");
                ExitCode::SUCCESS
            } else {
                report(&format!("error: {} finding(s) in spec/openapi.yaml", findings.len()));
                ExitCode::FAILURE
            })
        }
    }
}

/// The workspace root: this package stands one level below it.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

#[expect(clippy::print_stdout, reason = "the one place where xtask writes its results")]
fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "the one place where xtask reports failures")]
fn report(text: &str) {
    eprintln!("{text}");
}
