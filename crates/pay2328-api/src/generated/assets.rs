// Generated from spec/openapi.yaml by `cargo xtask generate`. Do not edit: edit the document.

//! Coins on networks.

use crate::types::*;

impl Asset {
    /// Tether USD on Tron (`USDT` on `TRX-TRC20`).
    pub const USDT_TRX_TRC20: Self = Self::pair(Currency::Usdt, Network::TrxTrc20);
    /// Tether USD on BNB Smart Chain (`USDT` on `BSC-BEP20`).
    pub const USDT_BSC_BEP20: Self = Self::pair(Currency::Usdt, Network::BscBep20);
    /// Tether USD on Ethereum (`USDT` on `ETH-ERC20`).
    pub const USDT_ETH_ERC20: Self = Self::pair(Currency::Usdt, Network::EthErc20);
    /// Tether USD on Avalanche C-Chain (`USDT` on `AVAX-C`).
    pub const USDT_AVAX_C: Self = Self::pair(Currency::Usdt, Network::AvaxC);
    /// Tether USD on Polygon (`USDT` on `POL-MATIC`).
    pub const USDT_POL_MATIC: Self = Self::pair(Currency::Usdt, Network::PolMatic);
    /// Tether USD on The Open Network (`USDT` on `TON`).
    pub const USDT_TON: Self = Self::pair(Currency::Usdt, Network::Ton);
    /// Tether USD on Solana (`USDT` on `SOL`).
    pub const USDT_SOL: Self = Self::pair(Currency::Usdt, Network::Sol);
    /// USD Coin on BNB Smart Chain (`USDC` on `BSC-BEP20`).
    pub const USDC_BSC_BEP20: Self = Self::pair(Currency::Usdc, Network::BscBep20);
    /// USD Coin on Ethereum (`USDC` on `ETH-ERC20`).
    pub const USDC_ETH_ERC20: Self = Self::pair(Currency::Usdc, Network::EthErc20);
    /// USD Coin on Avalanche C-Chain (`USDC` on `AVAX-C`).
    pub const USDC_AVAX_C: Self = Self::pair(Currency::Usdc, Network::AvaxC);
    /// USD Coin on Polygon (`USDC` on `POL-MATIC`).
    pub const USDC_POL_MATIC: Self = Self::pair(Currency::Usdc, Network::PolMatic);
    /// USD Coin on Solana (`USDC` on `SOL`).
    pub const USDC_SOL: Self = Self::pair(Currency::Usdc, Network::Sol);
    /// Bitcoin on Bitcoin (`BTC` on `BTC`).
    pub const BTC_BTC: Self = Self::pair(Currency::Btc, Network::Btc);
    /// Litecoin on Litecoin (`LTC` on `LTC`).
    pub const LTC_LTC: Self = Self::pair(Currency::Ltc, Network::Ltc);
    /// Dash on Dash (`DASH` on `DASH`).
    pub const DASH_DASH: Self = Self::pair(Currency::Dash, Network::Dash);
    /// Solana on Solana (`SOL` on `SOL`).
    pub const SOL_SOL: Self = Self::pair(Currency::Sol, Network::Sol);
    /// Dogecoin on Dogecoin (`DOGE` on `DOGE`).
    pub const DOGE_DOGE: Self = Self::pair(Currency::Doge, Network::Doge);
    /// Toncoin on The Open Network (`TON` on `TON`).
    pub const TON_TON: Self = Self::pair(Currency::Ton, Network::Ton);
    /// Toncoin on The Open Network (`GRAM` on `TON`). Known from others; the vendor's table does not have it.
    pub const GRAM_TON: Self = Self::pair(Currency::Gram, Network::Ton);
    /// Ether on Ethereum (`ETH` on `ETH-ERC20`).
    pub const ETH_ETH_ERC20: Self = Self::pair(Currency::Eth, Network::EthErc20);
    /// BNB on BNB Smart Chain (`BNB` on `BSC-BEP20`).
    pub const BNB_BSC_BEP20: Self = Self::pair(Currency::Bnb, Network::BscBep20);
    /// Tronix on Tron (`TRX` on `TRX-TRC20`).
    pub const TRX_TRX_TRC20: Self = Self::pair(Currency::Trx, Network::TrxTrc20);
    /// Avalanche on Avalanche C-Chain (`AVAX` on `AVAX-C`).
    pub const AVAX_AVAX_C: Self = Self::pair(Currency::Avax, Network::AvaxC);
    /// Polygon on Polygon (`POL` on `POL-MATIC`).
    pub const POL_POL_MATIC: Self = Self::pair(Currency::Pol, Network::PolMatic);
    /// Zcash on Zcash (`ZEC` on `ZEC`). Known from others; the vendor's table does not have it.
    pub const ZEC_ZEC: Self = Self::pair(Currency::Zec, Network::Zec);
    /// XRP on XRP Ledger (`XRP` on `XRP`). Known from others; the vendor's table does not have it.
    pub const XRP_XRP: Self = Self::pair(Currency::Xrp, Network::Xrp);
    /// Monero on Monero (`XMR` on `XMR`). Known from others; the vendor's table does not have it.
    pub const XMR_XMR: Self = Self::pair(Currency::Xmr, Network::Xmr);
    /// Every pair this version of the crate knows, coin by coin.
    pub const DOCUMENTED: &'static [Self] = &[
        Self::USDT_TRX_TRC20,
        Self::USDT_BSC_BEP20,
        Self::USDT_ETH_ERC20,
        Self::USDT_AVAX_C,
        Self::USDT_POL_MATIC,
        Self::USDT_TON,
        Self::USDT_SOL,
        Self::USDC_BSC_BEP20,
        Self::USDC_ETH_ERC20,
        Self::USDC_AVAX_C,
        Self::USDC_POL_MATIC,
        Self::USDC_SOL,
        Self::BTC_BTC,
        Self::LTC_LTC,
        Self::DASH_DASH,
        Self::SOL_SOL,
        Self::DOGE_DOGE,
        Self::TON_TON,
        Self::GRAM_TON,
        Self::ETH_ETH_ERC20,
        Self::BNB_BSC_BEP20,
        Self::TRX_TRX_TRC20,
        Self::AVAX_AVAX_C,
        Self::POL_POL_MATIC,
        Self::ZEC_ZEC,
        Self::XRP_XRP,
        Self::XMR_XMR,
    ];
}

impl InvoiceAsset {
    /// Tether USD on Tron (`USDT` on `TRC20`).
    pub const USDT_TRC20: Self = Self::pair(InvoiceCoin::Usdt, InvoiceNetwork::Trc20);
    /// Tether USD on Ethereum (`USDT` on `ERC20`).
    pub const USDT_ERC20: Self = Self::pair(InvoiceCoin::Usdt, InvoiceNetwork::Erc20);
    /// Tether USD on BNB Smart Chain (`USDT` on `BEP20`).
    pub const USDT_BEP20: Self = Self::pair(InvoiceCoin::Usdt, InvoiceNetwork::Bep20);
    /// Tether USD on The Open Network (`USDT` on `TON`).
    pub const USDT_TON: Self = Self::pair(InvoiceCoin::Usdt, InvoiceNetwork::Ton);
    /// Tether USD on Polygon (`USDT` on `Polygon`).
    pub const USDT_POLYGON: Self = Self::pair(
        InvoiceCoin::Usdt,
        InvoiceNetwork::Polygon,
    );
    /// Tether USD on Solana (`USDT` on `Solana`).
    pub const USDT_SOLANA: Self = Self::pair(InvoiceCoin::Usdt, InvoiceNetwork::Solana);
    /// Bitcoin on Bitcoin (`BTC` on `Bitcoin`).
    pub const BTC_BITCOIN: Self = Self::pair(InvoiceCoin::Btc, InvoiceNetwork::Bitcoin);
    /// Ether on Ethereum (`ETH` on `ERC20`).
    pub const ETH_ERC20: Self = Self::pair(InvoiceCoin::Eth, InvoiceNetwork::Erc20);
    /// Toncoin on The Open Network (`TON` on `TON`).
    pub const TON_TON: Self = Self::pair(InvoiceCoin::Ton, InvoiceNetwork::Ton);
    /// BNB on BNB Smart Chain (`BNB` on `BEP20`).
    pub const BNB_BEP20: Self = Self::pair(InvoiceCoin::Bnb, InvoiceNetwork::Bep20);
    /// Tronix on Tron (`TRX` on `TRC20`).
    pub const TRX_TRC20: Self = Self::pair(InvoiceCoin::Trx, InvoiceNetwork::Trc20);
    /// USD Coin on Ethereum (`USDC` on `ERC20`).
    pub const USDC_ERC20: Self = Self::pair(InvoiceCoin::Usdc, InvoiceNetwork::Erc20);
    /// USD Coin on BNB Smart Chain (`USDC` on `BEP20`).
    pub const USDC_BEP20: Self = Self::pair(InvoiceCoin::Usdc, InvoiceNetwork::Bep20);
    /// USD Coin on Polygon (`USDC` on `Polygon`).
    pub const USDC_POLYGON: Self = Self::pair(
        InvoiceCoin::Usdc,
        InvoiceNetwork::Polygon,
    );
    /// USD Coin on Solana (`USDC` on `Solana`).
    pub const USDC_SOLANA: Self = Self::pair(InvoiceCoin::Usdc, InvoiceNetwork::Solana);
    /// Litecoin on Litecoin (`LTC` on `Litecoin`).
    pub const LTC_LITECOIN: Self = Self::pair(
        InvoiceCoin::Ltc,
        InvoiceNetwork::Litecoin,
    );
    /// Dogecoin on Dogecoin (`DOGE` on `Dogecoin`).
    pub const DOGE_DOGECOIN: Self = Self::pair(
        InvoiceCoin::Doge,
        InvoiceNetwork::Dogecoin,
    );
    /// Monero on Monero (`XMR` on `Monero`).
    pub const XMR_MONERO: Self = Self::pair(InvoiceCoin::Xmr, InvoiceNetwork::Monero);
    /// Every pair this version of the crate knows, coin by coin.
    pub const DOCUMENTED: &'static [Self] = &[
        Self::USDT_TRC20,
        Self::USDT_ERC20,
        Self::USDT_BEP20,
        Self::USDT_TON,
        Self::USDT_POLYGON,
        Self::USDT_SOLANA,
        Self::BTC_BITCOIN,
        Self::ETH_ERC20,
        Self::TON_TON,
        Self::BNB_BEP20,
        Self::TRX_TRC20,
        Self::USDC_ERC20,
        Self::USDC_BEP20,
        Self::USDC_POLYGON,
        Self::USDC_SOLANA,
        Self::LTC_LITECOIN,
        Self::DOGE_DOGECOIN,
        Self::XMR_MONERO,
    ];
}

impl Currency {
    /// Whether both name the same thing: they are equal, or the two names of what was renamed (`TON` and `GRAM`).
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.newest_name() == other.newest_name()
    }
    fn newest_name(&self) -> &Self {
        match self {
            Self::Ton => &Self::Gram,
            other => other,
        }
    }
}

impl InvoiceCoin {
    /// The [`Currency`] that means the same, if there is one.
    pub fn to_currency(&self) -> Option<Currency> {
        match self {
            Self::Usdt => Some(Currency::Usdt),
            Self::Btc => Some(Currency::Btc),
            Self::Eth => Some(Currency::Eth),
            Self::Ton => Some(Currency::Ton),
            Self::Bnb => Some(Currency::Bnb),
            Self::Trx => Some(Currency::Trx),
            Self::Usdc => Some(Currency::Usdc),
            Self::Ltc => Some(Currency::Ltc),
            Self::Doge => Some(Currency::Doge),
            Self::Xmr => Some(Currency::Xmr),
            _ => None,
        }
    }
}

impl Currency {
    /// The [`InvoiceCoin`] that means the same, if there is one.
    pub fn to_invoice_coin(&self) -> Option<InvoiceCoin> {
        match self {
            Self::Usdt => Some(InvoiceCoin::Usdt),
            Self::Btc => Some(InvoiceCoin::Btc),
            Self::Eth => Some(InvoiceCoin::Eth),
            Self::Ton => Some(InvoiceCoin::Ton),
            Self::Bnb => Some(InvoiceCoin::Bnb),
            Self::Trx => Some(InvoiceCoin::Trx),
            Self::Usdc => Some(InvoiceCoin::Usdc),
            Self::Ltc => Some(InvoiceCoin::Ltc),
            Self::Doge => Some(InvoiceCoin::Doge),
            Self::Xmr => Some(InvoiceCoin::Xmr),
            Self::Gram => Some(InvoiceCoin::Ton),
            _ => None,
        }
    }
}

impl InvoiceNetwork {
    /// The [`Network`] that means the same, if there is one.
    pub fn to_network(&self) -> Option<Network> {
        match self {
            Self::Trc20 => Some(Network::TrxTrc20),
            Self::Erc20 => Some(Network::EthErc20),
            Self::Bep20 => Some(Network::BscBep20),
            Self::Ton => Some(Network::Ton),
            Self::Polygon => Some(Network::PolMatic),
            Self::Solana => Some(Network::Sol),
            Self::Bitcoin => Some(Network::Btc),
            Self::Litecoin => Some(Network::Ltc),
            Self::Dogecoin => Some(Network::Doge),
            Self::Monero => Some(Network::Xmr),
            _ => None,
        }
    }
}

impl Network {
    /// The [`InvoiceNetwork`] that means the same, if there is one.
    pub fn to_invoice_network(&self) -> Option<InvoiceNetwork> {
        match self {
            Self::TrxTrc20 => Some(InvoiceNetwork::Trc20),
            Self::EthErc20 => Some(InvoiceNetwork::Erc20),
            Self::BscBep20 => Some(InvoiceNetwork::Bep20),
            Self::Ton => Some(InvoiceNetwork::Ton),
            Self::PolMatic => Some(InvoiceNetwork::Polygon),
            Self::Sol => Some(InvoiceNetwork::Solana),
            Self::Btc => Some(InvoiceNetwork::Bitcoin),
            Self::Ltc => Some(InvoiceNetwork::Litecoin),
            Self::Doge => Some(InvoiceNetwork::Dogecoin),
            Self::Xmr => Some(InvoiceNetwork::Monero),
            _ => None,
        }
    }
}
