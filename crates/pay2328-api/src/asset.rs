use std::fmt;

use crate::types::{CreatePayment, Currency, Direction, InvoiceCoin, InvoiceNetwork, Network};

/// A coin on a network, in the codes of the Merchant API.
///
/// There is a constant for each pair of the documented table. The platform adds pairs without notice, so
/// others can be carried all the same; what it takes at the moment is told by `GET /v1/directions`.
///
/// ```
/// use pay2328_api::types::{Asset, Currency, Network};
///
/// assert_eq!(Asset::USDT_TRX_TRC20, Asset::new("USDT", "TRX-TRC20"));
/// assert_eq!(Asset::USDT_TRX_TRC20.to_string(), "USDT on TRX-TRC20");
///
/// let new = Asset::new("USDT", "NEW-CHAIN");
/// assert!(!new.is_documented());
/// assert_eq!(new.network().as_str(), "NEW-CHAIN");
///
/// let networks: Vec<_> = Asset::networks_of(&Currency::Usdc).collect();
/// assert!(networks.contains(&&Network::Sol));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset {
    currency: Currency,
    network: Network,
}

impl Asset {
    /// A coin on a network, documented or not.
    #[must_use]
    pub fn new(currency: impl Into<Currency>, network: impl Into<Network>) -> Self {
        Self { currency: currency.into(), network: network.into() }
    }

    pub(crate) const fn pair(currency: Currency, network: Network) -> Self {
        Self { currency, network }
    }

    /// The coin.
    pub fn currency(&self) -> &Currency {
        &self.currency
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The coin and the network, in the order in which requests take them.
    pub fn into_parts(self) -> (Currency, Network) {
        (self.currency, self.network)
    }

    /// Whether the pair is one of [`DOCUMENTED`](Self::DOCUMENTED). One that is not may be a new one, or a
    /// mistake: [`direction_in`](Self::direction_in) tells.
    pub fn is_documented(&self) -> bool {
        Self::DOCUMENTED.contains(self)
    }

    /// The networks on which a coin is documented to be; none for a fiat currency or an unknown coin.
    pub fn networks_of(currency: &Currency) -> impl Iterator<Item = &'static Network> {
        Self::DOCUMENTED.iter().filter(move |asset| asset.currency == *currency).map(|asset| &asset.network)
    }

    /// What the platform says of this pair now, if it knows it: the entry of `GET /v1/directions`, with
    /// limits and fees. A coin that was renamed is found under either name.
    pub fn direction_in<'a>(&self, directions: &'a [Direction]) -> Option<&'a Direction> {
        directions.iter().find(|direction| {
            direction.network_code.as_ref() == Some(&self.network)
                && direction.currency.as_ref().is_some_and(|currency| currency.is_same_as(&self.currency))
        })
    }

    /// The same coin on the same chain in the codes of the Invoice API, where that has both. Whether it
    /// takes the pair is told by [`InvoiceAsset::is_documented`].
    pub fn to_invoice_asset(&self) -> Option<InvoiceAsset> {
        Some(InvoiceAsset {
            coin: self.currency.to_invoice_coin()?,
            network: self.network.to_invoice_network()?,
        })
    }
}

/// `USDT on TRX-TRC20`.
impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.currency, self.network)
    }
}

/// A coin on a network, in the codes of the Invoice API, which are not those of the Merchant API.
///
/// ```
/// use pay2328_api::types::{Asset, InvoiceAsset};
///
/// assert_eq!(InvoiceAsset::USDT_TRC20.to_asset(), Some(Asset::USDT_TRX_TRC20));
/// assert_eq!(Asset::USDT_TRX_TRC20.to_invoice_asset(), Some(InvoiceAsset::USDT_TRC20));
/// assert_eq!(Asset::DASH_DASH.to_invoice_asset(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvoiceAsset {
    coin: InvoiceCoin,
    network: InvoiceNetwork,
}

impl InvoiceAsset {
    /// A coin on a network, documented or not.
    #[must_use]
    pub fn new(coin: impl Into<InvoiceCoin>, network: impl Into<InvoiceNetwork>) -> Self {
        Self { coin: coin.into(), network: network.into() }
    }

    pub(crate) const fn pair(coin: InvoiceCoin, network: InvoiceNetwork) -> Self {
        Self { coin, network }
    }

    /// The coin.
    pub fn coin(&self) -> &InvoiceCoin {
        &self.coin
    }

    /// The network.
    pub fn network(&self) -> &InvoiceNetwork {
        &self.network
    }

    /// The coin and the network, in the order in which requests take them.
    pub fn into_parts(self) -> (InvoiceCoin, InvoiceNetwork) {
        (self.coin, self.network)
    }

    /// Whether the pair is one of [`DOCUMENTED`](Self::DOCUMENTED).
    pub fn is_documented(&self) -> bool {
        Self::DOCUMENTED.contains(self)
    }

    /// The networks on which a coin is documented to be; none for an unknown coin.
    pub fn networks_of(coin: &InvoiceCoin) -> impl Iterator<Item = &'static InvoiceNetwork> {
        Self::DOCUMENTED.iter().filter(move |asset| asset.coin == *coin).map(|asset| &asset.network)
    }

    /// The same coin on the same chain in the codes of the Merchant API, where that has both.
    pub fn to_asset(&self) -> Option<Asset> {
        Some(Asset { currency: self.coin.to_currency()?, network: self.network.to_network()? })
    }
}

/// `USDT on TRC20`.
impl fmt::Display for InvoiceAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.coin, self.network)
    }
}

impl Direction {
    /// The coin and the network this is about, if the service names both.
    pub fn asset(&self) -> Option<Asset> {
        Some(Asset { currency: self.currency.clone()?, network: self.network_code.clone()? })
    }
}

impl CreatePayment {
    /// What to pay in, chosen in advance: sets [`to_currency`](Self::to_currency) and
    /// [`network`](Self::network).
    #[must_use]
    pub fn asset(self, asset: Asset) -> Self {
        let (currency, network) = asset.into_parts();
        self.to_currency(currency).network(network)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direction(currency: &str, network: &str) -> Direction {
        serde_json::from_value(serde_json::json!({ "currency": currency, "network_code": network })).unwrap()
    }

    #[test]
    fn a_constant_can_be_matched_on() {
        let name = match Asset::new("BTC", "BTC") {
            Asset::USDT_TRX_TRC20 => "tether",
            Asset::BTC_BTC => "bitcoin",
            _ => "other",
        };
        assert_eq!(name, "bitcoin");
    }

    #[test]
    fn pairs_are_checked_against_the_table() {
        assert!(Asset::DOCUMENTED.iter().all(Asset::is_documented));
        // Both are known, but not as a pair.
        assert!(!Asset::new("BTC", "TON").is_documented());
        assert!(!Asset::new("USD", "TRX-TRC20").is_documented());
        assert_eq!(Asset::networks_of(&Currency::Usd).count(), 0);
        assert_eq!(Asset::networks_of(&Currency::from("NEW")).count(), 0);
        let of_usdt: Vec<_> = Asset::networks_of(&Currency::Usdt).map(Network::as_str).collect();
        assert_eq!(of_usdt, ["TRX-TRC20", "BSC-BEP20", "ETH-ERC20", "AVAX-C", "POL-MATIC", "TON", "SOL"]);
    }

    #[test]
    fn live_directions_know_more_than_the_table() {
        let directions = [
            direction("USDT", "NEW-CHAIN"),
            direction("GRAM", "TON"),
            serde_json::from_str("{}").unwrap(),
            serde_json::from_str(r#"{"currency":"BTC","network_code":null}"#).unwrap(),
        ];
        let find = |asset: Asset| asset.direction_in(&directions).and_then(Direction::asset);
        assert_eq!(find(Asset::new("USDT", "NEW-CHAIN")), Some(Asset::new("USDT", "NEW-CHAIN")));
        assert_eq!(find(Asset::TON_TON), Some(Asset::GRAM_TON), "the coin was renamed");
        assert_eq!(find(Asset::GRAM_TON), Some(Asset::GRAM_TON));
        assert_eq!(find(Asset::BTC_BTC), None);
        assert_eq!(find(Asset::USDT_TRX_TRC20), None);
    }

    #[test]
    fn the_two_apis_meet_where_they_mean_the_same() {
        for asset in InvoiceAsset::DOCUMENTED {
            let same = asset.to_asset().unwrap_or_else(|| panic!("{asset} has no counterpart"));
            assert!(same.is_documented(), "{asset} is {same}");
            assert_eq!(same.to_invoice_asset().as_ref(), Some(asset));
        }
        assert_eq!(Asset::GRAM_TON.to_invoice_asset(), Some(InvoiceAsset::TON_TON), "the coin was renamed");
        assert_eq!(Asset::DASH_DASH.to_invoice_asset(), None);
        assert_eq!(Asset::new("NEW", "TON").to_invoice_asset(), None);
        assert_eq!(InvoiceAsset::new("USDT", "NEW").to_asset(), None);
        // Both codes exist in the Invoice API, but not as a pair.
        let invoice = Asset::new("BTC", "TON").to_invoice_asset().unwrap();
        assert!(!invoice.is_documented());
    }

    #[test]
    fn a_payment_takes_a_pair_at_once() {
        let request = CreatePayment::new(1, "USD", "ORDER-1", "https://your-site.com/webhook")
            .asset(Asset::USDT_TRX_TRC20);
        assert_eq!(request.to_currency, Some(Currency::Usdt));
        assert_eq!(request.network, Some(Network::TrxTrc20));
    }
}
