//! The one signature rule of the Merchant API, and the plain one of the Invoice API.
//!
//! A request or a webhook of the Merchant API is signed with
//! `lowercase_hex(HMAC-SHA256(key, base64(body)))`. The base64 text is never built: it is
//! streamed into the MAC through a small buffer on the stack, so signing and verifying
//! allocate nothing, whatever the length of the body.
//!
//! The Invoice API signs the raw body (`HMAC-SHA256(secret, body)`), without base64.

use std::fmt;

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A secret in the only form this crate keeps: the MAC after its key has been taken in.
///
/// Two things follow. Signing does not hash the key again each time, and the text of the
/// secret is gone from memory once the state is built. The state itself is as good as the
/// key to whoever reads it, so it is wiped on drop (`zeroize` of `hmac` and `sha2`).
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
        let mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
        Self(mac)
    }

    /// Signs a request or webhook body of the Merchant API.
    #[cfg(any(test, feature = "client", feature = "testing"))]
    pub(crate) fn sign(&self, body: &[u8]) -> Signature {
        let mut mac = self.0.clone();
        feed_base64(&mut mac, &[body]);
        Signature(mac.finalize().into_bytes().into())
    }

    /// Whether `claimed` signs the concatenation of `parts`; the comparison takes the same
    /// time wherever the first difference is.
    pub(crate) fn verify(&self, parts: &[&[u8]], claimed: &Signature) -> bool {
        let mut mac = self.0.clone();
        feed_base64(&mut mac, parts);
        mac.verify_slice(&claimed.0).is_ok()
    }

    /// Signs a raw body, as the Invoice API does.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn sign_raw(&self, body: &[u8]) -> Signature {
        Signature(self.0.clone().chain_update(body).finalize().into_bytes().into())
    }

    /// Whether `claimed` signs this raw body, as the Invoice API does; constant-time.
    pub(crate) fn verify_raw(&self, body: &[u8], claimed: &Signature) -> bool {
        self.0.clone().chain_update(body).verify_slice(&claimed.0).is_ok()
    }
}

/// A signature: 32 bytes that [`fmt::Display`] writes as 64 lowercase hex digits.
///
/// There is no `PartialEq`, so nobody can compare two of them with `==`, which stops at the
/// first difference. `Debug` hides the value: the signature of an empty body is the same for
/// every GET of a key, so a log that holds it lets its reader send those.
#[derive(Clone, Copy)]
pub(crate) struct Signature([u8; Self::BYTES]);

impl Signature {
    const BYTES: usize = 32;
    /// Hex digits in a written signature.
    pub(crate) const HEX_DIGITS: usize = 2 * Self::BYTES;

    /// Reads 64 hex digits of either case; `None` for anything else.
    ///
    /// Without a branch per digit, so that the compiler does many at once: one at a time would
    /// take a tenth of what verifying a small webhook takes.
    pub(crate) fn from_hex(hex: &[u8]) -> Option<Self> {
        let hex: &[u8; Self::HEX_DIGITS] = hex.try_into().ok()?;
        let values = hex.map(hex_value);
        if values.iter().fold(0, |all, value| all | value) > 0xf {
            return None;
        }
        let mut bytes = [0; Self::BYTES];
        for (byte, digits) in bytes.iter_mut().zip(values.chunks_exact(2)) {
            *byte = digits[0] << 4 | digits[1];
        }
        Some(Self(bytes))
    }
}

/// The value of a hex digit, and more than 15 for anything else.
fn hex_value(digit: u8) -> u8 {
    let decimal = digit.wrapping_sub(b'0');
    let letter = (digit | 0x20).wrapping_sub(b'a');
    let letter = if letter < 6 { letter + 10 } else { u8::MAX };
    if decimal < 10 { decimal } else { letter }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// Bytes encoded at a time: a multiple of three, so that no padding falls inside the stream,
/// large enough for the encoder's wide path, and small enough that zeroing the buffer for its
/// text costs little beside the shortest webhook.
const CHUNK: usize = 768;

/// Feeds the base64 text of the concatenation of `parts` to a MAC, a bounded piece at a time.
fn feed_base64(mac: &mut Hmac<Sha256>, parts: &[&[u8]]) {
    let mut text = [0; CHUNK / 3 * 4];
    let mut feed = |bytes: &[u8]| {
        let length = encode(bytes, &mut text);
        mac.update(&text[..length]);
    };
    // Bytes that wait for their group of three to be complete.
    let mut pending = [0; 3];
    let mut waiting = 0;
    for mut bytes in parts.iter().copied() {
        if waiting > 0 {
            let (first, rest) = bytes.split_at(bytes.len().min(3 - waiting));
            pending[waiting..waiting + first.len()].copy_from_slice(first);
            waiting += first.len();
            bytes = rest;
            if waiting < 3 {
                continue;
            }
            feed(&pending);
        }
        let (whole, rest) = bytes.split_at(bytes.len() - bytes.len() % 3);
        whole.chunks(CHUNK).for_each(&mut feed);
        pending[..rest.len()].copy_from_slice(rest);
        waiting = rest.len();
    }
    if waiting > 0 {
        feed(&pending[..waiting]);
    }
}

#[expect(clippy::expect_used, reason = "every caller's buffer holds four characters per three bytes")]
fn encode(bytes: &[u8], text: &mut [u8]) -> usize {
    engine::get().encode_slice(bytes, text).expect("the buffer holds the encoded chunk")
}

/// The fastest base64 encoder this processor has; on the hot path it decides the speed,
/// because SHA-256 in hardware is about as fast as base64 in software.
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon")))]
mod engine {
    use std::sync::LazyLock;

    use base64::engine::{Simd, general_purpose};

    /// Built once: construction asks the processor what it can do and fills tables.
    static ENGINE: LazyLock<Simd> = LazyLock::new(|| Simd::standard(general_purpose::PAD));

    pub(super) fn get() -> &'static Simd {
        &ENGINE
    }
}

#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon"))))]
mod engine {
    use base64::engine::general_purpose::{GeneralPurpose, STANDARD};

    pub(super) fn get() -> &'static GeneralPurpose {
        &STANDARD
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vectors {
        vectors: Vec<Vector>,
    }

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        key: String,
        body: String,
        base64: String,
        sign: String,
    }

    #[test]
    fn agrees_with_every_shared_vector() {
        let text = include_str!("../../../tests/data/signature-vectors.json");
        let Vectors { vectors } = serde_json::from_str(text).unwrap();
        assert!(vectors.len() >= 9, "the vectors have shrunk to {}", vectors.len());
        for Vector { name, key, body, base64, sign } in vectors {
            let key = SigningKey::new(key.as_bytes());
            assert_eq!(STANDARD.encode(&body), base64, "{name}");
            assert_eq!(key.sign(body.as_bytes()).to_string(), sign, "{name}");
            let claimed = Signature::from_hex(sign.as_bytes()).unwrap();
            assert!(key.verify(&[body.as_bytes()], &claimed), "{name}");
            assert!(!key.verify(&[body.as_bytes(), b" "], &claimed), "{name}");
        }
    }

    /// The rule as the documentation words it, with everything built in memory.
    fn by_definition(key: &[u8], body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(STANDARD.encode(body).as_bytes());
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    proptest! {
        #[test]
        fn streams_what_the_definition_says(
            key in prop::collection::vec(any::<u8>(), 0..200),
            body in prop::collection::vec(any::<u8>(), 0..3 * CHUNK + 2),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let expected = by_definition(&key, &body);
            let key = SigningKey::new(&key);
            prop_assert_eq!(key.sign(&body).to_string(), &expected[..]);

            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let parts: Vec<&[u8]> = cuts.windows(2).map(|cut| &body[cut[0]..cut[1]]).collect();
            let claimed = Signature::from_hex(expected.as_bytes()).unwrap();
            prop_assert!(key.verify(&parts, &claimed));
        }

        #[test]
        fn one_flipped_bit_is_refused(
            body in prop::collection::vec(any::<u8>(), 1..400),
            at in any::<prop::sample::Index>(),
            bit in 0..8u32,
        ) {
            let key = SigningKey::new(b"test-api-key");
            let signature = key.sign(&body);
            let mut changed = body.clone();
            *at.get_mut(&mut changed) ^= 1 << bit;
            prop_assert!(!key.verify(&[&changed], &signature));
            let mut forged = signature;
            *at.get_mut(&mut forged.0[..]) ^= 1 << bit;
            prop_assert!(!key.verify(&[&body], &forged));
        }
    }

    #[test]
    fn hex_is_read_in_either_case_and_nothing_else() {
        let key = SigningKey::new(b"test-webhook-secret");
        let written = key.sign_raw(b"{}").to_string();
        for spelling in [written.clone(), written.to_uppercase()] {
            assert!(key.verify_raw(b"{}", &Signature::from_hex(spelling.as_bytes()).unwrap()));
        }
        assert!(Signature::from_hex(&written.as_bytes()[1..]).is_none());
        assert!(Signature::from_hex(format!("{written}0").as_bytes()).is_none());
        for other in (0..=u8::MAX).filter(|byte| !byte.is_ascii_hexdigit()) {
            let mut broken = written.clone().into_bytes();
            broken[usize::from(other) % Signature::HEX_DIGITS] = other;
            assert!(Signature::from_hex(&broken).is_none(), "{other}");
        }
    }

    #[test]
    fn debug_hides_the_value() {
        let signature = SigningKey::new(b"test-api-key").sign(b"");
        assert_eq!(format!("{signature:?}"), "Signature(…)");
    }
}
