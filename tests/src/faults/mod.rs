//! The engines that prove what the client does under faults: a table of every operation × every fault, and a soak
//! of many payouts. Tests run them, and so do the programs `fault_table` and `soak`.

#![allow(missing_docs, reason = "only tests use it, and the names say what it is")]

pub mod scene;
pub mod soak;
pub mod table;
