#!/usr/bin/env bash
# Starts a PostgreSQL and a Redis server and runs the tests that need them, which are ignored otherwise:
#
#     tests/services.sh
#     tests/services.sh COMMAND...     any other command, with the same servers
#
# The servers are Debian's packages, installed where they are missing and the script is run by root. They
# listen on loopback, on free ports, keep their data in a temporary directory, and end with the command.
# The command finds them in PAY2328_TEST_POSTGRES and PAY2328_TEST_REDIS.
set -euo pipefail

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- cargo test -p pay2328-examples --all-features -- --include-ignored

say() { echo "services: $*" >&2; }

install_packages() {
    if [ "$(id -u)" -ne 0 ]; then
        say "missing: $*; install with: apt-get install $*"
        exit 1
    fi
    say "installing $*"
    # Only the programs: the servers that the packages would start by themselves are not wanted.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod +x $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

postgres_programs() { find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1; }

missing=()
[ -n "$(postgres_programs)" ] || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
[ ${#missing[@]} -eq 0 ] || (install_packages "${missing[@]}")
programs=$(postgres_programs)

free_port() {
    local port
    while port=$((20000 + RANDOM % 30000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# PostgreSQL does not run as root.
as_postgres=()
[ "$(id -u)" -ne 0 ] || as_postgres=(runuser -u postgres --)

directory=$(mktemp -d)
stop() {
    # PostgreSQL's own id, because what was started may be `runuser`; INT, because that waits for no client.
    [ ! -e "$directory/postgres/postmaster.pid" ] || kill -INT "$(head -1 "$directory/postgres/postmaster.pid")" || true
    [ -z "${redis:-}" ] || kill "$redis" || true
    wait
    rm -rf "$directory"
}
trap stop EXIT

wait_for() {
    local name=$1
    shift
    for _ in $(seq 100); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    say "$name does not answer:"
    cat "$directory/$name.log" >&2
    exit 1
}

chmod 755 "$directory"
mkdir "$directory/postgres" "$directory/redis"
[ ${#as_postgres[@]} -eq 0 ] || chown postgres "$directory/postgres"

postgres_port=$(free_port)
"${as_postgres[@]}" "$programs/initdb" -D "$directory/postgres" -U shop -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$directory/initdb.log" 2>&1 || { cat "$directory/initdb.log" >&2; exit 1; }
"${as_postgres[@]}" "$programs/postgres" -D "$directory/postgres" -p "$postgres_port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off >"$directory/postgres.log" 2>&1 &

redis_port=$(free_port)
redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$directory/redis" --save "" --appendonly no \
    >"$directory/redis.log" 2>&1 &
redis=$!

wait_for postgres "$programs/pg_isready" -h 127.0.0.1 -p "$postgres_port" -U shop
wait_for redis redis-cli -h 127.0.0.1 -p "$redis_port" ping

export PAY2328_TEST_POSTGRES="postgres://shop@127.0.0.1:$postgres_port/postgres"
export PAY2328_TEST_REDIS="redis://127.0.0.1:$redis_port/"
say "PostgreSQL on port $postgres_port, Redis on port $redis_port"

"$@"
