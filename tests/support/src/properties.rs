//! What must hold for any input: the fuzz targets call these, and an ordinary test replays the corpus.
//!
//! Each function builds a webhook from its input, signs it with code of its own, and compares what the
//! verifier says with what serde_json says.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use crate::webhooks::{API_KEY, Json, PAYOUT_KEY, Php, SECRET, sign, sign_raw};
use pay2328::webhook::{Event, Expected, KeyPurpose, Verified, Verifier, WebhookError, WebhookErrorKind};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(crate::webhooks::verifier);

/// Members with `sign` somewhere among them and white space anywhere: exactly that member is cut out.
pub fn splitter(input: &[u8]) {
    let [place, gaps, text @ ..] = input else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(members) = serde_json::from_str::<Ordered>(text) else { return };
    if members.0.iter().any(|(name, _)| name == "sign") {
        return;
    }
    let gap =
        |bit: usize| if gaps >> (bit % 8) & 1 == 1 { [" ", "\n", "\t ", "\r\n    "][bit % 4] } else { "" };
    let at = usize::from(*place) % (members.0.len() + 1);
    let mut members = members.0.iter();
    // Before and after the signature.
    let mut received = [format!("{}{{", gap(0)), String::new()];
    let mut signed = "{".to_owned();
    let count = members.len();
    for index in 0..=count {
        let side = usize::from(index > at);
        let comma = if index > 0 { "," } else { "" };
        let (before, after) = (gap(index + 5), gap(index + 6));
        received[side] += &format!("{comma}{before}");
        if index == at {
            received[0] += &format!("\"sign\"{}:{}", gap(index + 3), gap(index + 4));
            received[1] += after;
            // With the member goes the comma before it and what is between; with the first one, what is up to
            // the next.
            signed += if index == 0 { before } else { "" };
            signed += if index > 0 || count == 0 { after } else { "" };
        } else if let Some((name, value)) = members.next() {
            let member =
                format!("{}{}:{}{value}{after}", serde_json::json!(name), gap(index + 1), gap(index + 2));
            received[side] += &member;
            signed += &if index == 1 && at == 0 { member } else { format!("{comma}{before}{member}") };
        }
    }
    signed.push('}');
    let received =
        format!("{}\"{}\"{}}}{}", received[0], sign(API_KEY, signed.as_bytes()), received[1], gap(7));
    match VERIFIER.authenticate(received.as_bytes()) {
        Ok(authenticated) => assert_eq!(String::from_utf8_lossy(&authenticated.bytes()), signed),
        Err(error) => assert!(refused_on_purpose(&error), "{error}: {received}"),
    }
}

/// JSON in any spelling, signed in one of PHP's: it verifies, and gives the bytes that were signed.
pub fn canonicaliser(input: &[u8]) {
    let [options, text @ ..] = input else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let text = text.trim_matches([' ', '\n', '\t', '\r']);
    let Ok(tree) = serde_json::from_str::<Tree>(text) else { return };
    let Json::Object(members) = &tree.0 else { return };
    if members.iter().any(|(name, _)| name == "sign") || !is_plain(&tree.0, 0) {
        return;
    }
    let flag = |bit: u8| options >> bit & 1 == 1;
    let mut php =
        Php { unescaped_slashes: flag(0), unescaped_unicode: flag(1), unescaped_line_terminators: flag(2) };
    let signed = tree.0.write(&mut php);
    let member = format!(
        "\"{}\": \"{}\"",
        if flag(3) { "sign" } else { "\\u0073ign" },
        sign(API_KEY, signed.as_bytes())
    );
    let (open, close) = (&text[1..], &text[..text.len() - 1]);
    let received = match (members.is_empty(), flag(4)) {
        (true, _) => format!("{{{member}}}"),
        (false, true) => format!("{{{member},{open}"),
        (false, false) => format!("{close} ,{member}}}"),
    };
    if received.len() > Verifier::DEFAULT_BODY_LIMIT {
        return;
    }
    match VERIFIER.authenticate(received.as_bytes()) {
        Ok(authenticated) => assert_eq!(String::from_utf8_lossy(&authenticated.bytes()), signed),
        Err(error) => panic!("{error}: {received}"),
    }
}

/// Any bytes at all, signed: what is read from them is what serde_json reads, and nothing panics.
pub fn event(input: &[u8]) {
    let [api, body @ ..] = input else { return };
    let body = body.trim_ascii();
    let (verified, purpose) = match api % 3 {
        0 => (verify_signed(API_KEY, body), KeyPurpose::Api),
        1 => (verify_signed(PAYOUT_KEY, body), KeyPurpose::Payout),
        _ => (VERIFIER.verify_invoice(body, &sign_raw(SECRET, body)), KeyPurpose::Invoice),
    };
    // Whatever it is, unsigned it is nothing.
    assert!(VERIFIER.verify(body).is_err());
    let strict = std::str::from_utf8(body).ok().and_then(|text| serde_json::from_str::<Tree>(text).ok());
    match verified {
        Ok(verified) => {
            assert_eq!(verified.body().as_bytes(), body);
            assert_eq!(verified.key().purpose(), purpose);
            let tree = strict.unwrap_or_else(|| panic!("only we read {}", verified.body()));
            assert!(is_plain(&tree.0, 0), "{}", verified.body());
            agrees(&verified);
            ask_everything(&verified);
        }
        Err(error) => {
            assert!(!error.to_string().contains('\n'));
            match error.kind() {
                WebhookErrorKind::UnreadableEvent => assert!(strict.is_some(), "{error}"),
                WebhookErrorKind::WrongKey => assert_ne!(purpose, KeyPurpose::Invoice),
                _ if refused_on_purpose(&error) => {}
                _ => assert!(strict.is_none_or(|tree| !matches!(tree.0, Json::Object(_))), "{error}"),
            }
        }
    }
}

fn verify_signed(key: &str, body: &[u8]) -> Result<Verified, WebhookError> {
    let members = body.strip_suffix(b"}").unwrap_or(body);
    let comma = if members.trim_ascii() == b"{" { "" } else { "," };
    let sign = format!("{comma}\"sign\":\"{}\"}}", sign(key, body));
    VERIFIER.verify(&[members, sign.as_bytes()].concat())
}

/// The event is the one that serde_json reads from the same text, without the members that were left out.
fn agrees(verified: &Verified) {
    fn read<T: DeserializeOwned>(verified: &Verified) -> T {
        let Ordered(mut members) = serde_json::from_str(verified.body()).unwrap();
        members.retain(|(name, _)| !verified.unparsed_fields().contains(name));
        let members: Vec<_> =
            members.iter().map(|(name, value)| format!("{}:{value}", serde_json::json!(name))).collect();
        let text = format!("{{{}}}", members.join(","));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {}", verified.body()))
    }
    match verified.event() {
        Event::Payment(payment) => assert_eq!(**payment, read(verified)),
        Event::StaticDeposit(deposit) => assert_eq!(**deposit, read(verified)),
        Event::Payout(payout) => assert_eq!(**payout, read(verified)),
        Event::Invoice(invoice) => assert_eq!(**invoice, read(verified)),
        _ => {}
    }
}

fn ask_everything(verified: &Verified) {
    if let Ok(credit) = verified.credit() {
        assert!(verified.is_success());
        assert!(credit.amount > "0".parse().unwrap());
        let expected =
            Expected::order(verified.order_id().unwrap_or_default(), credit.amount, credit.currency);
        if let Event::Payment(_) = verified.event() {
            assert_eq!(verified.matches(&expected), Ok(()));
        }
    }
    assert!(!verified.dedupe_key().is_empty());
    assert!(!verified.supersedes(verified.status()));
    assert!(verified.is_final() || !verified.is_success());
}

/// Things that JSON allows and no webhook has.
fn refused_on_purpose(error: &WebhookError) -> bool {
    matches!(
        error.kind(),
        WebhookErrorKind::TooLarge
            | WebhookErrorKind::TooDeep
            | WebhookErrorKind::LoneSurrogate
            | WebhookErrorKind::NulCharacter
            | WebhookErrorKind::DuplicateMember
    )
}

/// Whether nothing in it is refused on purpose.
fn is_plain(json: &Json, depth: usize) -> bool {
    let plain = |text: &str| !text.contains('\0');
    match json {
        Json::Scalar(_) => true,
        Json::String(text) => plain(text),
        Json::Array(items) => depth < 32 && items.iter().all(|item| is_plain(item, depth + 1)),
        Json::Object(members) => {
            let mut names = HashSet::new();
            depth < 32
                && members
                    .iter()
                    .all(|(name, value)| plain(name) && names.insert(name) && is_plain(value, depth + 1))
        }
    }
}

/// An object's members in their order, values as spelled.
struct Ordered(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Any JSON: order kept, numbers as spelled, strings as serde_json understands them.
struct Tree(Json);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        struct Items(Vec<Json>);
        impl<'de> Deserialize<'de> for Items {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct InOrder;
                impl<'de> Visitor<'de> for InOrder {
                    type Value = Items;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an array")
                    }

                    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items, A::Error> {
                        let mut items = Vec::new();
                        while let Some(Tree(item)) = seq.next_element()? {
                            items.push(item);
                        }
                        Ok(Items(items))
                    }
                }
                deserializer.deserialize_seq(InOrder)
            }
        }

        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        let read = match text.as_bytes()[0] {
            b'"' => serde_json::from_str(text).map(Json::String),
            b'[' => serde_json::from_str::<Items>(text).map(|items| Json::Array(items.0)),
            b'{' => serde_json::from_str::<Ordered>(text).and_then(|ordered| {
                let read = |(name, raw): (String, Box<RawValue>)| {
                    Ok((name, serde_json::from_str::<Tree>(raw.get())?.0))
                };
                ordered.0.into_iter().map(read).collect::<Result<_, _>>().map(Json::Object)
            }),
            _ => Ok(Json::Scalar(text.to_owned())),
        };
        read.map(Tree).map_err(D::Error::custom)
    }
}
