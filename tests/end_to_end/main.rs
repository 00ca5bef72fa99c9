//! The crates together, over real sockets: against the sandbox, and against answers no sandbox would give.

mod complaints;
mod errors;
mod operations;
mod pages;
mod quickstart;
mod wire;
