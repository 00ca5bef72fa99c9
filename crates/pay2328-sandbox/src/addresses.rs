//! Addresses and transaction hashes that look right for their chain. Each passes its chain's checksum and belongs to
//! nobody: the bytes come from the generator of [`crate::ids`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bech32::{Fe32, Hrp, segwit};
use sha3::{Digest as _, Keccak256};

/// A family of networks with one form of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chain {
    Tron,
    Evm,
    Ton,
    Bitcoin,
    Litecoin,
    Dash,
    Solana,
    Doge,
    Zcash,
    Xrp,
    Monero,
}

/// The address that these random bytes stand for.
pub(crate) fn address(chain: Chain, random: &[u8; 64]) -> String {
    let hash = &random[..20];
    match chain {
        Chain::Tron => base58check(&[0x41], hash),
        Chain::Evm => eip55(hash),
        Chain::Ton => ton(&random[..32]),
        Chain::Bitcoin => witness("bc", hash),
        Chain::Litecoin => witness("ltc", hash),
        Chain::Dash => base58check(&[0x4c], hash),
        Chain::Solana => bs58::encode(&random[..32]).into_string(),
        Chain::Doge => base58check(&[0x1e], hash),
        Chain::Zcash => base58check(&[0x1c, 0xb8], hash),
        Chain::Xrp => bs58::encode([&[0], hash].concat())
            .with_alphabet(bs58::Alphabet::RIPPLE)
            .with_check()
            .into_string(),
        Chain::Monero => monero(random),
    }
}

/// The transaction hash that these random bytes stand for.
pub(crate) fn txid(chain: Chain, random: &[u8; 64]) -> String {
    match chain {
        Chain::Evm => format!("0x{}", hex::encode(&random[..32])),
        Chain::Solana => bs58::encode(random).into_string(),
        Chain::Xrp => hex::encode_upper(&random[..32]),
        _ => hex::encode(&random[..32]),
    }
}

fn base58check(version: &[u8], hash: &[u8]) -> String {
    bs58::encode([version, hash].concat()).with_check().into_string()
}

/// Mixed-case hex: a letter is upper case where the hash of the lower-case text has a high nibble.
pub(crate) fn eip55(hash: &[u8]) -> String {
    let lower = hex::encode(hash);
    let checksum = hex::encode(Keccak256::digest(lower.as_bytes()));
    let mixed = lower
        .chars()
        .zip(checksum.chars())
        .map(|(digit, check)| if check >= '8' { digit.to_ascii_uppercase() } else { digit });
    std::iter::once("0x".to_owned()).chain(mixed.map(String::from)).collect()
}

fn witness(prefix: &str, hash: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "the two prefixes are short lower-case ASCII")]
    let prefix = Hrp::parse(prefix).expect("a valid prefix");
    #[expect(clippy::expect_used, reason = "a version 0 witness program of 20 bytes is the standard form")]
    segwit::encode(prefix, Fe32::Q, hash).expect("20 bytes are a witness program")
}

/// A user-friendly address that does not bounce (`UQ…`): tag, workchain 0, account hash, CRC-16.
fn ton(hash: &[u8]) -> String {
    let mut bytes = [&[0x51, 0x00], hash].concat();
    bytes.extend(ton_checksum(&bytes).to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The CRC-16 at the end of a user-friendly TON address.
pub(crate) fn ton_checksum(content: &[u8]) -> u16 {
    const CRC: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_XMODEM);
    CRC.checksum(content)
}

fn monero(keys: &[u8; 64]) -> String {
    #[expect(
        clippy::expect_used,
        reason = "encoding 65 bytes cannot fail: only decoding meets invalid blocks"
    )]
    base58_monero::encode_check(&[&[0x12], keys.as_slice()].concat()).expect("bytes can be encoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANDOM: [u8; 64] = {
        let mut bytes = [0; 64];
        let mut at = 0;
        while at < 64 {
            bytes[at] = (at as u8).wrapping_mul(37).wrapping_add(11);
            at += 1;
        }
        bytes
    };

    #[test]
    fn base58_addresses_pass_their_checksum_and_begin_as_people_expect() {
        for (chain, version, begins) in [
            (Chain::Tron, &[0x41][..], "T"),
            (Chain::Dash, &[0x4c], "X"),
            (Chain::Doge, &[0x1e], "D"),
            (Chain::Zcash, &[0x1c, 0xb8], "t1"),
        ] {
            let address = address(chain, &RANDOM);
            assert!(address.starts_with(begins), "{chain:?} {address}");
            let bytes = bs58::decode(&address).with_check(None).into_vec().unwrap();
            assert_eq!(bytes, [version, &RANDOM[..20]].concat());
        }
        let xrp = address(Chain::Xrp, &RANDOM);
        assert!(xrp.starts_with('r'));
        let alphabet = bs58::Alphabet::RIPPLE;
        assert!(bs58::decode(&xrp).with_alphabet(alphabet).with_check(Some(0)).into_vec().is_ok());
        assert_eq!(bs58::decode(address(Chain::Solana, &RANDOM)).into_vec().unwrap().len(), 32);
    }

    #[test]
    fn eip55_agrees_with_the_examples_of_the_proposal() {
        for example in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert_eq!(eip55(&hex::decode(&example[2..]).unwrap()), example);
        }
    }

    #[test]
    fn segwit_addresses_decode() {
        for (chain, begins) in [(Chain::Bitcoin, "bc1q"), (Chain::Litecoin, "ltc1q")] {
            let address = address(chain, &RANDOM);
            assert!(address.starts_with(begins));
            assert_eq!(segwit::decode(&address).unwrap().2, &RANDOM[..20]);
        }
    }

    #[test]
    fn ton_has_the_checksum_of_a_known_address() {
        // The address in the documentation's payment example: its own last two bytes are the CRC of the rest.
        let known = "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb";
        let bytes = URL_SAFE_NO_PAD.decode(known).unwrap();
        assert_eq!(ton(&bytes[2..34]), known);
        assert!(address(Chain::Ton, &RANDOM).starts_with("UQ"));
    }

    #[test]
    fn monero_addresses_are_standard_ones() {
        let address = address(Chain::Monero, &RANDOM);
        assert_eq!(address.len(), 95);
        assert!(address.starts_with('4'));
        assert!(base58_monero::decode_check(&address).is_ok());
    }

    #[test]
    fn transaction_hashes_have_their_chains_form() {
        assert_eq!(txid(Chain::Tron, &RANDOM).len(), 64);
        assert!(txid(Chain::Evm, &RANDOM).starts_with("0x"));
        assert_eq!(bs58::decode(txid(Chain::Solana, &RANDOM)).into_vec().unwrap().len(), 64);
        assert_eq!(txid(Chain::Xrp, &RANDOM), txid(Chain::Xrp, &RANDOM).to_uppercase());
    }
}
