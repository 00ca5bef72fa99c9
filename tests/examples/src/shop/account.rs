//! What a day of the shop prints, and whether all of it was true.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

/// Prints as it goes, and remembers whether every claim held.
pub(super) struct Account {
    step: u32,
    claims: u32,
    broken: u32,
}

impl Account {
    pub(super) fn new() -> Self {
        Self { step: 0, claims: 0, broken: 0 }
    }

    pub(super) fn title(&self, text: &str) {
        println!("\n{text}");
    }

    pub(super) fn step(&mut self, text: &str) {
        self.step += 1;
        println!("\n{}  {text}", self.step);
    }

    pub(super) fn line(&self, label: &str, value: impl Display) {
        println!("   {label:<13} {value}");
    }

    /// A claim, and whether it holds.
    pub(super) fn check(&mut self, claim: &str, holds: bool) {
        self.claims += 1;
        self.broken += u32::from(!holds);
        println!("   {} {claim}", if holds { "✓" } else { "✗ NOT TRUE:" });
    }

    /// The day could not be finished.
    pub(super) fn failed(&mut self, error: &dyn Error) {
        self.claims += 1;
        self.broken += 1;
        println!("   ✗ {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            println!("     because: {cause}");
            source = cause.source();
        }
    }

    pub(super) fn close(&self) -> ExitCode {
        println!("\n{} of {} claims hold", self.claims - self.broken, self.claims);
        if self.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
