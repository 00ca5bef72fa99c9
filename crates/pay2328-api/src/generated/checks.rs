// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! What can be refused before it is sent.

use crate::check::{self, Callbacks, Violation};
use crate::types::*;

impl check::Check for CreatePayment {
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation> {
        check::above("amount", "0", Some(&self.amount))?;
        check::max_chars("order_id", 128, Some(self.order_id.as_str()))?;
        check::not_empty("order_id", Some(self.order_id.as_str()))?;
        check::callback("url_callback", callbacks, Some(self.url_callback.as_str()))?;
        check::range("fee_split", "0", "100", self.fee_split.as_ref())?;
        check::range("price_markup", "-99", "100", self.price_markup.as_ref())?;
        check::max_chars("description", 200, self.description.as_deref())?;
        check::range("ttl_seconds", "300", "86400", self.ttl_seconds.as_ref())?;
        Ok(())
    }
}

impl check::Check for PaymentQuery {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::not_empty("uuid", self.uuid.as_deref())?;
        check::max_chars("order_id", 128, self.order_id.as_deref())?;
        check::not_empty("order_id", self.order_id.as_deref())?;
        check::at_least_one_of(
            &["uuid", "order_id"],
            &[self.uuid.is_some(), self.order_id.is_some()],
        )?;
        Ok(())
    }
}

impl check::Check for ListPayments {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::none_of(
            "status",
            &["aml_lock"],
            self.status.as_ref().map(|value| value.as_str()),
        )?;
        check::above("page", "0", self.page.as_ref())?;
        check::range("per_page", "1", "5000", self.per_page.as_ref())?;
        Ok(())
    }
}

impl check::Check for CreatePayout {
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation> {
        check::above("amount", "0", Some(&self.amount))?;
        check::not_empty("to_address", Some(self.to_address.as_str()))?;
        check::not_empty("order_id", self.order_id.as_deref())?;
        check::callback("url_callback", callbacks, self.url_callback.as_deref())?;
        check::max_chars("memo", 255, self.memo.as_deref())?;
        check::only_for(
            "memo",
            self.memo.as_ref(),
            "network",
            &["TON", "SOL"],
            Some(self.network.as_str()),
        )?;
        Ok(())
    }
}

impl check::Check for CalcPayout {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::above("amount", "0", Some(&self.amount))?;
        Ok(())
    }
}

impl check::Check for CreateStaticWallet {
    fn check(&self, callbacks: Callbacks) -> Result<(), Violation> {
        check::max_chars("order_id", 255, Some(self.order_id.as_str()))?;
        check::not_empty("order_id", Some(self.order_id.as_str()))?;
        check::max_chars("label", 255, self.label.as_deref())?;
        check::callback("url_callback", callbacks, Some(self.url_callback.as_str()))?;
        Ok(())
    }
}

impl check::Check for StaticWalletQuery {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::not_empty("uuid", self.uuid.as_deref())?;
        check::not_empty("address", self.address.as_deref())?;
        check::at_least_one_of(
            &["uuid", "address"],
            &[self.uuid.is_some(), self.address.is_some()],
        )?;
        Ok(())
    }
}

impl check::Check for ListStaticWallets {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::max_chars("order_id", 255, self.order_id.as_deref())?;
        check::above("page", "0", self.page.as_ref())?;
        check::range("per_page", "1", "100", self.per_page.as_ref())?;
        Ok(())
    }
}

impl check::Check for StaticWalletRef {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::not_empty("uuid", Some(self.uuid.as_str()))?;
        Ok(())
    }
}

impl check::Check for ListStaticWalletTransactions {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::not_empty("uuid", Some(self.uuid.as_str()))?;
        check::above("page", "0", self.page.as_ref())?;
        check::range("per_page", "1", "5000", self.per_page.as_ref())?;
        Ok(())
    }
}

impl check::Check for ConvertRequest {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::above("amount", "0", Some(&self.amount))?;
        Ok(())
    }
}

impl check::Check for CreateInvoice {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::above("amount", "0", Some(&self.amount))?;
        Ok(())
    }
}

impl check::Check for CreateInvoicePayout {
    fn check(&self, _callbacks: Callbacks) -> Result<(), Violation> {
        check::not_empty("address", Some(self.address.as_str()))?;
        check::above("amount", "0", Some(&self.amount))?;
        Ok(())
    }
}
