//! The sandbox's state machine. It knows no HTTP: operations come as fields and leave as answers, time is handed in, and
//! webhooks are left in the outbox.

pub(crate) mod changes;
pub(crate) mod converts;
pub(crate) mod invoices;
pub(crate) mod ledger;
pub(crate) mod market;
pub(crate) mod outbox;
mod page;
pub(crate) mod payments;
pub(crate) mod payouts;
mod quotes;
pub(crate) mod seed;
pub(crate) mod shown;
mod stored;
mod timeline;
#[cfg(test)]
mod walk;
pub(crate) mod wallets;

use std::collections::HashSet;
use std::net::Ipv4Addr;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::addresses::Chain;
use crate::answer::Refusal;
use crate::auth::{self, Credentials};
use crate::destination;
use crate::ids::Ids;
use crate::money::{self, NotAnAmount};
use changes::{Changes, Record};
use converts::Conversion;
use invoices::{InvoicePayouts, Invoices};
use ledger::{Full, Ledger, Place};
use market::Rates;
use outbox::{DeliveryRules, Kind, Letter, Outbox};
use payments::Payments;
use payouts::Payouts;
use wallets::Wallets;

pub(crate) use stored::Entry;

/// What a control call did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The uuid (or the id, in the Invoice API) of what changed; of the new deposit, for a static wallet.
    pub id: String,
    /// Its status now.
    pub status: String,
    /// The transaction that did it, if it was one.
    pub txid: Option<String>,
    /// What was credited to the merchant (payments, deposits, invoices) or what the payout takes from the merchant.
    #[serde(with = "money::optional_scale_8")]
    pub merchant_amount: Option<Decimal>,
}

/// What does not change while the sandbox runs.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) credentials: Credentials,
    /// The beginning of the addresses the sandbox gives out, without a slash at the end.
    pub(crate) public_url: String,
    /// Whether callbacks to loopback and private addresses are refused, as the service does.
    pub(crate) refuse_private_callbacks: bool,
    /// Whether payouts go to any text, and not only to valid addresses.
    pub(crate) any_address: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The time of the call at hand.
    pub(crate) now: DateTime<Utc>,
    pub(crate) settings: Settings,
    pub(crate) rates: Rates,
    pub(crate) ledger: Ledger,
    pub(crate) payments: Payments,
    pub(crate) payouts: Payouts,
    pub(crate) wallets: Wallets,
    pub(crate) invoices: Invoices,
    pub(crate) invoice_payouts: InvoicePayouts,
    pub(crate) conversions: Vec<Conversion>,
    pub(crate) outbox: Outbox,
    /// What has changed since it was last stored.
    pub(crate) changed: Changes,
    ids: Ids,
}

impl State {
    pub(crate) fn new(
        now: DateTime<Utc>,
        settings: Settings,
        rates: Rates,
        delivery: DeliveryRules,
        ids: Ids,
    ) -> State {
        State {
            now,
            settings,
            rates,
            ledger: Ledger::default(),
            payments: Payments::default(),
            payouts: Payouts::default(),
            wallets: Wallets::default(),
            invoices: Invoices::default(),
            invoice_payouts: InvoicePayouts::default(),
            conversions: Vec::new(),
            outbox: Outbox::new(delivery),
            changed: Changes::default(),
            ids,
        }
    }

    /// Makes everything as it was at the start. With a seed the same ids come again; the numbers of webhooks go on, as
    /// some may be under way.
    pub(crate) fn reset(&mut self, start: &State) {
        let outbox = self.outbox.renewed(start.outbox.rules.clone());
        let ids = if start.ids.are_seeded() { start.ids.clone() } else { self.ids.clone() };
        *self = State { now: self.now, outbox, ids, ..start.clone() };
        self.changed.everything();
    }

    /// Whether the ids are those that this seed gives.
    pub(crate) fn ids_began_with(&self, seed: u64) -> bool {
        self.ids.position().0 == Ids::seeded(seed).position().0
    }

    /// Does what time alone has brought about until now: one thing after the other, each at its own time, however far the
    /// clock has moved.
    pub(crate) fn expire(&mut self) {
        let now = self.now;
        while let Some(time) = self.next_expiry().filter(|time| *time <= now) {
            self.now = time;
            self.expire_payments();
            self.expire_invoices();
        }
        self.now = now;
    }

    pub(crate) fn next_expiry(&self) -> Option<DateTime<Utc>> {
        [self.payments.next_expiry(), self.invoices.next_expiry()].into_iter().flatten().min()
    }

    /// When something happens next without anybody asking: an expiry or a delivery whose time has not come yet.
    pub(crate) fn next_deadline(&self) -> Option<DateTime<Utc>> {
        [self.outbox.next_due(self.now), self.next_expiry()].into_iter().flatten().min()
    }

    /// Gives the merchant an amount from outside, without a fee.
    pub(crate) fn add_balance(&mut self, currency: &str, amount: Decimal) -> Result<(), Refusal> {
        if !market::Asset::is_coin(currency) {
            return Err(Refusal::field("currency", "Is not a coin the sandbox knows."));
        }
        self.changed.add(Record::System);
        self.ledger.open(currency, &mut self.ids);
        Ok(self.ledger.post(&[(currency, Place::Outside, Place::Available, amount)])?)
    }

    /// What webhooks about a name are about: the uuids (or the ids) of the payment, payout and invoices with this order id,
    /// and of the deposits to the wallets with it. An id names itself; a wallet's uuid or address, its deposits.
    pub(crate) fn objects(&self, name: &str) -> HashSet<String> {
        let payment = self.payment(name).ok().map(|payment| payment.uuid.clone());
        let mut objects = HashSet::from([name.to_owned()]);
        objects.extend(payment.into_iter().chain(self.payout_uuid(name)));
        objects.extend(self.invoices_of(name).chain(self.deposits_of(name)).map(str::to_owned));
        objects
    }

    fn checkout_url(&self, path: &str) -> String {
        format!("{}/checkout/{path}", self.settings.public_url)
    }

    /// The service's firewall answers a callback to a private address with a page of its own.
    fn check_callback(&self, url: Option<&str>) -> Result<(), Refusal> {
        match url {
            Some(url) if self.settings.refuse_private_callbacks && is_private(url) => {
                Err(Refusal::firewall())
            }
            _ => Ok(()),
        }
    }

    /// What is wrong with the address that a payout is to go to.
    fn address_problem(&self, chain: Chain, address: &str) -> Option<String> {
        if self.settings.any_address { None } else { destination::problem(chain, address) }
    }

    /// Signs a webhook, spells it and puts it into the outbox; webhooks of one line go out in order.
    fn send(&mut self, News { kind, object, status, line, url }: News<'_>, unsigned: Vec<u8>) {
        let credentials = &self.settings.credentials;
        let spelling = self.outbox.rules.spelling;
        let spell = |body: Vec<u8>| spelling.spell(&String::from_utf8_lossy(&body)).into_bytes();
        let (body, signature_header) = match kind {
            Kind::Payment | Kind::StaticDeposit => (spell(signed(&credentials.api_key, &unsigned)), None),
            Kind::Payout => (spell(signed(&credentials.payout_key, &unsigned)), None),
            Kind::Invoice => {
                let body = spell(unsigned);
                let signature = auth::invoice_signature(&credentials.invoice_secret, &body);
                (body, Some(signature))
            }
        };
        let letter = Letter {
            kind,
            object: object.to_owned(),
            status: status.to_owned(),
            line: line.to_owned(),
            url: url.to_owned(),
            body,
            signature_header,
        };
        self.outbox.push(self.now, letter);
    }
}

/// What a webhook is about and where it goes.
struct News<'a> {
    kind: Kind,
    object: &'a str,
    status: &'a str,
    line: &'a str,
    url: &'a str,
}

impl From<Full> for Refusal {
    fn from(_: Full) -> Refusal {
        Refusal::field("amount", NotAnAmount::TooLarge.to_string())
    }
}

/// Adds `sign` as the last member of a JSON object, written as PHP does: of what is not ASCII, the line separators
/// U+2028 and U+2029 alone are escaped. They can only be inside a string.
fn signed(key: &str, unsigned: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(unsigned);
    let mut signed = text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let sign = auth::sign(key, signed.as_bytes());
    signed.pop();
    signed.push_str(&format!(",\"sign\":\"{sign}\"}}"));
    signed.into_bytes()
}

/// The service's own zone, three hours ahead of UTC.
fn local(time: DateTime<Utc>) -> DateTime<FixedOffset> {
    #[expect(clippy::expect_used, reason = "three hours is a valid offset")]
    let zone = FixedOffset::east_opt(3 * 3600).expect("three hours is a valid offset");
    time.with_timezone(&zone)
}

/// `2026-05-09T16:13:04+03:00`, as payments, payouts and webhooks have it.
fn local_time(time: DateTime<Utc>) -> String {
    local(time).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// The day it is in the service's own zone: what date filters mean.
fn local_day(time: DateTime<Utc>) -> NaiveDate {
    local(time).date_naive()
}

/// `2026-01-20T12:00:00Z`, as static wallets have it.
fn utc_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Whether an address names this machine or a private network.
fn is_private(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(url::Host::Ipv4(ip)) => is_private_ipv4(ip),
        Some(url::Host::Ipv6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => is_private_ipv4(ip),
            None => {
                ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
            }
        },
        None => false,
    }
}

fn is_private_ipv4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    // 0.0.0.0/8 is this network, 100.64.0.0/10 what carriers share.
    let is_shared = first == 100 && second & 0xc0 == 64;
    ip.is_loopback() || ip.is_private() || ip.is_link_local() || first == 0 || is_shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_documented_forms() {
        let time = DateTime::parse_from_rfc3339("2026-05-09T13:13:04Z").unwrap().to_utc();
        assert_eq!(local_time(time), "2026-05-09T16:13:04+03:00");
        assert_eq!(utc_time(time), "2026-05-09T13:13:04Z");
        let late = DateTime::parse_from_rfc3339("2026-05-09T22:00:00Z").unwrap().to_utc();
        assert_eq!(local_day(late).to_string(), "2026-05-10");
    }

    #[test]
    fn the_sign_member_is_the_last_one() {
        let body = signed("test-api-key", br#"{"amount":"100","currency":"RUB"}"#);
        assert_eq!(
            String::from_utf8(body).unwrap(),
            r#"{"amount":"100","currency":"RUB","sign":"767e5aad7cd8d7dd3e1799be06f50d0697a8a334c2b62f4e93b6adb789c223da"}"#
        );
    }

    #[test]
    fn line_separators_are_escaped_before_signing_as_php_does() {
        let body = signed("test-api-key", "{\"order_id\":\"a\u{2028}b\u{2029}ж\"}".as_bytes());
        let escaped = r#"{"order_id":"a\u2028b\u2029ж"}"#.as_bytes();
        assert_eq!(body, signed("test-api-key", escaped));
        assert!(body.starts_with(&escaped[..escaped.len() - 1]));
    }

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for url in [
            "http://127.0.0.1/x",
            "http://localhost:8080",
            "https://10.1.2.3",
            "http://[::1]/",
            "http://192.168.0.1",
            "http://localhost./",
            "http://[::ffff:127.0.0.1]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://100.64.0.1/",
            "http://100.127.255.255/",
            "http://0.0.0.0/",
            "http://2130706433/",
        ] {
            assert!(is_private(url), "{url}");
        }
        for url in [
            "https://shop.example/hook",
            "http://8.8.8.8/",
            "http://100.128.0.1/",
            "http://[2001:db8::1]/",
            "http://[::ffff:8.8.8.8]/",
        ] {
            assert!(!is_private(url), "{url}");
        }
    }
}
