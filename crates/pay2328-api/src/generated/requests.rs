// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! How requests are built.

use crate::types::*;

impl CreatePayment {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `amount`: The price, in `currency`. More than 0, which is inferred.
    /// * `currency`: The currency of the price, a fiat currency or a coin.
    /// * `order_id`: The shop's own identifier of the order, at most 128 characters; not empty, which is inferred. A second request with the same value returns the session that exists, by what others rely on.
    /// * `url_callback`: Where webhooks about this payment go. It must be an http or https address that is reachable from outside; loopback and private addresses are refused. Older documentation calls it optional, newer required; it is required here, because without it nobody learns of the payment.
    #[must_use]
    pub fn new(
        amount: impl Into<::rust_decimal::Decimal>,
        currency: impl Into<Currency>,
        order_id: impl Into<String>,
        url_callback: impl Into<String>,
    ) -> Self {
        Self {
            amount: amount.into(),
            currency: currency.into(),
            order_id: order_id.into(),
            url_callback: url_callback.into(),
            to_currency: None,
            network: None,
            url_return: None,
            url_success: None,
            invite_code: None,
            fee_split: None,
            price_markup: None,
            description: None,
            ttl_seconds: None,
        }
    }
    /// The coin to pay in, chosen in advance. Without it the customer chooses on the hosted page.
    #[must_use]
    pub fn to_currency(mut self, to_currency: impl Into<Currency>) -> Self {
        self.to_currency = Some(to_currency.into());
        self
    }
    /// The network to pay on. The documentation wants it beside `to_currency`, and where the price itself is in a coin; leaving it out has been seen to work.
    #[must_use]
    pub fn network(mut self, network: impl Into<Network>) -> Self {
        self.network = Some(network.into());
        self
    }
    /// Where the hosted page sends the customer back to.
    #[must_use]
    pub fn url_return(mut self, url_return: impl Into<String>) -> Self {
        self.url_return = Some(url_return.into());
        self
    }
    /// Where the hosted page sends the customer after a payment, as an alternative to `url_return`.
    #[must_use]
    pub fn url_success(mut self, url_success: impl Into<String>) -> Self {
        self.url_success = Some(url_success.into());
        self
    }
    /// The code of the referrer.
    #[must_use]
    pub fn invite_code(mut self, invite_code: impl Into<String>) -> Self {
        self.invite_code = Some(invite_code.into());
        self
    }
    /// How much of the merchant's fee the customer pays instead, in percent from 0 to 100. Fractions of a percent are not known to be accepted.
    #[must_use]
    pub fn fee_split(mut self, fee_split: i64) -> Self {
        self.fee_split = Some(fee_split);
        self
    }
    /// A change of the price in percent, from -99 (a discount) to 100 (a mark-up). Fractions of a percent are not known to be accepted.
    #[must_use]
    pub fn price_markup(mut self, price_markup: i64) -> Self {
        self.price_markup = Some(price_markup);
        self
    }
    /// A text for the customer, at most 200 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
    /// How long the session stays open, in seconds from 300 to 86400. Without it, 3600.
    #[must_use]
    pub fn ttl_seconds(mut self, ttl_seconds: i64) -> Self {
        self.ttl_seconds = Some(ttl_seconds);
        self
    }
}

impl PaymentQuery {
    /// A request with every member left out.
    #[must_use]
    pub fn new() -> Self {
        Self { uuid: None, order_id: None }
    }
    /// The payment's identifier, as its creation returned it. Not empty (inferred).
    #[must_use]
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.uuid = Some(uuid.into());
        self
    }
    /// The shop's own identifier of the order, at most 128 characters. Not empty (inferred).
    #[must_use]
    pub fn order_id(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }
}

impl ListPayments {
    /// A request with every member left out.
    #[must_use]
    pub fn new() -> Self {
        Self {
            status: None,
            date_from: None,
            date_to: None,
            page: None,
            per_page: None,
        }
    }
    /// Only payments of this status. The service does not take `aml_lock` here.
    #[must_use]
    pub fn status(mut self, status: impl Into<PaymentStatus>) -> Self {
        self.status = Some(status.into());
        self
    }
    /// The first day, as year, month and day. In which time zone is not documented.
    #[must_use]
    pub fn date_from(mut self, date_from: ::chrono::NaiveDate) -> Self {
        self.date_from = Some(date_from);
        self
    }
    /// The last day, as year, month and day. In which time zone is not documented.
    #[must_use]
    pub fn date_to(mut self, date_to: ::chrono::NaiveDate) -> Self {
        self.date_to = Some(date_to);
        self
    }
    /// The page, counted from 1. Without it the first.
    #[must_use]
    pub fn page(mut self, page: i64) -> Self {
        self.page = Some(page);
        self
    }
    /// How many payments to a page, at most 5000. Without it 15.
    #[must_use]
    pub fn per_page(mut self, per_page: i64) -> Self {
        self.per_page = Some(per_page);
        self
    }
}

impl CreatePayout {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `currency`: The coin to send.
    /// * `network`: The network to send it on.
    /// * `amount`: The amount, in `currency`. More than 0, which is inferred. Whether fees come out of it or on top of it is said by `fee_option`.
    /// * `to_address`: The address that receives the coins, not empty (inferred). A transfer to a wrong address is lost.
    #[must_use]
    pub fn new(
        currency: impl Into<Currency>,
        network: impl Into<Network>,
        amount: impl Into<::rust_decimal::Decimal>,
        to_address: impl Into<String>,
    ) -> Self {
        Self {
            currency: currency.into(),
            network: network.into(),
            amount: amount.into(),
            to_address: to_address.into(),
            order_id: None,
            url_callback: None,
            memo: None,
            from_currency: None,
            fee_option: None,
        }
    }
    /// The shop's own identifier of the payout. A project has one payout per value: a second request with the same value is answered with the payout that exists. Optional on the wire, but without it a payout cannot be repeated safely. Store it before the call. Not empty, which is inferred.
    #[must_use]
    pub fn order_id(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }
    /// Where webhooks about this payout go. Without it none are sent. That it must be an http or https address which is reachable from outside is inferred from payments.
    #[must_use]
    pub fn url_callback(mut self, url_callback: impl Into<String>) -> Self {
        self.url_callback = Some(url_callback.into());
        self
    }
    /// The memo some recipients need to tell deposits apart, at most 255 characters. Only on the networks `TON` and `SOL`.
    #[must_use]
    pub fn memo(mut self, memo: impl Into<String>) -> Self {
        self.memo = Some(memo.into());
        self
    }
    /// The balance to debit, converted to `currency` on the way. Without it the balance in `currency`.
    #[must_use]
    pub fn from_currency(mut self, from_currency: impl Into<Currency>) -> Self {
        self.from_currency = Some(from_currency.into());
        self
    }
    /// Whether fees come out of the amount or on top of it. Without it `deduct`.
    #[must_use]
    pub fn fee_option(mut self, fee_option: impl Into<FeeOption>) -> Self {
        self.fee_option = Some(fee_option.into());
        self
    }
}

impl CalcPayout {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `currency`: The coin to send.
    /// * `network`: The network to send it on.
    /// * `amount`: The amount, in `currency`. More than 0, which is inferred.
    #[must_use]
    pub fn new(
        currency: impl Into<Currency>,
        network: impl Into<Network>,
        amount: impl Into<::rust_decimal::Decimal>,
    ) -> Self {
        Self {
            currency: currency.into(),
            network: network.into(),
            amount: amount.into(),
            from_currency: None,
            fee_option: None,
        }
    }
    /// The balance to debit. Without it the balance in `currency`.
    #[must_use]
    pub fn from_currency(mut self, from_currency: impl Into<Currency>) -> Self {
        self.from_currency = Some(from_currency.into());
        self
    }
    /// Whether fees come out of the amount or on top of it. Without it `deduct`.
    #[must_use]
    pub fn fee_option(mut self, fee_option: impl Into<FeeOption>) -> Self {
        self.fee_option = Some(fee_option.into());
        self
    }
}

impl CreateStaticWallet {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `currency`: The coin the wallet takes.
    /// * `network`: The network the wallet's address is on.
    /// * `order_id`: The shop's own identifier of the customer or order, at most 255 characters; not empty (inferred). Together with coin and network it names at most one wallet in a project.
    /// * `url_callback`: Where webhooks about deposits go. That it must be an http or https address which is reachable from outside is inferred from payments.
    #[must_use]
    pub fn new(
        currency: impl Into<Currency>,
        network: impl Into<Network>,
        order_id: impl Into<String>,
        url_callback: impl Into<String>,
    ) -> Self {
        Self {
            currency: currency.into(),
            network: network.into(),
            order_id: order_id.into(),
            url_callback: url_callback.into(),
            label: None,
            invite_code: None,
        }
    }
    /// A name for the wallet, at most 255 characters.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
    /// The code of the referrer.
    #[must_use]
    pub fn invite_code(mut self, invite_code: impl Into<String>) -> Self {
        self.invite_code = Some(invite_code.into());
        self
    }
}

impl StaticWalletQuery {
    /// A request with every member left out.
    #[must_use]
    pub fn new() -> Self {
        Self { uuid: None, address: None }
    }
    /// The wallet's identifier. Not empty (inferred).
    #[must_use]
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.uuid = Some(uuid.into());
        self
    }
    /// The wallet's address on the chain. Not empty (inferred).
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }
}

impl ListStaticWallets {
    /// A request with every member left out.
    #[must_use]
    pub fn new() -> Self {
        Self {
            status: None,
            currency: None,
            network: None,
            order_id: None,
            page: None,
            per_page: None,
        }
    }
    /// Only wallets of this status.
    #[must_use]
    pub fn status(mut self, status: impl Into<StaticWalletStatus>) -> Self {
        self.status = Some(status.into());
        self
    }
    /// Only wallets for this coin.
    #[must_use]
    pub fn currency(mut self, currency: impl Into<Currency>) -> Self {
        self.currency = Some(currency.into());
        self
    }
    /// Only wallets on this network.
    #[must_use]
    pub fn network(mut self, network: impl Into<Network>) -> Self {
        self.network = Some(network.into());
        self
    }
    /// Only wallets with this identifier, at most 255 characters.
    #[must_use]
    pub fn order_id(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }
    /// The page, counted from 1. Without it the first.
    #[must_use]
    pub fn page(mut self, page: i64) -> Self {
        self.page = Some(page);
        self
    }
    /// How many wallets to a page, at most 100. Without it 20.
    #[must_use]
    pub fn per_page(mut self, per_page: i64) -> Self {
        self.per_page = Some(per_page);
        self
    }
}

impl StaticWalletRef {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `uuid`: The wallet's identifier. Not empty (inferred).
    #[must_use]
    pub fn new(uuid: impl Into<String>) -> Self {
        Self { uuid: uuid.into() }
    }
}

impl ListStaticWalletTransactions {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `uuid`: The wallet's identifier. Not empty (inferred).
    #[must_use]
    pub fn new(uuid: impl Into<String>) -> Self {
        Self {
            uuid: uuid.into(),
            date_from: None,
            date_to: None,
            page: None,
            per_page: None,
        }
    }
    /// The first day, as year, month and day. In which time zone is not documented.
    #[must_use]
    pub fn date_from(mut self, date_from: ::chrono::NaiveDate) -> Self {
        self.date_from = Some(date_from);
        self
    }
    /// The last day, as year, month and day. In which time zone is not documented.
    #[must_use]
    pub fn date_to(mut self, date_to: ::chrono::NaiveDate) -> Self {
        self.date_to = Some(date_to);
        self
    }
    /// The page, counted from 1. Without it the first.
    #[must_use]
    pub fn page(mut self, page: i64) -> Self {
        self.page = Some(page);
        self
    }
    /// How many deposits to a page, at most 5000. Without it 15.
    #[must_use]
    pub fn per_page(mut self, per_page: i64) -> Self {
        self.per_page = Some(per_page);
        self
    }
}

impl ConvertRequest {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `from_currency`: The balance to take from.
    /// * `to_currency`: The balance to add to.
    /// * `amount`: The amount, more than 0, in the currency that `amount_type` names.
    /// * `amount_type`: Which side the amount is on.
    #[must_use]
    pub fn new(
        from_currency: impl Into<Currency>,
        to_currency: impl Into<Currency>,
        amount: impl Into<::rust_decimal::Decimal>,
        amount_type: impl Into<AmountType>,
    ) -> Self {
        Self {
            from_currency: from_currency.into(),
            to_currency: to_currency.into(),
            amount: amount.into(),
            amount_type: amount_type.into(),
        }
    }
}

impl CreateInvoice {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `amount`: The price, in `currency`. More than 0, which is inferred.
    /// * `currency`: The fiat currency of the price.
    /// * `coin`: The coin to pay in.
    #[must_use]
    pub fn new(
        amount: impl Into<::rust_decimal::Decimal>,
        currency: impl Into<InvoiceCurrency>,
        coin: impl Into<InvoiceCoin>,
    ) -> Self {
        Self {
            amount: amount.into(),
            currency: currency.into(),
            coin: coin.into(),
            network: None,
            order_id: None,
            webhook_url: None,
            success_url: None,
        }
    }
    /// The network to pay on. The documentation shows it in the example only, so it counts as optional; a coin that exists on several networks needs it to be unambiguous.
    #[must_use]
    pub fn network(mut self, network: impl Into<InvoiceNetwork>) -> Self {
        self.network = Some(network.into());
        self
    }
    /// The shop's own identifier of the order. It is not known to prevent a second invoice.
    #[must_use]
    pub fn order_id(mut self, order_id: impl Into<String>) -> Self {
        self.order_id = Some(order_id.into());
        self
    }
    /// Where webhooks about this invoice go.
    #[must_use]
    pub fn webhook_url(mut self, webhook_url: impl Into<String>) -> Self {
        self.webhook_url = Some(webhook_url.into());
        self
    }
    /// Where the customer is sent after the payment.
    #[must_use]
    pub fn success_url(mut self, success_url: impl Into<String>) -> Self {
        self.success_url = Some(success_url.into());
        self
    }
}

impl CreateInvoicePayout {
    /// A request with the members the service requires, in the document's order:
    ///
    /// * `address`: The address that receives the coins, not empty (inferred). A transfer to a wrong address is lost.
    /// * `amount`: The amount to send, in `coin`. More than 0, which is inferred.
    /// * `coin`: The coin to send.
    /// * `network`: The network to send it on.
    #[must_use]
    pub fn new(
        address: impl Into<String>,
        amount: impl Into<::rust_decimal::Decimal>,
        coin: impl Into<InvoiceCoin>,
        network: impl Into<InvoiceNetwork>,
    ) -> Self {
        Self {
            address: address.into(),
            amount: amount.into(),
            coin: coin.into(),
            network: network.into(),
        }
    }
}
