#!/usr/bin/env bash
# Builds the SideVM programs of this folder into artifacts/*.wasm.
#
#   ./build.sh [NAME…]           builds all programs, or those named
#   ./build.sh --check [NAME…]   builds into a scratch folder and compares with artifacts/ byte for byte
#
# Needs Debian's Rust with the standard library's source, LLVM's linker and binaryen:
#   apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22 binaryen
# Tests and users do not need any of it: they use the built files. The same compiler gives the same bytes in any folder.
set -euo pipefail
cd "$(dirname "$0")"

ALL=(workbench hello-http log-server wasi script-runtime)
check=false
[ "${1:-}" = "--check" ] && { check=true; shift; }
names=("$@")
[ ${#names[@]} -gt 0 ] || names=("${ALL[@]}")

# A rustup toolchain on the PATH would be taken instead of Debian's, and has no source of the standard library.
export PATH=/usr/bin:/bin
unset RUSTC RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_BUILD_TARGET CARGO_TARGET_DIR
for tool in rustc cargo wasm-opt wasm-as; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing; see the packages at the top of this file" >&2; exit 1; }
done
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
export RUSTC_BOOTSTRAP=1 # -Z flags with a stable compiler
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="wasm-ld-$llvm"
# Locations would put the build's folders into the code.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Clink-arg=--import-undefined -Ctarget-cpu=mvp -Zunstable-options -Zlocation-detail=none --remap-path-prefix=$HOME/.cargo/registry/src=/cargo --remap-path-prefix=$PWD=/src"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=artifacts
$check && out=$scratch/artifacts
mkdir -p "$out"

differs=0
for name in "${names[@]}"; do
    if [ -f "$name/$name.wat" ]; then
        wasm-as --mvp-features "$name/$name.wat" -o "$out/$name.wasm"
    else
        cargo build -q --locked --release -p "$name" -Z build-std=std,panic_abort --target wasm32-unknown-unknown
        wasm-opt -Oz --mvp-features --enable-sign-ext --strip-debug --strip-producers --strip-target-features \
            "target/wasm32-unknown-unknown/release/${name//-/_}.wasm" -o "$out/$name.wasm"
    fi
    # Its contract starts it by this hash.
    [ "$name" != log-server ] || b2sum -l 256 "$out/$name.wasm" | cut -c1-64 | tr -d '\n' >"$out/$name.hash"
    printf '%-20s %6d bytes of Wasm\n' "$name" "$(stat -c%s "$out/$name.wasm")"
    if $check && ! cmp -s "artifacts/$name.wasm" "$out/$name.wasm"; then
        echo "$name differs from artifacts/$name.wasm" >&2
        differs=1
    fi
done
exit $differs
