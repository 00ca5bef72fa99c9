//! A shop's whole day with 2328, on this machine: `cargo run -p pay2328 --example quickstart`.
//!
//! It starts a local 2328 (the sandbox) and a webhook receiver, then takes a payment, runs a deposit
//! address, sends a payout and refuses three forgeries. Every claim it prints is checked; the exit code
//! is not 0 if one fails. With `PAY2328_PROJECT` and `PAY2328_API_KEY` set it reads from the real service
//! instead, and only reads.

#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and nobody imports it")]

mod account;
mod real;
mod receiver;

use std::collections::HashSet;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use futures_util::TryStreamExt;
use pay2328::invoice::InvoiceClient;
use pay2328::types::{
    CreateInvoice, CreatePayment, CreatePayout, CreateStaticWallet, ListStaticWalletTransactions,
};
use pay2328::webhook::{Event, Expected, Verifier};
use pay2328::{ApiKey, Client, InvoiceKey, OrderId, Outcome, PayoutKey, WebhookSecret};
use pay2328_sandbox::Sandbox;
use rust_decimal::{Decimal, dec};

use account::Account;
use receiver::Receiver;

#[tokio::main]
async fn main() -> ExitCode {
    let mut account = Account::new();
    // Half of the credentials is an error that names the other half, not the local story.
    let told = if ["PAY2328_PROJECT", "PAY2328_API_KEY"].iter().any(|name| std::env::var_os(name).is_some()) {
        real::read_only(&mut account).await
    } else {
        story(&mut account).await
    };
    if let Err(error) = told {
        account.failed(&*error);
    }
    account.close()
}

async fn story(account: &mut Account) -> Result<(), Box<dyn Error>> {
    // A seed makes ids and addresses the same in each run. Every webhook comes twice, as in real life.
    let sandbox = Sandbox::builder().seed(2328).duplicate_webhooks(2).start().await?;
    let api_key = ApiKey::new(sandbox.api_key())?;
    let payout_key = PayoutKey::new(sandbox.payout_key())?;
    let webhook_secret = WebhookSecret::new(sandbox.invoice_secret())?;
    let verifier = Verifier::new().api_key(&api_key).payout_key(&payout_key).invoice_secret(&webhook_secret);
    let mut receiver = Receiver::start(verifier.clone()).await?;
    let client = Client::builder(sandbox.project(), api_key)
        .base_url(sandbox.merchant_api())
        .user_agent("Quickstart/1.0 (+https://shop.example)")
        .build()?;
    account.title("A local 2328 in this process; no key, no account, no money");
    account.line("merchant API", sandbox.merchant_api());
    account.line("invoice API", sandbox.invoice_api());
    account.line("webhooks to", receiver.address());

    // 1 ------------------------------------------------------------------------------------------------
    account.step("A customer orders for 49.99 USD and wants to pay in USDT");
    let order = CreatePayment::new(dec!(49.99), "USD", "ORDER-1001", receiver.url())
        .to_currency("USDT")
        .network("TRX-TRC20");
    let payment = client.payments().create(&order).await?;
    let due = payment.payer_amount.ok_or("no amount due")?;
    let address = payment.address.as_deref().ok_or("no address")?;
    account.line("checkout", &payment.url);
    account.line("pay exactly", format!("{due} USDT on TRX-TRC20"));
    account.line("to", address);
    account.line("until", payment.expires_at.as_ref().ok_or("no expiry")?);
    account.check("1 USDT is 1 USD here, to 8 decimals", due.to_string() == "49.99000000");
    let again = client.payments().create(&order).await?;
    account.check("the same order again is the same payment", again.uuid == payment.uuid);

    // 2 ------------------------------------------------------------------------------------------------
    account.step("The customer pays; the webhook comes twice");
    sandbox.pay_payment(&payment.uuid, None).await?;
    let mut credited = HashSet::new();
    let mut order_credit = Decimal::ZERO;
    let expected = Expected::order("ORDER-1001", dec!(49.99), "USD".into());
    for _ in 0..2 {
        let webhook = receiver.next().await?;
        let news = credited.insert(webhook.dedupe_key());
        account.line(
            "webhook",
            format!("{}, signed with the {}, {}", webhook.status().unwrap_or("?"), webhook.key(), told(news)),
        );
        if news && webhook.matches(&expected).is_ok() {
            order_credit += webhook.credit()?.amount;
        }
    }
    account.line("credited", format!("{order_credit} USD to ORDER-1001"));
    account.check("two deliveries, one credit", credited.len() == 1 && order_credit == dec!(49.99));

    // 3 ------------------------------------------------------------------------------------------------
    account.step("A user gets a deposit address of their own, and seven deposits arrive");
    let wallet = CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-77", receiver.url()).label("Top up #77");
    let wallet = client.static_wallets().create(&wallet).await?;
    account.line("address", &wallet.address);
    let deposits =
        [dec!(10), dec!(0.004), dec!(250.5), dec!(99.99999999), dec!(3), dec!(1.23456789), dec!(42.42)];
    let mut user_credit = Decimal::ZERO;
    for amount in deposits {
        sandbox.deposit(&wallet.uuid, amount).await?;
        for _ in 0..2 {
            let webhook = receiver.next().await?;
            if !credited.insert(webhook.dedupe_key()) {
                continue;
            }
            let credit = webhook.credit()?;
            if let Event::StaticDeposit(deposit) = webhook.event() {
                account.line("deposit", format!("{:>14}  credited {:>24}", deposit.amount, credit.amount));
            }
            user_credit += credit.amount;
        }
    }
    account.line("credited", format!("{:>14}           {user_credit:>24} USDT to USER-77", ""));
    account.check("fourteen deliveries, seven credits", credited.len() == 1 + deposits.len());

    // 4 ------------------------------------------------------------------------------------------------
    account.step("The books: the wallet's transactions as a stream, three to a page");
    let calls_before = sandbox.request_log().len();
    let listed: Vec<_> = client
        .static_wallets()
        .transactions(&ListStaticWalletTransactions::new(&wallet.uuid).per_page(3))
        .items()
        .try_collect()
        .await?;
    let net: Decimal = listed.iter().filter_map(|transaction| transaction.net_amount).sum();
    let pages = sandbox.request_log().len() - calls_before;
    account.line("listed", format!("{} transactions on {pages} pages", listed.len()));
    account.line("net sum", format!("{net} USDT"));
    account.check("seven on three pages", listed.len() == 7 && pages == 3);
    account.check("what was credited is what is listed, to the last decimal", net == user_credit);

    // 5 ------------------------------------------------------------------------------------------------
    account.step("The user withdraws 25 USDT; the request is sent twice");
    // Stored before the call: it survives a crash, a random one would not.
    let order_id = OrderId::derive("withdrawal", "USER-77/1");
    let request =
        CreatePayout::new("USDT", "TRX-TRC20", dec!(25), CUSTOMER, order_id).url_callback(receiver.url());
    let payouts = client.payouts(&payout_key);
    let first = payouts.create(&request).await?;
    let second = payouts.create(&request).await?;
    account.line("payout", format!("{} ({})", first.uuid, first.status));
    account.line("repeated", format!("{} ({})", second.uuid, second.status));
    account.check("the same payout, made once", first.uuid == second.uuid && sandbox.payout_count() == 1);
    sandbox.complete_payout(&first.uuid).await?;
    let webhook = receiver.next().await?;
    account
        .line("webhook", format!("{}, signed with the {}", webhook.status().unwrap_or("?"), webhook.key()));
    account.check(
        "the webhook is about this payout",
        webhook.id() == Some(first.uuid.as_str()) && webhook.is_success(),
    );
    receiver.next().await?; // its second delivery
    let txid = payouts.status(&first.uuid).await?.txid.ok_or("no txid")?;
    account.line("txid", txid);

    // 6 ------------------------------------------------------------------------------------------------
    account.step("Three refusals");
    let delivered = receiver.first_body();
    let (content, signature) = delivered.rsplit_once(r#","sign":"#).ok_or("no signature")?;
    let forged = format!(r#"{content},"sign":"{}"}}"#, "c0ffee01".repeat(8));
    account.refused("a webhook signed by somebody else", verifier.verify(forged.as_bytes()).err());
    let changed = format!(r#"{},"sign":{signature}"#, content.replacen("49.99", "99.99", 1));
    account.check("its amount can be changed…", changed.len() == delivered.len() && changed != delivered);
    account.refused("…but the changed webhook", verifier.verify(changed.as_bytes()).err());
    let wrong_key = PayoutKey::new(sandbox.api_key())?;
    let error = client.payouts(&wrong_key).create(&request).await.err();
    let outcome = error.as_ref().map(pay2328::Error::outcome);
    account.refused("a payout signed with the wrong key", error);
    account.check("and it says that nothing was done", outcome == Some(Outcome::Rejected));

    // 7 ------------------------------------------------------------------------------------------------
    account.step("The same order through the Invoice API");
    let invoices = InvoiceClient::builder(InvoiceKey::new(sandbox.invoice_api_key())?)
        .base_url(sandbox.invoice_api())
        .build()?;
    let request = CreateInvoice::new(dec!(49.99), "USD", "USDT")
        .network("TRC20")
        .order_id("ORDER-1001")
        .webhook_url(receiver.invoice_url());
    let invoice = invoices.create(&request).await?;
    account.line("invoice", format!("{} ({})", invoice.id, invoice.status));
    account.line("pay exactly", format!("{} USDT on TRC20 to {}", invoice.amount_crypto, invoice.address));
    sandbox.pay_invoice(&invoice.id).await?;
    let paid = async {
        loop {
            let webhook = receiver.next().await?;
            account.line(
                "webhook",
                format!("{}, signed with the {}", webhook.status().unwrap_or("?"), webhook.key()),
            );
            if webhook.is_success() {
                return Ok::<_, Box<dyn Error>>(webhook);
            }
        }
    };
    let paid = tokio::time::timeout(Duration::from_secs(10), paid).await??;
    account.check(
        "the invoice is paid, and it is this order",
        paid.id() == Some(invoice.id.as_str()) && paid.order_id() == Some("ORDER-1001"),
    );
    Ok(())
}

/// The withdrawing user's own address.
const CUSTOMER: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

fn told(news: bool) -> &'static str {
    if news { "new" } else { "seen before: not credited again" }
}
