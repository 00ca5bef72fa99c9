//! The document against the code.
