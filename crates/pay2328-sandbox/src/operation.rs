//! The table of operations: name, method, path and what has to prove who asks.

use http::Method;

/// What a request has to carry before an operation is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// `project` and `sign` made with the API key.
    ApiKey,
    /// `project` and `sign` made with the Payout API key.
    PayoutKey,
    /// Nothing; a signature that is sent all the same must be right (made with the API key).
    Open,
    /// `X-Api-Key` of the Invoice API.
    InvoiceKey,
}

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $method:ident $path:literal, $guard:ident;)*) => {
        /// One operation of the two APIs. Its [`id`](Operation::id) is the `operationId` of the OpenAPI document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Operation {
            $($(#[$doc])* $variant,)*
        }

        impl Operation {
            /// Every operation, in the order of the documentation.
            pub const ALL: &[Operation] = &[$(Operation::$variant,)*];

            /// The `operationId`, such as `payout_create`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Operation::$variant => $id,)* }
            }

            pub(crate) fn method(self) -> Method {
                match self { $(Operation::$variant => Method::$method,)* }
            }

            /// The path below the server's root, with `{uuid}` for the one path parameter there is.
            pub(crate) const fn path(self) -> &'static str {
                match self { $(Operation::$variant => $path,)* }
            }

            pub(crate) const fn guard(self) -> Guard {
                match self { $(Operation::$variant => Guard::$guard,)* }
            }
        }
    };
}

operations! {
    /// Create a payment.
    PaymentCreate = "payment_create", POST "/api/v1/payment", ApiKey;
    /// Read one payment.
    PaymentInfo = "payment_info", POST "/api/v1/payment/info", ApiKey;
    /// List payments.
    PaymentList = "payment_list", POST "/api/v1/payment/list", ApiKey;
    /// Create a payout.
    PayoutCreate = "payout_create", POST "/api/v1/payout", PayoutKey;
    /// What a payout would cost.
    PayoutCalc = "payout_calc", POST "/api/v1/payout/calc", PayoutKey;
    /// Read one payout.
    PayoutStatus = "payout_status", GET "/api/v1/payout/status/{uuid}", PayoutKey;
    /// Create a static wallet.
    StaticWalletCreate = "static_wallet_create", POST "/api/v1/static-wallet", ApiKey;
    /// Read one static wallet.
    StaticWalletInfo = "static_wallet_info", POST "/api/v1/static-wallet/info", ApiKey;
    /// List static wallets.
    StaticWalletList = "static_wallet_list", POST "/api/v1/static-wallet/list", ApiKey;
    /// Let a static wallet take deposits again.
    StaticWalletEnable = "static_wallet_enable", POST "/api/v1/static-wallet/enable", ApiKey;
    /// Stop a static wallet from taking deposits.
    StaticWalletDisable = "static_wallet_disable", POST "/api/v1/static-wallet/disable", ApiKey;
    /// List the deposits of a static wallet.
    StaticWalletTransactions = "static_wallet_transactions", POST "/api/v1/static-wallet/transactions", ApiKey;
    /// Read the balances.
    Balance = "balance", GET "/api/v1/balance", ApiKey;
    /// Read the matrix of exchange rates.
    ExchangeRates = "exchange_rates", GET "/api/v1/exchange-rates", Open;
    /// Read the list of prices.
    Prices = "prices", GET "/api/v1/prices", Open;
    /// Read which coins move on which networks.
    Directions = "directions", GET "/api/v1/directions", Open;
    /// What a convert would give.
    ConvertPrice = "convert_price", POST "/api/v1/convert/price", ApiKey;
    /// Convert between two balances.
    Convert = "convert", POST "/api/v1/convert", ApiKey;
    /// Create an invoice (Invoice API).
    InvoiceCreate = "invoice_create", POST "/v1/invoices", InvoiceKey;
    /// Create a payout (Invoice API).
    InvoicePayoutCreate = "invoice_payout_create", POST "/v1/payouts", InvoiceKey;
}

impl Operation {
    /// The operation with this `operationId`, if there is one.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Operation> {
        Self::ALL.iter().copied().find(|operation| operation.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twenty_and_each_is_found_by_its_id() {
        assert_eq!(Operation::ALL.len(), 20);
        for operation in Operation::ALL {
            assert_eq!(Operation::from_id(operation.id()), Some(*operation));
        }
        assert_eq!(Operation::from_id("payment_cancel"), None);
    }

    #[test]
    fn everything_under_payout_takes_the_payout_key_and_nothing_else_does() {
        for operation in Operation::ALL {
            assert_eq!(
                operation.path().starts_with("/api/v1/payout"),
                operation.guard() == Guard::PayoutKey,
                "{}",
                operation.id()
            );
        }
    }
}
