//! The Invoice API: a second, smaller API on the same host, with its own key and its own codes.
//!
//! One page documents it; production integrations use the Merchant API of [`Client`](crate::Client).
//! Nothing of one API is valid in the other: not the key, not the names of coins and networks, not the
//! webhooks' signatures.

use std::fmt;
use std::sync::Arc;

use pay2328_api::operations;
use pay2328_api::types::{CreateInvoice, CreateInvoicePayout, Invoice, InvoicePayout};

use crate::InvoiceKey;
use crate::client::{Call, Caller, Credentials, TransportBuilder, transport_settings, variable};
use crate::error::Result;

/// The Invoice API of one account. Clones share connections, the rate limit and the retry budget.
///
/// ```no_run
/// use pay2328::{InvoiceKey, invoice::InvoiceClient, types::CreateInvoice};
/// use rust_decimal::dec;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = InvoiceClient::builder(InvoiceKey::from_env()?).build()?;
/// let request = CreateInvoice::new(dec!(49.99), "USD", "USDT").network("TRC20").order_id("order_12345");
/// let invoice = client.create(&request).await?;
/// println!("send {} to {}", invoice.amount_crypto, invoice.address);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct InvoiceClient {
    caller: Caller,
}

impl InvoiceClient {
    /// The base address of the real service.
    pub const BASE_URL: &'static str = "https://api.2328.io";

    /// A client for an account.
    pub fn builder(key: InvoiceKey) -> InvoiceClientBuilder {
        InvoiceClientBuilder { key, transport: TransportBuilder::new(Self::BASE_URL) }
    }

    /// A client from the environment: `PAY2328_INVOICE_KEY`, and optionally
    /// `PAY2328_INVOICE_BASE_URL` and `PAY2328_USER_AGENT`.
    ///
    /// # Errors
    /// A configuration error that names the variable that is missing or malformed.
    pub fn from_env() -> Result<Self> {
        let mut builder = Self::builder(InvoiceKey::from_env()?);
        if let Some(base_url) = variable("PAY2328_INVOICE_BASE_URL")? {
            builder = builder.base_url(base_url);
        }
        if let Some(user_agent) = variable("PAY2328_USER_AGENT")? {
            builder = builder.user_agent(user_agent);
        }
        builder.build()
    }

    /// Creates an invoice (`POST /v1/invoices`).
    ///
    /// No idempotency key is documented (an `order_id` is not known to be one), so this call is not
    /// repeated once it was sent: a second invoice would have a second address.
    pub fn create(&self, request: &CreateInvoice) -> Call<Invoice> {
        let body = request.clone();
        self.caller
            .bare(&operations::INVOICE_CREATE, |api| async move { api.invoice_create(&body).await })
            .checked(request)
            .order_id(request.order_id.as_deref())
    }

    /// Sends coins (`POST /v1/payouts`).
    ///
    /// There is no idempotency key, so this call is **never** repeated once it was sent. On
    /// [`Outcome::Unknown`](crate::Outcome::Unknown) look at the account before you send another: the
    /// coins may be gone. The Merchant API's [`Payouts`](crate::Payouts) can be repeated safely.
    ///
    /// The path and the answer are undocumented and inferred; read what came with
    /// [`with_response`](Call::with_response).
    pub fn create_payout(&self, request: &CreateInvoicePayout) -> Call<InvoicePayout> {
        let body = request.clone();
        self.caller
            .bare(
                &operations::INVOICE_PAYOUT_CREATE,
                |api| async move { api.invoice_payout_create(&body).await },
            )
            .checked(request)
    }
}

impl fmt::Debug for InvoiceClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvoiceClient")
            .field("base_url", &self.caller.transport.base_url)
            .finish_non_exhaustive()
    }
}

/// Settings of an [`InvoiceClient`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct InvoiceClientBuilder {
    key: InvoiceKey,
    transport: TransportBuilder,
}

impl InvoiceClientBuilder {
    /// Checks the settings and makes the client. It does not connect.
    ///
    /// # Errors
    /// A configuration error that names the setting.
    pub fn build(self) -> Result<InvoiceClient> {
        Ok(InvoiceClient {
            caller: Caller {
                transport: Arc::new(self.transport.build()?),
                credentials: Credentials::Invoice(self.key),
            },
        })
    }
}

transport_settings!(InvoiceClientBuilder);
