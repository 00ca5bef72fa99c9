//! What a receiver built on the extractors answers: the same for every framework.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, ready};
use std::sync::Mutex;

use pay2328::webhook::testing::FakeWebhook;
use pay2328::webhook::{
    Acquired, Delivery, IdempotencyStore, Lease, MemoryStore, NotProcessed, Verified, Verifier,
};
use pay2328::{ApiKey, PayoutKey, WebhookSecret};

/// A receiver that notes what it has handled, and fails for some orders.
#[derive(Default)]
pub struct Shop {
    pub claims: ShopClaims,
    pub handled: Mutex<Vec<String>>,
}

#[derive(Debug)]
pub struct OutOfOrder;

impl fmt::Display for OutOfOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a detail that nobody outside may read")
    }
}

impl std::error::Error for OutOfOrder {}

impl Shop {
    pub fn new() -> Self {
        Self::default()
    }

    pub async fn take(&self, webhook: Verified) -> Result<Delivery, NotProcessed<OutOfOrder, OutOfOrder>> {
        let handler = |_| {
            let order = webhook.order_id().unwrap_or("?");
            let mut handled = self.handled.lock().unwrap();
            let first = !handled.iter().any(|known| known == order);
            handled.push(order.to_owned());
            ready(if order == "FAILS-ONCE" && first { Err(OutOfOrder) } else { Ok(()) })
        };
        webhook.once(&self.claims, handler).await
    }
}

/// IdempotencyStore in memory, except that one order's cannot be asked and another one's is always busy.
#[derive(Default)]
pub struct ShopClaims(MemoryStore);

impl IdempotencyStore for ShopClaims {
    type Error = OutOfOrder;

    async fn claim(&self, key: &str) -> Result<Acquired, OutOfOrder> {
        match key {
            "payment/no-claims/success" => Err(OutOfOrder),
            "payment/busy/success" => Ok(Acquired::Busy),
            key => infallible(self.0.claim(key)).await,
        }
    }

    async fn confirm(&self, claim: &Lease) -> Result<bool, OutOfOrder> {
        infallible(self.0.confirm(claim)).await
    }

    async fn release(&self, claim: &Lease) -> Result<(), OutOfOrder> {
        infallible(self.0.release(claim)).await
    }
}

async fn infallible<T>(result: impl Future<Output = Result<T, Infallible>>) -> Result<T, OutOfOrder> {
    let Ok(value) = result.await;
    Ok(value)
}

pub fn verifier() -> Verifier {
    Verifier::new().api_key(&api_key()).payout_key(&payout_key()).invoice_secret(&secret())
}

fn api_key() -> ApiKey {
    ApiKey::new("test-api-key").unwrap()
}

fn payout_key() -> PayoutKey {
    PayoutKey::new("test-payout-key").unwrap()
}

fn secret() -> WebhookSecret {
    WebhookSecret::new("test-webhook-secret").unwrap()
}

/// A request and the answer it must get.
pub struct Case {
    pub name: &'static str,
    pub path: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Whether the body is sent in pieces and without its length.
    pub chunked: bool,
    pub status: u16,
    /// How many webhooks have been handled after it.
    pub handled: usize,
}

pub const MERCHANT: &str = "/webhooks/2328";
pub const INVOICE: &str = "/webhooks/2328/invoice";

/// In this order, to one receiver.
pub fn cases() -> Vec<Case> {
    let mut handled = 0;
    let mut case = |name, status, handles: usize, body: Vec<u8>| {
        handled += handles;
        let headers = vec![("content-type", "application/json".to_owned())];
        Case { name, path: MERCHANT, headers, body, chunked: false, status, handled }
    };
    let payment = FakeWebhook::payment;
    let signed = |webhook: &FakeWebhook| webhook.signed(&api_key()).into_bytes();
    let of_length = |length: usize| {
        let rest = length - signed(&payment().text("uuid", "long").text("note", "")).len();
        signed(&payment().text("uuid", "long").text("note", &"a".repeat(rest)))
    };
    let with_type = |mut case: Case, content_type: Option<&str>| {
        case.headers = content_type.map(|value| ("content-type", value.to_owned())).into_iter().collect();
        case
    };
    let chunked = |case: Case| Case { chunked: true, ..case };
    let invoice = |case: Case, header: Option<String>| {
        let headers =
            case.headers.iter().cloned().chain(header.map(|value| ("X-Signature", value))).collect();
        Case { path: INVOICE, headers, ..case }
    };
    let (invoice_body, invoice_header) = FakeWebhook::invoice().signed_invoice(&secret());
    let invoice_body = invoice_body.into_bytes();
    let limit = Verifier::DEFAULT_BODY_LIMIT;

    vec![
        case("a payment", 200, 1, signed(&payment())),
        case("the same again", 200, 0, signed(&payment())),
        case("a payout", 200, 1, FakeWebhook::payout().signed(&payout_key()).into_bytes()),
        case("an unknown kind", 200, 1, signed(&payment().without("payment_status"))),
        case(
            "a handler that fails",
            500,
            1,
            signed(&payment().text("uuid", "fails").text("order_id", "FAILS-ONCE")),
        ),
        case(
            "… and then does not",
            200,
            1,
            signed(&payment().text("uuid", "fails").text("order_id", "FAILS-ONCE")),
        ),
        case("claims that cannot be asked", 500, 0, signed(&payment().text("uuid", "no-claims"))),
        case("a claim that another has", 503, 0, signed(&payment().text("uuid", "busy"))),
        // 401
        case("a forgery", 401, 0, payment().signed(&ApiKey::new("test-other-key").unwrap()).into_bytes()),
        case("without signature", 401, 0, payment().unsigned().into_bytes()),
        case("the key of another kind", 401, 0, payment().signed(&payout_key()).into_bytes()),
        // 413
        case("as long as may be", 200, 1, of_length(limit)),
        chunked(case("as long as may be, in pieces", 200, 0, of_length(limit))),
        case("too long by one byte", 413, 0, of_length(limit + 1)),
        chunked(case("too long by one byte, in pieces", 413, 0, of_length(limit + 1))),
        case("too long by far", 413, 0, vec![b'{'; 4 << 20]),
        // 415
        with_type(
            case("a form", 415, 0, b"uuid=1&sign=2".to_vec()),
            Some("application/x-www-form-urlencoded"),
        ),
        case("a form that says it is JSON", 415, 0, b"uuid=1&sign=2".to_vec()),
        with_type(case("text", 415, 0, b"hello".to_vec()), Some("text/plain")),
        with_type(case("a forgery as text", 415, 0, payment().unsigned().into_bytes()), Some("text/plain")),
        // The content type is not signed, so it is no reason to lose a payment.
        with_type(
            case("a payment as text", 200, 1, signed(&payment().text("uuid", "text"))),
            Some("text/plain"),
        ),
        with_type(case("a payment without type", 200, 1, signed(&payment().text("uuid", "none"))), None),
        // 400
        case("nothing", 400, 0, Vec::new()),
        case("not JSON", 400, 0, b"<html>".to_vec()),
        with_type(case("not JSON, without type", 400, 0, b"<html>".to_vec()), None),
        case(
            "a member twice",
            400,
            0,
            format!(r#"{{"a":1,"a":2,"sign":"{}"}}"#, "0".repeat(64)).into_bytes(),
        ),
        case("not UTF-8", 400, 0, b"{\"\xff\":1}".to_vec()),
        // 500: authentic, so it shall come again.
        case("an authentic one that cannot be read", 500, 0, signed(&payment().null("amount"))),
        // The other API.
        invoice(case("an invoice", 200, 1, invoice_body.clone()), Some(invoice_header.clone())),
        invoice(
            case("an invoice again, with a prefix", 200, 0, invoice_body.clone()),
            Some(format!("sha256={}", invoice_header.to_uppercase())),
        ),
        invoice(case("an invoice without header", 401, 0, invoice_body.clone()), None),
        invoice(case("an invoice with a wrong header", 401, 0, invoice_body.clone()), Some("0".repeat(64))),
        invoice(case("an invoice changed", 401, 0, [&invoice_body[..], b" "].concat()), Some(invoice_header)),
        case("an invoice on the route of payments", 401, 0, invoice_body),
    ]
}

/// Checks an answer: its status, and that it says nothing besides.
pub fn check(case: &Case, status: u16, body: &[u8], shop: &Shop) {
    assert_eq!(status, case.status, "{}", case.name);
    assert_eq!(String::from_utf8_lossy(body), "", "{}", case.name);
    let handled = shop.handled.lock().unwrap().len();
    assert_eq!(handled, case.handled, "{}", case.name);
}

/// Sends a case over a socket, as plainly as HTTP allows.
pub async fn post(address: std::net::SocketAddr, case: &Case) -> (u16, Vec<u8>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let mut request = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        case.path,
        case.body.len()
    );
    for (name, value) in &case.headers {
        request += &format!("{name}: {value}\r\n");
    }
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    // A server that has read enough answers and closes; then the rest cannot be sent.
    let _ = socket.write_all(&[request.as_bytes(), b"\r\n", &case.body].concat()).await;
    let mut response = Vec::new();
    let _ = socket.read_to_end(&mut response).await;
    let head = response
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("{}: no answer", case.name));
    let status = std::str::from_utf8(&response[9..12]).unwrap().parse().unwrap();
    (status, response[head + 4..].to_vec())
}
