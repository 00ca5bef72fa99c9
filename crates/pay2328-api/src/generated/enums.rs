// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! Values from open-ended sets.

use crate::open_enum::{Unknown, open_enum};

/// Where a payment stands. Values this version does not know are possible; they are neither a success nor a failure.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PaymentStatus {
    /// `pending`: Created.
    Pending,
    /// `check`: Waiting for the customer's transfer.
    Check,
    /// `paid`: Paid.
    Paid,
    /// `underpaid_check`: Less than due has come; the customer can still add the rest.
    UnderpaidCheck,
    /// `underpaid`: Less than due has come and the time is over.
    Underpaid,
    /// `overpaid`: More than due has come; it is credited.
    Overpaid,
    /// `cancel`: Cancelled or expired.
    Cancel,
    /// `aml_lock`: Blocked by the check against money laundering.
    AmlLock,
    /// `awaiting_confirmation`: A transfer waits for confirmations.
    AwaitingConfirmation,
    /// `refund_process`: A refund is under way.
    RefundProcess,
    /// `refund_fail`: A refund failed.
    RefundFail,
    /// `refund_paid`: A refund was paid out.
    RefundPaid,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    PaymentStatus,
    "Where a payment stands. Values this version does not know are possible; they are neither a success nor a failure.",
    { Pending = "pending", Check = "check", Paid = "paid", UnderpaidCheck =
    "underpaid_check", Underpaid = "underpaid", Overpaid = "overpaid", Cancel = "cancel",
    AmlLock = "aml_lock", AwaitingConfirmation = "awaiting_confirmation", RefundProcess =
    "refund_process", RefundFail = "refund_fail", RefundPaid = "refund_paid", }
);

impl PaymentStatus {
    /// Whether it ended well. `false` for a status this version does not know.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Paid | Self::Overpaid)
    }
    /// Whether it ended badly. `false` for a status this version does not know.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Underpaid | Self::Cancel | Self::AmlLock)
    }
    /// Whether it has ended, well or badly. `false` for a status this version does not know.
    pub fn is_final(&self) -> bool {
        matches!(
            self, Self::Paid | Self::Underpaid | Self::Overpaid | Self::Cancel |
            Self::AmlLock
        )
    }
}

/// Where a payout stands. Values this version does not know are possible; they are neither a success nor a failure.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PayoutStatus {
    /// `pending`: Accepted and not finished.
    Pending,
    /// `completed`: Sent; the hash of the transfer is known.
    Completed,
    /// `failed`: Not sent; the kind of error says why.
    Failed,
    /// `cancelled`: Cancelled.
    Cancelled,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    PayoutStatus,
    "Where a payout stands. Values this version does not know are possible; they are neither a success nor a failure.",
    { Pending = "pending", Completed = "completed", Failed = "failed", Cancelled =
    "cancelled", }
);

impl PayoutStatus {
    /// Whether it ended well. `false` for a status this version does not know.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Completed)
    }
    /// Whether it ended badly. `false` for a status this version does not know.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled)
    }
    /// Whether it has ended, well or badly. `false` for a status this version does not know.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// Why a payout failed. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PayoutErrorType {
    /// `aml_risk`: Stopped by the check against money laundering.
    AmlRisk,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    PayoutErrorType,
    "Why a payout failed. Values this version does not know are possible.", { AmlRisk =
    "aml_risk", }
);

/// Whether a static wallet takes deposits. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StaticWalletStatus {
    /// `active`: It takes deposits.
    Active,
    /// `inactive`: It was disabled.
    Inactive,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    StaticWalletStatus,
    "Whether a static wallet takes deposits. Values this version does not know are possible.",
    { Active = "active", Inactive = "inactive", }
);

/// Whether a balance can be used. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountStatus {
    /// `active`: It can be used.
    Active,
    /// `disabled`: It cannot be used.
    Disabled,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    AccountStatus,
    "Whether a balance can be used. Values this version does not know are possible.", {
    Active = "active", Disabled = "disabled", }
);

/// Which side of a conversion an amount is on. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AmountType {
    /// `from`: The amount is what is taken.
    From,
    /// `to`: The amount is what is added.
    To,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    AmountType,
    "Which side of a conversion an amount is on. Values this version does not know are possible.",
    { From = "from", To = "to", }
);

/// Who bears the fees of a payout. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FeeOption {
    /// `deduct`: Fees come out of the amount; the recipient gets less. So it is without a choice.
    Deduct,
    /// `add`: Fees come on top; the recipient gets exactly the amount.
    Add,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    FeeOption,
    "Who bears the fees of a payout. Values this version does not know are possible.", {
    Deduct = "deduct", Add = "add", }
);

/// A coin or a fiat currency. The platform adds some without notice, so values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Currency {
    /// `USDT`: Tether USD.
    Usdt,
    /// `USDC`: USD Coin.
    Usdc,
    /// `BTC`: Bitcoin.
    Btc,
    /// `LTC`: Litecoin.
    Ltc,
    /// `DASH`: Dash.
    Dash,
    /// `SOL`: Solana.
    Sol,
    /// `DOGE`: Dogecoin.
    Doge,
    /// `TON`: Toncoin. Newer documentation calls it GRAM; this name is still accepted.
    Ton,
    /// `GRAM`: Toncoin. The newer name; see TON.
    Gram,
    /// `ETH`: Ether.
    Eth,
    /// `BNB`: BNB.
    Bnb,
    /// `TRX`: Tronix.
    Trx,
    /// `AVAX`: Avalanche.
    Avax,
    /// `POL`: Polygon.
    Pol,
    /// `ZEC`: Zcash.
    Zec,
    /// `XRP`: XRP.
    Xrp,
    /// `XMR`: Monero.
    Xmr,
    /// `USD`: US dollar.
    Usd,
    /// `EUR`: Euro.
    Eur,
    /// `RUB`: Russian rouble.
    Rub,
    /// `KZT`: Kazakh tenge.
    Kzt,
    /// `UAH`: Ukrainian hryvnia.
    Uah,
    /// `UZS`: Uzbek sum.
    Uzs,
    /// `INR`: Indian rupee. Seen in exchange rates.
    Inr,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    Currency,
    "A coin or a fiat currency. The platform adds some without notice, so values this version does not know are possible.",
    { Usdt = "USDT", Usdc = "USDC", Btc = "BTC", Ltc = "LTC", Dash = "DASH", Sol = "SOL",
    Doge = "DOGE", Ton = "TON", Gram = "GRAM", Eth = "ETH", Bnb = "BNB", Trx = "TRX",
    Avax = "AVAX", Pol = "POL", Zec = "ZEC", Xrp = "XRP", Xmr = "XMR", Usd = "USD", Eur =
    "EUR", Rub = "RUB", Kzt = "KZT", Uah = "UAH", Uzs = "UZS", Inr = "INR", }
);

/// A blockchain, as the Merchant API spells it. The platform adds some without notice, so values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Network {
    /// `TRX-TRC20`: Tron.
    TrxTrc20,
    /// `BSC-BEP20`: BNB Smart Chain.
    BscBep20,
    /// `ETH-ERC20`: Ethereum.
    EthErc20,
    /// `AVAX-C`: Avalanche C-Chain.
    AvaxC,
    /// `POL-MATIC`: Polygon.
    PolMatic,
    /// `TON`: The Open Network.
    Ton,
    /// `BTC`: Bitcoin.
    Btc,
    /// `LTC`: Litecoin.
    Ltc,
    /// `DASH`: Dash.
    Dash,
    /// `SOL`: Solana.
    Sol,
    /// `DOGE`: Dogecoin.
    Doge,
    /// `ZEC`: Zcash.
    Zec,
    /// `XRP`: XRP Ledger.
    Xrp,
    /// `XMR`: Monero.
    Xmr,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    Network,
    "A blockchain, as the Merchant API spells it. The platform adds some without notice, so values this version does not know are possible.",
    { TrxTrc20 = "TRX-TRC20", BscBep20 = "BSC-BEP20", EthErc20 = "ETH-ERC20", AvaxC =
    "AVAX-C", PolMatic = "POL-MATIC", Ton = "TON", Btc = "BTC", Ltc = "LTC", Dash =
    "DASH", Sol = "SOL", Doge = "DOGE", Zec = "ZEC", Xrp = "XRP", Xmr = "XMR", }
);

/// Where an invoice stands. Values this version does not know are possible; they are neither a success nor a failure.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InvoiceStatus {
    /// `pending`: Waiting for the customer's transfer.
    Pending,
    /// `confirming`: A transfer is there and not settled yet.
    Confirming,
    /// `paid`: The transfer has settled.
    Paid,
    /// `expired`: The time to pay is over.
    Expired,
    /// `failed`: It could not be processed.
    Failed,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    InvoiceStatus,
    "Where an invoice stands. Values this version does not know are possible; they are neither a success nor a failure.",
    { Pending = "pending", Confirming = "confirming", Paid = "paid", Expired = "expired",
    Failed = "failed", }
);

impl InvoiceStatus {
    /// Whether it ended well. `false` for a status this version does not know.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Paid)
    }
    /// Whether it ended badly. `false` for a status this version does not know.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Expired | Self::Failed)
    }
    /// Whether it has ended, well or badly. `false` for a status this version does not know.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Paid | Self::Expired | Self::Failed)
    }
}

/// What an invoice's webhook reports. Only `invoice.paid` is documented; the others follow its pattern. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InvoiceEvent {
    /// `invoice.paid`: The invoice was paid.
    InvoicePaid,
    /// `invoice.confirming`: A transfer is there and not settled yet.
    InvoiceConfirming,
    /// `invoice.expired`: The time to pay is over.
    InvoiceExpired,
    /// `invoice.failed`: It could not be processed.
    InvoiceFailed,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    InvoiceEvent,
    "What an invoice's webhook reports. Only `invoice.paid` is documented; the others follow its pattern. Values this version does not know are possible.",
    { InvoicePaid = "invoice.paid", InvoiceConfirming = "invoice.confirming",
    InvoiceExpired = "invoice.expired", InvoiceFailed = "invoice.failed", }
);

/// A fiat currency of the Invoice API. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InvoiceCurrency {
    /// `USD`: US dollar.
    Usd,
    /// `EUR`: Euro.
    Eur,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    InvoiceCurrency,
    "A fiat currency of the Invoice API. Values this version does not know are possible.",
    { Usd = "USD", Eur = "EUR", }
);

/// A coin of the Invoice API. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InvoiceCoin {
    /// `USDT`: Tether USD.
    Usdt,
    /// `BTC`: Bitcoin.
    Btc,
    /// `ETH`: Ether.
    Eth,
    /// `TON`: Toncoin.
    Ton,
    /// `BNB`: BNB.
    Bnb,
    /// `TRX`: Tronix.
    Trx,
    /// `USDC`: USD Coin.
    Usdc,
    /// `LTC`: Litecoin.
    Ltc,
    /// `DOGE`: Dogecoin.
    Doge,
    /// `XMR`: Monero.
    Xmr,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    InvoiceCoin,
    "A coin of the Invoice API. Values this version does not know are possible.", { Usdt
    = "USDT", Btc = "BTC", Eth = "ETH", Ton = "TON", Bnb = "BNB", Trx = "TRX", Usdc =
    "USDC", Ltc = "LTC", Doge = "DOGE", Xmr = "XMR", }
);

/// A blockchain, as the Invoice API spells it: other codes than the Merchant API's. Values this version does not know are possible.
///
/// The service adds values without notice: a value this version does not know is kept as [`Self::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum InvoiceNetwork {
    /// `TRC20`: Tron.
    Trc20,
    /// `ERC20`: Ethereum.
    Erc20,
    /// `BEP20`: BNB Smart Chain.
    Bep20,
    /// `TON`: The Open Network.
    Ton,
    /// `Polygon`: Polygon.
    Polygon,
    /// `Solana`: Solana.
    Solana,
    /// `Bitcoin`: Bitcoin.
    Bitcoin,
    /// `Litecoin`: Litecoin.
    Litecoin,
    /// `Dogecoin`: Dogecoin.
    Dogecoin,
    /// `Monero`: Monero.
    Monero,
    /// A value this version of the crate does not know, as the service spelled it.
    Unknown(Unknown),
}

open_enum!(
    InvoiceNetwork,
    "A blockchain, as the Invoice API spells it: other codes than the Merchant API's. Values this version does not know are possible.",
    { Trc20 = "TRC20", Erc20 = "ERC20", Bep20 = "BEP20", Ton = "TON", Polygon =
    "Polygon", Solana = "Solana", Bitcoin = "Bitcoin", Litecoin = "Litecoin", Dogecoin =
    "Dogecoin", Monero = "Monero", }
);
