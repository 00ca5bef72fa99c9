//! Whether an address can be paid out to: its form and its checksum, chain by chain.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use bech32::segwit;
use bs58::Alphabet;

use crate::addresses::{Chain, eip55, ton_checksum};

/// Every chain, those first whose addresses can be told from all others.
const CHAINS: &[(Chain, &str)] = &[
    (Chain::Tron, "Tron"),
    (Chain::Evm, "Ethereum and its like"),
    (Chain::Ton, "TON"),
    (Chain::Bitcoin, "Bitcoin"),
    (Chain::Litecoin, "Litecoin"),
    (Chain::Dash, "Dash"),
    (Chain::Doge, "Dogecoin"),
    (Chain::Zcash, "Zcash"),
    (Chain::Xrp, "the XRP Ledger"),
    (Chain::Monero, "Monero"),
    (Chain::Solana, "Solana"),
];

/// What is wrong with an address that is to receive on a chain, in words for whoever sent it.
pub(crate) fn problem(chain: Chain, address: &str) -> Option<String> {
    if is_valid(chain, address) {
        return None;
    }
    let name = |wanted| CHAINS.iter().find(|(chain, _)| *chain == wanted).map_or("", |(_, name)| name);
    let other = CHAINS.iter().find(|(chain, _)| is_valid(*chain, address));
    Some(match other {
        Some((_, other)) => format!("Is an address of {other}, not of {}.", name(chain)),
        None => format!("Is no valid address of {}: its form or its checksum is wrong.", name(chain)),
    })
}

fn is_valid(chain: Chain, address: &str) -> bool {
    match chain {
        Chain::Tron => base58check(address, &[&[0x41]]),
        Chain::Evm => is_evm(address),
        Chain::Ton => is_ton(address),
        Chain::Bitcoin => base58check(address, &[&[0x00], &[0x05]]) || witness(address, "bc"),
        Chain::Litecoin => base58check(address, &[&[0x30], &[0x32], &[0x05]]) || witness(address, "ltc"),
        Chain::Dash => base58check(address, &[&[0x4c], &[0x10]]),
        Chain::Doge => base58check(address, &[&[0x1e], &[0x16]]),
        // Shielded and unified addresses are longer than the library reads: their beginning has to do.
        Chain::Zcash => base58check(address, &[&[0x1c, 0xb8], &[0x1c, 0xbd]]) || is_shielded(address),
        Chain::Xrp => is_xrp(address),
        Chain::Monero => is_monero(address),
        Chain::Solana => bs58::decode(address).into_vec().is_ok_and(|key| key.len() == 32),
    }
}

/// A version, the 20 bytes of a hash, and their checksum.
fn base58check(address: &str, versions: &[&[u8]]) -> bool {
    bs58::decode(address).with_check(None).into_vec().is_ok_and(|bytes| {
        versions.iter().any(|version| bytes.starts_with(version) && bytes.len() == version.len() + 20)
    })
}

fn witness(address: &str, prefix: &str) -> bool {
    segwit::decode(address).is_ok_and(|(found, ..)| found.as_str().eq_ignore_ascii_case(prefix))
}

/// Forty hex digits; in mixed case they carry a checksum.
fn is_evm(address: &str) -> bool {
    let Some(digits) = address.strip_prefix("0x") else { return false };
    let mut hash = [0; 20];
    if hex::decode_to_slice(digits, &mut hash).is_err() {
        return false;
    }
    let has = |case: fn(&char) -> bool| digits.chars().any(|digit| case(&digit));
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    !mixed || address == eip55(&hash)
}

/// 36 bytes in either base64 alphabet (bounceable or not, on the main network), or workchain and hash in hex.
fn is_ton(address: &str) -> bool {
    if let Some((workchain, hash)) = address.split_once(':') {
        return matches!(workchain, "0" | "-1") && hash.len() == 64 && hex::decode(hash).is_ok();
    }
    let bytes = URL_SAFE.decode(address).or_else(|_| STANDARD.decode(address)).unwrap_or_default();
    let Some((content, checksum)) = bytes.split_last_chunk::<2>() else { return false };
    content.len() == 34
        && matches!(content[0], 0x11 | 0x51)
        && ton_checksum(content).to_be_bytes() == *checksum
}

fn is_shielded(address: &str) -> bool {
    (address.starts_with("zs1") || address.starts_with("u1"))
        && address.len() >= 40
        && address.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// A classic address, or an X-address, which carries a tag.
fn is_xrp(address: &str) -> bool {
    let decoded = bs58::decode(address).with_alphabet(Alphabet::RIPPLE).with_check(None).into_vec();
    decoded.is_ok_and(|bytes| match bytes.len() {
        21 => bytes[0] == 0,
        31 => bytes[..2] == [0x05, 0x44],
        _ => false,
    })
}

/// A standard address, one with a payment id, or a subaddress.
fn is_monero(address: &str) -> bool {
    base58_monero::decode_check(address)
        .is_ok_and(|bytes| matches!((bytes.first(), bytes.len()), (Some(0x12 | 0x2a), 65) | (Some(0x13), 73)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addresses::address;

    #[test]
    fn the_sandboxs_own_addresses_are_good_on_their_chain_and_on_no_other() {
        for (seed, (chain, name)) in (0_u8..).zip(CHAINS) {
            let address = address(*chain, &[seed.wrapping_mul(29).wrapping_add(7); 64]);
            assert_eq!(problem(*chain, &address), None, "{name} {address}");
            for (other, _) in CHAINS.iter().filter(|(other, _)| other != chain) {
                assert!(
                    problem(*other, &address).is_some_and(|text| text.contains(name)),
                    "{address} on {other:?}"
                );
            }
        }
    }

    #[test]
    fn known_addresses_of_every_form_are_good() {
        for (chain, address) in [
            (Chain::Tron, "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G"),
            (Chain::Evm, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            (Chain::Evm, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
            (Chain::Ton, "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb"),
            (Chain::Ton, "UQA0RevhkCQx+EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb"),
            (Chain::Ton, "0:3445ebe1902431f8496dc8d80f3de1bc76ab670b3ed9b253b331d35094bc5568"),
            (Chain::Bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            (Chain::Bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
            (Chain::Bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
            (Chain::Bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
            (Chain::Xrp, "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
            (Chain::Solana, "11111111111111111111111111111111"),
        ] {
            assert_eq!(problem(chain, address), None);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let tron = |address: &str| problem(Chain::Tron, address).unwrap();
        let invalid = "Is no valid address of Tron: its form or its checksum is wrong.";
        assert_eq!(tron("x"), invalid);
        assert_eq!(tron("TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7H"), invalid);
        assert_eq!(
            tron("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            "Is an address of Ethereum and its like, not of Tron."
        );
        for broken in
            ["0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea", "5a"]
        {
            assert!(problem(Chain::Evm, broken).is_some());
        }
        // A test network's, and one with a letter changed.
        for broken in [
            "kQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb",
            "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBc",
        ] {
            assert!(problem(Chain::Ton, broken).is_some());
        }
    }
}
