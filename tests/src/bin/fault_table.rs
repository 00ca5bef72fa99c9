//! Every operation × every fault: `cargo run -p pay2328-tests --bin fault_table`.
//!
//! Each row is one call against a sandbox of its own that fails as planned. The exit code is not 0 if a
//! row breaks a promise of the client: never more than one object, the caller told the truth. With
//! `--fold`, operations that behave alike share their rows.

#![allow(clippy::print_stdout, reason = "the table is what this program is for")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use pay2328_tests::faults::table;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let started = Instant::now();
    let rows = table::run().await?;
    let fold = std::env::args().any(|argument| argument == "--fold");
    println!("{}", if fold { table::folded(&rows) } else { table::whole(&rows) });
    let lies: Vec<_> = rows.iter().flat_map(table::Row::lies).collect();
    println!("{} calls in {:.1?}, {} lies", rows.len(), started.elapsed(), lies.len());
    lies.iter().for_each(|lie| println!("  {lie}"));
    Ok(if lies.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
