//! What must not be found.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A secret, and every way in which one could slip out.
#[derive(Clone)]
pub(crate) struct Needle {
    name: String,
    spellings: Vec<String>,
}

impl Needle {
    /// A text that must not appear as it is.
    pub(crate) fn plain(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), spellings: vec![text.to_owned()] }
    }

    /// A text that must not appear in any spelling: as it is, in base64, in hex, or as a list of bytes.
    pub(crate) fn secret(name: &str, secret: &str) -> Self {
        let bytes = secret.as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let listed = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let spellings = vec![
            secret.to_owned(),
            STANDARD.encode(secret),
            STANDARD_NO_PAD.encode(secret),
            URL_SAFE.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
            hex.to_uppercase(),
            hex,
            listed,
        ];
        Self { name: name.to_owned(), spellings }
    }

    /// Where it was found, with a little of what is around it.
    pub(crate) fn find(&self, hay: &str) -> Option<String> {
        let found = self.spellings.iter().find(|spelling| hay.contains(spelling.as_str()))?;
        Some(format!("{} as {found:?} in: {hay}", self.name))
    }
}

#[test]
fn a_needle_is_found_in_every_spelling() {
    let needle = Needle::secret("the key", "test-api-key");
    for hay in [
        "key=test-api-key,",
        "Basic dGVzdC1hcGkta2V5",
        "746573742d6170692d6b6579",
        "746573742D6170692D6B6579",
        "[116, 101, 115, 116, 45, 97, 112, 105, 45, 107, 101, 121]",
    ] {
        assert!(needle.find(hay).is_some(), "{hay}");
    }
    assert!(needle.find("ApiKey(…)").is_none());
}
