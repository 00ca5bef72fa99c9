//! What the quickstart prints, as a newcomer sees it.

use std::process::Command;

#[test]
fn the_story() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "-p", "pay2328", "--example", "quickstart"])
        .env_remove("PAY2328_PROJECT")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    insta::with_settings!({filters => vec![
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "TIME"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
        (r"inv_[0-9a-f]+", "inv_ID"),
        (r"\bT[1-9A-HJ-NP-Za-km-z]{33}\b", "ADDRESS"),
        (r"\b[0-9a-f]{64}\b", "TXID"),
    ]}, {
        insta::assert_snapshot!(text);
    });
}
