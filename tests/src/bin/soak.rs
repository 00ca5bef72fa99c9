//! 10,000 payouts under random faults, with crashes: `cargo run --release -p pay2328-tests --bin soak`.
//!
//! Every order must end with exactly one payout, whatever was lost on the way. Arguments: how many payouts,
//! and the seed of the faults. The exit code is not 0 if a payout is missing or one too many, or if a call was told
//! that nothing was sent or done while the payout existed.

#![allow(clippy::print_stdout, reason = "the figures are what this program is for")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use pay2328_tests::faults::soak;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let payouts = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let seed = arguments.next().map_or(Ok(2328), |text| text.parse())?;
    let settings = soak::Settings { payouts, crashes: 10, seed };

    let bar = ProgressBar::new(u64::try_from(payouts)?);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} payouts, {per_sec}, {eta} left")?);
    let started = Instant::now();
    let figures = soak::run(settings, |settled| bar.set_position(settled as u64)).await?;
    bar.finish_and_clear();

    let each = |counts: Vec<String>| counts.join(", ");
    println!("{payouts} payouts asked for, seed {seed}, {:.1?}", started.elapsed());
    println!("  requests      {}", figures.requests);
    println!("  faults met    {}", figures.faults.values().sum::<u64>());
    println!(
        "                {}",
        each(figures.faults.iter().map(|(name, n)| format!("{name} {n}")).collect())
    );
    println!(
        "  calls told    {}",
        each(figures.told.iter().map(|(told, n)| format!("{told} {n}")).collect())
    );
    println!("  crashes       {}, {} calls cut off", settings.crashes, figures.cut_off);
    println!("  resumed       {} orders from their stored bytes", figures.resumed);
    println!("  payouts       {}", figures.payouts);
    println!("  doubles       {}", figures.doubles);
    println!("  lost          {}", figures.lost);
    println!("  lies          {} calls told that nothing was done while it was", figures.lies);
    println!("  money         {} USDT asked for, {} USDT set aside", figures.asked, figures.set_aside);
    Ok(if figures.are_right() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
