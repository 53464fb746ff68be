#!/usr/bin/env bash
# Runs the official JavaScript clients against a live network: ./judge.sh [FOLDER…]; see README.md.
set -uo pipefail
cd "$(dirname "$0")"
[ -n "${PHALA_READY_FILE:-}" ] || { echo "judge.sh: PHALA_READY_FILE must name the ready file of a devnet" >&2; exit 2; }
PHALA_READY_FILE=$(realpath "$PHALA_READY_FILE")
export PHALA_READY_FILE
judges=("$@")
[ ${#judges[@]} -gt 0 ] || judges=(phala-sdk-0.5 phala-sdk-0.6 polkadot-10 polkadot-16) # the last two read all blocks, so also what the first did
failed=()
for judge in "${judges[@]}"; do
    (
        cd "$judge" || exit 1
        # npm leaves this file behind when an installation is complete.
        if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
            npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=6 --loglevel=error || exit 1
        fi
        exec node judge.js
    ) || failed+=("$judge")
done
[ ${#failed[@]} = 0 ] || { echo "judge.sh: failed: ${failed[*]}" >&2; exit 1; }
echo "judge.sh: all ${#judges[@]} judges are content"
