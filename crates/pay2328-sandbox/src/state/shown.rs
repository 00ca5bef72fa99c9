//! How control calls show an object.

use serde::Serialize;

/// Everything the sandbox knows of an object, what follows from it, and what can be done to it now.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<'a, T, M> {
    #[serde(flatten)]
    object: &'a T,
    #[serde(flatten)]
    more: M,
    /// The control calls that can be made about it, by the last segment of their path.
    actions: &'static [&'static str],
}

impl<'a, T, M> Shown<'a, T, M> {
    pub(crate) fn new(object: &'a T, more: M, actions: &'static [&'static str]) -> Self {
        Shown { object, more, actions }
    }
}

/// For objects that have nothing more to them.
#[derive(Debug, Serialize)]
pub(crate) struct Nothing {}
