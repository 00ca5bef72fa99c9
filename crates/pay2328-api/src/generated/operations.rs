// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! The operation table.

use crate::operation::{Key, Operation, Paging, PagingStyle, RetryClass};

/// Every operation, in the order of the document.
#[allow(deprecated)]
pub static ALL: &[&Operation] = &[
    &PAYMENT_CREATE,
    &PAYMENT_INFO,
    &PAYMENT_LIST,
    &PAYOUT_CREATE,
    &PAYOUT_CALC,
    &PAYOUT_STATUS,
    &STATIC_WALLET_CREATE,
    &STATIC_WALLET_INFO,
    &STATIC_WALLET_LIST,
    &STATIC_WALLET_ENABLE,
    &STATIC_WALLET_DISABLE,
    &STATIC_WALLET_TRANSACTIONS,
    &BALANCE,
    &EXCHANGE_RATES,
    &PRICES,
    &DIRECTIONS,
    &CONVERT_PRICE,
    &CONVERT,
    &INVOICE_CREATE,
    &INVOICE_PAYOUT_CREATE,
];

/// Open a payment session for an order (`POST /v1/payment`).
pub static PAYMENT_CREATE: Operation = Operation {
    id: "payment_create",
    method: "POST",
    path: "/v1/payment",
    key: Key::Api,
    retry: RetryClass::Keyed,
    idempotency_fields: &["order_id"],
    paging: None,
};

/// Look up a payment (`POST /v1/payment/info`).
pub static PAYMENT_INFO: Operation = Operation {
    id: "payment_info",
    method: "POST",
    path: "/v1/payment/info",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// List payments (`POST /v1/payment/list`).
pub static PAYMENT_LIST: Operation = Operation {
    id: "payment_list",
    method: "POST",
    path: "/v1/payment/list",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: Some(Paging {
        style: PagingStyle::Total,
        default_size: 15,
        max_size: 5000,
    }),
};

/// Send a payout (`POST /v1/payout`).
pub static PAYOUT_CREATE: Operation = Operation {
    id: "payout_create",
    method: "POST",
    path: "/v1/payout",
    key: Key::Payout,
    retry: RetryClass::Keyed,
    idempotency_fields: &["order_id"],
    paging: None,
};

/// Work out what a payout would cost (`POST /v1/payout/calc`).
pub static PAYOUT_CALC: Operation = Operation {
    id: "payout_calc",
    method: "POST",
    path: "/v1/payout/calc",
    key: Key::Payout,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Look up a payout (`GET /v1/payout/status/{uuid}`).
pub static PAYOUT_STATUS: Operation = Operation {
    id: "payout_status",
    method: "GET",
    path: "/v1/payout/status/{uuid}",
    key: Key::Payout,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Open a permanent deposit address (`POST /v1/static-wallet`).
pub static STATIC_WALLET_CREATE: Operation = Operation {
    id: "static_wallet_create",
    method: "POST",
    path: "/v1/static-wallet",
    key: Key::Api,
    retry: RetryClass::Keyed,
    idempotency_fields: &["order_id", "currency", "network"],
    paging: None,
};

/// Look up a static wallet (`POST /v1/static-wallet/info`).
pub static STATIC_WALLET_INFO: Operation = Operation {
    id: "static_wallet_info",
    method: "POST",
    path: "/v1/static-wallet/info",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// List static wallets (`POST /v1/static-wallet/list`).
pub static STATIC_WALLET_LIST: Operation = Operation {
    id: "static_wallet_list",
    method: "POST",
    path: "/v1/static-wallet/list",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: Some(Paging {
        style: PagingStyle::Total,
        default_size: 20,
        max_size: 100,
    }),
};

/// Let a static wallet take deposits again (`POST /v1/static-wallet/enable`).
pub static STATIC_WALLET_ENABLE: Operation = Operation {
    id: "static_wallet_enable",
    method: "POST",
    path: "/v1/static-wallet/enable",
    key: Key::Api,
    retry: RetryClass::Idempotent,
    idempotency_fields: &[],
    paging: None,
};

/// Stop a static wallet from taking deposits (`POST /v1/static-wallet/disable`).
pub static STATIC_WALLET_DISABLE: Operation = Operation {
    id: "static_wallet_disable",
    method: "POST",
    path: "/v1/static-wallet/disable",
    key: Key::Api,
    retry: RetryClass::Idempotent,
    idempotency_fields: &[],
    paging: None,
};

/// List the deposits of a static wallet (`POST /v1/static-wallet/transactions`).
pub static STATIC_WALLET_TRANSACTIONS: Operation = Operation {
    id: "static_wallet_transactions",
    method: "POST",
    path: "/v1/static-wallet/transactions",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: Some(Paging {
        style: PagingStyle::Flag,
        default_size: 15,
        max_size: 5000,
    }),
};

/// Read the balances (`GET /v1/balance`).
pub static BALANCE: Operation = Operation {
    id: "balance",
    method: "GET",
    path: "/v1/balance",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Read the exchange rates (`GET /v1/exchange-rates`).
pub static EXCHANGE_RATES: Operation = Operation {
    id: "exchange_rates",
    method: "GET",
    path: "/v1/exchange-rates",
    key: Key::None,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Read the prices of coins (`GET /v1/prices`).
pub static PRICES: Operation = Operation {
    id: "prices",
    method: "GET",
    path: "/v1/prices",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Read which coins can be paid in and out, on which networks (`GET /v1/directions`).
pub static DIRECTIONS: Operation = Operation {
    id: "directions",
    method: "GET",
    path: "/v1/directions",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Work out what a conversion would give (`POST /v1/convert/price`).
pub static CONVERT_PRICE: Operation = Operation {
    id: "convert_price",
    method: "POST",
    path: "/v1/convert/price",
    key: Key::Api,
    retry: RetryClass::Read,
    idempotency_fields: &[],
    paging: None,
};

/// Convert between two balances (`POST /v1/convert`).
pub static CONVERT: Operation = Operation {
    id: "convert",
    method: "POST",
    path: "/v1/convert",
    key: Key::Api,
    retry: RetryClass::Never,
    idempotency_fields: &[],
    paging: None,
};

/// Create an invoice (`POST /v1/invoices`).
pub static INVOICE_CREATE: Operation = Operation {
    id: "invoice_create",
    method: "POST",
    path: "/v1/invoices",
    key: Key::Invoice,
    retry: RetryClass::Never,
    idempotency_fields: &[],
    paging: None,
};

/// Send a payout through the Invoice API (`POST /v1/payouts`).
pub static INVOICE_PAYOUT_CREATE: Operation = Operation {
    id: "invoice_payout_create",
    method: "POST",
    path: "/v1/payouts",
    key: Key::Invoice,
    retry: RetryClass::Never,
    idempotency_fields: &[],
    paging: None,
};
