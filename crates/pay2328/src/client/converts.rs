use std::fmt;

use pay2328_api::operations;
use pay2328_api::types::{Conversion, ConvertPrice, ConvertRequest};

use super::{Call, Caller};

/// Conversions between balances. From [`Client::converts`](crate::Client::converts).
#[derive(Clone)]
pub struct Converts(pub(super) Caller);

impl Converts {
    /// What a conversion would yield now (`POST /v1/convert/price`). Reserves nothing.
    pub fn price(&self, request: &ConvertRequest) -> Call<ConvertPrice> {
        let body = request.clone();
        self.0
            .enveloped(&operations::CONVERT_PRICE, |api| async move { api.convert_price(&body).await })
            .checked(request)
    }

    /// Converts at the market's price (`POST /v1/convert`).
    ///
    /// There is no idempotency key, so this call is **never** repeated once it was sent. On
    /// [`Outcome::Unknown`](crate::Outcome::Unknown) look at the balances before you convert again.
    pub fn convert(&self, request: &ConvertRequest) -> Call<Conversion> {
        let body = request.clone();
        self.0.enveloped(&operations::CONVERT, |api| async move { api.convert(&body).await }).checked(request)
    }
}

impl fmt::Debug for Converts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Converts(…)")
    }
}
