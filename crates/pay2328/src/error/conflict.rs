//! An order id that belongs to something else.

use std::any::Any;
use std::fmt;

/// The order id of a request belongs to an object that was made from a different request.
///
/// The service returns the existing object for a known order id, whatever else the new request says.
/// Taking that for a success would credit or pay the wrong amount. It can also be what the call itself has
/// just made, if the service writes a member in a way this crate does not recognise: so look at it, and never
/// answer a conflict with a new order id before you have.
pub struct Conflict {
    pub(crate) uuid: String,
    pub(crate) differences: Vec<Difference>,
    pub(crate) existing: Box<dyn Any + Send + Sync>,
}

impl Conflict {
    /// The `uuid` of the object that exists.
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// The members that differ. Amounts are compared numerically.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The object that exists: a [`Payment`](crate::types::Payment), a [`Payout`](crate::types::Payout) or
    /// a [`StaticWallet`](crate::types::StaticWallet), whichever the call would have returned.
    pub fn existing<T: 'static>(&self) -> Option<&T> {
        self.existing.downcast_ref()
    }
}

impl fmt::Debug for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conflict")
            .field("uuid", &self.uuid)
            .field("differences", &self.differences)
            .finish_non_exhaustive()
    }
}

/// One member in which an existing object differs from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The member's documented name.
    pub field: &'static str,
    /// What the request asked for.
    pub asked: String,
    /// What the existing object has.
    pub existing: String,
}
