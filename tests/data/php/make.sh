#!/bin/sh
# Writes webhooks.json anew, or with --check says whether it is what PHP writes today.
# Needs PHP's command line (Debian: php-cli), and installs it where it is missing and the script is run by root.
set -eu
cd "$(dirname "$0")"

if ! command -v php >/dev/null; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "php is not installed: apt-get install php-cli" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends php-cli >/dev/null
fi

new=$(mktemp)
trap 'rm -f "$new"' EXIT
# No configuration file: serialize_precision and the like at their defaults.
php -n vectors.php >"$new"

case "${1:-}" in
--check)
    if ! diff -u webhooks.json "$new"; then
        echo "webhooks.json is not what vectors.php writes: run tests/data/php/make.sh" >&2
        exit 1
    fi
    ;;
*)
    cat "$new" >webhooks.json
    ;;
esac
