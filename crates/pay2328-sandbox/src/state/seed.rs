//! Objects in every status, for a first look around.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::State;
use super::payouts::PayoutEnd;
use crate::answer::Refusal;
use crate::fields::Fields;

/// How many objects were made.
#[derive(Debug, Serialize)]
pub(crate) struct Seeded {
    payments: usize,
    static_wallets: usize,
    payouts: usize,
    invoices: usize,
    converts: usize,
}

impl State {
    /// Makes a few objects in every status. Their webhooks go to `url_callback`, or to the sandbox itself.
    pub(crate) fn seed(&mut self, url_callback: Option<&str>) -> Result<Seeded, Refusal> {
        let sink = format!("{}/_sandbox/sink", self.settings.public_url);
        let callback = url_callback.unwrap_or(&sink).to_owned();
        let before = (self.payments.len(), self.wallets.len(), self.payouts.len(), self.invoices.len());
        let converts_before = self.conversions.len();
        self.seed_payments(&callback)?;
        self.seed_wallets(&callback)?;
        self.seed_payouts(&callback)?;
        self.seed_invoices(&callback)?;
        self.convert(&mut fields(&json!({
            "from_currency": "USDT", "to_currency": "BTC", "amount": "100", "amount_type": "from",
        }))?)?;
        Ok(Seeded {
            payments: self.payments.len() - before.0,
            static_wallets: self.wallets.len() - before.1,
            payouts: self.payouts.len() - before.2,
            invoices: self.invoices.len() - before.3,
            converts: self.conversions.len() - converts_before,
        })
    }

    fn seed_payments(&mut self, callback: &str) -> Result<(), Refusal> {
        let shop = "https://shop.example/orders";
        // Amount, currency, coin, network, description, parts of what is due that are paid, how it ends.
        let payments = [
            ("19.90", "EUR", None, "Three months of hosting", None, ""),
            ("49.99", "USD", Some(("USDT", "TRX-TRC20")), "Headphones, black", None, ""),
            ("120.00", "USD", Some(("BTC", "BTC")), "Bicycle repair", None, ""),
            ("2800", "RUB", Some(("TON", "TON")), "Билет на концерт", Some("1"), ""),
            ("75.50", "EUR", Some(("ETH", "ETH-ERC20")), "Café crème machine", Some("1"), ""),
            ("15", "USDT", Some(("USDT", "BSC-BEP20")), "Donation", Some("1.2"), ""),
            ("30", "USD", Some(("SOL", "SOL")), "Poster print", Some("0.4"), ""),
            ("64", "USD", Some(("USDC", "POL-MATIC")), "Board game", Some("0.9"), "expire"),
            ("8.40", "EUR", Some(("LTC", "LTC")), "Coffee beans", None, "expire"),
            ("990", "USD", Some(("USDT", "ETH-ERC20")), "Camera lens", None, "aml"),
        ];
        for (amount, currency, coin, description, paid, end) in payments {
            let mut body = json!({
                "amount": amount, "currency": currency, "order_id": format!("DEMO-{}", self.payments.len() + 1),
                "description": description, "url_return": shop, "url_callback": callback,
            });
            if let Some((coin, network)) = coin {
                body["to_currency"] = coin.into();
                body["network"] = network.into();
            }
            self.payment_create(&mut fields(&body)?)?;
            let Some(uuid) = self.payments.last() else { continue };
            if let Some(part) = paid {
                let part = crate::money::plain(part).unwrap_or(Decimal::ONE);
                let due = self.payment(&uuid)?.left().unwrap_or_default();
                self.pay_payment(&uuid, Some((due * part).round_dp(8)), None)?;
            }
            match end {
                "expire" => _ = self.expire_payment(&uuid)?,
                "aml" => _ = self.aml_lock_payment(&uuid, None)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn seed_wallets(&mut self, callback: &str) -> Result<(), Refusal> {
        let wallets = [
            ("USDT", "TRX-TRC20", "Deposits of user 17", &["25", "310.5"][..]),
            ("BTC", "BTC", "Savings of user 17", &["0.0042"]),
            ("TON", "TON", "Deposits of user 23", &[]),
        ];
        for (currency, network, label, deposits) in wallets {
            let order_id = format!("DEMO-USER-{}", self.wallets.len() + 1);
            self.static_wallet_create(&mut fields(&json!({
                "currency": currency, "network": network, "order_id": order_id, "label": label,
                "url_callback": callback,
            }))?)?;
            let Some(uuid) = self.wallets.last() else { continue };
            for amount in deposits {
                let amount = crate::money::plain(amount).unwrap_or(Decimal::ONE);
                self.deposit(&uuid, amount)?;
            }
        }
        Ok(())
    }

    fn seed_payouts(&mut self, callback: &str) -> Result<(), Refusal> {
        let ends = [
            None,
            Some(PayoutEnd::Completed),
            Some(PayoutEnd::Failed { error_type: "aml_risk".to_owned() }),
            Some(PayoutEnd::Cancelled),
        ];
        for end in ends {
            let order_id = format!("DEMO-PAYOUT-{}", self.payouts.len() + 1);
            self.payout_create(&mut fields(&json!({
                "currency": "USDT", "network": "TRX-TRC20", "amount": "40", "order_id": order_id,
                "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "url_callback": callback,
            }))?)?;
            if let Some(end) = end {
                self.end_payout(&order_id, end)?;
            }
        }
        Ok(())
    }

    fn seed_invoices(&mut self, callback: &str) -> Result<(), Refusal> {
        for step in ["", "confirm", "pay"] {
            let order_id = format!("DEMO-INVOICE-{}", self.invoices.len() + 1);
            self.invoice_create(&mut fields(&json!({
                "amount": "49.99", "currency": "USD", "coin": "USDT", "network": "TRC20", "order_id": order_id,
                "webhook_url": callback,
            }))?)?;
            let Some(id) = self.invoices.last() else { continue };
            match step {
                "confirm" => _ = self.confirm_invoice(&id)?,
                "pay" => _ = self.pay_invoice(&id)?,
                _ => {}
            }
        }
        Ok(())
    }
}

fn fields(body: &Value) -> Result<Fields, Refusal> {
    Fields::parse(body.to_string().as_bytes())
}
