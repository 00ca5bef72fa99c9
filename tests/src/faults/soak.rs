//! Many payouts through a service that fails at random, by a program that crashes now and then.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pay2328::types::CreatePayout;
use pay2328::{ApiKey, Client, OrderId, Outcome, PayoutKey, Payouts, PreparedPayout, RetryPolicy};
use pay2328_sandbox::{Fault, Sandbox};
use rust_decimal::Decimal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;

type Failure = Box<dyn Error + Send + Sync>;

const ADDRESS: &str = "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G";
const UNLIMITED: NonZeroU32 = NonZeroU32::new(100_000).unwrap();
/// Calls under way at a time.
const WORKERS: usize = 64;
/// Of 100 requests so many meet a fault.
const FAULTS_PERCENT: u32 = 40;
/// After so many calls without success an order counts as lost.
const CALLS: u32 = 200;

#[derive(Clone, Copy)]
pub struct Settings {
    pub payouts: usize,
    pub crashes: usize,
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Figures {
    /// Requests that arrived at the service.
    pub requests: u64,
    /// How many of them met which fault.
    pub faults: BTreeMap<&'static str, u64>,
    /// What the calls told: `ok` or an outcome.
    pub told: BTreeMap<String, u64>,
    /// Calls that were cut off by a crash.
    pub cut_off: usize,
    /// Orders that were sent again from their stored bytes after a crash.
    pub resumed: usize,
    /// Payouts that exist at the service.
    pub payouts: usize,
    /// Payouts beyond one for each order.
    pub doubles: usize,
    /// Orders whose payout the program does not know.
    pub lost: usize,
    /// Calls that were told that nothing was sent or done while the payout existed.
    pub lies: usize,
    /// What the orders ask for, and what the service has set aside.
    pub asked: Decimal,
    pub set_aside: Decimal,
}

impl Figures {
    /// Whether every order has one payout, nobody was told the contrary, and the money is right to the last
    /// digit.
    pub fn are_right(&self) -> bool {
        self.doubles == 0 && self.lost == 0 && self.lies == 0 && self.asked == self.set_aside
    }
}

/// What survives a crash: the program's database.
struct Database {
    orders: Vec<Mutex<Order>>,
    settled: AtomicUsize,
    lies: AtomicUsize,
    told: Mutex<BTreeMap<String, u64>>,
    /// Rung when an order is settled.
    changed: Notify,
}

#[derive(Default)]
struct Order {
    /// The payout's bytes, stored before they are sent for the first time.
    prepared: Option<Vec<u8>>,
    /// The payout that came of it.
    uuid: Option<String>,
    under_way: bool,
}

impl Database {
    fn order(&self, number: usize) -> std::sync::MutexGuard<'_, Order> {
        self.orders[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, told: &str) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner).entry(told.to_owned()).or_default() += 1;
    }

    fn settled(&self) -> usize {
        self.settled.load(Ordering::Relaxed)
    }
}

/// Runs it, and tells the number of settled orders whenever it changes.
///
/// # Errors
/// If the sandbox cannot be started, or a client cannot be made.
pub async fn run(settings: Settings, progress: impl Fn(usize)) -> Result<Figures, Failure> {
    let sandbox = Sandbox::builder()
        .rate_limit(None)
        .no_balances()
        .balance("USDT", Decimal::from(1_000_000_000))
        .start()
        .await?;
    let script = plan_faults(&sandbox, settings)?;
    let database = Arc::new(Database {
        orders: (0..settings.payouts).map(|_| Mutex::default()).collect(),
        settled: AtomicUsize::new(0),
        lies: AtomicUsize::new(0),
        told: Mutex::default(),
        changed: Notify::new(),
    });

    let mut figures = Figures::default();
    for life in 1..=settings.crashes + 1 {
        // The last life goes on to the end; each of the others ends with a crash on the way there.
        let end = settings.payouts * life / (settings.crashes + 1);
        figures.resumed += start_and_crash(&sandbox, &database, end, &progress).await?;
        for order in &database.orders {
            let mut order = order.lock().unwrap_or_else(PoisonError::into_inner);
            figures.cut_off += usize::from(std::mem::take(&mut order.under_way));
        }
    }

    figures.requests = sandbox.attempts("payout_create");
    for fault in script.iter().take(usize::try_from(figures.requests)?).flatten() {
        *figures.faults.entry(fault).or_default() += 1;
    }
    figures.told = std::mem::take(&mut database.told.lock().unwrap_or_else(PoisonError::into_inner));
    let known: BTreeSet<_> =
        (0..settings.payouts).filter_map(|order| database.order(order).uuid.clone()).collect();
    figures.payouts = sandbox.payout_count();
    figures.doubles = figures.payouts.saturating_sub(settings.payouts);
    figures.lies = database.lies.load(Ordering::Relaxed);
    figures.lost = settings.payouts - known.len();
    figures.asked = (0..settings.payouts).map(amount).sum();
    figures.set_aside = sandbox.locked_balance("USDT");
    Ok(figures)
}

/// Faults for as many requests as there could be, in an order that the seed decides.
fn plan_faults(sandbox: &Sandbox, settings: Settings) -> Result<Vec<Option<&'static str>>, Failure> {
    let mut random = fastrand::Rng::with_seed(settings.seed);
    let faults = Fault::all();
    let mut script = Vec::new();
    for _ in 0..settings.payouts * 3 {
        let fault =
            (random.u32(..100) < FAULTS_PERCENT).then(|| faults[random.usize(..faults.len())].clone());
        script.push(fault.as_ref().map(Fault::name));
        // No delay at all is no fault, and holds the place of one.
        sandbox.fault("payout_create", fault.unwrap_or(Fault::Latency(Duration::ZERO)), 1)?;
    }
    Ok(script)
}

/// One life of the program: it takes up what the one before left unfinished, goes on with new orders, and is
/// gone, client, calls and all, as soon as so many orders are settled. Tells how many it took up.
async fn start_and_crash(
    sandbox: &Sandbox,
    database: &Arc<Database>,
    end: usize,
    progress: &impl Fn(usize),
) -> Result<usize, Failure> {
    let client = Client::builder(sandbox.project(), ApiKey::new(sandbox.api_key())?)
        .base_url(sandbox.merchant_api())
        .requests_per_second(UNLIMITED)
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(20)))
        .attempt_timeout(Duration::from_millis(250))
        .build()?;
    let key = PayoutKey::new(sandbox.payout_key())?;

    let open = (0..database.orders.len()).filter(|number| database.order(*number).uuid.is_none());
    // What was begun comes first.
    let (begun, new): (Vec<_>, Vec<_>) = open.partition(|number| database.order(*number).prepared.is_some());
    let resumed = begun.len();
    let queue = Arc::new(Mutex::new(begun.into_iter().chain(new)));

    let mut workers = JoinSet::<Result<(), Failure>>::new();
    for _ in 0..WORKERS {
        let (payouts, database, queue) = (client.payouts(&key), database.clone(), queue.clone());
        let control = sandbox.control_url();
        workers.spawn(async move {
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(number) = next else { return Ok(()) };
                pay(&payouts, &database, &control, number).await?;
            }
        });
    }
    let settled = async {
        while database.settled() < end {
            database.changed.notified().await;
            progress(database.settled());
        }
    };
    let finished = async {
        while let Some(worker) = workers.join_next().await {
            worker??;
        }
        Ok::<(), Failure>(())
    };
    tokio::select! {
        () = settled => {}
        result = finished => result?,
    }
    // Whatever is under way is dropped where it stands.
    workers.shutdown().await;
    Ok(resumed)
}

fn amount(number: usize) -> Decimal {
    Decimal::new(10_000_000 + i64::try_from(number).unwrap_or_default(), 6)
}

/// Pays one order: stores the bytes, sends them, and sends the same ones again until it knows.
async fn pay(payouts: &Payouts, database: &Database, control: &str, number: usize) -> Result<(), Failure> {
    let stored = database.order(number).prepared.clone();
    let prepared = match stored {
        Some(bytes) => PreparedPayout::from_body(bytes)?,
        None => {
            let order_id = OrderId::derive("soak", &number.to_string());
            let request = CreatePayout::new("USDT", "TRX-TRC20", amount(number), ADDRESS, order_id);
            let prepared = payouts.prepare(&request)?;
            database.order(number).prepared = Some(prepared.body().to_vec());
            prepared
        }
    };
    for _ in 0..CALLS {
        database.order(number).under_way = true;
        let mut call = payouts.send(&prepared);
        if number.is_multiple_of(2) {
            // One half of the orders leaves all repetition to the client.
            call = call.retry(RetryPolicy::until_timeout().base_delay(Duration::from_millis(20)));
        }
        let result = call.await;
        if let Err(error) = &result
            && error.outcome() != Outcome::Unknown
            && exists(control, prepared.order_id()).await?
        {
            database.lies.fetch_add(1, Ordering::Relaxed);
        }
        let mut order = database.order(number);
        order.under_way = false;
        match result {
            Ok(payout) => {
                order.uuid = Some(payout.uuid);
                database.count("ok");
                database.settled.fetch_add(1, Ordering::Relaxed);
                database.changed.notify_one();
                return Ok(());
            }
            Err(error) => database.count(match error.outcome() {
                Outcome::NotSent => "NotSent",
                Outcome::Rejected => "Rejected",
                Outcome::Unknown => "Unknown",
            }),
        }
    }
    Ok(())
}

/// Whether the sandbox has a payout with this order id, asked past the client.
async fn exists(control: &str, order_id: &str) -> Result<bool, Failure> {
    let (host, base) = control.trim_start_matches("http://").split_once('/').ok_or("not an address")?;
    let mut stream = TcpStream::connect(host).await?;
    let question =
        format!("GET /{base}/payouts/{order_id} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    match answer.get(..12) {
        Some(b"HTTP/1.1 200") => Ok(true),
        Some(b"HTTP/1.1 404") => Ok(false),
        _ => Err(String::from_utf8_lossy(&answer).into()),
    }
}
