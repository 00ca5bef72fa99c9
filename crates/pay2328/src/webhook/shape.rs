//! Which kind of webhook a body is, told from the names of its outer members.

use super::keyring::KeyPurpose;

/// The kinds of the Merchant API; the body names none, so they are told apart by their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Payment,
    StaticDeposit,
    Payout,
    /// None of the above, or too little to tell.
    Unknown,
}

impl Shape {
    /// The key that must have signed this kind; `None` if the kind does not say.
    pub(super) fn signed_with(self) -> Option<KeyPurpose> {
        match self {
            Self::Payment | Self::StaticDeposit => Some(KeyPurpose::Api),
            Self::Payout => Some(KeyPurpose::Payout),
            Self::Unknown => None,
        }
    }
}

/// Collects the names that tell the kinds apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shaper {
    payment_status: bool,
    session: bool,
    status: bool,
    to_address: bool,
}

impl Shaper {
    pub(super) fn name(&mut self, name: &str) {
        match name {
            "payment_status" => self.payment_status = true,
            "url" | "expires_at" => self.session = true,
            "status" => self.status = true,
            "to_address" => self.to_address = true,
            _ => {}
        }
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            Self { payment_status: true, session: true, .. } => Shape::Payment,
            Self { payment_status: true, session: false, .. } => Shape::StaticDeposit,
            Self { status: true, to_address: true, .. } => Shape::Payout,
            _ => Shape::Unknown,
        }
    }
}
