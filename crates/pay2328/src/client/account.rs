//! What the account holds, what things cost, and what can be moved.

use pay2328_api::operations;
use pay2328_api::types::{Balance, Direction, ExchangeRates, Price};

use super::{Call, Client};

impl Client {
    /// The balances of the merchant, one per currency (`GET /v1/balance`).
    pub fn balance(&self) -> Call<Vec<Balance>> {
        self.caller().enveloped(&operations::BALANCE, |api| async move { api.balance().await })
    }

    /// What one unit of a currency is worth in others (`GET /v1/exchange-rates`). Public: sent without
    /// credentials. Not every pair is there.
    pub fn exchange_rates(&self) -> Call<ExchangeRates> {
        self.caller().enveloped(&operations::EXCHANGE_RATES, |api| async move { api.exchange_rates().await })
    }

    /// What one unit of a currency costs in others, as a list (`GET /v1/prices`).
    pub fn prices(&self) -> Call<Vec<Price>> {
        self.caller()
            .enveloped(&operations::PRICES, |api| async move { api.prices().await })
            .envelope_optional()
    }

    /// Every coin on every network, with what can be paid in and out at present (`GET /v1/directions`).
    pub fn directions(&self) -> Call<Vec<Direction>> {
        self.caller().enveloped(&operations::DIRECTIONS, |api| async move { api.directions().await })
    }
}
