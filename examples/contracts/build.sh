#!/usr/bin/env bash
# Builds the ink! contracts of this folder into artifacts/*.contract.
#
#   ./build.sh [NAME…]           builds all contracts, or those named
#   ./build.sh --check [NAME…]   builds into a scratch folder and compares with artifacts/ byte for byte
#
# Needs Debian's Rust with the standard library's source, LLVM's linker, binaryen and Node (JSON, BLAKE2b):
#   apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22 binaryen nodejs
# Tests and users do not need any of it: they use the built files. The same compiler gives the same bytes in any folder.
set -euo pipefail
cd "$(dirname "$0")"

ALL=(
    system system-next sealed-bid-auction flipper3 flipper4 flipper5 erc20-4
    erc20-5 emitter hostile tokenomic sidevm-deployer log-server extension erc721-4
    erc721-5 multisig-4 multisig-5 dns-4 dns-5 payment-channel-4 payment-channel-5
    proxy-4 proxy-5 counter-4 counter-5 counter-delegate-4 counter-delegate-5 counter-migration-4
    counter-migration-5 counter-next-4 counter-next-5 psp22-4 psp22-5 psp34-4 psp34-5
    environment-4 environment-5 extension-5 erc20-3 dns-3
)
INK3=(flipper3 erc20-3 dns-3)

check=false
[ "${1:-}" = "--check" ] && { check=true; shift; }
names=("$@")
[ ${#names[@]} -gt 0 ] || names=("${ALL[@]}")

# A rustup toolchain on the PATH would be taken instead of Debian's, and has no source of the standard library.
export PATH=/usr/bin:/bin
unset RUSTC RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_BUILD_TARGET CARGO_TARGET_DIR
for tool in rustc cargo wasm-opt wasm-metadce node; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing; see the packages at the top of this file" >&2; exit 1; }
done
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
export RUSTC_BOOTSTRAP=1 # -Z flags with a stable compiler
export CARGO_TARGET_WASM32V1_NONE_LINKER="wasm-ld-$llvm"
# Locations would put the build's folders into the code. The memory import needs limits: 2 to 16 pages.
export CARGO_TARGET_WASM32V1_NONE_RUSTFLAGS="-Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory -Clink-arg=--max-memory=1048576 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=artifacts
$check && out=$scratch/artifacts
mkdir -p "$out"

build() { # NAME
    local name=$1 dir=. file=${1//-/_} wasm
    for ink3 in "${INK3[@]}"; do [ "$name" = "$ink3" ] && dir=ink3; done
    (
        cd "$dir"
        cargo build -q --locked --release -p "$name" --lib --no-default-features \
            -Z build-std=core,alloc --target wasm32v1-none
        cargo run -q --locked -p "$name" --example "$name-metadata" >"$scratch/$name.json"
    )
    wasm=$dir/target/wasm32v1-none/release/$file.wasm
    # rustc also exports memcpy and its like, which pallet-contracts refuses: leave `call` and `deploy`.
    wasm-metadce "$wasm" --graph-file exports.json -o "$scratch/$name.dce.wasm" >/dev/null
    wasm-opt -Oz --mvp-features --zero-filled-memory --strip-debug --strip-producers --strip-target-features \
        "$scratch/$name.dce.wasm" -o "$scratch/$name.wasm"
    node bundle.mjs "$scratch/$name.json" "$scratch/$name.wasm" "$dir/$name/Cargo.toml" "$dir/Cargo.lock" \
        "$(rustc --version | cut -d' ' -f2)" >"$out/$name.contract"
    printf '%-20s %6d bytes of Wasm\n' "$name" "$(stat -c%s "$scratch/$name.wasm")"
}

differs=0
for name in "${names[@]}"; do
    build "$name"
    if $check && ! cmp "artifacts/$name.contract" "$out/$name.contract"; then differs=$((differs + 1)); fi
done
if $check; then
    [ "$differs" = 0 ] || { echo "build.sh: $differs of ${#names[@]} bundles differ from artifacts/" >&2; exit 1; }
    echo "all ${#names[@]} bundles are byte for byte those of artifacts/"
fi
