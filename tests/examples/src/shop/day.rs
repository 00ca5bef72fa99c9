//! A day of the shop: what customers, the service and strangers do, and whether the books are right.

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use pay2328_sandbox::{ReleaseOrder, Sandbox, Spelling};
use rust_decimal::{Decimal, dec};

use super::Shop;
use super::account::Account;
use super::request::send;

/// Runs the day and tells of it. Fails if anything told is not so.
pub async fn run(shop: &Shop, sandbox: &Sandbox, address: SocketAddr, framework: &str) -> ExitCode {
    let mut account = Account::new();
    account.title(&format!("A day of a shop on {framework}, with a local 2328 in this process"));
    account.line("shop", format!("http://{address}"));
    account.line("2328", sandbox.merchant_api());
    account.line("webhooks", "each comes twice");
    let day = Day { shop, sandbox, address };
    if let Err(error) = day.pass(&mut account).await {
        account.failed(&*error);
    }
    account.close()
}

struct Day<'a> {
    shop: &'a Shop,
    sandbox: &'a Sandbox,
    address: SocketAddr,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

impl Day<'_> {
    async fn pass(&self, account: &mut Account) -> Result<()> {
        let books = &self.shop.books;

        account.step("A customer orders a lamp and pays");
        let (order, checkout) = self.order("lamp").await?;
        account.line("checkout", checkout);
        account.check("the shop waits for the money", self.status(&order).await? == "waiting");
        self.sandbox.pay(&order).await?;
        self.until(|| books.order(&order).is_some_and(|order| order.is_paid)).await?;
        self.all_delivered().await?;
        account.line("answers", self.answers(&order));
        account.check("the customer sees it paid", self.status(&order).await? == "paid");
        account.check("credited once, 49.99 USD", books.credited(&order) == (dec!(49.99), 1));

        account.step("A customer pays a chair in two parts, and the webhooks come in the wrong order");
        let (order, _) = self.order("chair").await?;
        self.sandbox.hold_webhooks();
        self.sandbox.pay_payment(&order, Some(dec!(100))).await?;
        self.sandbox.pay(&order).await?;
        let released = self.sandbox.release_webhooks(ReleaseOrder::Reversed);
        self.all_delivered().await?;
        account.line("released", format!("{released} webhooks, the last one first"));
        account.line("answers", self.answers(&order));
        let last = self.answers(&order).ends_with("underpaid_check 200");
        let status = books.order(&order).and_then(|order| order.status);
        account.check(
            "`underpaid_check` came last and changed nothing",
            last && status.as_deref() == Some("paid"),
        );
        account.check("credited once, 180 USD", books.credited(&order) == (dec!(180), 1));

        account.step("The database is down when the next payment arrives");
        let (order, _) = self.order("lamp").await?;
        self.all_delivered().await?;
        books.fail(2);
        self.sandbox.pay(&order).await?;
        self.until(|| books.order(&order).is_some_and(|order| order.is_paid)).await?;
        self.all_delivered().await?;
        account.line("answers", self.answers(&order));
        account.check("credited once, when it was up again", books.credited(&order) == (dec!(49.99), 1));

        account.step("A customer never pays");
        let (order, _) = self.order("sticker").await?;
        let uuid = self.sandbox.expire_payment(&order).await?.id;
        self.all_delivered().await?;
        let status = books.order(&order).and_then(|order| order.status);
        account.line("payment", format!("{uuid}: {}", status.as_deref().unwrap_or("?")));
        account.check(
            "the shop knows, and credited nothing",
            status.as_deref() == Some("cancel") && books.credited(&order).1 == 0,
        );

        account.step("JSON can be spelled in many ways; a payment in each of them");
        for spelling in Spelling::ALL {
            self.sandbox.spell_webhooks(*spelling);
            let (order, _) = self.order("sticker").await?;
            self.sandbox.pay(&order).await?;
            self.all_delivered().await?;
            account.check(spelling.name(), books.credited(&order) == (dec!(0.50), 1));
        }
        self.sandbox.spell_webhooks(Spelling::Compact);

        account.step("A user tops up a balance through an address of their own");
        let wallet = self.shop.wallet("USER/Ёж-77").await?;
        let deposits = [dec!(10), dec!(0.004), dec!(1.23456789)];
        for amount in deposits {
            self.sandbox.deposit(&wallet, amount).await?;
        }
        self.all_delivered().await?;
        let sent: Decimal = deposits.iter().sum();
        let (credited, entries) = books.credited("USER/Ёж-77");
        account.line("sent", format!("{sent} USDT"));
        account.line("credited", format!("{credited} USDT, what is left after fees"));
        account.check(
            "three deposits, three credits, to the last decimal",
            entries == 3 && credited == sent * dec!(0.992),
        );

        account.step("A supplier is paid, and the webhook is signed with the payout key");
        let payout =
            self.shop.pay_supplier("INV-2026-11", dec!(25), "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G").await?;
        self.sandbox.complete_payout(&payout).await?;
        self.all_delivered().await?;
        let order_id = pay2328::OrderId::derive("supplier", "INV-2026-11");
        let status = books.payout_status(order_id.as_str());
        account.check("the books say `completed`", status.as_deref() == Some("completed"));

        account.step("Strangers knock");
        let entries = books.entries();
        let authentic = self.sandbox.webhook_log().into_iter().find(|webhook| webhook.status == "paid");
        let authentic = String::from_utf8(authentic.ok_or("nothing was paid")?.body)?;
        let json = "application/json";
        for (what, content_type, body, expected) in [
            ("a recorded webhook, sent again", json, authentic.clone(), 200),
            ("its amount changed", json, authentic.replacen("49.99", "4999.", 1), 401),
            ("without a signature", json, r#"{"payment_status":"paid"}"#.to_owned(), 401),
            ("70 KB", json, "{".repeat(70_000), 413),
            ("a form", "application/x-www-form-urlencoded", "payment_status=paid".to_owned(), 415),
            ("no JSON", json, "hello".to_owned(), 400),
        ] {
            let (status, answer) =
                send(self.address, "POST /webhooks/2328", content_type, body.as_bytes()).await?;
            account
                .check(&format!("{what}: {status}, and not a word"), status == expected && answer.is_empty());
        }
        account
            .check("the books are as before", books.entries() == entries && books.for_a_person().is_empty());
        Ok(())
    }

    async fn order(&self, item: &str) -> Result<(String, String)> {
        let (status, answer) = send(self.address, &format!("POST /orders/{item}"), "text/plain", b"").await?;
        let (order, checkout) =
            answer.split_once(' ').ok_or_else(|| format!("ordering failed: {status} {answer}"))?;
        Ok((order.to_owned(), checkout.to_owned()))
    }

    async fn status(&self, order: &str) -> Result<String> {
        Ok(send(self.address, &format!("GET /orders/{order}"), "text/plain", b"").await?.1)
    }

    /// Waits for what must happen soon.
    async fn until(&self, happened: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !happened() {
            if start.elapsed() > Duration::from_secs(20) {
                return Err("nothing happened for 20 seconds".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Waits until every webhook was answered with 2xx as often as it is to come.
    async fn all_delivered(&self) -> Result<()> {
        let delivered =
            |webhook: &pay2328_sandbox::Webhook| webhook.progress == pay2328_sandbox::Progress::Delivered;
        self.until(|| self.sandbox.webhook_log().iter().all(delivered)).await
    }

    /// The answers of the shop to the webhooks about an order, in the order of the deliveries.
    fn answers(&self, order: &str) -> String {
        let needle = format!("\"order_id\":\"{order}\"");
        let about =
            |webhook: &pay2328_sandbox::Webhook| String::from_utf8_lossy(&webhook.body).contains(&needle);
        let log = self.sandbox.webhook_log();
        let mut answers: Vec<_> = log
            .iter()
            .filter(|webhook| about(webhook))
            .flat_map(|webhook| {
                webhook.attempts.iter().map(|attempt| (attempt.at, &webhook.status, attempt.status))
            })
            .collect();
        answers.sort();
        let answers = answers.iter().map(|(_, status, answer)| format!("{status} {}", answer.unwrap_or(0)));
        answers.collect::<Vec<_>>().join(", ")
    }
}
