#!/usr/bin/env bash
# Everything that tests the sandbox from outside Rust: a shop in plain Python, the README's snippets, Schemathesis from the
# document and from the control API's own, and the pages in Debian's Chromium.
#
#   tests/sandbox/run.sh [story|readme|schemathesis|browser]...     all of them without an argument
#
# SCREENSHOTS=DIRECTORY keeps pictures of every page. Takes about three minutes once the tools are installed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"
steps=("$@")
((${#steps[@]})) || steps=(story readme schemathesis browser)

cargo build --quiet --package pay2328-sandbox
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
export SANDBOX="$target/debug/pay2328-sandbox"

story() {
    python3 "$here/story.py"
}

readme() {
    python3 "$here/readme.py"
}

schemathesis() {
    local venv="$here/.venv" work
    if [[ ! -x $venv/bin/schemathesis ]]; then
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
    fi
    work=$(mktemp -d)
    "$SANDBOX" --seed 1 --rate-limit 0 >"$work/announced.json" &
    local sandbox=$!
    # shellcheck disable=SC2064 # both are known now
    trap "kill $sandbox 2>/dev/null || true; rm -rf '$work'" EXIT
    until [[ -s $work/announced.json ]]; do sleep 0.05; done
    local base
    base=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["invoice_api"])' "$work/announced.json")
    "$venv/bin/python" "$here/schemathesis/prepare.py" spec/openapi.yaml "$work/merchant.json" "$work/invoice.json"
    curl --silent --fail "$base/_sandbox/openapi.json" >"$work/control.json"
    "$venv/bin/python" -m openapi_spec_validator "$work/control.json"
    conform() {
        (cd "$work" && ANNOUNCED="$work/announced.json" PYTHONPATH="$here/schemathesis" SCHEMATHESIS_HOOKS=hooks \
            "$venv/bin/schemathesis" run "$work/$1" --url "$base$2" --max-examples "$3" --seed 2328 --warnings off \
            "${@:4}" --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance)
    }
    # Webhooks to made-up addresses stay here: held back first, forgotten before anything can release them.
    curl --silent --fail --output /dev/null "$base/_sandbox/delivery" --data '{"hold":true}'
    conform merchant.json /api 30
    conform invoice.json "" 30
    curl --silent --fail --output /dev/null -X POST "$base/_sandbox/reset"
    conform control.json /_sandbox 10 --exclude-operation-id seed
    kill "$sandbox"
    wait "$sandbox"
    rm -rf "$work"
    trap - EXIT
}

browser() {
    export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
    if [[ ! -x $CHROMIUM ]]; then
        if ! { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1; then
            echo "SKIPPED: the browser tests need Chromium, and it cannot be installed here (apt-get install chromium)" >&2
            return 0
        fi
    fi
    (cd "$here" && npm ci --silent --no-progress && node --test --test-reporter=spec browser.mjs)
}

for step in "${steps[@]}"; do
    case $step in
    story | readme | schemathesis | browser)
        echo "== $step"
        started=$SECONDS
        $step
        echo "== $step: good, $((SECONDS - started)) s"
        ;;
    *)
        echo "no such step: $step" >&2
        exit 2
        ;;
    esac
done
