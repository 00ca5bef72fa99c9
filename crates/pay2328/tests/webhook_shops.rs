//! The example shops, end to end: they check everything they tell.

#![cfg(all(feature = "axum", feature = "actix-web", feature = "client"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

fn passes_the_day(example: &str) {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--quiet", "--all-features", "--example", example])
        .output()
        .unwrap();
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
