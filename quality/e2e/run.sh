#!/usr/bin/env bash
# Starts a network of three processes on free ports, lets the official JavaScript clients judge it, and stops it again.
#   quality/e2e/run.sh [JUDGE…]      all judges, or the folders of js/ named
# PHALA_READY_FILE=FILE quality/e2e/run.sh   judges a network that already runs
set -uo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
cd "$ROOT"

node examples/contracts/check-artifacts.mjs || exit 1
if [ -n "${PHALA_READY_FILE:-}" ]; then exec quality/e2e/js/judge.sh "$@"; fi

work=$(mktemp -d)
devnet=
stop() { # status of the run; ends the network and removes its files
    if [ -n "$devnet" ]; then
        kill -TERM "$devnet" 2>/dev/null
        wait "$devnet" 2>/dev/null
    fi
    rm -rf "$work"
}
trap 'stop; exit 130' INT TERM

# A machine with other work to do may hold a query up.
./phala devnet --query-timeout 120 --base-path "$work/net" --ready-file "$work/ready.json" ${PHALA_DEVNET_FLAGS:-} >"$work/devnet.log" 2>&1 &
devnet=$!
for ((i = 0; i < 2400; i++)); do
    [ -s "$work/ready.json" ] && break
    kill -0 "$devnet" 2>/dev/null || { echo "run.sh: the devnet ended before it was ready:" >&2; tail -n 40 "$work/devnet.log" >&2; devnet=; stop; exit 1; }
    sleep 0.25
done
[ -s "$work/ready.json" ] || { echo "run.sh: the devnet was not ready after 10 minutes:" >&2; tail -n 40 "$work/devnet.log" >&2; stop; exit 1; }

PHALA_READY_FILE=$work/ready.json quality/e2e/js/judge.sh "$@"
status=$?
[ "$status" = 0 ] || { echo "--- end of the devnet's log ---" >&2; tail -n 60 "$work/devnet.log" >&2; }
stop
exit "$status"
