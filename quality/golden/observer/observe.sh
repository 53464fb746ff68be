#!/usr/bin/env bash
# Makes the recordings of an older contract runtime again: observe.sh 1.0|1.1 OUT_DIR [FILE.json...]
#
# SCRATCH               where to clone and build (default: ${TMPDIR:-/tmp}/phala-observer/VERSION). Folders `phala`
#                       and `substrate` that are there already are used, and changed: the way without a network.
# PHALA_REPOSITORY      where to clone from, for example a local mirror
# SUBSTRATE_REPOSITORY
# CARGO_FLAGS           more flags for cargo build, for example "--offline -j1"
set -euo pipefail

runtime=${1:-}
case $runtime in
  1.0) phala=58f853a9ff8a37f457cbbd4ce01195f9ddaaa206     # branch pruntime-v2.0.x
       substrate=980eb16791bab5d63b47c07657bb9dc198d9307b # branch polkadot-v0.9.41
       ;;
  1.1) phala=6cea02d2c689a12d83f9abf941c401a72a376b8d     # tag pruntime-v2.1.0
       substrate=5e49f6e44820affccaf517fd22af564f4b495d40 # branch polkadot-v0.9.43
       ;;
  *) echo "usage: observe.sh 1.0|1.1 OUT_DIR [FILE.json...]" >&2; exit 2 ;;
esac
out=$(realpath -m "${2:?OUT_DIR is missing}")
shift 2

here=$(cd "$(dirname "$0")" && pwd)
recordings=$here/../src/main/resources/network/phala/golden/pink
scratch=$(realpath -m "${SCRATCH:-${TMPDIR:-/tmp}/phala-observer/$runtime}")
toolchain=1.70.0 # later ones refuse the Substrate of that time

# One commit, and of it the files needed: the whole histories are gigabytes.
clone() { # FOLDER REPOSITORY COMMIT PART...
  [ -d "$1" ] && return
  git init -q "$1.part"
  git -C "$1.part" remote add origin "$2"
  git -C "$1.part" sparse-checkout set "${@:4}"
  git -C "$1.part" fetch -q --depth 1 --filter=blob:none origin "$3"
  git -C "$1.part" checkout -q FETCH_HEAD
  mv "$1.part" "$1"
}

mkdir -p "$scratch"
clone "$scratch/phala" "${PHALA_REPOSITORY:-https://github.com/Phala-Network/phala-blockchain}" "$phala" \
  crates
clone "$scratch/substrate" "${SUBSTRATE_REPOSITORY:-https://github.com/paritytech/substrate}" "$substrate" \
  frame primitives test-utils utils

rm -rf "$scratch/observer"
mkdir "$scratch/observer"
cp -R "$here/Cargo.toml" "$here/src" "$scratch/observer"
python3 "$here/observe.py" rewire "$scratch"

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$scratch/target}
# shellcheck disable=SC2086 # several flags
(cd "$scratch" && SKIP_WASM_BUILD=1 cargo "+$toolchain" build --release -p observer ${CARGO_FLAGS:-})
python3 "$here/observe.py" replay --runtime "$runtime" --observer "$CARGO_TARGET_DIR/release/observer" \
  --recordings "$recordings" --scratch "$scratch" --out "$out" "$@"
