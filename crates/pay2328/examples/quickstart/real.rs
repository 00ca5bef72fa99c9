//! What the quickstart does with real credentials: it reads, and moves nothing.

use std::error::Error;

use pay2328::Client;
use pay2328::types::ListStaticWallets;

use crate::account::Account;

pub async fn read_only(account: &mut Account) -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    account.title("The real 2328, with the credentials of PAY2328_*; this only reads");

    account.step("Balances");
    for balance in client.balance().await? {
        account.line(balance.currency_code.as_str(), format!("{:>32}", balance.balance));
    }
    account.check("the API key is accepted", true);

    account.step("Rates");
    let rates = client.exchange_rates().await?;
    account.line("currencies", rates.len());
    account.check("there are rates", !rates.is_empty());

    account.step("Static wallets");
    let mut wallets = client.static_wallets().list(&ListStaticWallets::new().per_page(10)).pages();
    if let Some(page) = wallets.next().await {
        let page = page?;
        for wallet in &page.items {
            let what = format!("{} {} on {}", wallet.address, wallet.currency, wallet.network);
            account.line(wallet.status.as_str(), what);
        }
        account.line("in all", page.total.map_or("unknown".to_owned(), |total| total.to_string()));
    }
    Ok(())
}
