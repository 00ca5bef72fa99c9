//! Open to the future, on the way a webhook takes: signed, verified, and read from the bytes that were
//! proven, which is not the way answers are read.

use std::fmt::Debug;

use pay2328::webhook::testing::{FakeWebhook, sign_body};
use pay2328::webhook::{Event, Verifier};
use pay2328::{ApiKey, PayoutKey, WebhookSecret};
use serde_json::Value;

use crate::components::component;
use crate::future::{Variation, variations};

/// The event of a signed body, as `{:#?}` shows its members; `None` for one of no known kind.
fn event(kind: &str, value: &Value) -> Option<String> {
    let (api, payout) = (ApiKey::new("test-api-key").unwrap(), PayoutKey::new("test-payout-key").unwrap());
    let secret = WebhookSecret::new("test-webhook-secret").unwrap();
    let verifier = Verifier::new().api_key(&api).payout_key(&payout).invoice_secret(&secret);
    let verified = match kind {
        "InvoiceWebhook" => {
            let members = value.as_object().unwrap();
            let mut fake = FakeWebhook::invoice();
            for name in ["event", "id", "status", "order_id", "amount", "coin", "tx_hash", "paid_at"] {
                fake = fake.without(name);
            }
            let fake = members.iter().fold(fake, |fake, (name, value)| fake.json(name, &value.to_string()));
            let (body, header) = fake.signed_invoice(&secret);
            verifier.verify_invoice(body.as_bytes(), &header)
        }
        "PayoutWebhook" => verifier.verify(sign_body(&value.to_string(), &payout).as_bytes()),
        _ => verifier.verify(sign_body(&value.to_string(), &api).as_bytes()),
    };
    let shown = |event: &dyn Debug| Some(format!("{event:#?}"));
    match verified.unwrap_or_else(|error| panic!("{kind}, {value}: {error}")).into_event() {
        Event::Payment(event) => shown(&event),
        Event::StaticDeposit(event) => shown(&event),
        Event::Payout(event) => shown(&event),
        Event::Invoice(event) => shown(&event),
        Event::Unknown => None,
        other => panic!("{other:?} is new here"),
    }
}

#[test]
fn every_variation_of_every_webhook_is_an_event() {
    let mut tried = 0;
    for kind in ["PaymentWebhook", "StaticWalletWebhook", "PayoutWebhook", "InvoiceWebhook"] {
        for Variation { what, pointer, mut value } in variations(kind) {
            // What is signed, and so what is read, is the body without it.
            value.as_object_mut().unwrap().remove("sign");
            let expected = (component(kind).read)(&value).unwrap().debug;
            match event(kind, &value) {
                Some(event) => assert_eq!(event, expected, "{kind}{pointer} {what:?}"),
                // Nothing else tells a payout from the other kinds.
                None => assert_eq!((kind, pointer.as_str()), ("PayoutWebhook", "/to_address"), "{what:?}"),
            }
            tried += 1;
        }
    }
    println!("{tried} webhooks");
}
