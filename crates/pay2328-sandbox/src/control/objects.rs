//! Payments, wallets, payouts, invoices, balances: what a customer or the chain does to them, and what they look like.

use std::sync::Arc;

use axum::Router;

use super::{act, event, list, show};
use crate::answer::{Refusal, answer};
use crate::fields::Fields;
use crate::money::{AMOUNT_SCALE, CREDIT_SCALE};
use crate::server::Shared;
use crate::state::invoices::InvoiceStatus;
use crate::state::market::Asset;
use crate::state::payouts::PayoutEnd;
use crate::state::{Change, State};

/// What a failed payout says when nothing else is asked for: the one documented reason.
pub(crate) const DEFAULT_ERROR_TYPE: &str = "aml_risk";

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route(
            "/payments",
            list(shared, |shared, query| shared.look(|state| answer(&state.show_payments(query.limit())))),
        )
        .route(
            "/payments/{id}",
            show(shared, |shared, id| shared.look(|state| Ok(answer(&state.show_payment(id)?)))),
        )
        .route("/payments/{id}/pay", act(shared, pay_payment))
        .route("/payments/{id}/choose", act(shared, choose))
        .route("/payments/{id}/aml-lock", act(shared, aml_lock))
        .route("/payments/{id}/expire", event(shared, |state, id| state.expire_payment(id)))
        .route(
            "/static-wallets",
            list(shared, |shared, query| shared.look(|state| answer(&state.show_wallets(query.limit())))),
        )
        .route(
            "/static-wallets/{id}",
            show(shared, |shared, id| shared.look(|state| Ok(answer(&state.show_wallet(id)?)))),
        )
        .route("/static-wallets/{id}/deposit", act(shared, deposit))
        .route("/static-wallets/{id}/enable", event(shared, |state, id| state.set_wallet_active(id, true)))
        .route("/static-wallets/{id}/disable", event(shared, |state, id| state.set_wallet_active(id, false)))
        .route(
            "/payouts",
            list(shared, |shared, query| shared.look(|state| answer(&state.show_payouts(query.limit())))),
        )
        .route(
            "/payouts/{id}",
            show(shared, |shared, id| shared.look(|state| Ok(answer(&state.show_payout(id)?)))),
        )
        .route(
            "/payouts/{id}/complete",
            event(shared, |state, id| state.end_payout(id, PayoutEnd::Completed)),
        )
        .route("/payouts/{id}/cancel", event(shared, |state, id| state.end_payout(id, PayoutEnd::Cancelled)))
        .route("/payouts/{id}/fail", act(shared, fail_payout))
        .route(
            "/invoices",
            list(shared, |shared, query| shared.look(|state| answer(&state.show_invoices(query.limit())))),
        )
        .route(
            "/invoices/{id}",
            show(shared, |shared, id| shared.look(|state| Ok(answer(&state.show_invoice(id)?)))),
        )
        .route("/invoices/{id}/pay", event(shared, |state, id| state.pay_invoice(id)))
        .route("/invoices/{id}/confirm", event(shared, |state, id| state.confirm_invoice(id)))
        .route(
            "/invoices/{id}/expire",
            event(shared, |state, id| state.end_invoice(id, InvoiceStatus::Expired)),
        )
        .route("/invoices/{id}/fail", event(shared, |state, id| state.end_invoice(id, InvoiceStatus::Failed)))
        .route(
            "/invoice-payouts",
            list(shared, |shared, query| {
                shared.look(|state| answer(&state.show_invoice_payouts(query.limit())))
            }),
        )
        .route(
            "/invoice-payouts/{id}",
            show(shared, |shared, id| shared.look(|state| Ok(answer(&state.show_invoice_payout(id)?)))),
        )
        .route(
            "/invoice-payouts/{id}/complete",
            event(shared, |state, id| state.end_invoice_payout(id, true)),
        )
        .route("/invoice-payouts/{id}/fail", event(shared, |state, id| state.end_invoice_payout(id, false)))
        .route(
            "/converts",
            list(shared, |shared, query| shared.look(|state| answer(&state.show_converts(query.limit())))),
        )
        .route(
            "/balances",
            list(shared, |shared, _| shared.look(|state| answer(&state.ledger.accounts(&state.rates)))),
        )
        .route("/balances/{id}/add", act(shared, add_balance))
}

fn pay_payment(state: &mut State, id: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let amount = fields.amount("amount", AMOUNT_SCALE);
    let asset = asset(fields);
    fields.finish()?;
    state.pay_payment(id, amount, asset)
}

fn choose(state: &mut State, id: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let asset = asset(fields);
    fields.finish()?;
    let asset = asset.ok_or_else(|| Refusal::field("currency", "Is required."))?;
    state.choose_asset(id, asset)
}

fn aml_lock(state: &mut State, id: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let amount = fields.amount("amount", AMOUNT_SCALE);
    fields.finish()?;
    state.aml_lock_payment(id, amount)
}

fn deposit(state: &mut State, id: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let amount = fields.required_amount("amount", AMOUNT_SCALE);
    fields.finish()?;
    state.deposit(id, amount)
}

fn fail_payout(state: &mut State, id: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let error_type = fields.text("error_type", 64).unwrap_or_else(|| DEFAULT_ERROR_TYPE.to_owned());
    fields.finish()?;
    state.end_payout(id, PayoutEnd::Failed { error_type })
}

fn add_balance(state: &mut State, currency: &str, fields: &mut Fields) -> Result<Change, Refusal> {
    let amount = fields.required_amount("amount", CREDIT_SCALE);
    fields.finish()?;
    state.add_balance(currency, amount)?;
    Ok(Change {
        id: currency.to_owned(),
        status: "active".to_owned(),
        txid: None,
        merchant_amount: Some(amount),
    })
}

/// The pair that `currency` and `network` name, if they are given.
fn asset(fields: &mut Fields) -> Option<&'static Asset> {
    let currency = fields.text("currency", 16);
    let network = fields.text("network", 32);
    match (&currency, &network) {
        (Some(currency), Some(network)) => {
            let asset = Asset::find(currency, network);
            if asset.is_none() {
                fields.problem("network", "Is no pair with this currency.");
            }
            asset
        }
        (None, None) => None,
        _ => {
            fields.problem("network", "Goes together with currency.");
            None
        }
    }
}
