//! Any body the service can sign verifies however it is spelled on the way; a body that means
//! anything else does not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use pay2328::webhook::WebhookErrorKind;
use pay2328_test_support::webhooks::{
    API_KEY, Json, Php, Style, short_escape, sign, unicode_escape, verifier, with_sign,
};
use proptest::prelude::*;
use proptest::sample::Index;

/// Spells every character at random, and puts white space anywhere JSON allows it.
struct AnySpelling {
    seed: u64,
}

impl AnySpelling {
    /// A number below `bound` (SplitMix64).
    fn roll(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 33) as usize % bound
    }
}

impl Style for AnySpelling {
    fn gap(&mut self) -> String {
        let length = [0, 0, 0, 1, 3][self.roll(5)];
        (0..length).map(|_| [' ', '\n', '\t', '\r'][self.roll(4)]).collect()
    }

    fn character(&mut self, character: char) -> String {
        let must_escape = character < ' ' || matches!(character, '"' | '\\');
        match (self.roll(4), short_escape(character)) {
            (0, _) => unicode_escape(character, false),
            (1, _) => unicode_escape(character, true),
            (_, Some(escape)) if must_escape || self.roll(2) == 0 => escape.to_owned(),
            (_, None) if must_escape => unicode_escape(character, false),
            _ => character.to_string(),
        }
    }
}

/// Text with everything that is spelled in more than one way, and without NUL.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => proptest::char::range(' ', '~'),
        1 => prop::sample::select(vec!['/', '"', '\\', '\u{8}', '\n', '\u{1f}', '\u{7f}']),
        1 => prop::sample::select(vec!['ы', 'é', '漢', '\u{2028}', '\u{2029}', '\u{feff}', '🎁', '\u{10ffff}']),
        1 => any::<char>().prop_filter("NUL is refused", |character| *character != '\0'),
    ];
    prop::collection::vec(character, 0..12).prop_map(String::from_iter)
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
}

fn json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        prop::sample::select(vec!["null", "true", "false"]).prop_map(|word| Json::Scalar(word.to_owned())),
        number().prop_map(Json::Scalar),
        text().prop_map(Json::String),
    ];
    scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            members(inner, 0..4).prop_map(Json::Object),
        ]
    })
}

fn members(
    value: impl Strategy<Value = Json>,
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<(String, Json)>> {
    prop::collection::vec((text(), value), count).prop_map(|members| {
        let mut unique: Vec<(String, Json)> = Vec::new();
        for (name, value) in members {
            if name != "sign" && unique.iter().all(|(known, _)| *known != name) {
                unique.push((name, value));
            }
        }
        unique
    })
}

fn php() -> impl Strategy<Value = Php> {
    any::<[bool; 3]>().prop_map(|[unescaped_slashes, unescaped_unicode, unescaped_line_terminators]| Php {
        unescaped_slashes,
        unescaped_unicode,
        unescaped_line_terminators,
    })
}

/// Signs an object as PHP writes it.
fn signature(members: &[(String, Json)], mut php: Php) -> String {
    sign(API_KEY, Json::Object(members.to_vec()).write(&mut php).as_bytes())
}

/// The object with `sign` among its members, at random.
fn insert_sign(members: &[(String, Json)], at: Index, sign: String) -> Json {
    let mut members = members.to_vec();
    members.insert(at.index(members.len() + 1), ("sign".to_owned(), Json::String(sign)));
    Json::Object(members)
}

/// Changes what an object means: a character, a digit, a word, a member's name, presence or place.
fn change(members: &mut Vec<(String, Json)>, at: Index, how: Index) {
    if members.is_empty() {
        return members.push(("added".to_owned(), Json::Scalar("null".to_owned())));
    }
    let count = members.len();
    let index = at.index(count);
    match how.index(4) {
        0 => drop(members.remove(index)),
        1 => members[index].0.push('+'),
        2 if count > 1 => members.swap(index, (index + 1) % count),
        _ => change_value(&mut members[index].1, how),
    }
}

fn change_value(value: &mut Json, how: Index) {
    match value {
        Json::Scalar(text) => {
            let last = text.pop().unwrap();
            text.push(if last == '7' { '8' } else { '7' });
        }
        Json::String(text) if text.is_empty() => *value = Json::Scalar("null".to_owned()),
        Json::String(text) => {
            let mut characters: Vec<char> = text.chars().collect();
            let place = how.index(characters.len());
            characters[place] = if characters[place] == '.' { ',' } else { '.' };
            *text = characters.into_iter().collect();
        }
        Json::Array(items) => items.push(Json::Scalar("0".to_owned())),
        Json::Object(members) => members.insert(0, ("=added".to_owned(), Json::Array(Vec::new()))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_respelling_verifies_and_gives_the_signed_bytes(
        members in members(json(), 0..8),
        mut php in php(),
        at in any::<Index>(),
        seed in any::<u64>(),
    ) {
        let received = insert_sign(&members, at, signature(&members, php)).write(&mut AnySpelling { seed });
        let verifier = verifier();
        let authenticated = verifier.authenticate(received.as_bytes()).unwrap();
        let signed = Json::Object(members).write(&mut php);
        prop_assert_eq!(authenticated.bytes(), signed.as_bytes());
    }

    #[test]
    fn any_change_of_meaning_is_refused(
        members in members(json(), 0..8),
        php in php(),
        at in any::<Index>(),
        change_at in any::<Index>(),
        how in any::<Index>(),
        seed in any::<u64>(),
    ) {
        let mut changed = members.clone();
        change(&mut changed, change_at, how);
        prop_assert_ne!(&changed, &members);
        let forged = insert_sign(&changed, at, signature(&members, php));
        for body in [forged.write(&mut AnySpelling { seed }), forged.write(&mut Php::DOCUMENTED.clone())] {
            let kind = verifier().authenticate(body.as_bytes()).unwrap_err().kind();
            prop_assert!(
                matches!(kind, WebhookErrorKind::SignatureMismatch | WebhookErrorKind::Malformed | WebhookErrorKind::DuplicateMember),
                "{kind:?} for {body}"
            );
        }
    }

    #[test]
    fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..300), at in any::<Index>()) {
        let _ = verifier().authenticate(&body);
        let mut nearly = br#"{"a":[1,{"b":"\u0441\/"}],"sign":"0000000000000000000000000000000000000000000000000000000000000000"}"#.to_vec();
        *at.get_mut(&mut nearly) = body.first().copied().unwrap_or(0);
        prop_assert!(verifier().authenticate(&nearly).is_err());
    }
}

/// Trying spellings is work that anybody can ask for, so it ends where no real webhook is.
#[test]
fn a_long_body_verifies_as_it_was_signed_and_in_no_other_spelling() {
    for (length, respelled) in [(15_000, true), (20_000, false)] {
        let body = format!("{{\"label\":\"{}\",\"url\":\"a/b\"}}", "x".repeat(length));
        let signed = with_sign(API_KEY, &body);
        assert!(verifier().authenticate(signed.as_bytes()).is_ok());
        let escaped = signed.replace("a/b", "a\\/b");
        assert_eq!(verifier().authenticate(escaped.as_bytes()).is_ok(), respelled, "{length}");
    }
}
