//! The generated type of each component.

use std::collections::BTreeSet;
use std::fmt::Debug;

use pay2328_api::check::{Callbacks, Check, Violation};
use pay2328_api::types;
use schemars::Schema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::document::{Role, components_of, examples, schemas};

/// A component as the code has it.
pub(crate) struct Component {
    pub(crate) name: &'static str,
    /// Decodes JSON as the component's type.
    pub(crate) read: fn(&Value) -> Result<Decoded, String>,
    /// The JSON schema that is derived from the type.
    pub(crate) schema: fn() -> Schema,
}

/// A value of a generated type.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// As `{:#?}` shows it.
    pub(crate) debug: String,
    /// As it is written again.
    pub(crate) written: Value,
}

fn read<T: DeserializeOwned + Serialize + Debug>(json: &Value) -> Result<Decoded, String> {
    // Through text, as it comes over the wire.
    let value: T = serde_json::from_str(&json.to_string()).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    Ok(Decoded { debug: format!("{value:#?}"), written })
}

macro_rules! components {
    ($($name:ident)*) => {
        &[$(Component {
            name: stringify!($name),
            read: read::<types::$name>,
            schema: || schemars::schema_for!(types::$name),
        }),*]
    };
}

/// Every component. A test compares the list with the document.
pub(crate) const COMPONENTS: &[Component] = components! {
    AccountStatus AmountType Balance BalancesEnvelope CalcPayout Conversion ConversionEnvelope
    ConvertPrice ConvertPriceEnvelope ConvertRequest CreateInvoice CreateInvoicePayout CreatePayment
    CreatePayout CreateStaticWallet Currency Direction DirectionsEnvelope ErrorEnvelope ExchangeRates
    ExchangeRatesEnvelope FeeOption Invoice InvoiceCoin InvoiceCurrency InvoiceEvent InvoiceNetwork
    InvoicePayout InvoiceStatus InvoiceWebhook ListPayments ListStaticWalletTransactions ListStaticWallets
    Network Paginate PaginateWithoutTotal Payment PaymentEnvelope PaymentList PaymentListEnvelope
    PaymentQuery PaymentStatus PaymentWebhook Payout PayoutCalculation PayoutCalculationEnvelope
    PayoutEnvelope PayoutErrorType PayoutStatus PayoutWebhook Price PriceList PricesResponse PricesEnvelope
    RateRow StaticWallet StaticWalletDetails StaticWalletDetailsEnvelope StaticWalletEnvelope
    StaticWalletList StaticWalletListEnvelope StaticWalletQuery StaticWalletRef StaticWalletStatus
    StaticWalletStatusChange StaticWalletStatusChangeEnvelope StaticWalletTransaction
    StaticWalletTransactionList StaticWalletTransactionListEnvelope StaticWalletWebhook TextOrNumber
};

/// A component by its name.
pub(crate) fn component(name: &str) -> &'static Component {
    COMPONENTS
        .iter()
        .find(|component| component.name == name)
        .unwrap_or_else(|| panic!("add {name} to COMPONENTS"))
}

/// A request as the code has it, to be checked.
pub(crate) struct Request {
    pub(crate) name: &'static str,
    /// Decodes JSON and checks it as a client of the real service would.
    pub(crate) check: fn(&Value) -> Result<(), Violation>,
}

fn check<T: DeserializeOwned + Check>(json: &Value) -> Result<(), Violation> {
    let request: T = serde_json::from_str(&json.to_string()).unwrap();
    request.check(Callbacks::Public)
}

macro_rules! requests {
    ($($name:ident)*) => {
        &[$(Request { name: stringify!($name), check: check::<types::$name> }),*]
    };
}

/// Every request. A test compares the list with the document.
pub(crate) const REQUESTS: &[Request] = requests! {
    CalcPayout ConvertRequest CreateInvoice CreateInvoicePayout CreatePayment CreatePayout CreateStaticWallet
    ListPayments ListStaticWalletTransactions ListStaticWallets PaymentQuery StaticWalletQuery StaticWalletRef
};

#[test]
fn the_lists_name_what_the_document_has() {
    let listed: BTreeSet<_> = COMPONENTS.iter().map(|component| component.name).collect();
    assert_eq!(listed, schemas().keys().map(String::as_str).collect());
    let listed: BTreeSet<_> = REQUESTS.iter().map(|request| request.name).collect();
    let sent: BTreeSet<_> = examples()
        .iter()
        .filter(|example| example.role == Role::Request)
        .map(|example| example.component)
        .collect();
    assert_eq!(listed, sent);
}

#[test]
fn no_component_is_left_over() {
    let used = components_of(&[Role::Request, Role::RawResponse, Role::Refusal, Role::Webhook]);
    let unused: Vec<_> = schemas().keys().filter(|name| !used.contains(&name.as_str())).collect();
    assert!(unused.is_empty(), "nothing refers to {unused:?}");
}
