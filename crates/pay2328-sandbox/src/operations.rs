//! Which part of the state machine carries out which operation.

use crate::answer::{Answer, Refusal, answer};
use crate::fields::Fields;
use crate::operation::Operation;
use crate::state::State;

impl State {
    /// Carries out an operation. `last_segment` is the end of the path, for the operation that has a parameter there.
    pub(crate) fn run(
        &mut self,
        operation: Operation,
        fields: &mut Fields,
        last_segment: &str,
    ) -> Result<Answer, Refusal> {
        Ok(match operation {
            Operation::PaymentCreate => answer(&self.payment_create(fields)?),
            Operation::PaymentInfo => answer(&self.payment_info(fields)?),
            Operation::PayoutCreate => answer(&self.payout_create(fields)?),
            Operation::PayoutStatus => answer(&self.payout_status(last_segment)?),
            Operation::StaticWalletCreate => answer(&self.static_wallet_create(fields)?),
            Operation::StaticWalletInfo => answer(&self.static_wallet_info(fields)?),
            Operation::StaticWalletList => answer(&self.static_wallet_list(fields)?),
            Operation::StaticWalletEnable => answer(&self.static_wallet_toggle(fields, true)?),
            Operation::StaticWalletDisable => answer(&self.static_wallet_toggle(fields, false)?),
            Operation::StaticWalletTransactions => answer(&self.static_wallet_transactions(fields)?),
            Operation::InvoiceCreate => answer(&self.invoice_create(fields)?),
            Operation::InvoicePayoutCreate => answer(&self.invoice_payout_create(fields)?),
            Operation::PaymentList => answer(&self.payment_list(fields)?),
            Operation::PayoutCalc => answer(&self.payout_calc(fields)?),
            Operation::Balance => answer(&self.ledger.balances(&self.rates)),
            Operation::ExchangeRates => answer(&self.exchange_rates()),
            Operation::Prices => answer(&self.prices()),
            Operation::Directions => answer(&self.directions()),
            Operation::ConvertPrice => answer(&self.convert_price(fields)?),
            Operation::Convert => answer(&self.convert(fields)?),
        })
    }
}
