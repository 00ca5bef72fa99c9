#!/usr/bin/env bash
# Every operation of the client, signing included, against a mock that knows nothing of us but the document: Stoplight
# Prism, which refuses what does not fit it. Prints one line per operation; fails with Prism's log.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
    echo 'prism: SKIPPED, npm is not installed (Prism needs Node 18.20 or newer)'
    exit 0
fi

# npm ci takes everything away first, so only where something changed.
packages() { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund; }
packages
(cd ../../spec && packages && npm run --silent bundle 2>/dev/null)

port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
log=$(mktemp)
node_modules/.bin/prism mock --errors --host 127.0.0.1 --port "$port" ../../spec/openapi.strict.yaml >"$log" 2>&1 &
prism=$!
trap 'kill "$prism" 2>/dev/null || true; rm -f "$log"' EXIT

for _ in $(seq 150); do
    grep -q 'Prism is listening' "$log" && break
    kill -0 "$prism" 2>/dev/null || break
    sleep 0.2
done
if ! grep -q 'Prism is listening' "$log"; then
    cat "$log"
    echo 'prism: it did not start' >&2
    exit 1
fi

cd ../..
if ! PAY2328_PRISM_URL="http://127.0.0.1:$port" cargo test --quiet -p pay2328-tests --test prism -- --ignored --nocapture; then
    echo '== what Prism says' >&2
    cat "$log" >&2
    exit 1
fi
