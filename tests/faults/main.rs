//! What the client does and says when things go wrong: the fault table, and the soak of payouts.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod doubt;

use pay2328_tests::faults::{soak, table};

#[tokio::test(flavor = "multi_thread")]
async fn fault_table() {
    let rows = table::run().await.unwrap();
    let lies: Vec<_> = rows.iter().flat_map(table::Row::lies).collect();
    assert_eq!(lies, Vec::<String>::new());
    insta::assert_snapshot!("fault_table", table::whole(&rows));
    let folded = table::folded(&rows);
    assert_eq!(rows.len(), 550, "the guide's fault table tells another number of calls");
    let guide = include_str!("../../crates/pay2328/guide/10-fault-table.md");
    assert!(guide.ends_with(&folded), "the guide's fault table is another; it should end with:\n{folded}");
}

#[tokio::test(flavor = "multi_thread")]
async fn soak_of_payouts() {
    for seed in 1..=3 {
        let figures = soak::run(soak::Settings { payouts: 300, crashes: 5, seed }, |_| {}).await.unwrap();
        assert!(figures.are_right(), "seed {seed}: {figures:#?}");
        // Or it proves nothing.
        assert!(figures.cut_off > 0 && figures.resumed > 0, "seed {seed}: {figures:#?}");
    }
}
