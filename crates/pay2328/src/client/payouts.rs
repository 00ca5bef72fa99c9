use std::fmt;

use bytes::Bytes;
use pay2328_api::check::{Callbacks, Check, Violation};
use pay2328_api::operations;
use pay2328_api::types::{self, CalcPayout, Payout, PayoutCalculation};

use super::echo::Echo;
use super::exchange::escape_separators;
use super::sendings::Sendings;
use super::{Call, Caller, Wait};
use crate::OrderId;
use crate::create_payout::CreatePayout;
use crate::error::{Error, Result};

/// A payout as it goes over the wire, byte by byte.
///
/// Store [`body`](Self::body) in the same transaction that debits your user; after a crash,
/// [`from_body`](Self::from_body) brings it back, and sending it again is safe.
///
/// ```no_run
/// # async fn example(payouts: pay2328::Payouts, request: pay2328::types::CreatePayout) -> pay2328::Result<()> {
/// use pay2328::PreparedPayout;
///
/// let prepared = payouts.prepare(&request)?;
/// let stored: Vec<u8> = prepared.body().to_vec(); // into your database; then:
/// let payout = payouts.send(&prepared).await?;
/// // … or, after a restart:
/// let payout = payouts.send(&PreparedPayout::from_body(stored)?).await?;
/// # let _ = payout;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PreparedPayout {
    body: Bytes,
    request: types::CreatePayout,
    sendings: Sendings,
}

/// Two are the same if their bytes are.
impl PartialEq for PreparedPayout {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl PreparedPayout {
    fn of(request: types::CreatePayout) -> Result<Self> {
        let body = serde_json::to_vec(&request).map_err(|error| {
            Error::configuration(format!("the payout cannot be written as JSON: {error}"))
        })?;
        Ok(Self { body: escape_separators(&body), request, sendings: Sendings::none() })
    }

    /// A payout from stored bytes. They are kept as they are, and sent as they are.
    ///
    /// They may have been sent before, so whatever fails of sending them now proves nothing, and its outcome is
    /// `Unknown`: see [`Call::in_doubt`].
    ///
    /// # Errors
    /// If they are not a payout, or one without an order id. Its outcome is
    /// [`Unknown`](crate::Outcome::Unknown), too.
    pub fn from_body(body: impl Into<Vec<u8>>) -> Result<Self> {
        Self::read(body.into().into()).map_err(|error| error.in_doubt(&operations::PAYOUT_CREATE))
    }

    fn read(body: Bytes) -> Result<Self> {
        let request: types::CreatePayout = serde_json::from_slice(&body)
            .map_err(|error| Error::configuration(format!("the stored bytes are not a payout: {error}")))?;
        let Some(order_id) = &request.order_id else {
            return Err(Error::configuration(
                "the stored payout has no order_id, so it cannot be repeated safely",
            ));
        };
        OrderId::new(order_id.as_str())?;
        Ok(Self { body, request, sendings: Sendings::perhaps_one() })
    }

    /// The bytes that are signed and sent.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The order id in them.
    pub fn order_id(&self) -> &str {
        self.request.order_id.as_deref().unwrap_or_default()
    }
}

/// Payouts. From [`Client::payouts`](crate::Client::payouts).
#[derive(Clone)]
pub struct Payouts(pub(super) Caller);

impl Payouts {
    /// Sends coins (`POST /v1/payout`).
    ///
    /// The service returns the existing payout for an order id it knows, so this call is repeated safely,
    /// with the same bytes. If the existing payout has another amount, coin, network, address or memo,
    /// the call fails with a [`Conflict`](crate::Conflict).
    ///
    /// On [`Outcome::Unknown`](crate::Outcome::Unknown), and after a crash, make the same call again, with the
    /// same order id, and say that it is [`in_doubt`](Call::in_doubt): an outcome speaks about its own call
    /// only, so without that word a later "not sent" or "rejected" would prove nothing about the payout.
    pub fn create(&self, request: &CreatePayout) -> Call<Payout> {
        let (body, asked) = (request.0.clone(), request.0.clone());
        self.0
            .enveloped(&operations::PAYOUT_CREATE, |api| async move { api.payout_create(&body).await })
            .checked(request)
            .order_id(request.0.order_id.as_deref())
            .echo(move |payout: &Payout| {
                Echo::default()
                    .optional(
                        asked.order_id.as_deref(),
                        payout.order_id.as_deref(),
                        |echo, asked, existing| echo.text("order_id", asked, existing),
                    )
                    .amount("amount", asked.amount, payout.amount)
                    .currency("currency", &asked.currency, &payout.currency)
                    .optional(Some(&asked.network), payout.network.as_ref(), |echo, asked, existing| {
                        echo.network("network", asked, existing)
                    })
                    .optional(Some(&asked.to_address), payout.to_address.as_ref(), |echo, asked, existing| {
                        echo.address("to_address", asked, existing)
                    })
                    // A memo that was not asked for sends the coins to somebody else's account.
                    .optional(
                        Some(asked.memo.as_deref().unwrap_or_default()),
                        payout.memo.as_deref(),
                        |echo, asked, existing| echo.text("memo", asked, existing),
                    )
                    .conflict(&payout.uuid, payout)
            })
    }

    /// The bytes of a payout, to be stored before they are sent. After a crash bring them back with
    /// [`from_body`](PreparedPayout::from_body): one that is prepared anew does not know that it may have been
    /// sent.
    ///
    /// # Errors
    /// If the request breaks a documented limit.
    pub fn prepare(&self, request: &CreatePayout) -> Result<PreparedPayout> {
        let call = self.create(request);
        call.check()?;
        PreparedPayout::of(request.0.clone())
    }

    /// Sends a prepared payout: exactly its bytes, in each attempt and after each restart.
    ///
    /// The order id is unique within a project: send it through a client of the same project.
    ///
    /// Bytes that were brought back with [`from_body`](PreparedPayout::from_body) are
    /// [`in_doubt`](Call::in_doubt), and so is a prepared payout (and its clones) after a call whose outcome
    /// was [`Unknown`](crate::Outcome::Unknown), or whose future was dropped: only the payout or a
    /// [`Conflict`](crate::Conflict) settles it then, and every other failure's outcome is `Unknown`.
    pub fn send(&self, payout: &PreparedPayout) -> Call<Payout> {
        self.create(&CreatePayout(payout.request.clone()))
            .prepared(payout.body.clone())
            .sendings(payout.sendings.clone())
    }

    /// Sends coins and does not give up before the outcome is known: as [`create`](Self::create), but on
    /// [`Outcome::Unknown`](crate::Outcome::Unknown) (and where nothing could be sent, or the service was
    /// too busy) it sends the same bytes again until there is a definite answer or 15 minutes are over.
    /// [`total_timeout`](Call::total_timeout) sets another limit.
    ///
    /// If even then the outcome is unknown, the error says so; the same call with the same order id can go
    /// on later, in another process too, and is then [`in_doubt`](Call::in_doubt). For a prepared payout:
    /// `send(&prepared).until_known()`.
    pub fn ensure(&self, request: &CreatePayout) -> Call<Payout> {
        self.create(request).until_known()
    }

    /// Waits until a payout has reached a final status, by asking for it now and then.
    pub fn wait(&self, uuid: &str) -> Wait<Payout> {
        let (payouts, uuid) = (Self(self.0.clone()), uuid.to_owned());
        Wait::new(
            &operations::PAYOUT_STATUS,
            move || payouts.status(&uuid),
            |payout: &Payout| (payout.status.is_final(), payout.status.to_string()),
        )
    }

    /// What a payout would cost (`POST /v1/payout/calc`). Creates and debits nothing.
    pub fn calc(&self, request: &CalcPayout) -> Call<PayoutCalculation> {
        let body = request.clone();
        self.0
            .enveloped(&operations::PAYOUT_CALC, |api| async move { api.payout_calc(&body).await })
            .checked(request)
    }

    /// Looks a payout up by the uuid its creation returned (`GET /v1/payout/status/{uuid}`).
    pub fn status(&self, uuid: &str) -> Call<Payout> {
        let argument = uuid.to_owned();
        self.0
            .enveloped(&operations::PAYOUT_STATUS, |api| async move { api.payout_status(&argument).await })
            .checked(&PathSegment("uuid", uuid))
    }
}

/// An argument that becomes part of a path. `.` and `..` would be taken for steps in it.
struct PathSegment<'a>(&'static str, &'a str);

impl Check for PathSegment<'_> {
    fn check(&self, _: Callbacks) -> Result<(), Violation> {
        let Self(field, value) = self;
        if value.is_empty()
            || matches!(*value, "." | "..")
            || !value.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(Violation::new(
                field,
                "must be an identifier of the service",
                Some((*value).to_owned()),
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for Payouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payouts(…)")
    }
}
