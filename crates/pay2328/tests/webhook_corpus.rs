//! Every input of the fuzz corpus, replayed: what was found once stays found.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use pay2328_test_support::properties;

fn replay(target: &str, holds: fn(&[u8])) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        let outcome = std::panic::catch_unwind(|| holds(&input));
        assert!(outcome.is_ok(), "{}", path.display());
        inputs += 1;
    }
    assert!(inputs >= 30, "{target} has only {inputs} inputs");
}

#[test]
fn splitter() {
    replay("splitter", properties::splitter);
}

#[test]
fn canonicaliser() {
    replay("canonicaliser", properties::canonicaliser);
}

#[test]
fn event() {
    replay("event", properties::event);
}
