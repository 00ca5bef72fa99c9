// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! One method per operation.

use crate::types;
#[allow(unused_imports)]
use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};

#[derive(Clone, Debug)]
/// Client for 2328 payment platform
///
/// Two APIs that share one host and nothing else.
///
/// The **Merchant API** (`https://api.2328.io/api`) takes payments into hosted checkouts and permanent addresses and sends payouts. A project is named by the header `project`; each request carries in the header `sign` an HMAC over the exact bytes of its body. Answers come in an envelope whose `state` is 0 when the call worked. Every request needs a `User-Agent` of the form `MyShop/1.4 (+https://myshop.example)` and the content type `application/json`, a GET as well. A project may send ten requests per second; beyond that the service answers 429.
///
/// The **Invoice API** (`https://api.2328.io`) takes an API key in the header `X-Api-Key`, answers with bare objects and counts time in unix seconds.
///
/// Amounts are decimal text in both. A success is an answer of the 2XX range: 200 is what the documentation names, and other clients take 201 as well.
///
/// Version: 1.0.0
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::seam::Seam,
}

impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::seam::Seam,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}

impl ClientInfo<crate::seam::Seam> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::seam::Seam {
        &self.inner
    }
}

const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::seam::Seam>,
    {}
};

#[allow(clippy::all)]
impl Client {
    /// Open a payment session for an order
    ///
    /// Opens a checkout session and answers with the address of its hosted page. If the request names a coin and a network, the answer already holds the deposit address and the exact amount due; otherwise these stay null until the customer has chosen.
    ///
    /// Repeating the call with an `order_id` that is already known returns the session that exists. Others rely on it; the documentation does not say so. What happens where the other members differ is not known: compare the answer with what was asked for.
    ///
    /// A refusal comes as an error answer or as a 200 whose `state` is not 0. A `url_callback` on a loopback or private address is refused by a firewall in front of the service, with an HTML page.
    ///
    /// Sends a `POST` request to `/v1/payment`
    pub async fn payment_create<'a>(
        &'a self,
        body: &'a types::CreatePayment,
    ) -> Result<ResponseValue<types::PaymentEnvelope>, Error<()>> {
        let url = format!("{}/v1/payment", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payment_create",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Look up a payment
    ///
    /// Returns one payment by its `uuid`, by the shop's `order_id`, or by both. It changes nothing and may be repeated at will. A payment that does not exist is answered with 404.
    ///
    /// Sends a `POST` request to `/v1/payment/info`
    pub async fn payment_info<'a>(
        &'a self,
        body: &'a types::PaymentQuery,
    ) -> Result<ResponseValue<types::PaymentEnvelope>, Error<()>> {
        let url = format!("{}/v1/payment/info", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payment_info",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List payments
    ///
    /// Returns the project's payments page by page, narrowed down by status and date. It changes nothing and may be repeated at will. Always send the page: a body without any member could be mistaken for a list by the service.
    ///
    /// Sends a `POST` request to `/v1/payment/list`
    pub async fn payment_list<'a>(
        &'a self,
        body: &'a types::ListPayments,
    ) -> Result<ResponseValue<types::PaymentListEnvelope>, Error<()>> {
        let url = format!("{}/v1/payment/list", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payment_list",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Send a payout
    ///
    /// Debits the merchant's balance and sends coins to an address. What has gone out cannot be called back.
    ///
    /// With an `order_id` the call may be repeated: the service returns the payout that already exists under it. What happens where other members differ is not documented. Without one each call is a new transfer, so a lost answer must never lead to a repetition.
    ///
    /// Sends a `POST` request to `/v1/payout`
    pub async fn payout_create<'a>(
        &'a self,
        body: &'a types::CreatePayout,
    ) -> Result<ResponseValue<types::PayoutEnvelope>, Error<()>> {
        let url = format!("{}/v1/payout", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payout_create",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Work out what a payout would cost
    ///
    /// Returns the fees of a payout and what merchant and recipient would end up with. Nothing is created, debited or reserved; it may be repeated at will.
    ///
    /// Sends a `POST` request to `/v1/payout/calc`
    pub async fn payout_calc<'a>(
        &'a self,
        body: &'a types::CalcPayout,
    ) -> Result<ResponseValue<types::PayoutCalculationEnvelope>, Error<()>> {
        let url = format!("{}/v1/payout/calc", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payout_calc",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Look up a payout
    ///
    /// Returns one payout by the identifier its creation answered with. It changes nothing and may be repeated at will. The request has no body: what is signed is the empty string.
    ///
    /// Sends a `GET` request to `/v1/payout/status/{uuid}`
    ///
    /// Arguments:
    /// - `uuid`: The payout's identifier, as its creation returned it.
    pub async fn payout_status<'a>(
        &'a self,
        uuid: &'a str,
    ) -> Result<ResponseValue<types::PayoutEnvelope>, Error<()>> {
        let url = format!(
            "{}/v1/payout/status/{}", self.baseurl, encode_path(& uuid.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "payout_status",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Open a permanent deposit address
    ///
    /// Opens an address for one coin on one network that keeps taking deposits until it is disabled. The address is assigned at once.
    ///
    /// A project has at most one wallet per `order_id`, `currency` and `network`. From that it is inferred that the call may be repeated with the same bytes. Whether the repetition returns the wallet or an error is not documented.
    ///
    /// Sends a `POST` request to `/v1/static-wallet`
    pub async fn static_wallet_create<'a>(
        &'a self,
        body: &'a types::CreateStaticWallet,
    ) -> Result<ResponseValue<types::StaticWalletEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_create",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Look up a static wallet
    ///
    /// Returns one wallet by its `uuid` or by its `address`, with what it has received so far. It changes nothing and may be repeated at will.
    ///
    /// Sends a `POST` request to `/v1/static-wallet/info`
    pub async fn static_wallet_info<'a>(
        &'a self,
        body: &'a types::StaticWalletQuery,
    ) -> Result<ResponseValue<types::StaticWalletDetailsEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet/info", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_info",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List static wallets
    ///
    /// Returns the project's wallets page by page, narrowed down by any of the filters. It changes nothing and may be repeated at will.
    ///
    /// Sends a `POST` request to `/v1/static-wallet/list`
    pub async fn static_wallet_list<'a>(
        &'a self,
        body: &'a types::ListStaticWallets,
    ) -> Result<ResponseValue<types::StaticWalletListEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet/list", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_list",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Let a static wallet take deposits again
    ///
    /// Sets the wallet's status to `active`. Doing it twice does no harm, so the call may be repeated.
    ///
    /// Sends a `POST` request to `/v1/static-wallet/enable`
    pub async fn static_wallet_enable<'a>(
        &'a self,
        body: &'a types::StaticWalletRef,
    ) -> Result<ResponseValue<types::StaticWalletStatusChangeEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet/enable", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_enable",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Stop a static wallet from taking deposits
    ///
    /// Sets the wallet's status to `inactive`. Doing it twice does no harm, so the call may be repeated. What happens to coins sent to a disabled wallet's address is not documented.
    ///
    /// Sends a `POST` request to `/v1/static-wallet/disable`
    pub async fn static_wallet_disable<'a>(
        &'a self,
        body: &'a types::StaticWalletRef,
    ) -> Result<ResponseValue<types::StaticWalletStatusChangeEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet/disable", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_disable",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// List the deposits of a static wallet
    ///
    /// Returns the deposits one wallet has received, page by page, narrowed down by date. It changes nothing and may be repeated at will. There is no total. That the list ends where a page holds fewer deposits than `per_page`, or where `hasPages` is false, is inferred.
    ///
    /// Sends a `POST` request to `/v1/static-wallet/transactions`
    pub async fn static_wallet_transactions<'a>(
        &'a self,
        body: &'a types::ListStaticWalletTransactions,
    ) -> Result<ResponseValue<types::StaticWalletTransactionListEnvelope>, Error<()>> {
        let url = format!("{}/v1/static-wallet/transactions", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "static_wallet_transactions",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Read the balances
    ///
    /// Returns the project's balance in each currency. It changes nothing and may be repeated at will. The request has no body: what is signed is the empty string.
    ///
    /// Sends a `GET` request to `/v1/balance`
    pub async fn balance<'a>(
        &'a self,
    ) -> Result<ResponseValue<types::BalancesEnvelope>, Error<()>> {
        let url = format!("{}/v1/balance", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "balance",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Read the exchange rates
    ///
    /// Returns how much of one currency a unit of another is worth. It is public: nothing is signed. It changes nothing and may be repeated at will.
    ///
    /// Sends a `GET` request to `/v1/exchange-rates`
    pub async fn exchange_rates<'a>(
        &'a self,
    ) -> Result<ResponseValue<types::ExchangeRatesEnvelope>, Error<()>> {
        let url = format!("{}/v1/exchange-rates", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "exchange_rates",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Read the prices of coins
    ///
    /// Returns a list of prices, with the envelope or without it. It changes nothing and may be repeated at will. Whether it has to be signed is not known; it is signed with the API key here.
    ///
    /// Sends a `GET` request to `/v1/prices`
    pub async fn prices<'a>(
        &'a self,
    ) -> Result<ResponseValue<types::PricesResponse>, Error<()>> {
        let url = format!("{}/v1/prices", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "prices",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Read which coins can be paid in and out, on which networks
    ///
    /// Returns each pair of coin and network with its limits and fees as they are now. This, not a table in a document, is what the platform supports at the moment. It changes nothing and may be repeated at will. Whether it has to be signed is not known; it is signed with the API key here.
    ///
    /// Sends a `GET` request to `/v1/directions`
    pub async fn directions<'a>(
        &'a self,
    ) -> Result<ResponseValue<types::DirectionsEnvelope>, Error<()>> {
        let url = format!("{}/v1/directions", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .get(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "directions",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Work out what a conversion would give
    ///
    /// Returns what a conversion would take and give at the present rate. Nothing is executed or reserved, so the conversion itself can turn out differently. It may be repeated at will.
    ///
    /// Sends a `POST` request to `/v1/convert/price`
    pub async fn convert_price<'a>(
        &'a self,
        body: &'a types::ConvertRequest,
    ) -> Result<ResponseValue<types::ConvertPriceEnvelope>, Error<()>> {
        let url = format!("{}/v1/convert/price", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "convert_price",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Convert between two balances
    ///
    /// Exchanges one of the merchant's balances for another at the market price. There is no idempotency key: every call is a new conversion. Never repeat it unless it is proven that the first request did not leave.
    ///
    /// Sends a `POST` request to `/v1/convert`
    pub async fn convert<'a>(
        &'a self,
        body: &'a types::ConvertRequest,
    ) -> Result<ResponseValue<types::ConversionEnvelope>, Error<()>> {
        let url = format!("{}/v1/convert", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "convert",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Create an invoice
    ///
    /// Creates an invoice and answers with the address to pay to and the amount due in the chosen coin.
    ///
    /// Nothing is known about what a second call with the same `order_id` does, so the call is not repeated by itself. How errors look is not documented.
    ///
    /// Sends a `POST` request to `/v1/invoices`
    pub async fn invoice_create<'a>(
        &'a self,
        body: &'a types::CreateInvoice,
    ) -> Result<ResponseValue<types::Invoice>, Error<()>> {
        let url = format!("{}/v1/invoices", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "invoice_create",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /// Send a payout through the Invoice API
    ///
    /// Sends coins from the account's balance to an address. The page that describes it names neither the path nor the answer; both are inferred here.
    ///
    /// There is no idempotency key: every call is a new transfer. Never repeat it unless it is proven that the first request did not leave.
    ///
    /// Sends a `POST` request to `/v1/payouts`
    pub async fn invoice_payout_create<'a>(
        &'a self,
        body: &'a types::CreateInvoicePayout,
    ) -> Result<ResponseValue<types::InvoicePayout>, Error<()>> {
        let url = format!("{}/v1/payouts", self.baseurl,);
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "invoice_payout_create",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => ResponseValue::from_response(response).await,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
