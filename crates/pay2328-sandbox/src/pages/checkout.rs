//! The hosted checkout: a payment, or a static wallet's address, as the customer sees it. The page is drawn here alone;
//! its script asks the control API whether anything has changed, and then for the page once more.

use chrono::{DateTime, SecondsFormat, Utc};
use maud::{Markup, html};
use rust_decimal::Decimal;

use super::frame;
use crate::answer::Refusal;
use crate::money;
use crate::state::State;
use crate::state::market::{ASSETS, Asset};
use crate::state::payments::{Chosen, Payment, PaymentStatus};

/// What a status means to the customer.
struct Meaning {
    tone: &'static str,
    sign: &'static str,
    title: &'static str,
    text: &'static str,
}

fn meaning(payment: &Payment) -> Meaning {
    let (tone, sign, title, text) = match (payment.status, &payment.chosen) {
        (PaymentStatus::Check, None) if payment.to_currency.is_some() => {
            ("wait", "", "Choose how to pay", "Pick the network for your coin.")
        }
        (PaymentStatus::Check, None) => ("wait", "", "Choose how to pay", "Pick a coin and its network."),
        (PaymentStatus::Check, Some(_)) => {
            ("wait", "", "Waiting for your payment", "Send the exact amount to the address below.")
        }
        (PaymentStatus::UnderpaidCheck, _) => {
            ("warn", "!", "Part of it has arrived", "Send what is still missing to the same address.")
        }
        (PaymentStatus::Paid, _) => ("good", "✓", "Paid", "Thank you. The shop has been told."),
        (PaymentStatus::Overpaid, _) => {
            ("good", "✓", "Paid", "More than the amount due has arrived. The shop has been told.")
        }
        (PaymentStatus::Underpaid, _) => {
            ("bad", "!", "Time is up", "Only a part arrived in time. Please contact the shop.")
        }
        (PaymentStatus::Cancel, _) => {
            ("bad", "×", "This payment has expired", "Nothing arrived in time. Please order again.")
        }
        (PaymentStatus::AmlLock, _) => {
            ("bad", "!", "Held for review", "The transaction is being checked. Please contact the shop.")
        }
    };
    Meaning { tone, sign, title, text }
}

/// The page of one payment.
pub(super) fn payment(state: &State, now: DateTime<Utc>, id: &str) -> Result<Markup, Refusal> {
    let payment = state.payment(id)?;
    let meaning = meaning(payment);
    let open = payment.status.is_open();
    let paid = matches!(payment.status, PaymentStatus::Paid | PaymentStatus::Overpaid);
    let way_back = if paid {
        payment.url_success.as_ref().or(payment.url_return.as_ref())
    } else {
        payment.url_return.as_ref()
    };
    let body = html! {
        (banner())
        main.sheet #checkout
            data-kind="payments" data-id=(payment.uuid) data-status=(payment.status.as_str())
            data-received=(payment.received) data-address=[payment.chosen.as_ref().map(|chosen| &chosen.address)]
            data-expires=(payment.expires_at.to_rfc3339_opts(SecondsFormat::Millis, true))
            data-now=(now.to_rfc3339_opts(SecondsFormat::Millis, true))
        {
            section.card.order aria-labelledby="amount" {
                h1 #amount { (money::text(payment.amount, 2)) " " span.unit { (payment.currency) } }
                @if let Some(description) = &payment.description { p.description { (description) } }
                p.muted { "Order " span.token { (payment.order_id) } }
            }
            section.card.state.(meaning.tone) aria-labelledby="state" {
                div.headline {
                    @if meaning.sign.is_empty() { span.pulse aria-hidden="true" {} }
                    @else { span.sign aria-hidden="true" { (meaning.sign) } }
                    div {
                        h2 #state tabindex="-1" { (meaning.title) }
                        p { (meaning.text) }
                    }
                }
                @if open {
                    div.track {
                        p.countdown { span.visually-hidden { "Time left: " } time #countdown role="timer" { "–" } }
                        progress aria-hidden="true" #time max="1" value="1" data-from=(payment.created_at.to_rfc3339()) {} }
                }
                @match &payment.chosen {
                    Some(chosen) if open => (instructions(payment, chosen)),
                    None if open => (choice(payment.to_currency.as_deref())),
                    _ => (summary(payment)),
                }
                @if let Some(url) = way_back {
                    a.button.(if open { "quiet" } else { "main" }) #back href=(url) rel="noopener noreferrer" { "Return to the shop" }
                }
            }
            @if open && payment.chosen.is_some() { (simulation()) }
        }
        p.visually-hidden #announcement role="status" aria-live="polite" {}
        p.toast #toast role="alert" hidden {}
    };
    Ok(frame(&format!("{} · 2328 sandbox", meaning.title), "checkout.css", "checkout.js", &body))
}

fn banner() -> Markup {
    html! {
        header.banner {
            span.brand { img src="/_sandbox/assets/icon.svg" alt="" width="24" height="24"; "2328 sandbox" }
            span.tag { "No real money" }
        }
    }
}

/// How much to send where.
fn instructions(payment: &Payment, chosen: &Chosen) -> Markup {
    let left = money::text(payment.left().unwrap_or_default(), 2);
    let asset = chosen.asset;
    html! {
        div.pay {
            @if let Some(qr) = chosen.qr() { img.qr src=(qr) alt="QR code of the address" width="180" height="180"; }
            dl {
                (fact(if payment.received.is_zero() { "Amount" } else { "Still due" }, &left, asset.currency, "amount-due"))
                @if !payment.received.is_zero() {
                    div { dt { "Received" } dd { (money::text(payment.received, 2)) " " (asset.currency) } }
                }
                div { dt { "Network" } dd { (asset.network_name()) " " span.muted { (asset.network) } } }
                (fact("Address", &chosen.address, "", "address"))
            }
        }
    }
}

/// A value that can be copied.
fn fact(name: &str, value: &str, unit: &str, id: &str) -> Markup {
    html! {
        div {
            dt { (name) }
            dd.copyable {
                span { span.token id=(id) { (value) } @if !unit.is_empty() { " " (unit) } }
                button.copy id={ "copy-" (id) } type="button" data-copies=(id) {
                    "Copy" span.visually-hidden { " " (name.to_lowercase()) }
                }
            }
        }
    }
}

/// The choice of coin and network, or of the network alone if the shop has preselected the coin. Without script, all
/// networks are in one list with their coins.
fn choice(preselected: Option<&str>) -> Markup {
    let offered: Vec<&Asset> =
        ASSETS.iter().filter(|asset| preselected.is_none_or(|coin| asset.currency == coin)).collect();
    let mut coins: Vec<&str> = offered.iter().map(|asset| asset.currency).collect();
    coins.dedup();
    html! {
        form #choice {
            fieldset.chips {
                legend { "Coin" }
                @for (at, coin) in coins.iter().enumerate() {
                    label { input type="radio" name="currency" value=(coin) checked[at == 0]; span { (coin) } }
                }
            }
            fieldset.chips {
                legend { "Network" }
                @for (at, asset) in offered.iter().enumerate() {
                    label data-coin=(asset.currency) {
                        input type="radio" name="network" value=(asset.network) checked[at == 0];
                        span { (asset.network_name()) }
                    }
                }
            }
            button.button.main #continue type="submit" { "Continue" }
        }
    }
}

/// What came of it, once it has ended.
fn summary(payment: &Payment) -> Markup {
    html! {
        dl.summary {
            @if let Some(chosen) = &payment.chosen {
                @if payment.received > Decimal::ZERO {
                    div { dt { "Received" } dd { (money::text(payment.received, 2)) " " (chosen.asset.currency) } }
                }
                div { dt { "Due" } dd { (money::text(chosen.due, 2)) " " (chosen.asset.currency) } }
                div { dt { "Network" } dd { (chosen.asset.network_name()) } }
            }
            @if let Some(txid) = &payment.txid { div { dt { "Transaction" } dd.token { (txid) } } }
        }
    }
}

/// What only a sandbox has.
fn simulation() -> Markup {
    html! {
        section.card.simulation aria-labelledby="simulate" {
            h2 #simulate { "Simulate the payment" }
            p.muted { "Be the customer’s wallet. This panel exists in the sandbox only." }
            div.buttons {
                button.button.main #pay-exact type="button" data-pays="exact" { "Pay exactly" }
                button.button #pay-less type="button" data-pays="less" { "Pay half" }
                button.button #pay-more type="button" data-pays="more" { "Pay 10 % more" }
            }
            form.inline #custom {
                label for="custom-amount" { "Another amount" }
                input #custom-amount name="amount" inputmode="decimal" autocomplete="off" required pattern="[0-9]+([.][0-9]{1,8})?";
                button.button #pay-custom type="submit" { "Pay" }
            }
            div.buttons {
                button.button.quiet #expire type="button" data-does="expire" { "Let the time run out" }
                button.button.quiet #aml-lock type="button" data-does="aml-lock" { "Pay, held by AML" }
            }
        }
    }
}

/// The page of a static wallet.
pub(super) fn wallet(state: &State, id: &str) -> Result<Markup, Refusal> {
    let wallet = state.wallet(id)?;
    let asset = wallet.asset;
    let body = html! {
        (banner())
        main.sheet #checkout
            data-kind="static-wallets" data-id=(wallet.uuid) data-status=(wallet.status())
            data-received=(wallet.total_received)
        {
            section.card.order aria-labelledby="amount" {
                h1 #amount { span.unit { "Send " } (asset.currency) }
                @if let Some(label) = &wallet.label { p.description { (label) } }
                p.muted { "For " span.token { (wallet.order_id) } }
            }
            section.card.state.(if wallet.active { "wait" } else { "bad" }) aria-labelledby="state" {
                div.headline {
                    @if wallet.active { span.pulse aria-hidden="true" {} } @else { span.sign aria-hidden="true" { "×" } }
                    div {
                        h2 #state tabindex="-1" { @if wallet.active { "Ready for deposits" } @else { "Closed" } }
                        p {
                            @if wallet.active { "This address stays the same. Send as often as you like." }
                            @else { "This address takes no deposits any more." }
                        }
                    }
                }
                div.pay {
                    @if let Some(qr) = crate::qr::data_uri(&wallet.address) { img.qr src=(qr) alt="QR code of the address" width="180" height="180"; }
                    dl {
                        div { dt { "Received" } dd { (money::text(wallet.total_received, 2)) " " (asset.currency) } }
                        div { dt { "Network" } dd { (asset.network_name()) " " span.muted { (asset.network) } } }
                        (fact("Address", &wallet.address, "", "address"))
                    }
                }
            }
            @if wallet.active {
                section.card.simulation aria-labelledby="simulate" {
                    h2 #simulate { "Simulate a deposit" }
                    p.muted { "Be the customer’s wallet. This panel exists in the sandbox only." }
                    form.inline #custom {
                        label for="custom-amount" { "Amount in " (asset.currency) }
                        input #custom-amount name="amount" value="10" inputmode="decimal" autocomplete="off" required pattern="[0-9]+([.][0-9]{1,8})?";
                        button.button.main #deposit type="submit" { "Deposit" }
                    }
                }
            }
        }
        p.visually-hidden #announcement role="status" aria-live="polite" {}
        p.toast #toast role="alert" hidden {}
    };
    Ok(frame("Deposit · 2328 sandbox", "checkout.css", "checkout.js", &body))
}
