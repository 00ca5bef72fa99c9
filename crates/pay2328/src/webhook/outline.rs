//! The outer members of a proven body, found in one strict pass and read from there.
//!
//! A body that verified is not read twice: what is checked here (one object, one meaning, no member
//! twice) yields the place of every outer member, and typed events are made from those places.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::WebhookError;
use super::json::{Kind, Token, Visit, scan};
use super::names::{DuplicateCheck, Name};
use super::shape::Shaper;

/// An object's outer members, in their order.
pub(super) struct Outline<'a> {
    text: &'a str,
    names: Vec<Name<'a>>,
    values: Vec<Place>,
}

/// Where a value lies.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    /// Whether it is a string without escapes.
    is_plain: bool,
}

impl<'a> Outline<'a> {
    /// Reads a body strictly.
    ///
    /// # Errors
    ///
    /// It is not one JSON object, or an object in it has two members of one name.
    pub(super) fn read(text: &'a str) -> Result<Self, WebhookError> {
        let mut reader = Reader { text, names: DuplicateCheck::new(), values: Vec::with_capacity(24) };
        scan(text, &mut reader)?;
        Ok(Self { text, names: reader.names.into_outer(), values: reader.values })
    }

    /// What the members tell about the kind of webhook.
    pub(super) fn shape(&self) -> Shaper {
        let mut shaper = Shaper::default();
        for (name, value) in self.names.iter().zip(&self.values) {
            shaper.member(&name.text, &self.text[value.start..value.end] == "null");
        }
        shaper
    }

    /// Goes on as if there were no such member. `false` if there is none.
    pub(super) fn forget(&mut self, name: &str) -> bool {
        let Some(place) = self.names.iter().position(|known| known.text == name) else { return false };
        self.names.remove(place);
        self.values.remove(place);
        true
    }
}

struct Reader<'a> {
    text: &'a str,
    names: DuplicateCheck<'a>,
    values: Vec<Place>,
}

impl Visit for Reader<'_> {
    #[inline(always)]
    fn visit(&mut self, token: Token) -> Result<(), WebhookError> {
        let Token { kind, start, end, depth, escaped } = token;
        match kind {
            Kind::Name | Kind::Colon | Kind::Comma => {}
            _ if depth != 1 => {}
            Kind::String => self.values.push(Place { start, end, is_plain: !escaped }),
            Kind::Scalar | Kind::ObjectStart | Kind::ArrayStart => {
                self.values.push(Place { start, end, is_plain: false });
            }
            Kind::ObjectEnd | Kind::ArrayEnd => {
                if let Some(value) = self.values.last_mut() {
                    value.end = end;
                }
            }
        }
        self.names.visit(token, self.text)
    }
}

impl<'de> Deserializer<'de> for &Outline<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        visitor.visit_map(Members { text: self.text, names: self.names.iter(), values: self.values.iter() })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members<'o, 'de> {
    text: &'de str,
    names: std::slice::Iter<'o, Name<'de>>,
    values: std::slice::Iter<'o, Place>,
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, serde_json::Error> {
        match self.names.next() {
            None => Ok(None),
            Some(name) => seed.deserialize(StrDeserializer::new(&name.text)).map(Some),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, serde_json::Error> {
        match self.values.next() {
            None => Err(serde_json::Error::custom("a value was asked for before its name")),
            Some(place) => {
                let raw = &self.text[place.start..place.end];
                seed.deserialize(Value { raw, is_plain: place.is_plain })
            }
        }
    }
}

/// A member's value, as spelled.
struct Value<'de> {
    raw: &'de str,
    is_plain: bool,
}

/// Strings, nulls and decimals are read from where they lie; the rest, of which a webhook has
/// little or nothing, is left to serde_json.
impl<'de> Deserializer<'de> for Value<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        if self.is_plain {
            visitor.visit_borrowed_str(&self.raw[1..self.raw.len() - 1])
        } else {
            serde_json::Deserializer::from_str(self.raw).deserialize_any(visitor)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        if self.raw == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        if name == pay2328_api::decimal::SPELLED {
            return visitor.visit_borrowed_str(self.raw);
        }
        serde_json::Deserializer::from_str(self.raw).deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        serde_json::Deserializer::from_str(self.raw).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

#[cfg(test)]
mod tests {
    use pay2328_api::types::{PaymentWebhook, PayoutWebhook};
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    /// Spellings of values, right and wrong for any member.
    fn value() -> impl Strategy<Value = String> {
        let fixed = prop::sample::select(vec![
            "null",
            "true",
            "\"\"",
            "\"paid\"",
            "\"p\\u0061id\"",
            "\"a\\n\\\"б\\ud83c\\udf81\"",
            "\"я\"",
            "\"180.00\"",
            "\"1\\u002e5\"",
            "180.00",
            "-0",
            "1e2",
            "1E-40",
            "\"1e2\"",
            "66112233",
            "-1",
            "1.5",
            "18446744073709551616",
            "[]",
            "{}",
            "[1,{\"uuid\":[null]}]",
            "{\"a\":{\"b\":\"c\"}}",
        ]);
        prop_oneof![3 => "\"-?[0-9]{1,22}(\\.[0-9]{1,20})?\"", 1 => "-?[1-9][0-9]{0,20}(\\.[0-9]{1,20})?", 6 => fixed.prop_map(str::to_owned)]
    }

    fn body(members: Vec<(&'static str, String)>) -> String {
        let mut unique: Vec<(&str, String)> = Vec::new();
        for (name, value) in members {
            if unique.iter().all(|(known, _)| *known != name) {
                unique.push((name, value));
            }
        }
        let members: Vec<String> =
            unique.iter().map(|(name, value)| format!("\"{name}\" : {value}")).collect();
        format!("{{ {} }}", members.join(" ,"))
    }

    fn member() -> impl Strategy<Value = (&'static str, String)> {
        let name = prop::sample::select(vec![
            "uuid",
            "order_id",
            "amount",
            "currency",
            "url",
            "expires_at",
            "payer_currency",
            "network",
            "payment_status",
            "payment_amount",
            "status",
            "to_address",
            "block_number",
            "memo",
            "p\\u0061yer_amount",
            "\\u2028",
            "",
            "other",
        ]);
        (name, value())
    }

    /// What is read from places in the text is what serde_json reads from the text.
    fn agrees<T: for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug>(body: &str) {
        let outline = Outline::read(body).unwrap();
        let (ours, reference) = (T::deserialize(&outline), serde_json::from_str::<T>(body));
        assert_eq!(ours.is_ok(), reference.is_ok(), "{body}: {ours:?}, {reference:?}");
        if let (Ok(ours), Ok(reference)) = (ours, reference) {
            assert_eq!(ours, reference, "{body}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn agrees_with_serde_json(members in prop::collection::vec(member(), 0..10)) {
            let text = body(members.clone());
            agrees::<PaymentWebhook>(&text);
            agrees::<PayoutWebhook>(&text);
            // Most of the above cannot be read at all; these differ in a few members from what can.
            let required = [
                ("uuid", "\"a\""), ("order_id", "\"b\""), ("amount", "\"1.0\""), ("currency", "\"RUB\""),
                ("payment_status", "\"paid\""), ("status", "\"failed\""),
            ];
            let readable = members.into_iter().take(2);
            let members = readable.chain(required.map(|(name, value)| (name, value.to_owned()))).collect();
            let text = body(members);
            agrees::<PaymentWebhook>(&text);
            agrees::<PayoutWebhook>(&text);
        }
    }
}
