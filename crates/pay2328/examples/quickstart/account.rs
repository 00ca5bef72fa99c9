//! The account the quickstart gives of itself.

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

/// Prints as it goes, and remembers whether every claim held.
pub struct Account {
    step: u32,
    claims: u32,
    broken: u32,
}

impl Account {
    pub fn new() -> Self {
        Self { step: 0, claims: 0, broken: 0 }
    }

    pub fn title(&self, text: &str) {
        println!("\n{text}");
    }

    pub fn step(&mut self, text: &str) {
        self.step += 1;
        println!("\n{}  {text}", self.step);
    }

    pub fn line(&self, label: &str, value: impl Display) {
        println!("   {label:<13} {value}");
    }

    /// A claim, and whether it holds.
    pub fn check(&mut self, claim: &str, holds: bool) {
        self.claims += 1;
        self.broken += u32::from(!holds);
        println!("   {} {claim}", if holds { "✓" } else { "✗ NOT TRUE:" });
    }

    /// Something that must have been refused, and in which words.
    pub fn refused(&mut self, what: &str, error: Option<impl Error>) {
        self.check(&format!("{what} is refused"), error.is_some());
        if let Some(error) = error {
            println!("     “{error}”");
        }
    }

    /// The story could not be told to its end.
    pub fn failed(&mut self, error: &dyn Error) {
        self.claims += 1;
        self.broken += 1;
        println!("   ✗ {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            println!("     because: {cause}");
            source = cause.source();
        }
    }

    pub fn close(&self) -> ExitCode {
        println!("\n{} of {} claims hold", self.claims - self.broken, self.claims);
        if self.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
