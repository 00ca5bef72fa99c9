//! The example shops, end to end: they check everything they tell.
//!
//! `cargo test` builds the examples before it runs the tests, but not if it is asked for this test alone: then
//! build them with `cargo build -p pay2328-examples --all-features --examples`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::env;
use std::process::Command;

fn passes_the_day(example: &str) {
    // target/debug/deps/shops-…, target/debug/examples/…
    let test = env::current_exe().unwrap();
    let shop = test
        .parent()
        .unwrap()
        .with_file_name("examples")
        .join(example)
        .with_extension(env::consts::EXE_EXTENSION);
    let output = Command::new(&shop).output().unwrap_or_else(|error| panic!("{}: {error}", shop.display()));
    let (told, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}\n{log}");
    assert!(told.contains("20 of 20 claims hold"), "{told}");
}

#[test]
fn the_shop_on_axum_passes_the_day() {
    passes_the_day("shop_axum");
}

#[test]
fn the_shop_on_actix_web_passes_the_day() {
    passes_the_day("shop_actix");
}
