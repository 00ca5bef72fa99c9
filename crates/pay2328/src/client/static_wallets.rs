use std::fmt;

use pay2328_api::operations;
use pay2328_api::types::{
    CreateStaticWallet, ListStaticWalletTransactions, ListStaticWallets, StaticWallet, StaticWalletDetails,
    StaticWalletQuery, StaticWalletRef, StaticWalletStatusChange, StaticWalletTransaction,
};

use super::echo::Echo;
use super::{Call, Caller};
use crate::page::{List, Received};

/// Static wallets: permanent deposit addresses. From [`Client::static_wallets`](crate::Client::static_wallets).
#[derive(Clone)]
pub struct StaticWallets(pub(super) Caller);

impl StaticWallets {
    /// Makes a deposit address for an order id (`POST /v1/static-wallet`).
    ///
    /// There is one wallet per order id, coin and network, so this call is repeated safely.
    pub fn create(&self, request: &CreateStaticWallet) -> Call<StaticWallet> {
        let (body, asked) = (request.clone(), request.clone());
        self.0
            .enveloped(&operations::STATIC_WALLET_CREATE, |api| async move {
                api.static_wallet_create(&body).await
            })
            .checked(request)
            .order_id(Some(&request.order_id))
            .echo(move |wallet: &StaticWallet| {
                Echo::default()
                    .currency("currency", &asked.currency, &wallet.currency)
                    .network("network", &asked.network, &wallet.network)
                    .text("order_id", &asked.order_id, &wallet.order_id)
                    .conflict(&wallet.uuid, wallet)
            })
    }

    /// Looks a wallet up by its uuid or its address (`POST /v1/static-wallet/info`).
    pub fn info(&self, query: &StaticWalletQuery) -> Call<StaticWalletDetails> {
        let body = query.clone();
        self.0
            .enveloped(
                &operations::STATIC_WALLET_INFO,
                |api| async move { api.static_wallet_info(&body).await },
            )
            .checked(query)
    }

    /// The wallets of the project (`POST /v1/static-wallet/list`), 100 to a page unless the request says
    /// otherwise.
    pub fn list(&self, request: &ListStaticWallets) -> List<StaticWalletDetails> {
        let (caller, request) = (self.0.clone(), request.clone());
        List::new(
            &self.0,
            &operations::STATIC_WALLET_LIST,
            request.page,
            request.per_page,
            move |page, per_page| {
                let body = request.clone().page(page).per_page(per_page);
                let checked = body.clone();
                caller
                    .enveloped(&operations::STATIC_WALLET_LIST, |api| async move {
                        api.static_wallet_list(&body).await
                    })
                    .checked(&checked)
                    .map(|list| Received::with_total(list.items, list.paginate))
            },
        )
    }

    /// Lets a wallet accept deposits again (`POST /v1/static-wallet/enable`).
    pub fn enable(&self, uuid: &str) -> Call<StaticWalletStatusChange> {
        let body = StaticWalletRef::new(uuid);
        let checked = body.clone();
        self.0
            .enveloped(&operations::STATIC_WALLET_ENABLE, |api| async move {
                api.static_wallet_enable(&body).await
            })
            .checked(&checked)
    }

    /// Keeps a wallet from accepting deposits (`POST /v1/static-wallet/disable`).
    pub fn disable(&self, uuid: &str) -> Call<StaticWalletStatusChange> {
        let body = StaticWalletRef::new(uuid);
        let checked = body.clone();
        self.0
            .enveloped(&operations::STATIC_WALLET_DISABLE, |api| async move {
                api.static_wallet_disable(&body).await
            })
            .checked(&checked)
    }

    /// The deposits a wallet received (`POST /v1/static-wallet/transactions`), 5,000 to a page unless the
    /// request says otherwise.
    pub fn transactions(&self, request: &ListStaticWalletTransactions) -> List<StaticWalletTransaction> {
        let (caller, request) = (self.0.clone(), request.clone());
        List::new(
            &self.0,
            &operations::STATIC_WALLET_TRANSACTIONS,
            request.page,
            request.per_page,
            move |page, per_page| {
                let body = request.clone().page(page).per_page(per_page);
                let checked = body.clone();
                caller
                    .enveloped(&operations::STATIC_WALLET_TRANSACTIONS, |api| async move {
                        api.static_wallet_transactions(&body).await
                    })
                    .checked(&checked)
                    .map(|list| Received::with_flag(list.items, list.paginate))
            },
        )
    }
}

impl fmt::Debug for StaticWallets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticWallets(…)")
    }
}
