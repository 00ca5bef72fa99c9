//! Every operation × every fault: what the server saw, what came of it, and what the caller was told.

use std::collections::BTreeMap;
use std::error::Error;

use pay2328::Outcome;
use pay2328_api::operation::{Operation, RetryClass};
use pay2328_api::operations;
use pay2328_sandbox::Fault;

use super::scene::{ATTEMPTS, Scene, Server};

/// More often than the client tries.
const OFTEN: u32 = ATTEMPTS + 2;
/// The rows of an operation are shared out over so many servers, because those that wait take seconds each.
const SERVERS: usize = 4;

const NO_FAULT: &str = "none";

/// What goes wrong with one call.
struct Plan {
    /// Its place in the table.
    number: usize,
    operation: &'static Operation,
    server: Server,
    faults: Vec<(Fault, u32)>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    operation: &'static str,
    class: RetryClass,
    fault: String,
    /// Requests that arrived at the server.
    seen: u64,
    /// Attempts the client told of.
    attempts: u32,
    /// Objects made, and their kind.
    created: (usize, &'static str),
    /// Whether a wallet was switched on or off.
    switched: bool,
    /// `None`: it worked.
    told: Option<Outcome>,
}

/// Makes each call of the table.
///
/// # Errors
/// If a sandbox cannot be started, or a call that should meet no fault fails.
pub async fn run() -> Result<Vec<Row>, Box<dyn Error + Send + Sync>> {
    let mut plans: Vec<_> = operations::ALL.iter().flat_map(|operation| plans(operation)).collect();
    for (number, plan) in plans.iter_mut().enumerate() {
        plan.number = number;
    }
    let mut shares: BTreeMap<_, Vec<Plan>> = BTreeMap::new();
    for plan in plans {
        shares.entry((plan.operation.id, plan.server, plan.number % SERVERS)).or_default().push(plan);
    }
    // Making clients is work; none should have to wait for it while its time is measured.
    let mut scenes = Vec::new();
    for ((_, server, _), plans) in shares {
        scenes.push((Scene::start(server).await?, plans));
    }
    let tasks = scenes.into_iter().map(|(scene, plans)| {
        tokio::spawn(async move {
            let mut rows = Vec::new();
            for plan in plans {
                rows.push((plan.number, row(&scene, plan).await?));
            }
            Ok::<_, Box<dyn Error + Send + Sync>>(rows)
        })
    });
    let mut rows = BTreeMap::new();
    for task in tasks.collect::<Vec<_>>() {
        rows.extend(task.await??);
    }
    Ok(rows.into_values().collect())
}

/// What is done to one operation: each fault once and more often than the client tries, nobody listening,
/// and, where a request is repeated, a first attempt that may have been carried out followed by a refusal.
fn plans(operation: &'static Operation) -> Vec<Plan> {
    let plan = |faults| Plan { number: 0, operation, server: Server::Listens, faults };
    let mut plans = vec![plan(vec![])];
    for fault in Fault::all() {
        plans.extend([1, OFTEN].map(|times| plan(vec![(fault.clone(), times)])));
    }
    plans.push(Plan { server: Server::IsGone, ..plan(vec![]) });
    if matches!(operation.retry, RetryClass::Keyed | RetryClass::Idempotent) {
        let refusals = [(Fault::Firewall, 1), (Fault::TooManyRequests { retry_after: None }, OFTEN)];
        for first in [Fault::CommitThenDrop, Fault::CommitThenHang, Fault::Drop] {
            plans.extend(refusals.clone().map(|refusal| plan(vec![(first.clone(), 1), refusal])));
        }
    }
    plans
}

impl Plan {
    fn describe(&self) -> String {
        let one = |(fault, times): &(Fault, u32)| {
            let name = match fault {
                Fault::TooManyRequests { retry_after: Some(after) } => {
                    format!("{}, Retry-After: {after}", fault.name())
                }
                fault => fault.name().to_owned(),
            };
            if *times == 1 { name } else { format!("{name} × {times}") }
        };
        match (self.server, self.faults.as_slice()) {
            (Server::IsGone, _) => "nobody listens".to_owned(),
            (_, []) => NO_FAULT.to_owned(),
            (_, faults) => faults.iter().map(one).collect::<Vec<_>>().join(", then "),
        }
    }
}

async fn row(scene: &Scene, plan: Plan) -> Result<Row, Box<dyn Error + Send + Sync>> {
    let operation = plan.operation;
    // What the row before it left over was for a client that has given up.
    scene.sandbox.clear_faults();
    scene.prepare(operation.id).await?;
    let (before, seen_before) = (scene.counts(), scene.sandbox.attempts(operation.id));
    for (fault, times) in &plan.faults {
        scene.sandbox.fault(operation.id, fault.clone(), *times)?;
    }
    let result = scene.call(operation.id, plan.number).await;
    let reports = scene.reports();
    let [report] = reports.as_slice() else {
        return Err(format!("one call of {} was reported {} times", operation.id, reports.len()).into());
    };
    if result.as_ref().err().map(pay2328::Error::outcome) != report.outcome {
        return Err(format!("{} told its caller something else than its observer", operation.id).into());
    }
    Ok(Row {
        operation: operation.id,
        class: operation.retry,
        fault: plan.describe(),
        seen: scene.sandbox.attempts(operation.id) - seen_before,
        attempts: report.attempts,
        created: scene.counts().since(before),
        switched: scene.is_switched(operation.id).await?,
        told: report.outcome,
    })
}

impl Row {
    /// How this row breaks the promises of the client; nothing if it keeps them.
    pub fn lies(&self) -> Vec<String> {
        let (created, _) = self.created;
        let something_done = created > 0 || self.switched;
        let creates = matches!(self.class, RetryClass::Keyed | RetryClass::Never);
        let promises = [
            (self.told.is_none() || self.fault != NO_FAULT, "it failed without a fault"),
            (created <= 1, "more than one object was made"),
            (self.class != RetryClass::Never || self.seen <= 1, "what must not be repeated was"),
            (
                self.told != Some(Outcome::NotSent) || (self.seen == 0 && !something_done),
                "something was sent",
            ),
            (self.told != Some(Outcome::Rejected) || !something_done, "it was done"),
            (self.told.is_some() || !creates || created == 1, "a success made nothing"),
            (
                self.told.is_some() || self.class != RetryClass::Idempotent || self.switched,
                "a success switched nothing",
            ),
            (self.seen == u64::from(self.attempts) || self.seen == 0, "the attempts told are not those seen"),
        ];
        promises
            .into_iter()
            .filter(|(kept, _)| !kept)
            .map(|(_, broken)| format!("{broken}: {self:?}"))
            .collect()
    }

    /// Operation, fault, attempts seen, objects created, outcome told.
    fn cells(&self) -> [String; 5] {
        let done = match self.created {
            (0, _) if self.switched => "0 (switched)".to_owned(),
            (0, _) => "0".to_owned(),
            (count, kind) => format!("{count} {kind}"),
        };
        let told = self.told.map_or("ok".to_owned(), |outcome| format!("{outcome:?}"));
        [self.operation.to_owned(), self.fault.clone(), self.seen.to_string(), done, told]
    }
}

const HEAD: [&str; 5] = ["operation", "fault", "attempts seen", "objects created", "outcome told"];

/// Every row.
pub fn whole(rows: &[Row]) -> String {
    align(&HEAD, rows.iter().map(|row| row.cells().to_vec()))
}

/// Operations that behave alike.
struct Block {
    class: RetryClass,
    operations: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// The same with the operations that behave alike sharing their rows: one block for each class, unless an
/// operation stands out.
pub fn folded(rows: &[Row]) -> String {
    let mut blocks: Vec<Block> = Vec::new();
    for rows in rows.chunk_by(|a, b| a.operation == b.operation) {
        let Some(&Row { operation, class, .. }) = rows.first() else { continue };
        let rows = rows.iter().map(|row| {
            let [_, fault, seen, done, told] = row.cells();
            // Not of which kind it is, which differs from one create to the next.
            let done = if row.created.0 > 0 { row.created.0.to_string() } else { done };
            vec![fault, seen, done, told]
        });
        let rows: Vec<_> = rows.collect();
        match blocks.iter_mut().find(|block| block.class == class && block.rows == rows) {
            Some(block) => block.operations.push(operation),
            None => blocks.push(Block { class, operations: vec![operation], rows }),
        }
    }
    let text = |Block { class, operations, rows }| {
        let class = format!("{class:?}").to_lowercase();
        format!("**{class}**: {}\n\n{}", operations.join(", "), align(&HEAD[1..], rows.into_iter()))
    };
    blocks.into_iter().map(text).collect::<Vec<_>>().join("\n")
}

/// A table in Markdown that can be read as text, too.
fn align(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> =
        std::iter::once(head.iter().map(|cell| (*cell).to_owned()).collect()).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut lines: Vec<_> = rows.iter().map(line).collect();
    lines.insert(1, line(&widths.iter().map(|width| "-".repeat(*width)).collect()));
    lines.concat()
}
