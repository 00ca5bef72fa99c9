//! How far a status is: which of two statuses is the later one.

use pay2328_api::types::{InvoiceStatus, PaymentStatus, PayoutStatus};

/// How far a payment, payout or invoice is. A later variant is never replaced by an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Progress {
    Created,
    Waiting,
    /// Money was seen and is not settled; its statuses may alternate.
    Arriving,
    /// A status this version does not know. It replaces what is open and is replaced by what is final.
    Unknown,
    /// Ended without success. Money can still arrive late.
    Failed,
    Succeeded,
    /// More arrived after the success.
    Exceeded,
    /// Is being given back; its statuses may alternate.
    Refunding,
    Refunded,
}

impl Progress {
    /// Whether a status this far may replace another one that is `previous` far.
    pub(super) fn may_follow(self, previous: Self) -> bool {
        self > previous
            || self == previous && matches!(self, Self::Arriving | Self::Unknown | Self::Refunding)
    }

    pub(super) fn of_payment(status: &str) -> Self {
        match PaymentStatus::from(status) {
            PaymentStatus::Pending => Self::Created,
            PaymentStatus::Check => Self::Waiting,
            PaymentStatus::AwaitingConfirmation | PaymentStatus::UnderpaidCheck => Self::Arriving,
            PaymentStatus::Underpaid | PaymentStatus::Cancel | PaymentStatus::AmlLock => Self::Failed,
            PaymentStatus::Paid => Self::Succeeded,
            PaymentStatus::Overpaid => Self::Exceeded,
            PaymentStatus::RefundProcess | PaymentStatus::RefundFail => Self::Refunding,
            PaymentStatus::RefundPaid => Self::Refunded,
            _ => Self::Unknown,
        }
    }

    pub(super) fn of_payout(status: &str) -> Self {
        match PayoutStatus::from(status) {
            PayoutStatus::Pending => Self::Created,
            // Nothing documented leads from one end of a payout to another, so neither is later.
            PayoutStatus::Completed | PayoutStatus::Failed | PayoutStatus::Cancelled => Self::Succeeded,
            _ => Self::Unknown,
        }
    }

    pub(super) fn of_invoice(status: &str) -> Self {
        match InvoiceStatus::from(status) {
            InvoiceStatus::Pending => Self::Created,
            InvoiceStatus::Confirming => Self::Arriving,
            InvoiceStatus::Expired | InvoiceStatus::Failed => Self::Failed,
            InvoiceStatus::Paid => Self::Succeeded,
            _ => Self::Unknown,
        }
    }
}
