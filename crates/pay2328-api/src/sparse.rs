//! Maps as the service may write them: with nulls where there is no value, and an empty one as a list,
//! which is how PHP spells it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

/// Reads a map. A name whose value is null is left out, and `[]` is an empty map: neither may cost the
/// reader the rest of the answer. A value that cannot be read is an error that names it.
pub(crate) fn deserialize<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Sparse<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for Sparse<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object, or an empty list")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut values = BTreeMap::new();
            while let Some(name) = members.next_key::<String>()? {
                let value = members.next_value::<Option<V>>();
                let value = value.map_err(|error| A::Error::custom(format_args!("{name}: {error}")))?;
                values.extend(value.map(|value| (name, value)));
            }
            Ok(values)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            match items.next_element::<IgnoredAny>()? {
                None => Ok(BTreeMap::new()),
                Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
            }
        }
    }
    deserializer.deserialize_any(Sparse(PhantomData))
}

#[cfg(test)]
mod tests {
    use crate::types::ExchangeRates;

    fn read(json: &str) -> Result<String, String> {
        let rates: ExchangeRates = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Ok(serde_json::to_string(&rates).unwrap())
    }

    #[test]
    fn what_is_not_there_costs_nothing_else() {
        for (json, kept) in [
            (r#"{"RUB":{"USD":null,"EUR":"0.01"}}"#, r#"{"RUB":{"EUR":"0.01"}}"#),
            (r#"{"RUB":{"USD":null}}"#, r#"{"RUB":{}}"#),
            (r#"{"RUB":null,"TON":{"USD":2.50}}"#, r#"{"TON":{"USD":"2.50"}}"#),
            (r#"{"RUB":[],"TON":{"USD":"2.5"}}"#, r#"{"RUB":{},"TON":{"USD":"2.5"}}"#),
            ("[]", "{}"),
            ("{}", "{}"),
        ] {
            assert_eq!(read(json).as_deref(), Ok(kept), "{json}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = read(r#"{"RUB":{"USD":"1,5"}}"#).unwrap_err();
        assert!(error.starts_with("RUB: USD: `1,5` is not a decimal number"), "{error}");
        let error = read(r#"{"RUB":["1.5"]}"#).unwrap_err();
        assert!(
            error.starts_with("RUB: invalid type: sequence, expected an object, or an empty list"),
            "{error}"
        );
        for json in ["null", "7", r#"["USD"]"#, r#""USD""#] {
            assert!(read(json).is_err(), "{json} was accepted");
        }
    }
}
