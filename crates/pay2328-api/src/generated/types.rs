// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! Requests, answers and webhooks.

use crate::types::*;

/// What the project has in one currency.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Balance {
    /// The account's identifier.
    pub uuid: String,
    /// Whether the account can be used.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: Option<AccountStatus>,
    /// The currency of the account.
    pub currency_code: Currency,
    /// The balance, in `currency_code`. Whether what is locked is part of it is not documented.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub balance: ::rust_decimal::Decimal,
    /// The balance in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub balance_usd: Option<::rust_decimal::Decimal>,
    /// What is held back and cannot be used, in `currency_code`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub locked_balance: Option<::rust_decimal::Decimal>,
}

/// The answer that holds the balances.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct BalancesEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// One entry per currency.
    pub result: Vec<Balance>,
}

impl crate::Envelope for BalancesEnvelope {
    type Result = Vec<Balance>;
    fn open(self) -> (i64, Vec<Balance>) {
        (self.state, self.result)
    }
}

/// A payout to work out the fees of.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CalcPayout {
    /// The coin to send.
    pub currency: Currency,
    /// The network to send it on.
    pub network: Network,
    /// The amount, in `currency`. More than 0, which is inferred.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The balance to debit. Without it the balance in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// Whether fees come out of the amount or on top of it. Without it `deduct`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub fee_option: Option<FeeOption>,
}

/// A conversion that was executed, or is being executed.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Conversion {
    /// The conversion's number.
    pub id: i64,
    /// The kind of conversion. The values are not known.
    #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
    pub type_: Option<String>,
    /// Where the conversion stands. The values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: Option<String>,
    /// The balance that was taken from.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// The balance that was added to.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to_currency: Option<Currency>,
    /// What was taken, in `from_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub from_amount: Option<::rust_decimal::Decimal>,
    /// What was to be taken, in `from_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub requested_from_amount: Option<::rust_decimal::Decimal>,
    /// What was given back because the market did not take it, in `from_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub refund_amount: Option<::rust_decimal::Decimal>,
    /// What was added, in `to_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub to_amount: Option<::rust_decimal::Decimal>,
    /// Units of `to_currency` per unit of `from_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub exchange_rate: Option<::rust_decimal::Decimal>,
    /// The fee. In which currency is not documented.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub fee_amount: Option<::rust_decimal::Decimal>,
    /// What was taken, in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub from_amount_usd: Option<::rust_decimal::Decimal>,
    /// What was added, in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub to_amount_usd: Option<::rust_decimal::Decimal>,
    /// When it was executed.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub processed_at: Option<crate::Timestamp>,
    /// When it was asked for.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
}

/// The answer that holds a conversion.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ConversionEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The conversion.
    pub result: Conversion,
}

impl crate::Envelope for ConversionEnvelope {
    type Result = Conversion;
    fn open(self) -> (i64, Conversion) {
        (self.state, self.result)
    }
}

/// What a conversion would take and give at the present rate.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ConvertPrice {
    /// Whether the conversion could be priced.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub success: Option<bool>,
    /// The balance to take from.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// The balance to add to.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to_currency: Option<Currency>,
    /// Which side the request's amount was on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub amount_type: Option<AmountType>,
    /// What would be taken, in `from_currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub from_amount: ::rust_decimal::Decimal,
    /// What would be added, in `to_currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub to_amount: ::rust_decimal::Decimal,
    /// Units of `to_currency` per unit of `from_currency`, fees included.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub effective_rate: Option<::rust_decimal::Decimal>,
    /// What would be taken, in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub from_amount_usd: Option<::rust_decimal::Decimal>,
    /// What would be added, in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub to_amount_usd: Option<::rust_decimal::Decimal>,
}

/// The answer that holds the price of a conversion.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ConvertPriceEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The price.
    pub result: ConvertPrice,
}

impl crate::Envelope for ConvertPriceEnvelope {
    type Result = ConvertPrice;
    fn open(self) -> (i64, ConvertPrice) {
        (self.state, self.result)
    }
}

/// A conversion between two of the merchant's balances, to be priced or to be executed.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ConvertRequest {
    /// The balance to take from.
    pub from_currency: Currency,
    /// The balance to add to.
    pub to_currency: Currency,
    /// The amount, more than 0, in the currency that `amount_type` names.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// Which side the amount is on.
    pub amount_type: AmountType,
}

/// A request for an invoice in the Invoice API.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CreateInvoice {
    /// The price, in `currency`. More than 0, which is inferred.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The fiat currency of the price.
    pub currency: InvoiceCurrency,
    /// The coin to pay in.
    pub coin: InvoiceCoin,
    /// The network to pay on. The documentation shows it in the example only, so it counts as optional; a coin that exists on several networks needs it to be unambiguous.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<InvoiceNetwork>,
    /// The shop's own identifier of the order. It is not known to prevent a second invoice.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// Where webhooks about this invoice go.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub webhook_url: Option<String>,
    /// Where the customer is sent after the payment.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub success_url: Option<String>,
}

/// A request to send coins through the Invoice API. Which members are required is not documented; all four of the example are taken to be.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CreateInvoicePayout {
    /// The address that receives the coins, not empty (inferred). A transfer to a wrong address is lost.
    pub address: String,
    /// The amount to send, in `coin`. More than 0, which is inferred.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The coin to send.
    pub coin: InvoiceCoin,
    /// The network to send it on.
    pub network: InvoiceNetwork,
}

/// A request for a payment session. The price is in `currency`; the customer pays in a coin that either the request or the customer chooses.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CreatePayment {
    /// The price, in `currency`. More than 0, which is inferred.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The currency of the price, a fiat currency or a coin.
    pub currency: Currency,
    /// The shop's own identifier of the order, at most 128 characters; not empty, which is inferred. A second request with the same value returns the session that exists, by what others rely on.
    pub order_id: String,
    /// The coin to pay in, chosen in advance. Without it the customer chooses on the hosted page.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to_currency: Option<Currency>,
    /// The network to pay on. The documentation wants it beside `to_currency`, and where the price itself is in a coin; leaving it out has been seen to work.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// Where the hosted page sends the customer back to.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url_return: Option<String>,
    /// Where the hosted page sends the customer after a payment, as an alternative to `url_return`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url_success: Option<String>,
    /// Where webhooks about this payment go. It must be an http or https address that is reachable from outside; loopback and private addresses are refused. Older documentation calls it optional, newer required; it is required here, because without it nobody learns of the payment.
    pub url_callback: String,
    /// The code of the referrer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub invite_code: Option<String>,
    /// How much of the merchant's fee the customer pays instead, in percent from 0 to 100. Fractions of a percent are not known to be accepted.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub fee_split: Option<i64>,
    /// A change of the price in percent, from -99 (a discount) to 100 (a mark-up). Fractions of a percent are not known to be accepted.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub price_markup: Option<i64>,
    /// A text for the customer, at most 200 characters.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub description: Option<String>,
    /// How long the session stays open, in seconds from 300 to 86400. Without it, 3600.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub ttl_seconds: Option<i64>,
}

/// A request to send coins from the merchant's balance to an address.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CreatePayout {
    /// The coin to send.
    pub currency: Currency,
    /// The network to send it on.
    pub network: Network,
    /// The amount, in `currency`. More than 0, which is inferred. Whether fees come out of it or on top of it is said by `fee_option`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The address that receives the coins, not empty (inferred). A transfer to a wrong address is lost.
    pub to_address: String,
    /// The shop's own identifier of the payout. A project has one payout per value: a second request with the same value is answered with the payout that exists. Optional on the wire, but without it a payout cannot be repeated safely. Store it before the call. Not empty, which is inferred.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// Where webhooks about this payout go. Without it none are sent. That it must be an http or https address which is reachable from outside is inferred from payments.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url_callback: Option<String>,
    /// The memo some recipients need to tell deposits apart, at most 255 characters. Only on the networks `TON` and `SOL`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub memo: Option<String>,
    /// The balance to debit, converted to `currency` on the way. Without it the balance in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// Whether fees come out of the amount or on top of it. Without it `deduct`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub fee_option: Option<FeeOption>,
}

/// A request for a permanent deposit address for one coin on one network.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct CreateStaticWallet {
    /// The coin the wallet takes.
    pub currency: Currency,
    /// The network the wallet's address is on.
    pub network: Network,
    /// The shop's own identifier of the customer or order, at most 255 characters; not empty (inferred). Together with coin and network it names at most one wallet in a project.
    pub order_id: String,
    /// A name for the wallet, at most 255 characters.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub label: Option<String>,
    /// Where webhooks about deposits go. That it must be an http or https address which is reachable from outside is inferred from payments.
    pub url_callback: String,
    /// The code of the referrer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub invite_code: Option<String>,
}

/// A coin on a network, with what can be paid in and out at present. Any member can be null. Limits and fees are text, which need not be a decimal.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Direction {
    /// The network's name.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<String>,
    /// The network's code.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network_code: Option<Network>,
    /// The coin.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub currency: Option<Currency>,
    /// Whether it can be paid in. The values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub deposit_status: Option<String>,
    /// Whether it can be paid out. The values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub withdrawal_status: Option<String>,
    /// The least that can be paid in, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub min_deposit: Option<TextOrNumber>,
    /// The most that can be paid in at once, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub max_deposit: Option<TextOrNumber>,
    /// The least that can be paid out, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub min_withdrawal: Option<TextOrNumber>,
    /// The most that can be paid out at once, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub max_withdrawal: Option<TextOrNumber>,
    /// The fee on what is paid in, in percent.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub deposit_fee_percent: Option<TextOrNumber>,
    /// The fee on what is paid out, read as `withdrawal_fee_type` says.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub withdrawal_fee: Option<TextOrNumber>,
    /// What kind of number `withdrawal_fee` is. The values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub withdrawal_fee_type: Option<String>,
}

/// The answer that holds what can be paid in and out.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct DirectionsEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// One entry per coin and network.
    pub result: Vec<Direction>,
}

impl crate::Envelope for DirectionsEnvelope {
    type Result = Vec<Direction>;
    fn open(self) -> (i64, Vec<Direction>) {
        (self.state, self.result)
    }
}

/// The body of a refusal. None of it is documented; these are the shapes that clients have met or prepared for, with an error status and with 200 alike.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ErrorEnvelope {
    /// Not 0.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub state: Option<i64>,
    /// What is wrong, for people.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub message: Option<String>,
    /// What is wrong, for people, in another shape of the answer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub error: Option<String>,
    /// Complaints field by field, as an object or as a list.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub errors: Option<::serde_json::Value>,
}

/// The rates by the code of the currency they convert from. A pair that is not there, or null, has no rate.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ExchangeRates(
    #[serde(deserialize_with = "crate::sparse::deserialize")]
    pub ::std::collections::BTreeMap<String, RateRow>,
);

impl ::std::ops::Deref for ExchangeRates {
    type Target = ::std::collections::BTreeMap<String, RateRow>;
    fn deref(&self) -> &::std::collections::BTreeMap<String, RateRow> {
        &self.0
    }
}

impl From<ExchangeRates> for ::std::collections::BTreeMap<String, RateRow> {
    fn from(value: ExchangeRates) -> Self {
        value.0
    }
}

impl From<::std::collections::BTreeMap<String, RateRow>> for ExchangeRates {
    fn from(value: ::std::collections::BTreeMap<String, RateRow>) -> Self {
        Self(value)
    }
}

/// The answer that holds the exchange rates.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ExchangeRatesEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The rates.
    pub result: ExchangeRates,
}

impl crate::Envelope for ExchangeRatesEnvelope {
    type Result = ExchangeRates;
    fn open(self) -> (i64, ExchangeRates) {
        (self.state, self.result)
    }
}

/// An invoice as its creation returns it.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Invoice {
    /// The invoice's identifier.
    pub id: String,
    /// Where the invoice stands.
    pub status: InvoiceStatus,
    /// The address to pay to.
    pub address: String,
    /// The amount due, in `coin`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount_crypto: ::rust_decimal::Decimal,
    /// The coin to pay in.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub coin: Option<InvoiceCoin>,
    /// The network to pay on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<InvoiceNetwork>,
    /// When the invoice ends, in unix seconds.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub expires_at: Option<i64>,
    /// When the invoice was created, in unix seconds.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<i64>,
}

/// What the Invoice API answers to a payout. Nothing of it is documented: both members are a guess. Keep the answer as it came; it may say more.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct InvoicePayout {
    /// The payout's identifier.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub id: Option<TextOrNumber>,
    /// Where the payout stands. Its values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: Option<String>,
}

/// What the Invoice API posts to an invoice's `webhook_url`. Read it only after the signature in the header was verified over the raw body.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct InvoiceWebhook {
    /// What happened.
    pub event: InvoiceEvent,
    /// The invoice's identifier.
    pub id: String,
    /// Where the invoice stands. Only `paid` is a success.
    pub status: InvoiceStatus,
    /// The shop's own identifier of the order.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// The amount. Whether it is the price or the amount in the coin is not documented; in the only example both are the same.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount: Option<::rust_decimal::Decimal>,
    /// The coin of the payment.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub coin: Option<InvoiceCoin>,
    /// The hash of the customer's transfer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub tx_hash: Option<String>,
    /// When the invoice was paid, in unix seconds.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub paid_at: Option<i64>,
}

/// Filters for a list of payments, and which page of it. Every member is optional, but send the page: a body without any member could be mistaken for a list by the service.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ListPayments {
    /// Only payments of this status. The service does not take `aml_lock` here.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: Option<PaymentStatus>,
    /// The first day, as year, month and day. In which time zone is not documented.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub date_from: Option<::chrono::naive::NaiveDate>,
    /// The last day, as year, month and day. In which time zone is not documented.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub date_to: Option<::chrono::naive::NaiveDate>,
    /// The page, counted from 1. Without it the first.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub page: Option<i64>,
    /// How many payments to a page, at most 5000. Without it 15.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub per_page: Option<i64>,
}

/// Names a static wallet, the days to list deposits of, and which page of the list.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ListStaticWalletTransactions {
    /// The wallet's identifier. Not empty (inferred).
    pub uuid: String,
    /// The first day, as year, month and day. In which time zone is not documented.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub date_from: Option<::chrono::naive::NaiveDate>,
    /// The last day, as year, month and day. In which time zone is not documented.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub date_to: Option<::chrono::naive::NaiveDate>,
    /// The page, counted from 1. Without it the first.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub page: Option<i64>,
    /// How many deposits to a page, at most 5000. Without it 15.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub per_page: Option<i64>,
}

/// Filters for a list of static wallets, and which page of it. Every member is optional, but send the page: a body without any member could be mistaken for a list by the service.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct ListStaticWallets {
    /// Only wallets of this status.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub status: Option<StaticWalletStatus>,
    /// Only wallets for this coin.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub currency: Option<Currency>,
    /// Only wallets on this network.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// Only wallets with this identifier, at most 255 characters.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// The page, counted from 1. Without it the first.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub page: Option<i64>,
    /// How many wallets to a page, at most 100. Without it 20.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub per_page: Option<i64>,
}

/// Which page of a list this is, with the total.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Paginate {
    /// How many items are on this page.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub count: Option<i64>,
    /// This page, counted from 1.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub current_page: Option<i64>,
    /// How many items fit on a page.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub per_page: Option<i64>,
    /// How many items there are on all pages.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub total: Option<i64>,
    /// How many pages there are.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub total_pages: Option<i64>,
    /// Whether there is a page after this one.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub has_more: Option<bool>,
}

/// Which page of a list this is, without a total.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaginateWithoutTotal {
    /// A number. What it counts is not documented, so do not rely on it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub count: Option<i64>,
    /// Whether there is a page after this one, to judge by its name and the only example.
    #[serde(rename = "hasPages", skip_serializing_if = "::std::option::Option::is_none")]
    pub has_pages: Option<bool>,
    /// How many items fit on a page.
    #[serde(rename = "perPage", skip_serializing_if = "::std::option::Option::is_none")]
    pub per_page: Option<i64>,
    /// This page, counted from 1.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub page: Option<i64>,
}

/// A payment session as it stands. Members about the coin, the network and the transfer are null until they are known.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Payment {
    /// The payment's identifier. Text that usually, but not surely, is a UUID.
    pub uuid: String,
    /// The shop's own identifier of the order, as the request gave it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// The price, in `currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The currency of the price, a fiat currency or a coin.
    pub currency: Currency,
    /// The price in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount_usd: Option<::rust_decimal::Decimal>,
    /// US dollars per unit of `currency`. Null is possible.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub exchange_rate: Option<::rust_decimal::Decimal>,
    /// The hosted checkout page to send the customer to. Its form is not to be relied on.
    pub url: String,
    /// A link that opens the checkout inside Telegram.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub tg_deeplink: Option<String>,
    /// When the session ends, with the offset the service sent.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub expires_at: Option<crate::Timestamp>,
    /// When the session was opened, with the offset the service sent.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// The coin the customer pays in. Null until it is chosen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub payer_currency: Option<Currency>,
    /// The exact amount due, in `payer_currency`. Null until the coin is chosen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payer_amount: Option<::rust_decimal::Decimal>,
    /// The network the customer pays on. Null until it is chosen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The address to pay to. Null until coin and network are chosen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub address: Option<String>,
    /// Where the payment stands. Both `paid` and `overpaid` are a success.
    pub payment_status: PaymentStatus,
    /// The hash of the customer's transfer. Null until one was seen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// What the customer sent, in `payer_currency`. Null until a transfer was seen.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payment_amount: Option<::rust_decimal::Decimal>,
    /// A QR code of the address as a data address that begins with `data:image/png;base64,`. Null until the address is known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub qr: Option<String>,
    /// What is credited to the merchant after fees, in `payer_currency`, 18 decimal places. Not part of the answer to a creation; null until the payment is credited.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
}

/// The answer that holds one payment.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaymentEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The payment.
    pub result: Payment,
}

impl crate::Envelope for PaymentEnvelope {
    type Result = Payment;
    fn open(self) -> (i64, Payment) {
        (self.state, self.result)
    }
}

/// One page of payments.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaymentList {
    /// The payments of this page.
    pub items: Vec<Payment>,
    /// Which page this is, and how many there are.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub paginate: Option<Paginate>,
}

/// The answer that holds one page of payments.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaymentListEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The page.
    pub result: PaymentList,
}

impl crate::Envelope for PaymentListEnvelope {
    type Result = PaymentList;
    fn open(self) -> (i64, PaymentList) {
        (self.state, self.result)
    }
}

/// Names one payment. At least one of the two members must be there.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaymentQuery {
    /// The payment's identifier, as its creation returned it. Not empty (inferred).
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub uuid: Option<String>,
    /// The shop's own identifier of the order, at most 128 characters. Not empty (inferred).
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
}

/// What the service posts to a payment's `url_callback`. Read it only after its signature was verified, and take it from exactly the bytes that were verified.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PaymentWebhook {
    /// The payment's identifier. The same payment is reported under it each time its status changes.
    pub uuid: String,
    /// The shop's own identifier of the order.
    pub order_id: String,
    /// The price, in `currency`, 8 decimal places.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The currency of the price.
    pub currency: Currency,
    /// The hosted checkout page. Its presence tells this webhook from a static wallet's.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url: Option<String>,
    /// When the session ends or ended.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub expires_at: Option<crate::Timestamp>,
    /// When the session was opened.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// The coin the customer pays in.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub payer_currency: Option<Currency>,
    /// The amount due, in `payer_currency`, 8 decimal places.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payer_amount: Option<::rust_decimal::Decimal>,
    /// The network the customer pays on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The address to pay to.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub address: Option<String>,
    /// Where the payment stands. Both `paid` and `overpaid` are a success.
    pub payment_status: PaymentStatus,
    /// The hash of the customer's transfer. Null if there was none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// What the customer has sent, in `payer_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payment_amount: Option<::rust_decimal::Decimal>,
    /// What is credited to the merchant after fees, in `payer_currency`, 18 decimal places.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
    /// The price in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount_usd: Option<::rust_decimal::Decimal>,
    /// US dollars per unit of `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub exchange_rate: Option<::rust_decimal::Decimal>,
    /// The signature, 64 lower-case hexadecimal digits. Every webhook has it; it is not required here because what was signed, and so what is read, is the body without it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub sign: Option<String>,
}

/// A payout as it stands. The last three members come with a status, not with the answer to a creation.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Payout {
    /// The payout's identifier, to be used for its status.
    pub uuid: String,
    /// The idempotency key the request gave.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// Where the payout stands. Only `completed` is a success.
    pub status: PayoutStatus,
    /// The coin that is sent.
    pub currency: Currency,
    /// The network it is sent on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The amount the request named, in `currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// What the merchant is debited, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
    /// What goes out to the recipient on the network, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub network_amount: Option<::rust_decimal::Decimal>,
    /// The amount in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount_usd: Option<::rust_decimal::Decimal>,
    /// The address that receives the coins.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to_address: Option<String>,
    /// The memo sent along. Null if there is none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub memo: Option<String>,
    /// The hash of the transfer. Set once the payout is completed.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// The block that holds the transfer, as a number or as text.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub block_number: Option<TextOrNumber>,
    /// Why a failed payout failed. Null otherwise.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub error_type: Option<PayoutErrorType>,
    /// When the payout was created.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// When the payout last changed.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub updated_at: Option<crate::Timestamp>,
    /// How the transfer is made. Its values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub transfer_type: Option<String>,
    /// The transfer's page in a block explorer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub tx_explorer_url: Option<String>,
    /// The balance that was converted from. Null if there was no conversion.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// What was taken from the merchant's balance, in `debited_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub debited_amount: Option<::rust_decimal::Decimal>,
    /// The currency of the balance that was debited.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub debited_currency: Option<Currency>,
}

/// What a payout would cost.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PayoutCalculation {
    /// The coin to send.
    pub currency: Currency,
    /// The network to send it on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The amount the request named, in `currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// Whether fees come out of the amount or on top of it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub fee_option: Option<FeeOption>,
    /// What the merchant would be debited, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
    /// What would go out to the recipient on the network, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub network_amount: Option<::rust_decimal::Decimal>,
    /// All fees together, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub total_fee: Option<::rust_decimal::Decimal>,
    /// All fees together, in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub total_fee_usd: Option<::rust_decimal::Decimal>,
}

/// The answer that holds the cost of a payout.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PayoutCalculationEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The calculation.
    pub result: PayoutCalculation,
}

impl crate::Envelope for PayoutCalculationEnvelope {
    type Result = PayoutCalculation;
    fn open(self) -> (i64, PayoutCalculation) {
        (self.state, self.result)
    }
}

/// The answer that holds one payout.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PayoutEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The payout.
    pub result: Payout,
}

impl crate::Envelope for PayoutEnvelope {
    type Result = Payout;
    fn open(self) -> (i64, Payout) {
        (self.state, self.result)
    }
}

/// What the service posts to a payout's `url_callback`: the payout as its status shows it, and a signature. Read it only after its signature was verified with the payout API key, and take it from exactly the bytes that were verified.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PayoutWebhook {
    /// The payout's identifier.
    pub uuid: String,
    /// The idempotency key the request gave.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// Where the payout stands. Only `completed` is a success.
    pub status: PayoutStatus,
    /// The coin that is sent.
    pub currency: Currency,
    /// The network it is sent on.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The amount the request named, in `currency`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// What the merchant is debited, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
    /// What goes out to the recipient on the network, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub network_amount: Option<::rust_decimal::Decimal>,
    /// The amount in US dollars.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount_usd: Option<::rust_decimal::Decimal>,
    /// The address that receives the coins. Its presence tells this webhook from the other kinds.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub to_address: Option<String>,
    /// The memo sent along. Null if there is none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub memo: Option<String>,
    /// The hash of the transfer. Set once the payout is completed.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// The block that holds the transfer, as a number or as text.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub block_number: Option<TextOrNumber>,
    /// Why a failed payout failed. Null otherwise.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub error_type: Option<PayoutErrorType>,
    /// When the payout was created.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// When the payout last changed.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub updated_at: Option<crate::Timestamp>,
    /// How the transfer is made. Its values are not known.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub transfer_type: Option<String>,
    /// The transfer's page in a block explorer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub tx_explorer_url: Option<String>,
    /// The balance that was converted from. Null if there was no conversion.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub from_currency: Option<Currency>,
    /// What was taken from the merchant's balance, in `debited_currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub debited_amount: Option<::rust_decimal::Decimal>,
    /// The currency of the balance that was debited.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub debited_currency: Option<Currency>,
    /// The signature, 64 lower-case hexadecimal digits. Every webhook has it; it is not required here because what was signed, and so what is read, is the body without it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub sign: Option<String>,
}

/// What a unit of one currency costs in another.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct Price {
    /// The currency that is priced.
    pub from: Currency,
    /// The currency of the price.
    pub to: Currency,
    /// What a unit of `from` costs, in `to`.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub price: ::rust_decimal::Decimal,
}

/// Prices, as they come without an envelope.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PriceList(pub Vec<Price>);

impl ::std::ops::Deref for PriceList {
    type Target = Vec<Price>;
    fn deref(&self) -> &Vec<Price> {
        &self.0
    }
}

impl From<PriceList> for Vec<Price> {
    fn from(value: PriceList) -> Self {
        value.0
    }
}

impl From<Vec<Price>> for PriceList {
    fn from(value: Vec<Price>) -> Self {
        Self(value)
    }
}

/// Prices, as they come in an envelope.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct PricesEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The prices.
    pub result: Vec<Price>,
}

impl crate::Envelope for PricesEnvelope {
    type Result = Vec<Price>;
    fn open(self) -> (i64, Vec<Price>) {
        (self.state, self.result)
    }
}

/// What a unit of one currency is worth, by the code of the currency it is expressed in.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct RateRow(
    #[serde(with = "crate::decimal::map")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "std::collections::BTreeMap<String, crate::schema::DecimalText>")
    )]
    pub ::std::collections::BTreeMap<String, ::rust_decimal::Decimal>,
);

impl ::std::ops::Deref for RateRow {
    type Target = ::std::collections::BTreeMap<String, ::rust_decimal::Decimal>;
    fn deref(&self) -> &::std::collections::BTreeMap<String, ::rust_decimal::Decimal> {
        &self.0
    }
}

impl From<RateRow> for ::std::collections::BTreeMap<String, ::rust_decimal::Decimal> {
    fn from(value: RateRow) -> Self {
        value.0
    }
}

impl From<::std::collections::BTreeMap<String, ::rust_decimal::Decimal>> for RateRow {
    fn from(
        value: ::std::collections::BTreeMap<String, ::rust_decimal::Decimal>,
    ) -> Self {
        Self(value)
    }
}

/// A static wallet as its creation returns it.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWallet {
    /// The wallet's identifier.
    pub uuid: String,
    /// The address that takes the deposits.
    pub address: String,
    /// The coin the wallet takes.
    pub currency: Currency,
    /// The network the address is on.
    pub network: Network,
    /// The wallet's name. Null if it has none.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub label: Option<String>,
    /// The shop's own identifier of the customer or order.
    pub order_id: String,
    /// Whether the wallet takes deposits.
    pub status: StaticWalletStatus,
    /// The wallet's hosted page.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub url: Option<String>,
    /// When the wallet was created.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// A QR code of the address as a data address that begins with `data:image/png;base64,`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub qr: Option<String>,
}

/// A static wallet with what it has received. In a list the last two members may be missing.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletDetails {
    /// The wallet's identifier.
    pub uuid: String,
    /// The address that takes the deposits.
    pub address: String,
    /// The coin the wallet takes.
    pub currency: Currency,
    /// The network the address is on.
    pub network: Network,
    /// Whether the wallet takes deposits.
    pub status: StaticWalletStatus,
    /// All that came in so far, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub total_received: Option<::rust_decimal::Decimal>,
    /// How many deposits there were so far.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub transactions_count: Option<i64>,
    /// When the wallet was created.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// A QR code of the address as a data address that begins with `data:image/png;base64,`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub qr: Option<String>,
}

/// The answer that holds one static wallet with what it has received.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletDetailsEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The wallet.
    pub result: StaticWalletDetails,
}

impl crate::Envelope for StaticWalletDetailsEnvelope {
    type Result = StaticWalletDetails;
    fn open(self) -> (i64, StaticWalletDetails) {
        (self.state, self.result)
    }
}

/// The answer that holds a static wallet as created.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The wallet.
    pub result: StaticWallet,
}

impl crate::Envelope for StaticWalletEnvelope {
    type Result = StaticWallet;
    fn open(self) -> (i64, StaticWallet) {
        (self.state, self.result)
    }
}

/// One page of static wallets.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletList {
    /// The wallets of this page.
    pub items: Vec<StaticWalletDetails>,
    /// Which page this is, and how many there are.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub paginate: Option<Paginate>,
}

/// The answer that holds one page of static wallets.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletListEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The page.
    pub result: StaticWalletList,
}

impl crate::Envelope for StaticWalletListEnvelope {
    type Result = StaticWalletList;
    fn open(self) -> (i64, StaticWalletList) {
        (self.state, self.result)
    }
}

/// Names one static wallet. At least one of the two members must be there.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletQuery {
    /// The wallet's identifier. Not empty (inferred).
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub uuid: Option<String>,
    /// The wallet's address on the chain. Not empty (inferred).
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub address: Option<String>,
}

/// Names the static wallet to enable or disable.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletRef {
    /// The wallet's identifier. Not empty (inferred).
    pub uuid: String,
}

/// The new status of a static wallet.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletStatusChange {
    /// The wallet's identifier.
    pub uuid: String,
    /// The status the wallet has now.
    pub status: StaticWalletStatus,
    /// A sentence for people that says what was done.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub message: Option<String>,
}

/// The answer that holds the new status of a static wallet.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletStatusChangeEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The change.
    pub result: StaticWalletStatusChange,
}

impl crate::Envelope for StaticWalletStatusChangeEnvelope {
    type Result = StaticWalletStatusChange;
    fn open(self) -> (i64, StaticWalletStatusChange) {
        (self.state, self.result)
    }
}

/// One deposit to a static wallet.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletTransaction {
    /// The deposit's identifier.
    pub uuid: String,
    /// The wallet's `order_id`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub order_id: Option<String>,
    /// What was received, in `currency`, before fees.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The coin that was received.
    pub currency: Currency,
    /// Where the deposit stands.
    pub payment_status: PaymentStatus,
    /// The hash of the transfer.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// The platform's fee on this deposit, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub fee_amount: Option<::rust_decimal::Decimal>,
    /// What was credited to the merchant after the fee, in `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub net_amount: Option<::rust_decimal::Decimal>,
    /// When the deposit was received.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
}

/// One page of deposits to a static wallet.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletTransactionList {
    /// The deposits of this page.
    pub items: Vec<StaticWalletTransaction>,
    /// Which page this is. The number of pages is not given.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub paginate: Option<PaginateWithoutTotal>,
}

/// The answer that holds one page of deposits to a static wallet.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletTransactionListEnvelope {
    /// 0 when the call worked. Any other value is an error.
    pub state: i64,
    /// The page.
    pub result: StaticWalletTransactionList,
}

impl crate::Envelope for StaticWalletTransactionListEnvelope {
    type Result = StaticWalletTransactionList;
    fn open(self) -> (i64, StaticWalletTransactionList) {
        (self.state, self.result)
    }
}

/// What the service posts to a static wallet's `url_callback` for each deposit. Unlike a payment's webhook it has neither `url` nor `expires_at`. Read it only after its signature was verified, and take it from exactly the bytes that were verified.
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
pub struct StaticWalletWebhook {
    /// The deposit's identifier, not the wallet's.
    pub uuid: String,
    /// The wallet's `order_id`.
    pub order_id: String,
    /// What was received, in `currency`, 8 decimal places.
    #[serde(with = "crate::decimal")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::schema::DecimalText"))]
    pub amount: ::rust_decimal::Decimal,
    /// The coin that was received, the wallet's own.
    pub currency: Currency,
    /// The deposit in US dollars at the time it was received, 8 decimal places.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub amount_usd: Option<::rust_decimal::Decimal>,
    /// The rate between the coin and the US dollar that was used.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub exchange_rate: Option<::rust_decimal::Decimal>,
    /// The same as `currency`.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub payer_currency: Option<Currency>,
    /// The same as `amount`, 8 decimal places.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payer_amount: Option<::rust_decimal::Decimal>,
    /// The network the deposit came over.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub network: Option<Network>,
    /// The wallet's address.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub address: Option<String>,
    /// Always `paid`, as documented.
    pub payment_status: PaymentStatus,
    /// The hash of the transfer. The same hash must be credited once only.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub txid: Option<String>,
    /// The same as `amount`, 8 decimal places. Not what to credit.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub payment_amount: Option<::rust_decimal::Decimal>,
    /// What is left after fees, in `currency`, 18 decimal places. This is what to credit.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    #[serde(default, with = "crate::decimal::option")]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "Option<crate::schema::DecimalText>")
    )]
    pub merchant_amount: Option<::rust_decimal::Decimal>,
    /// When the deposit was received.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub created_at: Option<crate::Timestamp>,
    /// The signature, 64 lower-case hexadecimal digits. Every webhook has it; it is not required here because what was signed, and so what is read, is the body without it.
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub sign: Option<String>,
}
