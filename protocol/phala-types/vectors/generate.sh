#!/usr/bin/env bash
# Makes the vectors of certificates and of odd ed25519 signatures anew, and lets Phala's own code judge them:
#   npm ci && PHALA_BLOCKCHAIN=DIR ./generate.sh
# DIR is a clone of Phala-Network/phala-blockchain; its code is only compiled, not kept.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
: "${PHALA_BLOCKCHAIN:?names a clone of phala-blockchain}"
export PHALA_BLOCKCHAIN CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-judge/target}"
cargo build --quiet --locked --manifest-path judge/Cargo.toml
judge() { "$CARGO_TARGET_DIR/debug/certificate-judge" | gzip -9n >"$1"; }
node generate.mjs | judge ../src/test/resources/vectors/certificates.jsonl.gz
node ed25519.mjs | judge ../../../base/crypto/src/test/resources/vectors/keys/ed25519-odd.jsonl.gz
