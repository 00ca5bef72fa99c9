//! The parts of the examples that are made to be copied into a project, and the shop that two of them share.

#![allow(missing_docs, reason = "the names of the example shop say what they are")]

#[cfg(feature = "postgres")]
pub mod postgres_store;
#[cfg(feature = "redis")]
pub mod redis_limiter;
#[cfg(feature = "redis")]
pub mod redis_store;
#[cfg(feature = "shop")]
pub mod shop;
