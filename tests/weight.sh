#!/usr/bin/env bash
# What verifying webhooks adds to a program: three programs that read a body and check its signature are built from
# nothing, and their crates, the processor time of the build and the size of the stripped program are shown.
#
#     tests/weight.sh
#
# Needs the crates registry the first time. Takes a minute or two.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# program NAME DEPENDENCIES < main.rs
program() {
    mkdir -p "$directory/$1/src"
    cat >"$directory/$1/src/main.rs"
    cat >"$directory/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[dependencies]
$2

[profile.release]
strip = true

[workspace]
TOML
}

program nothing "" <<'RUST'
use std::io::Read;

fn main() {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body).unwrap();
    std::process::exit(i32::from(std::env::var("KEY").unwrap().as_bytes() != body));
}
RUST

program bare 'hmac = "0.13"
sha2 = "0.11"' <<'RUST'
use std::io::Read;
use hmac::{Hmac, KeyInit, Mac};

fn main() {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(std::env::var("KEY").unwrap().as_bytes()).unwrap();
    mac.update(&body);
    let sign: Vec<u8> = std::env::var("SIGN").unwrap().into_bytes();
    std::process::exit(i32::from(mac.verify_slice(&sign).is_err()));
}
RUST

program standardwebhooks-verifier 'standardwebhooks = "1"
http = "1"' <<'RUST'
use std::io::Read;

fn main() {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body).unwrap();
    let webhook = standardwebhooks::Webhook::new(&std::env::var("KEY").unwrap()).unwrap();
    let mut headers = http::HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(name, std::env::var(name).unwrap().parse().unwrap());
    }
    std::process::exit(i32::from(webhook.verify(&body, &headers).is_err()));
}
RUST

pay2328="pay2328 = { path = \"$root/crates/pay2328\", default-features = false }"
program signature "$pay2328" <<'RUST'
use std::io::Read;
use pay2328::{ApiKey, webhook::Verifier};

fn main() {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body).unwrap();
    let verifier = Verifier::new().api_key(&ApiKey::new(std::env::var("KEY").unwrap()).unwrap());
    std::process::exit(i32::from(verifier.authenticate(&body).is_err()));
}
RUST

program event "$pay2328" <<'RUST'
use std::io::Read;
use pay2328::{ApiKey, webhook::Verifier};

fn main() {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body).unwrap();
    let verifier = Verifier::new().api_key(&ApiKey::new(std::env::var("KEY").unwrap()).unwrap());
    match verifier.verify(&body).map(|webhook| (webhook.credit(), webhook.dedupe_key())) {
        Ok((Ok(credit), key)) => println!("{} {} {key}", credit.amount, credit.currency),
        Ok((Err(reason), _)) => println!("{reason}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
RUST

measure() {
    local name=$1 what=$2
    (
        cd "$directory/$name"
        [ ! -e "$root/Cargo.lock" ] || cp "$root/Cargo.lock" .
        cargo fetch --quiet
        local crates seconds size
        crates=$(($(cargo tree --offline --edges normal --prefix none --no-dedupe | sort -u | wc -l) - 1))
        seconds=$({ TIMEFORMAT='%U %S'; time CARGO_TARGET_DIR="$directory/target-$name" cargo build --offline --quiet --release >&2; } 2>&1 |
            tail -1 | awk '{ printf "%.1f", $1 + $2 }')
        size=$(stat -c %s "$directory/target-$name/release/$name")
        printf '%-44s %8d %11s s %9d KB\n' "$what" "$crates" "$seconds" $((size / 1024))
    )
}

printf '%-44s %8s %13s %12s\n' "" crates "build (CPU)" program
measure nothing "nothing: reads the body"
measure bare "hmac + sha2 by hand, a signature over bytes"
measure standardwebhooks-verifier "standardwebhooks"
measure signature "pay2328, signature only (authenticate)"
measure event "pay2328, typed event, credit, dedupe key"

unwanted=$(cd "$directory/event" && cargo tree --offline --edges normal --prefix none --no-dedupe |
    grep -E '^(http|http-body|hyper|reqwest|tokio|futures-[a-z]+|rustls|native-tls|openssl) ' | sort -u || true)
if [ -n "$unwanted" ]; then
    echo "Without its default features pay2328 must bring no HTTP, TLS or async runtime, but brings:"
    echo "$unwanted"
    exit 1
fi
echo "No HTTP, no TLS, no async runtime among them."
