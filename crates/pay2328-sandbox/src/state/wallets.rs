//! Static wallets: permanent addresses, and the deposits they receive.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::changes::Record;
use super::ledger::Place;
use super::market::{Asset, DEPOSIT_FEE};
use super::outbox::Kind;
use super::page::{FullPages, Listed, ShortPages};
use super::shown::Shown;
use super::timeline::Timeline;
use super::{Change, News, State};
use crate::answer::Refusal;
use crate::fields::Fields;
use crate::money::{self, AMOUNT_SCALE, CREDIT_SCALE, Rounding};
use crate::qr;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wallet {
    pub(crate) uuid: String,
    pub(crate) address: String,
    pub(crate) asset: &'static Asset,
    pub(crate) label: Option<String>,
    pub(crate) order_id: String,
    pub(crate) active: bool,
    created_at: DateTime<Utc>,
    url_callback: String,
    #[serde(with = "rust_decimal::serde::str")]
    pub(crate) total_received: Decimal,
    timeline: Timeline,
    /// Kept and stored apart: there can be many.
    #[serde(skip)]
    pub(crate) deposits: Vec<Deposit>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deposit {
    uuid: String,
    #[serde(with = "rust_decimal::serde::str")]
    amount: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    fee_amount: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    net_amount: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    amount_usd: Decimal,
    #[serde(with = "rust_decimal::serde::str")]
    exchange_rate: Decimal,
    txid: String,
    created_at: DateTime<Utc>,
}

/// What follows from a wallet, for control calls.
#[derive(Debug, Serialize)]
pub(crate) struct MoreOfWallet<'a> {
    status: &'static str,
    /// The page with its address.
    url: String,
    deposit_count: usize,
    /// The last deposits, newest first.
    deposits: Vec<&'a Deposit>,
}

/// What makes a wallet unique within the project: order id, currency, network.
type Key = (String, &'static str, &'static str);

#[derive(Debug, Clone, Default)]
pub(crate) struct Wallets {
    pub(super) by_uuid: IndexMap<String, Wallet>,
    by_key: HashMap<Key, String>,
    by_address: HashMap<String, String>,
}

impl Wallets {
    pub(super) fn restore(&mut self, wallet: Wallet) {
        let asset = wallet.asset;
        let key = (wallet.order_id.clone(), asset.currency, asset.network);
        self.by_key.insert(key, wallet.uuid.clone());
        self.by_address.insert(wallet.address.clone(), wallet.uuid.clone());
        self.by_uuid.insert(wallet.uuid.clone(), wallet);
    }

    /// The id of the newest.
    pub(crate) fn last(&self) -> Option<String> {
        self.by_uuid.keys().next_back().cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_uuid.len()
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct WalletResult<'a> {
    uuid: &'a str,
    address: &'a str,
    currency: &'a str,
    network: &'a str,
    label: Option<&'a str>,
    order_id: &'a str,
    status: &'static str,
    url: String,
    created_at: String,
    qr: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct WalletItem<'a> {
    uuid: &'a str,
    address: &'a str,
    currency: &'a str,
    network: &'a str,
    status: &'static str,
    #[serde(with = "money::scale_2")]
    total_received: Decimal,
    transactions_count: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct WalletInfo<'a> {
    #[serde(flatten)]
    wallet: WalletItem<'a>,
    created_at: String,
    qr: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct WalletStatus<'a> {
    uuid: &'a str,
    status: &'static str,
    message: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Transaction<'a> {
    uuid: &'a str,
    order_id: &'a str,
    #[serde(with = "money::scale_2")]
    amount: Decimal,
    currency: &'a str,
    payment_status: &'static str,
    txid: &'a str,
    #[serde(with = "money::scale_2")]
    fee_amount: Decimal,
    #[serde(with = "money::scale_2")]
    net_amount: Decimal,
    created_at: String,
}

/// The webhook, without its `sign`.
#[derive(Debug, Serialize)]
struct DepositWebhook<'a> {
    uuid: &'a str,
    order_id: &'a str,
    #[serde(with = "money::scale_8")]
    amount: Decimal,
    currency: &'a str,
    #[serde(with = "money::scale_8")]
    amount_usd: Decimal,
    #[serde(with = "money::scale_8")]
    exchange_rate: Decimal,
    payer_currency: &'a str,
    #[serde(with = "money::scale_8")]
    payer_amount: Decimal,
    network: &'a str,
    address: &'a str,
    payment_status: &'static str,
    txid: &'a str,
    #[serde(with = "money::scale_8")]
    payment_amount: Decimal,
    #[serde(with = "money::scale_18")]
    merchant_amount: Decimal,
    created_at: String,
}

impl Wallet {
    pub(crate) fn status(&self) -> &'static str {
        if self.active { "active" } else { "inactive" }
    }

    fn result(&self, state: &State) -> WalletResult<'_> {
        WalletResult {
            uuid: &self.uuid,
            address: &self.address,
            currency: self.asset.currency,
            network: self.asset.network,
            label: self.label.as_deref(),
            order_id: &self.order_id,
            status: self.status(),
            url: state.checkout_url(&format!("static/{}", self.uuid)),
            created_at: super::utc_time(self.created_at),
            qr: qr::data_uri(&self.address),
        }
    }

    fn item(&self) -> WalletItem<'_> {
        WalletItem {
            uuid: &self.uuid,
            address: &self.address,
            currency: self.asset.currency,
            network: self.asset.network,
            status: self.status(),
            total_received: self.total_received,
            transactions_count: self.deposits.len(),
        }
    }
}

impl State {
    /// `static_wallet_create`. The same order, coin and network give the wallet that is there already.
    pub(crate) fn static_wallet_create(&mut self, fields: &mut Fields) -> Result<WalletResult<'_>, Refusal> {
        let currency = fields.required_text("currency", 16);
        let network = fields.required_text("network", 32);
        let order_id = fields.required_text("order_id", 255);
        let label = fields.text("label", 255);
        let url_callback = fields.required_url("url_callback");
        fields.text("invite_code", 255);
        let asset = Asset::find(&currency, &network);
        if asset.is_none() && !currency.is_empty() && !network.is_empty() {
            if Asset::is_coin(&currency) {
                fields.problem("network", format!("Does not carry {currency}."));
            } else {
                fields.problem("currency", "Is not a coin the sandbox knows.");
            }
        }
        fields.finish()?;
        let asset = asset.ok_or_else(|| Refusal::field("currency", "Is not a coin the sandbox knows."))?;
        self.check_callback(Some(&url_callback))?;

        let key = (order_id.clone(), asset.currency, asset.network);
        let uuid = match self.wallets.by_key.get(&key) {
            Some(uuid) => uuid.clone(),
            None => {
                let mut wallet = Wallet {
                    uuid: self.ids.uuid_v7(self.now),
                    address: self.ids.address(asset.chain()),
                    asset,
                    label,
                    order_id,
                    active: true,
                    created_at: self.now,
                    url_callback,
                    total_received: Decimal::ZERO,
                    timeline: Timeline::default(),
                    deposits: Vec::new(),
                };
                wallet.timeline.add(self.now, "active", "Created");
                let uuid = wallet.uuid.clone();
                self.wallets.by_key.insert(key, uuid.clone());
                self.wallets.by_address.insert(wallet.address.clone(), uuid.clone());
                self.changed.add(Record::Wallet(uuid.clone()));
                self.wallets.by_uuid.insert(uuid.clone(), wallet);
                uuid
            }
        };
        Ok(self.wallet(&uuid)?.result(self))
    }

    /// `static_wallet_info`, by `uuid` or `address`; given both, both have to fit.
    pub(crate) fn static_wallet_info(&self, fields: &mut Fields) -> Result<WalletInfo<'_>, Refusal> {
        let uuid = fields.text("uuid", 64);
        let address = fields.text("address", 255);
        if uuid.is_none() && address.is_none() {
            fields.problem("uuid", "Is required when address is absent.");
        }
        fields.finish()?;
        let uuid = uuid.or_else(|| self.wallets.by_address.get(address.as_deref()?).cloned());
        let wallet = uuid
            .and_then(|uuid| self.wallets.by_uuid.get(&uuid))
            .filter(|wallet| address.is_none_or(|address| wallet.address == address))
            .ok_or_else(|| Refusal::not_found("Static wallet"))?;
        Ok(WalletInfo {
            wallet: wallet.item(),
            created_at: super::utc_time(wallet.created_at),
            qr: qr::data_uri(&wallet.address),
        })
    }

    /// `static_wallet_list`, newest first.
    pub(crate) fn static_wallet_list(
        &self,
        fields: &mut Fields,
    ) -> Result<Listed<WalletItem<'_>, FullPages>, Refusal> {
        let status = fields.word("status", &["active", "inactive"]);
        let currency = fields.text("currency", 16);
        let network = fields.text("network", 32);
        let order_id = fields.text("order_id", 255);
        let page = fields.page(20, 100);
        fields.finish()?;
        let wanted = self.wallets.by_uuid.values().rev().filter(|wallet| {
            status.is_none_or(|status| wallet.status() == status)
                && currency.as_ref().is_none_or(|currency| wallet.asset.currency == currency)
                && network.as_ref().is_none_or(|network| wallet.asset.network == network)
                && order_id.as_ref().is_none_or(|order_id| wallet.order_id == *order_id)
        });
        Ok(Listed::full(wanted, page, Wallet::item))
    }

    /// `static_wallet_enable` and `static_wallet_disable`.
    pub(crate) fn static_wallet_toggle(
        &mut self,
        fields: &mut Fields,
        active: bool,
    ) -> Result<WalletStatus<'_>, Refusal> {
        let uuid = fields.required_text("uuid", 64);
        fields.finish()?;
        let wallet = self.toggle_wallet(&uuid, active)?;
        Ok(WalletStatus {
            uuid: &wallet.uuid,
            status: wallet.status(),
            message: if active {
                "Static wallet enabled successfully"
            } else {
                "Static wallet disabled successfully"
            },
        })
    }

    fn toggle_wallet(&mut self, uuid: &str, active: bool) -> Result<&Wallet, Refusal> {
        let wallet = self.wallets.by_uuid.get_mut(uuid).ok_or_else(|| Refusal::not_found("Static wallet"))?;
        if wallet.active != active {
            self.changed.add(Record::Wallet(uuid.to_owned()));
            wallet.active = active;
            let text = if active { "Enabled" } else { "Disabled: it takes no deposits" };
            wallet.timeline.add(self.now, wallet.status(), text);
        }
        Ok(wallet)
    }

    /// The same as a control call: the wallet is named by its uuid or its address.
    pub(crate) fn set_wallet_active(&mut self, id: &str, active: bool) -> Result<Change, Refusal> {
        let uuid = self.wallet(id)?.uuid.clone();
        let status = self.toggle_wallet(&uuid, active)?.status().to_owned();
        Ok(Change { id: uuid, status, txid: None, merchant_amount: None })
    }

    /// `static_wallet_transactions`, newest first.
    pub(crate) fn static_wallet_transactions(
        &self,
        fields: &mut Fields,
    ) -> Result<Listed<Transaction<'_>, ShortPages>, Refusal> {
        let uuid = fields.required_text("uuid", 64);
        let dates = fields.dates();
        let page = fields.page(15, 5000);
        fields.finish()?;
        let wallet = self.wallet(&uuid)?;
        let wanted = wallet
            .deposits
            .iter()
            .rev()
            .filter(|deposit| dates.contain(super::local_day(deposit.created_at)));
        Ok(Listed::short(wanted, page, |deposit| Transaction {
            uuid: &deposit.uuid,
            order_id: &wallet.order_id,
            amount: deposit.amount,
            currency: wallet.asset.currency,
            payment_status: "paid",
            txid: &deposit.txid,
            fee_amount: deposit.fee_amount,
            net_amount: deposit.net_amount,
            created_at: super::utc_time(deposit.created_at),
        }))
    }

    /// Somebody sends coins to the wallet's address.
    pub(crate) fn deposit(&mut self, uuid: &str, amount: Decimal) -> Result<Change, Refusal> {
        let wallet = self.wallet(uuid)?;
        let uuid = &*wallet.uuid.clone();
        if !wallet.active {
            return Err(Refusal::conflict("The static wallet is inactive."));
        }
        let asset = wallet.asset;
        let rate = self.rates.usd(asset.currency).ok_or_else(|| Refusal::not_found("Rate"))?;
        let fee_amount = money::ratio(&[amount, DEPOSIT_FEE], &[], CREDIT_SCALE, Rounding::Up)?;
        let deposit = Deposit {
            uuid: self.ids.uuid_v4(),
            amount,
            fee_amount,
            net_amount: amount - fee_amount,
            amount_usd: money::ratio(&[amount, rate], &[], AMOUNT_SCALE, Rounding::HalfUp)?,
            exchange_rate: rate,
            txid: self.ids.txid(asset.chain()),
            created_at: self.now,
        };
        self.ledger.open(asset.currency, &mut self.ids);
        self.ledger.post(&[
            (asset.currency, Place::Outside, Place::Available, deposit.net_amount),
            (asset.currency, Place::Outside, Place::Fees, deposit.fee_amount),
        ])?;

        let change = Change {
            id: deposit.uuid.clone(),
            status: "paid".to_owned(),
            txid: Some(deposit.txid.clone()),
            merchant_amount: Some(deposit.net_amount),
        };
        let wallet = self.wallet(uuid)?;
        let webhook = crate::answer::json(&DepositWebhook {
            uuid: &deposit.uuid,
            order_id: &wallet.order_id,
            amount,
            currency: asset.currency,
            amount_usd: deposit.amount_usd,
            exchange_rate: deposit.exchange_rate,
            payer_currency: asset.currency,
            payer_amount: amount,
            network: asset.network,
            address: &wallet.address,
            payment_status: "paid",
            txid: &deposit.txid,
            payment_amount: amount,
            merchant_amount: deposit.net_amount,
            created_at: super::local_time(deposit.created_at),
        });
        let url_callback = wallet.url_callback.clone();
        let news = News {
            kind: Kind::StaticDeposit,
            object: &deposit.uuid,
            status: "paid",
            line: uuid,
            url: &url_callback,
        };
        self.send(news, webhook);
        if let Some(wallet) = self.wallets.by_uuid.get_mut(uuid) {
            wallet.total_received += amount;
            self.changed.add(Record::Wallet(uuid.to_owned()));
            self.changed.add(Record::Deposit(uuid.to_owned(), wallet.deposits.len()));
            wallet.deposits.push(deposit);
        }
        Ok(change)
    }

    /// A wallet by its uuid or its address.
    pub(crate) fn wallet(&self, id: &str) -> Result<&Wallet, Refusal> {
        let by_address = || self.wallets.by_uuid.get(self.wallets.by_address.get(id)?);
        self.wallets.by_uuid.get(id).or_else(by_address).ok_or_else(|| Refusal::not_found("Static wallet"))
    }

    /// The uuids of the deposits to the wallets with this order id, uuid or address.
    pub(super) fn deposits_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_it = move |wallet: &&Wallet| {
            [&wallet.order_id, &wallet.uuid, &wallet.address].iter().any(|known| *known == name)
        };
        let wallets = self.wallets.by_uuid.values().filter(is_it);
        wallets.flat_map(|wallet| wallet.deposits.iter().map(|deposit| deposit.uuid.as_str()))
    }

    /// The last `limit` wallets, newest first, without their deposits.
    pub(crate) fn show_wallets(&self, limit: usize) -> Vec<Shown<'_, Wallet, MoreOfWallet<'_>>> {
        self.wallets.by_uuid.values().rev().take(limit).map(|wallet| self.shown_wallet(wallet, 0)).collect()
    }

    /// A wallet with its last 100 deposits.
    pub(crate) fn show_wallet(&self, id: &str) -> Result<Shown<'_, Wallet, MoreOfWallet<'_>>, Refusal> {
        self.wallet(id).map(|wallet| self.shown_wallet(wallet, 100))
    }

    fn shown_wallet<'a>(&self, wallet: &'a Wallet, deposits: usize) -> Shown<'a, Wallet, MoreOfWallet<'a>> {
        let more = MoreOfWallet {
            status: wallet.status(),
            url: self.checkout_url(&format!("static/{}", wallet.uuid)),
            deposit_count: wallet.deposits.len(),
            deposits: wallet.deposits.iter().rev().take(deposits).collect(),
        };
        Shown::new(wallet, more, if wallet.active { &["deposit", "disable"] } else { &["enable"] })
    }
}
