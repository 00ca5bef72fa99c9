use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Envelope;
use crate::types::{Price, PricesEnvelope};

/// The prices, which the service sends with the envelope or without it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct PricesResponse(PricesEnvelope);

impl<'de> Deserialize<'de> for PricesResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The raw text keeps decimals by their spelling, which serde's own untagged enums do not.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let bare = raw.get().trim_start().starts_with('[');
        let envelope = if bare {
            serde_json::from_str(raw.get()).map(|result: Vec<Price>| PricesEnvelope { state: 0, result })
        } else {
            serde_json::from_str(raw.get())
        };
        envelope.map(Self).map_err(D::Error::custom)
    }
}

impl Envelope for PricesResponse {
    type Result = Vec<Price>;

    fn open(self) -> (i64, Vec<Price>) {
        self.0.open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_and_without_the_envelope() {
        let bare = r#"[{"from":"TON","to":"USD","price":2.5334069100}]"#;
        let enveloped = format!(r#"{{"state":0,"result":{bare}}}"#);
        let read = |json: &str| serde_json::from_str::<PricesResponse>(json).map(Envelope::open);
        assert_eq!(read(bare).unwrap(), read(&enveloped).unwrap());
        let (state, prices) = read(bare).unwrap();
        assert_eq!((state, prices[0].price.to_string().as_str()), (0, "2.5334069100"));
        assert_eq!(read(r#"{"state":3,"result":[]}"#).unwrap().0, 3);
        assert!(read(r#"{"state":0}"#).is_err());
        assert!(read("7").is_err());
    }
}
