//! Each operation once, against the sandbox. Expected values are worked out by hand: a coin is worth what
//! the sandbox documents (1 USDT = 1 USD), deposits cost 0.8 %.

use pay2328::types::{
    CalcPayout, ConvertRequest, CreateInvoice, CreateInvoicePayout, CreatePayment, CreatePayout,
    CreateStaticWallet, Currency, InvoiceStatus, ListPayments, ListStaticWalletTransactions,
    ListStaticWallets, Network, Payment, PaymentQuery, PaymentStatus, PayoutStatus, StaticWalletQuery,
    StaticWalletStatus,
};
use pay2328::{OrderId, Outcome};
use pay2328_sandbox::Sandbox;
use pay2328_tests::{client, invoice_client, payout_key};
use rust_decimal::{Decimal, dec};

const CALLBACK: &str = "http://127.0.0.1:9/webhook";
const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";

async fn sandbox() -> Sandbox {
    Sandbox::builder().rate_limit(None).duplicate_webhooks(0).start().await.unwrap()
}

#[tokio::test]
async fn payment_create_and_info() {
    let sandbox = sandbox().await;
    let payments = client(&sandbox).payments();
    let request =
        CreatePayment::new(dec!(49.99), "USD", "ORDER-1", CALLBACK).to_currency("USDT").network("TRX-TRC20");
    let created = payments.create(&request).await.unwrap();
    assert_eq!(created.order_id.as_deref(), Some("ORDER-1"));
    assert_eq!(created.amount, dec!(49.99));
    assert_eq!(created.currency, Currency::Usd);
    assert_eq!(created.payment_status, PaymentStatus::Check);
    assert_eq!(created.payer_currency, Some(Currency::Usdt));
    assert_eq!(created.network, Some(Network::TrxTrc20));
    // Text, not number: the scale is part of the answer.
    assert_eq!(created.payer_amount.unwrap().to_string(), "49.99000000");
    assert_eq!(created.txid, None);
    let times =
        [&created.created_at, &created.expires_at].map(|time| time.as_ref().unwrap().to_datetime().unwrap());
    assert_eq!((times[1] - times[0]).num_seconds(), 3600);

    sandbox.pay_payment(&created.uuid, None).await.unwrap();
    for query in [PaymentQuery::new().uuid(&created.uuid), PaymentQuery::new().order_id("ORDER-1")] {
        let paid = payments.info(&query).await.unwrap();
        assert_eq!(paid.uuid, created.uuid);
        assert!(paid.payment_status.is_success() && paid.payment_status.is_final());
        // 49.99 less 0.8 % is 49.59008, 18 places.
        assert_eq!(paid.merchant_amount.unwrap().to_string(), "49.590080000000000000");
        assert!(paid.txid.is_some());
    }
}

#[tokio::test]
async fn a_payment_whose_coin_the_customer_chooses() {
    let sandbox = sandbox().await;
    let created = client(&sandbox)
        .payments()
        .create(&CreatePayment::new(dec!(5), "EUR", "ORDER-2", CALLBACK))
        .await
        .unwrap();
    assert_eq!((created.payer_currency, created.payer_amount, created.address), (None, None, None));
}

#[tokio::test]
async fn a_payment_that_does_not_exist() {
    let sandbox = sandbox().await;
    let error = client(&sandbox).payments().info(&PaymentQuery::new().order_id("nobody")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!((error.outcome(), error.status(), error.attempts()), (Outcome::Rejected, Some(404), 1));
}

#[tokio::test]
async fn an_order_id_that_is_taken_by_another_amount() {
    let sandbox = sandbox().await;
    let payments = client(&sandbox).payments();
    let first = payments.create(&CreatePayment::new(dec!(10), "USD", "ORDER-3", CALLBACK)).await.unwrap();
    // The same number with another scale is the same order.
    let same = payments.create(&CreatePayment::new(dec!(10.00), "USD", "ORDER-3", CALLBACK)).await.unwrap();
    assert_eq!(same.uuid, first.uuid);
    let error = payments.create(&CreatePayment::new(dec!(11), "USD", "ORDER-3", CALLBACK)).await.unwrap_err();
    let conflict = error.conflict().expect("a conflict");
    assert_eq!(conflict.uuid(), first.uuid);
    assert_eq!(
        conflict.differences().iter().map(|difference| difference.field).collect::<Vec<_>>(),
        ["amount"]
    );
    assert_eq!(conflict.existing::<Payment>().map(|payment| payment.amount), Some(dec!(10)));
    // Not "rejected": nobody may conclude that there is no payment under this order id.
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(sandbox.payment_count(), 1);
}

#[tokio::test]
async fn payment_list() {
    let sandbox = sandbox().await;
    let payments = client(&sandbox).payments();
    for number in 0..7 {
        let order = format!("ORDER-{number}");
        let created = payments.create(&CreatePayment::new(dec!(1), "USD", order, CALLBACK)).await.unwrap();
        if number < 3 {
            sandbox.pay_payment(&created.uuid, None).await.unwrap();
        }
    }
    let all = payments.list(&ListPayments::new().per_page(2)).collect().await.unwrap();
    assert_eq!(all.len(), 7);
    let paid = payments.list(&ListPayments::new().status("paid")).collect().await.unwrap();
    assert_eq!(paid.len(), 3);
    assert!(paid.iter().all(|payment| payment.payment_status == PaymentStatus::Paid));
}

#[tokio::test]
async fn payout_create_and_status() {
    let sandbox = sandbox().await;
    let payouts = client(&sandbox).payouts(&payout_key(&sandbox));
    let request = CreatePayout::new("USDT", "TRX-TRC20", dec!(2.25), ADDRESS, OrderId::new("pay-1").unwrap())
        .fee_option("add");
    let created = payouts.create(&request).await.unwrap();
    assert_eq!(created.status, PayoutStatus::Pending);
    assert_eq!(created.order_id.as_deref(), Some("pay-1"));
    assert_eq!(created.amount, dec!(2.25));
    let again = payouts.create(&request).await.unwrap();
    assert_eq!((again.uuid.as_str(), sandbox.payout_count()), (created.uuid.as_str(), 1));
    sandbox.complete_payout(&created.uuid).await.unwrap();
    let done = payouts.status(&created.uuid).await.unwrap();
    assert!(done.status.is_success() && done.txid.is_some());

    let other = CreatePayout::new("USDT", "TRX-TRC20", dec!(3), ADDRESS, OrderId::new("pay-2").unwrap());
    let failed = payouts.create(&other).await.unwrap();
    sandbox.fail_payout(&failed.uuid, Some("aml_risk")).await.unwrap();
    let failed = payouts.status(&failed.uuid).await.unwrap();
    assert!(failed.status.is_failure());
    assert_eq!(failed.error_type.unwrap(), "aml_risk");
}

#[tokio::test]
async fn payout_calc() {
    let sandbox = sandbox().await;
    let payouts = client(&sandbox).payouts(&payout_key(&sandbox));
    let add = payouts.calc(&CalcPayout::new("USDT", "TRX-TRC20", dec!(10)).fee_option("add")).await.unwrap();
    let deduct =
        payouts.calc(&CalcPayout::new("USDT", "TRX-TRC20", dec!(10)).fee_option("deduct")).await.unwrap();
    let fee = add.total_fee.unwrap();
    assert!(fee > Decimal::ZERO);
    // "add": the recipient gets the amount, the merchant pays it and the fee. "deduct": the fee comes out of it.
    assert_eq!((add.network_amount.unwrap(), add.merchant_amount.unwrap()), (dec!(10), dec!(10) + fee));
    assert_eq!((deduct.network_amount.unwrap(), deduct.merchant_amount.unwrap()), (dec!(10) - fee, dec!(10)));
    assert_eq!(sandbox.payout_count(), 0);
}

#[tokio::test]
async fn static_wallets_from_creation_to_books() {
    let sandbox = sandbox().await;
    let wallets = client(&sandbox).static_wallets();
    let request = CreateStaticWallet::new("USDT", "TRX-TRC20", "USER-1", CALLBACK).label("User #1");
    let wallet = wallets.create(&request).await.unwrap();
    assert_eq!((wallet.status, wallet.label.as_deref()), (StaticWalletStatus::Active, Some("User #1")));
    assert_eq!(wallets.create(&request).await.unwrap().uuid, wallet.uuid);
    let other = CreateStaticWallet::new("USDT", "BSC-BEP20", "USER-1", CALLBACK);
    assert_ne!(wallets.create(&other).await.unwrap().uuid, wallet.uuid);

    sandbox.deposit(&wallet.uuid, dec!(10)).await.unwrap();
    sandbox.deposit(&wallet.uuid, dec!(0.00000001)).await.unwrap();
    for query in
        [StaticWalletQuery::new().uuid(&wallet.uuid), StaticWalletQuery::new().address(&wallet.address)]
    {
        let details = wallets.info(&query).await.unwrap();
        assert_eq!(details.total_received.unwrap(), dec!(10.00000001));
        assert_eq!(details.transactions_count, Some(2));
    }
    let deposits =
        wallets.transactions(&ListStaticWalletTransactions::new(&wallet.uuid)).collect().await.unwrap();
    let mut net: Vec<_> = deposits.iter().map(|deposit| deposit.net_amount.unwrap()).collect();
    net.sort();
    // 0.8 % of 0.00000001 is 0.00000000008.
    assert_eq!(net, [dec!(0.00000000992), dec!(9.92)]);

    let disabled = wallets.disable(&wallet.uuid).await.unwrap();
    assert_eq!(disabled.status, StaticWalletStatus::Inactive);
    assert!(sandbox.deposit(&wallet.uuid, dec!(1)).await.is_err());
    let inactive = wallets.list(&ListStaticWallets::new().status("inactive")).collect().await.unwrap();
    assert_eq!(
        inactive.iter().map(|wallet| wallet.uuid.as_str()).collect::<Vec<_>>(),
        [wallet.uuid.as_str()]
    );
    assert_eq!(wallets.enable(&wallet.uuid).await.unwrap().status, StaticWalletStatus::Active);
    assert_eq!(wallets.list(&ListStaticWallets::new()).collect().await.unwrap().len(), 2);
}

#[tokio::test]
async fn balance() {
    let sandbox = sandbox().await;
    let balances = client(&sandbox).balance().await.unwrap();
    assert!(
        balances
            .iter()
            .any(|balance| balance.currency_code == Currency::Usdt && balance.balance > Decimal::ZERO)
    );
}

#[tokio::test]
async fn exchange_rates_and_prices() {
    let sandbox = sandbox().await;
    let client = client(&sandbox);
    let rates = client.exchange_rates().await.unwrap();
    assert_eq!(rates["USDT"]["USD"], dec!(1));
    let prices = client.prices().await.unwrap();
    let tether =
        prices.iter().find(|price| price.from == Currency::Usdt && price.to == Currency::Usd).unwrap();
    assert_eq!(tether.price, dec!(1));
}

#[tokio::test]
async fn directions() {
    let sandbox = sandbox().await;
    let directions = client(&sandbox).directions().await.unwrap();
    let is = |currency, network| {
        directions.iter().any(|direction| {
            direction.currency.as_ref() == Some(&currency)
                && direction.network_code.as_ref() == Some(&network)
        })
    };
    assert!(is(Currency::Usdt, Network::TrxTrc20) && is(Currency::Btc, Network::Btc));
    assert!(!is(Currency::Btc, Network::TrxTrc20));
}

#[tokio::test]
async fn convert_price_and_convert() {
    let sandbox = sandbox().await;
    let converts = client(&sandbox).converts();
    let request = ConvertRequest::new("USDT", "TRX", dec!(100), "from");
    let price = converts.price(&request).await.unwrap();
    assert_eq!(price.from_amount, dec!(100));
    let done = converts.convert(&request).await.unwrap();
    assert_eq!(done.to_amount, Some(price.to_amount));
    assert!(done.id > 0);
}

#[tokio::test]
async fn invoice_create() {
    let sandbox = sandbox().await;
    let request = CreateInvoice::new(dec!(49.99), "USD", "USDT").network("TRC20").order_id("order_12345");
    let invoice = invoice_client(&sandbox).create(&request).await.unwrap();
    assert_eq!((invoice.status, invoice.amount_crypto), (InvoiceStatus::Pending, dec!(49.99)));
    assert!(invoice.expires_at.unwrap() > invoice.created_at.unwrap());
}

#[tokio::test]
async fn invoice_payout_create() {
    let sandbox = sandbox().await;
    let request = CreateInvoicePayout::new(ADDRESS, dec!(1), "USDT", "TRC20");
    let (payout, answer) = invoice_client(&sandbox).create_payout(&request).with_response().await.unwrap();
    assert!(payout.id.is_some());
    assert_eq!((answer.attempts(), sandbox.invoice_payout_count()), (1, 1));
}

#[tokio::test]
async fn one_apis_key_is_no_key_for_the_other_operations() {
    let sandbox = sandbox().await;
    // The API key's text as a payout key: the types keep them apart, a mix-up of texts is told by the service.
    let key = pay2328::PayoutKey::new(sandbox.api_key()).unwrap();
    let request = CreatePayout::new("USDT", "TRX-TRC20", dec!(1), ADDRESS, OrderId::new("p").unwrap());
    let error = client(&sandbox).payouts(&key).create(&request).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert_eq!((error.outcome(), sandbox.payout_count()), (Outcome::Rejected, 0));
}
