//! Fake webhooks, signed as the service signs them: for the tests of whoever receives them.
//!
//! They go through the same verifier as real ones, so a test drives a receiver end to end.
//!
//! ```
//! use pay2328::webhook::{Event, Verifier, testing::FakeWebhook};
//! use pay2328::ApiKey;
//!
//! let key = ApiKey::new("test-api-key")?;
//! let body = FakeWebhook::payment().text("order_id", "ORDER-7").text("payment_status", "overpaid").signed(&key);
//!
//! let verified = Verifier::new().api_key(&key).verify(body.as_bytes())?;
//! assert_eq!(verified.order_id(), Some("ORDER-7"));
//! assert_eq!(verified.credit()?.amount.to_string(), "180.00000000");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::key::{ApiKey, PayoutKey, WebhookSecret};
use crate::signature::SigningKey;

/// A webhook to be signed: members in the service's order, each of which can be replaced.
#[derive(Debug, Clone)]
#[must_use = "a webhook does nothing until it is signed"]
pub struct FakeWebhook {
    /// Names and values, both as JSON text.
    members: Vec<(String, String)>,
}

impl FakeWebhook {
    /// A payment of 180 RUB by TON that is `paid`.
    pub fn payment() -> Self {
        Self { members: Vec::new() }
            .text("uuid", "db17d490-15b6-47b9-9015-91d1d8b119f2")
            .text("order_id", "ORDER-12345")
            .text("amount", "180.00000000")
            .text("currency", "RUB")
            .text("url", "https://go.2328.io/db17d490-15b6-47b9-9015-91d1d8b119f2")
            .text("expires_at", "2026-05-09T16:56:58+03:00")
            .text("created_at", "2026-05-09T15:56:58+03:00")
            .text("payer_currency", "TON")
            .text("payer_amount", "0.95256917")
            .text("network", "TON")
            .text("address", "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb")
            .text("payment_status", "paid")
            .text("txid", "41c2a327323480af8e705d05deb09c238a41779928832abef4bb77c862357b11")
            .text("payment_amount", "0.95256917")
            .text("merchant_amount", "0.949711462490000000")
            .text("amount_usd", "2.41324380")
            .text("exchange_rate", "0.01340691")
    }

    /// A deposit of 10 USDT on a static wallet, of which 9.92 are left after fees.
    pub fn static_deposit() -> Self {
        Self { members: Vec::new() }
            .text("uuid", "a28b293f-5c76-4053-8062-ae9ca4ab784b")
            .text("order_id", "USER-7666308594")
            .text("amount", "10.00000000")
            .text("currency", "USDT")
            .text("amount_usd", "10.00000000")
            .text("exchange_rate", "1.00000000")
            .text("payer_currency", "USDT")
            .text("payer_amount", "10.00000000")
            .text("network", "TRX-TRC20")
            .text("address", "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G")
            .text("payment_status", "paid")
            .text("txid", "8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f")
            .text("payment_amount", "10.00000000")
            .text("merchant_amount", "9.920000000000000000")
            .text("created_at", "2026-05-09T16:13:04+03:00")
    }

    /// A payout of 2.25 USDT that is `completed`.
    pub fn payout() -> Self {
        Self { members: Vec::new() }
            .text("uuid", "5cf2ab57-8f1d-4b64-a0c5-6f0f5a3f9d11")
            .text("order_id", "pay-1-1")
            .text("status", "completed")
            .text("currency", "USDT")
            .text("network", "TRX-TRC20")
            .text("amount", "2.25000000")
            .text("merchant_amount", "3.25000000")
            .text("network_amount", "2.25000000")
            .text("amount_usd", "2.25000000")
            .text("to_address", "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G")
            .null("memo")
            .text("txid", "8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f")
            .json("block_number", "66112233")
            .null("error_type")
            .text("created_at", "2026-05-09T16:13:04+03:00")
            .text("updated_at", "2026-05-09T16:14:11+03:00")
    }

    /// An invoice of 49.99 in USDT that is `paid`.
    pub fn invoice() -> Self {
        Self { members: Vec::new() }
            .text("event", "invoice.paid")
            .text("id", "inv_8f4a2b1c")
            .text("status", "paid")
            .text("order_id", "order_12345")
            .text("amount", "49.99")
            .text("coin", "USDT")
            .text("tx_hash", "8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f")
            .json("paid_at", "1735686900")
    }

    /// Sets a member to a string, in its place if it exists and at the end if not.
    pub fn text(self, name: &str, value: &str) -> Self {
        let value = quoted(value);
        self.json(name, &value)
    }

    /// Sets a member to null.
    pub fn null(self, name: &str) -> Self {
        self.json(name, "null")
    }

    /// Sets a member to JSON of your own: a number as you spell it, an object, anything.
    pub fn json(mut self, name: &str, value: &str) -> Self {
        let name = quoted(name);
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.members.push((name, value.to_owned())),
        }
        self
    }

    /// Leaves a member out.
    pub fn without(mut self, name: &str) -> Self {
        let name = quoted(name);
        self.members.retain(|(known, _)| *known != name);
        self
    }

    /// The body of a Merchant API webhook: the members, and `sign` at the end.
    ///
    /// The key is the one of the kind: an [`ApiKey`] for payments and deposits, a [`PayoutKey`] for
    /// payouts. The other one makes a webhook that a receiver must refuse.
    #[must_use]
    pub fn signed(&self, key: &impl MerchantKey) -> String {
        sign_body(&self.unsigned(), key)
    }

    /// Body and `X-Signature` header of an Invoice API webhook.
    #[must_use]
    pub fn signed_invoice(&self, secret: &WebhookSecret) -> (String, String) {
        let body = self.unsigned();
        let header = secret.signing_key().sign_raw(body.as_bytes()).to_string();
        (body, header)
    }

    /// The members as compact JSON, without a signature.
    #[must_use]
    pub fn unsigned(&self) -> String {
        let members: Vec<String> =
            self.members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

/// Signs a JSON object of your own: adds `sign` as its last member.
///
/// `body` is an object without `sign`; anything else gives a body that every verifier refuses.
#[must_use]
pub fn sign_body(body: &str, key: &impl MerchantKey) -> String {
    let body = body.trim();
    let signature = key.signing_key().sign(body.as_bytes());
    let members = body.strip_suffix('}').unwrap_or(body);
    let comma = if members.trim() == "{" { "" } else { "," };
    format!("{members}{comma}\"sign\":\"{signature}\"}}")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key that signs webhooks of the Merchant API: [`ApiKey`] or [`PayoutKey`].
pub trait MerchantKey: sealed::Sealed {
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "the trait is sealed, and nobody else calls this")]
    fn signing_key(&self) -> &SigningKey;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ApiKey {}
    impl Sealed for super::PayoutKey {}
}

#[expect(private_interfaces, reason = "the trait is sealed, and nobody else calls this")]
impl MerchantKey for ApiKey {
    fn signing_key(&self) -> &SigningKey {
        self.signing_key()
    }
}

#[expect(private_interfaces, reason = "the trait is sealed, and nobody else calls this")]
impl MerchantKey for PayoutKey {
    fn signing_key(&self) -> &SigningKey {
        self.signing_key()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Event, Verifier, WebhookErrorKind};
    use super::*;

    #[test]
    fn every_kind_verifies_and_is_recognised() {
        let api = ApiKey::new("test-api-key").unwrap();
        let payout = PayoutKey::new("test-payout-key").unwrap();
        let secret = WebhookSecret::new("test-webhook-secret").unwrap();
        let verifier = Verifier::new().api_key(&api).payout_key(&payout).invoice_secret(&secret);
        let verify = |body: String| verifier.verify(body.as_bytes());

        assert!(matches!(verify(FakeWebhook::payment().signed(&api)).unwrap().event(), Event::Payment(_)));
        let deposit = verify(FakeWebhook::static_deposit().signed(&api)).unwrap();
        assert!(matches!(deposit.event(), Event::StaticDeposit(_)));
        assert!(matches!(verify(FakeWebhook::payout().signed(&payout)).unwrap().event(), Event::Payout(_)));
        let (body, header) = FakeWebhook::invoice().signed_invoice(&secret);
        let invoice = verifier.verify_invoice(body.as_bytes(), &header).unwrap();
        assert!(matches!(invoice.event(), Event::Invoice(_)));
        assert!(matches!(verify(sign_body("{ }", &api)).unwrap().event(), Event::Unknown));
        assert!(verify(sign_body(" {\"a\":1}\n", &api)).is_ok());

        let wrong = verify(FakeWebhook::payout().signed(&api)).unwrap_err();
        assert_eq!(wrong.kind(), WebhookErrorKind::WrongKey);
    }

    #[test]
    fn members_can_be_replaced_nulled_and_left_out() {
        let webhook = FakeWebhook::invoice().text("order_id", "a \"b\" / я").null("coin").without("tx_hash");
        let expected = r#"{"event":"invoice.paid","id":"inv_8f4a2b1c","status":"paid","order_id":"a \"b\" / я","amount":"49.99","coin":null,"paid_at":1735686900}"#;
        assert_eq!(webhook.unsigned(), expected);
    }
}
