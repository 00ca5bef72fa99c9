//! Which kind of webhook a body is, told from its outer members.

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

/// Collects the members that tell the kinds apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shaper {
    payment_status: bool,
    session: bool,
    status: bool,
    to_address: bool,
    event: bool,
    id: bool,
}

impl Shaper {
    /// Takes note of an outer member.
    ///
    /// One that is null tells nothing: a deposit that came with `"url": null` must not be taken
    /// for a payment, of which another amount is credited.
    pub(super) fn member(&mut self, name: &str, is_null: bool) {
        let seen = match name {
            "payment_status" => &mut self.payment_status,
            "url" | "expires_at" => &mut self.session,
            "status" => &mut self.status,
            "to_address" => &mut self.to_address,
            "event" => &mut self.event,
            "id" => &mut self.id,
            _ => return,
        };
        *seen |= !is_null;
    }

    /// The kind, if this is a body of the Merchant API.
    pub(super) fn merchant(self) -> Shape {
        match self {
            Self { payment_status: true, session: true, .. } => Shape::Payment,
            Self { payment_status: true, session: false, .. } => Shape::StaticDeposit,
            Self { status: true, to_address: true, .. } => Shape::Payout,
            _ => Shape::Unknown,
        }
    }

    /// Whether it is a known kind, if this is a body of the Invoice API.
    pub(super) fn is_invoice(self) -> bool {
        self.event && self.id && self.status
    }
}
