//! The coins, networks, rates and fees of the sandbox. The pairs are the documented ones; rates and fees are made up,
//! fixed, and easy to compute by hand.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

use crate::addresses::Chain;
use crate::money;

/// A coin on a network of the Merchant API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asset {
    pub(crate) currency: &'static str,
    pub(crate) network: &'static str,
    /// What a payout costs, in the coin.
    withdrawal_fee: &'static str,
    /// The smallest payout, in the coin.
    min_withdrawal: &'static str,
}

const fn asset(
    currency: &'static str,
    network: &'static str,
    withdrawal_fee: &'static str,
    min_withdrawal: &'static str,
) -> Asset {
    Asset { currency, network, withdrawal_fee, min_withdrawal }
}

/// Every pair the Merchant API documents, and both names of TON's coin.
pub(crate) const ASSETS: &[Asset] = &[
    asset("USDT", "TRX-TRC20", "0.50", "1"),
    asset("USDT", "BSC-BEP20", "0.20", "1"),
    asset("USDT", "ETH-ERC20", "0.80", "1"),
    asset("USDT", "AVAX-C", "0.10", "1"),
    asset("USDT", "POL-MATIC", "0.10", "1"),
    asset("USDT", "TON", "0.25", "1"),
    asset("USDT", "SOL", "0.20", "1"),
    asset("USDC", "BSC-BEP20", "0.20", "1"),
    asset("USDC", "ETH-ERC20", "0.80", "1"),
    asset("USDC", "AVAX-C", "0.10", "1"),
    asset("USDC", "POL-MATIC", "0.10", "1"),
    asset("USDC", "SOL", "0.20", "1"),
    asset("BTC", "BTC", "0.00001", "0.0001"),
    asset("LTC", "LTC", "0.0005", "0.01"),
    asset("DASH", "DASH", "0.001", "0.01"),
    asset("SOL", "SOL", "0.001", "0.01"),
    asset("DOGE", "DOGE", "1", "5"),
    asset("TON", "TON", "0.02", "0.1"),
    asset("GRAM", "TON", "0.02", "0.1"),
    asset("ETH", "ETH-ERC20", "0.0002", "0.001"),
    asset("BNB", "BSC-BEP20", "0.0002", "0.001"),
    asset("TRX", "TRX-TRC20", "1", "5"),
    asset("AVAX", "AVAX-C", "0.002", "0.05"),
    asset("POL", "POL-MATIC", "0.1", "1"),
    asset("ZEC", "ZEC", "0.0005", "0.01"),
    asset("XRP", "XRP", "0.1", "1"),
    asset("XMR", "XMR", "0.0005", "0.005"),
];

/// Coin, networks: the table of the Invoice API, whose codes are its own.
const INVOICE_COINS: &[(&str, &[&str])] = &[
    ("USDT", &["TRC20", "ERC20", "BEP20", "TON", "Polygon", "Solana"]),
    ("BTC", &["Bitcoin"]),
    ("ETH", &["ERC20"]),
    ("TON", &["TON"]),
    ("BNB", &["BEP20"]),
    ("TRX", &["TRC20"]),
    ("USDC", &["ERC20", "BEP20", "Polygon", "Solana"]),
    ("LTC", &["Litecoin"]),
    ("DOGE", &["Dogecoin"]),
    ("XMR", &["Monero"]),
];

/// The fiat currencies seen in the documentation.
pub(crate) const FIAT: &[&str] = &["USD", "EUR", "RUB", "KZT", "UAH", "UZS", "INR"];

/// US dollars for one unit.
const RATES: &[(&str, &str)] = &[
    ("USD", "1"),
    ("EUR", "1.08"),
    ("RUB", "0.01340691"),
    ("KZT", "0.002"),
    ("UAH", "0.024"),
    ("UZS", "0.00008"),
    ("INR", "0.012"),
    ("USDT", "1"),
    ("USDC", "1"),
    ("BTC", "80000"),
    ("LTC", "80"),
    ("DASH", "25"),
    ("SOL", "150"),
    ("DOGE", "0.16"),
    ("TON", "2.5"),
    ("GRAM", "2.5"),
    ("ETH", "2500"),
    ("BNB", "600"),
    ("TRX", "0.25"),
    ("AVAX", "20"),
    ("POL", "0.2"),
    ("ZEC", "40"),
    ("XRP", "2"),
    ("XMR", "200"),
];

/// The platform keeps this part of every deposit: 0.8 %, so that 10 becomes 9.92 as in the documentation's example.
pub(crate) const DEPOSIT_FEE: Decimal = Decimal::from_parts(8, 0, 0, false, 3);
/// The platform keeps this part of what a convert gives: 0.1 %.
pub(crate) const CONVERT_FEE: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

impl Asset {
    pub(crate) fn find(currency: &str, network: &str) -> Option<&'static Asset> {
        ASSETS.iter().find(|asset| asset.currency == currency && asset.network == network)
    }

    /// The networks a coin moves on; none for what is not a coin.
    pub(crate) fn of_coin(currency: &str) -> impl Iterator<Item = &'static Asset> {
        ASSETS.iter().filter(move |asset| asset.currency == currency)
    }

    pub(crate) fn is_coin(currency: &str) -> bool {
        Self::of_coin(currency).next().is_some()
    }

    pub(crate) fn withdrawal_fee(&self) -> Decimal {
        constant(self.withdrawal_fee)
    }

    pub(crate) fn min_withdrawal(&self) -> Decimal {
        constant(self.min_withdrawal)
    }

    /// The network as people call it.
    pub(crate) fn network_name(&self) -> &'static str {
        match self.network {
            "TRX-TRC20" => "Tron",
            "BSC-BEP20" => "BNB Smart Chain",
            "ETH-ERC20" => "Ethereum",
            "AVAX-C" => "Avalanche C-Chain",
            "POL-MATIC" => "Polygon",
            "TON" => "The Open Network",
            "BTC" => "Bitcoin",
            "LTC" => "Litecoin",
            "DASH" => "Dash",
            "SOL" => "Solana",
            "DOGE" => "Dogecoin",
            "ZEC" => "Zcash",
            "XRP" => "XRP Ledger",
            "XMR" => "Monero",
            other => other,
        }
    }

    pub(crate) fn chain(&self) -> Chain {
        match self.network {
            "TRX-TRC20" => Chain::Tron,
            "TON" => Chain::Ton,
            "BTC" => Chain::Bitcoin,
            "LTC" => Chain::Litecoin,
            "DASH" => Chain::Dash,
            "SOL" => Chain::Solana,
            "DOGE" => Chain::Doge,
            "ZEC" => Chain::Zcash,
            "XRP" => Chain::Xrp,
            "XMR" => Chain::Monero,
            _ => Chain::Evm,
        }
    }
}

/// A pair in the state file and in control calls: its two codes.
#[derive(serde::Serialize, serde::Deserialize)]
struct Pair<T> {
    currency: T,
    network: T,
}

impl Serialize for Asset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Pair { currency: self.currency, network: self.network }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for &'static Asset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pair = Pair::<String>::deserialize(deserializer)?;
        Asset::find(&pair.currency, &pair.network)
            .ok_or_else(|| D::Error::custom(format!("no pair {} on {}", pair.currency, pair.network)))
    }
}

/// A coin on a network in the codes of the Invoice API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvoiceAsset {
    pub(crate) coin: &'static str,
    pub(crate) network: &'static str,
    pub(crate) chain: Chain,
}

impl Serialize for InvoiceAsset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Pair { currency: self.coin, network: self.network }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for InvoiceAsset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pair = Pair::<String>::deserialize(deserializer)?;
        invoice_asset(&pair.currency, Some(&pair.network))
            .map_err(|_| D::Error::custom(format!("no pair {} on {}", pair.currency, pair.network)))
    }
}

/// A coin on a network of the Invoice API; without a network, the coin's first. The error is the member that is wrong.
pub(crate) fn invoice_asset(coin: &str, network: Option<&str>) -> Result<InvoiceAsset, &'static str> {
    let (coin, networks) = INVOICE_COINS.iter().find(|(code, _)| *code == coin).ok_or("coin")?;
    let network = match network {
        None => networks.first(),
        Some(network) => networks.iter().find(|code| **code == network),
    }
    .ok_or("network")?;
    let chain = match *network {
        "TRC20" => Chain::Tron,
        "TON" => Chain::Ton,
        "Solana" => Chain::Solana,
        "Bitcoin" => Chain::Bitcoin,
        "Litecoin" => Chain::Litecoin,
        "Dogecoin" => Chain::Doge,
        "Monero" => Chain::Monero,
        _ => Chain::Evm,
    };
    Ok(InvoiceAsset { coin, network, chain })
}

fn constant(text: &'static str) -> Decimal {
    #[expect(clippy::expect_used, reason = "the tables above hold plain decimals only; a test reads each")]
    money::plain(text).expect("a plain decimal")
}

/// US dollars for one unit of each currency, fixed when the sandbox starts.
#[derive(Debug, Clone)]
pub(crate) struct Rates {
    usd: BTreeMap<String, Decimal>,
}

impl Rates {
    pub(crate) fn fixed() -> Rates {
        Rates { usd: RATES.iter().map(|(code, rate)| ((*code).to_owned(), constant(rate))).collect() }
    }

    /// US dollars for one unit, or nothing for a currency the sandbox does not know.
    pub(crate) fn usd(&self, currency: &str) -> Option<Decimal> {
        self.usd.get(currency).copied()
    }

    pub(crate) fn set(&mut self, currency: &str, usd: Decimal) {
        self.usd.insert(currency.to_owned(), usd);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.usd.iter().map(|(code, rate)| (code.as_str(), *rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let rates = Rates::fixed();
        for asset in ASSETS {
            assert!(rates.usd(asset.currency).is_some(), "{}", asset.currency);
            assert!(asset.withdrawal_fee() > Decimal::ZERO);
            assert!(asset.min_withdrawal() > asset.withdrawal_fee(), "{asset:?}");
        }
        for fiat in FIAT {
            assert!(rates.usd(fiat).is_some());
            assert!(!Asset::is_coin(fiat));
        }
        for (coin, networks) in INVOICE_COINS {
            assert!(rates.usd(coin).is_some());
            for network in *networks {
                assert!(invoice_asset(coin, Some(network)).is_ok());
            }
        }
        assert_eq!(DEPOSIT_FEE.to_string(), "0.008");
        assert_eq!(CONVERT_FEE.to_string(), "0.001");
    }

    #[test]
    fn invoice_assets_default_to_the_first_network() {
        let first = InvoiceAsset { coin: "USDT", network: "TRC20", chain: Chain::Tron };
        assert_eq!(invoice_asset("USDT", None), Ok(first));
        assert_eq!(invoice_asset("USDT", Some("TRX-TRC20")), Err("network"));
        assert_eq!(invoice_asset("DASH", None), Err("coin"));
    }
}
