use std::fmt;

use pay2328_api::operations;
use pay2328_api::types::{CreatePayment, ListPayments, Payment, PaymentQuery, PaymentStatus};

use super::echo::Echo;
use super::{Call, Caller, Wait};
use crate::page::{List, Received};

/// Payments: sessions in which a customer pays one order. From [`Client::payments`](crate::Client::payments).
#[derive(Clone)]
pub struct Payments(pub(super) Caller);

impl Payments {
    /// Opens a payment session for an order (`POST /v1/payment`).
    ///
    /// The order id is the idempotency key: a second call with the same one returns the session that
    /// exists, so this call is repeated safely. If that session was opened for another amount, currency,
    /// coin or network, the call fails with a [`Conflict`](crate::Conflict) instead of passing it off as
    /// the one asked for.
    ///
    /// Give the amount no more decimal places than its currency has (two for `USD`): if the service rounds
    /// `49.999` to `50.00`, that is a conflict with what was asked for.
    pub fn create(&self, request: &CreatePayment) -> Call<Payment> {
        let (body, asked) = (request.clone(), request.clone());
        self.0
            .enveloped(&operations::PAYMENT_CREATE, |api| async move { api.payment_create(&body).await })
            .checked(request)
            .order_id(Some(&request.order_id))
            .echo(move |payment: &Payment| {
                let mut echo = Echo::default().currency("currency", &asked.currency, &payment.currency);
                if let Some(existing) = &payment.order_id {
                    echo = echo.text("order_id", &asked.order_id, existing);
                }
                // Whether these two change the amount that comes back is not documented.
                if asked.price_markup.is_none() && asked.fee_split.is_none() {
                    echo = echo.amount("amount", asked.amount, payment.amount);
                }
                // Later the customer may have chosen another coin.
                if matches!(payment.payment_status, PaymentStatus::Pending | PaymentStatus::Check) {
                    echo = echo
                        .optional(
                            asked.to_currency.as_ref(),
                            payment.payer_currency.as_ref(),
                            |echo, asked, existing| echo.currency("to_currency", asked, existing),
                        )
                        .optional(
                            asked.network.as_ref(),
                            payment.network.as_ref(),
                            |echo, asked, existing| echo.network("network", asked, existing),
                        );
                }
                echo.conflict(&payment.uuid, payment)
            })
    }

    /// Looks a payment up by its uuid or its order id (`POST /v1/payment/info`).
    ///
    /// A payment that does not exist fails with [`is_not_found`](crate::Error::is_not_found).
    pub fn info(&self, query: &PaymentQuery) -> Call<Payment> {
        let body = query.clone();
        self.0
            .enveloped(&operations::PAYMENT_INFO, |api| async move { api.payment_info(&body).await })
            .checked(query)
            .order_id(query.order_id.as_deref())
    }

    /// Waits until a payment has reached a final status, by asking for it now and then. A webhook is
    /// faster; this is for programs that cannot receive one.
    pub fn wait(&self, uuid: &str) -> Wait<Payment> {
        let (payments, query) = (Self(self.0.clone()), PaymentQuery::new().uuid(uuid));
        Wait::new(
            &operations::PAYMENT_INFO,
            move || payments.info(&query),
            |payment: &Payment| (payment.payment_status.is_final(), payment.payment_status.to_string()),
        )
    }

    /// The payments of the project (`POST /v1/payment/list`), 1,000 to a page unless the request says
    /// otherwise. (The service allows 5,000, but each payment carries a QR code of some kilobytes.)
    pub fn list(&self, request: &ListPayments) -> List<Payment> {
        let (caller, request) = (self.0.clone(), request.clone());
        List::new(
            &self.0,
            &operations::PAYMENT_LIST,
            request.page,
            request.per_page.or(Some(1000)),
            move |page, per_page| {
                let body = request.clone().page(page).per_page(per_page);
                let checked = body.clone();
                caller
                    .enveloped(&operations::PAYMENT_LIST, |api| async move { api.payment_list(&body).await })
                    .checked(&checked)
                    .map(|list| Received::with_total(list.items, list.paginate))
            },
        )
    }
}

impl fmt::Debug for Payments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payments(…)")
    }
}
