//! The program: its first line, its end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[test]
fn it_announces_itself_in_one_line_and_stops_on_sigterm() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pay2328-sandbox"))
        .args(["--api-key", "test-other-key", "--seed", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let announced: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).unwrap();
    let mut members: Vec<&str> = announced.keys().map(String::as_str).collect();
    members.sort_unstable();
    let mut expected = [
        "merchant_api",
        "invoice_api",
        "control_url",
        "console_url",
        "project",
        "api_key",
        "payout_key",
        "invoice_api_key",
        "invoice_secret",
    ];
    expected.sort_unstable();
    assert_eq!(members, expected);
    assert_eq!(announced["api_key"], "test-other-key");
    let base = announced["invoice_api"].as_str().unwrap();
    assert_eq!(announced["merchant_api"], format!("{base}/api"));
    assert_eq!(announced["control_url"], format!("{base}/_sandbox"));

    let id = program.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn help_names_every_option_and_wrong_values_are_explained() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_pay2328-sandbox")).args(arguments).output().unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (good, help) = run(&["--help"]);
    assert!(good);
    for option in
        ["--listen", "--open", "--state", "--seed-data", "--webhook-spelling", "--frozen-at", "--chaos"]
    {
        assert!(help.contains(option), "{option}");
    }
    assert!(run(&["-h"]).1.lines().count() < 60);
    for wrong in [
        ["--chaos", "101"],
        ["--webhook-spelling", "yaml"],
        ["--frozen-at", "today"],
        ["--duplicate-webhooks", "0"],
        ["--duplicate-webhooks", "101"],
        ["--webhook-attempts", "0"],
        ["--public-url", "foo"],
        ["--api-key", ""],
        ["--invoice-api-key", "ключ"],
        ["--balance", "USDT"],
        ["--rate", "BTC=0"],
    ] {
        let (good, text) = run(&wrong);
        assert!(!good && text.contains(wrong[0]) && text.contains(wrong[1]), "{text}");
    }
    for wrong in ["localhost", "2328x", "127.0.0.1:99999"] {
        let (good, text) = run(&["--listen", wrong]);
        assert!(!good && text.contains("such as 127.0.0.1:2328"), "{text}");
    }
    let (good, text) = run(&["--balance", "GOLD=1"]);
    assert!(!good && text.contains("cannot start with a balance of 1 GOLD"), "{text}");
}

/// Starts the program, reads its announcement, ends it, and gives both outputs.
fn announced(arguments: &[&str]) -> (serde_json::Value, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pay2328-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap().success());
    let output = program.wait_with_output().unwrap();
    (serde_json::from_str(&line).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn it_listens_where_it_is_told_to_and_gives_out_addresses_that_work() {
    for listen in ["localhost:0", "0"] {
        let (announcement, stderr) = announced(&["--listen", listen]);
        assert!(announcement["invoice_api"].as_str().unwrap().starts_with("http://127.0.0.1:"));
        assert_eq!(stderr, "");
    }
    let (announcement, stderr) = announced(&["--listen", "0.0.0.0:0"]);
    assert!(announcement["invoice_api"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert!(stderr.contains("controls the sandbox") && stderr.contains("--public-url"), "{stderr}");
}

#[test]
fn options_win_over_the_state_file_or_say_that_they_do_not() {
    let path = std::env::temp_dir().join(format!("pay2328-sandbox-options-{}.redb", std::process::id()));
    _ = std::fs::remove_file(&path);
    let file = path.to_str().unwrap();
    let first = ["--state", file, "--seed", "1", "--webhook-spelling", "pretty", "--balance", "BTC=2"];
    assert_eq!(announced(&first).1, "");
    let (_, warnings) = announced(&[
        "--state",
        file,
        "--seed",
        "2",
        "--balance",
        "BTC=3",
        "--frozen-at",
        "2020-01-01T00:00:00Z",
    ]);
    for part in ["the seed 2 counts after a reset", "balances; those given", "not at 2020-01-01"] {
        assert!(warnings.contains(part), "{warnings}");
    }
    assert_eq!(announced(&["--state", file, "--seed", "1"]).1, "");
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output =
        Command::new(env!("CARGO_BIN_EXE_pay2328-sandbox")).args(["--listen", &address]).output().unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with(&format!("error: cannot listen on {address}: ")), "{complaint}");
}
