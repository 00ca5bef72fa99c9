//! The crates together, over real sockets: against the sandbox, and against answers no sandbox would give.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod client;
mod complaints;
mod errors;
mod futures;
mod limit;
mod money;
mod operations;
mod pages;
mod quickstart;
mod wire;
