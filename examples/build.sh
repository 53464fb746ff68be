#!/usr/bin/env bash
# Builds the examples: ink! contracts into contracts/artifacts/*.contract, SideVM programs into sidevm/artifacts/*.wasm.
#
#   ./build.sh [FOLDER…]           builds all, or one kind (contracts, sidevm), or those named (contracts/dns-4)
#   ./build.sh --check [FOLDER…]   builds into a scratch folder and compares with artifacts/ byte for byte
#
# Needs Debian's Rust with the standard library's source, LLVM's linker, binaryen and Node (JSON, BLAKE2b):
#   apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22 binaryen nodejs
# Tests and users do not need any of it: they use the built files. The same compiler gives the same bytes in any folder.
set -euo pipefail
cd "$(dirname "$0")"

check=false
[ "${1:-}" = "--check" ] && { check=true; shift; }

# Programs first: a contract holds the hash of one. A contract is a crate that prints its metadata.
all_of() { # KIND
    case $1 in
        sidevm) ls -d sidevm/*/Cargo.toml sidevm/*/*.wat ;;
        contracts) grep -l 'metadata"$' contracts/*/Cargo.toml contracts/ink3/*/Cargo.toml ;;
    esac | xargs -r -n1 dirname | sort -u
}
[ $# -gt 0 ] || set -- sidevm contracts
folders=()
for wanted in "$@"; do
    wanted=${wanted%/}
    case $wanted in
        sidevm | contracts) mapfile -t -O "${#folders[@]}" folders < <(all_of "$wanted") ;;
        *)
            all_of "${wanted%%/*}" | grep -qxF -- "$wanted" ||
                { echo "build.sh: nothing to build is called $wanted; expected one of: sidevm contracts" $(all_of sidevm) $(all_of contracts) >&2; exit 2; }
            folders+=("$wanted")
            ;;
    esac
done

# A rustup toolchain on the PATH would be taken instead of Debian's, and has no source of the standard library.
export PATH=/usr/bin:/bin
unset RUSTC RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_BUILD_TARGET CARGO_TARGET_DIR
for tool in rustc cargo wasm-opt wasm-metadce wasm-as node; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool is missing; see the packages at the top of this file" >&2; exit 1; }
done
linker=wasm-ld-$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
export RUSTC_BOOTSTRAP=1 # -Z flags with a stable compiler
export CARGO_TARGET_WASM32V1_NONE_LINKER=$linker CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker
# Locations would put the build's folders into the code. A contract's memory import needs limits: 2 to 16 pages.
export CARGO_TARGET_WASM32V1_NONE_RUSTFLAGS="-Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory -Clink-arg=--max-memory=1048576 -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Clink-arg=--import-undefined -Ctarget-cpu=mvp -Zunstable-options -Zlocation-detail=none --remap-path-prefix=$HOME/.cargo/registry/src=/cargo --remap-path-prefix=$PWD/sidevm=/src"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=.
$check && out=$scratch
mkdir -p "$out/contracts/artifacts" "$out/sidevm/artifacts"
strip=(-Oz --mvp-features --strip-debug --strip-producers --strip-target-features)

contract() { # FOLDER NAME TARGET
    local folder=$1 name=$2 target=$3 workspace=${1%/*} dce=$scratch/shaken.wasm
    (
        cd "$workspace"
        cargo build -q --locked --release -p "$name" --lib --no-default-features \
            -Z build-std=core,alloc --target wasm32v1-none
        cargo run -q --locked -p "$name" --example "$name-metadata" >"$scratch/metadata.json"
    )
    # rustc also exports memcpy and its like, which pallet-contracts refuses: leave `call` and `deploy`.
    wasm-metadce "$workspace/target/wasm32v1-none/release/${name//-/_}.wasm" --graph-file contracts/exports.json -o "$dce" >/dev/null
    wasm-opt "${strip[@]}" --zero-filled-memory "$dce" -o "$scratch/code.wasm"
    node contracts/bundle.mjs "$scratch/metadata.json" "$scratch/code.wasm" "$folder/Cargo.toml" "$workspace/Cargo.lock" \
        "$(rustc --version | cut -d' ' -f2)" >"$target"
}

program() { # FOLDER NAME TARGET
    local folder=$1 name=$2 target=$3
    if [ -f "$folder/$name.wat" ]; then
        wasm-as --mvp-features "$folder/$name.wat" -o "$target"
    else
        (cd sidevm && cargo build -q --locked --release -p "$name" -Z build-std=std,panic_abort --target wasm32-unknown-unknown)
        wasm-opt "${strip[@]}" --enable-sign-ext \
            "sidevm/target/wasm32-unknown-unknown/release/${name//-/_}.wasm" -o "$target"
    fi
    if [ "$name" = workbench ]; then
        # The same as rustc makes it of itself: bulk memory, saturating conversions, overlong table indices.
        (
            cd sidevm
            export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS/-Ctarget-cpu=mvp /}
            cargo build -q --locked --release -p "$name" -Z build-std=std,panic_abort --target wasm32-unknown-unknown \
                --target-dir target/modern
        )
        cp sidevm/target/modern/wasm32-unknown-unknown/release/workbench.wasm "${target%.wasm}.modern.wasm"
        chmod 644 "${target%.wasm}.modern.wasm"
    fi
    # Its contract starts it by this hash.
    [ "$name" != log-server ] || b2sum -l 256 "$target" | cut -c1-64 | tr -d '\n' >"${target%.wasm}.hash"
}

differs=0
for folder in "${folders[@]}"; do
    name=${folder##*/}
    case $folder in
        sidevm/*) file=sidevm/artifacts/$name.wasm; program "$folder" "$name" "$out/$file" ;;
        *) file=contracts/artifacts/$name.contract; contract "$folder" "$name" "$out/$file" ;;
    esac
    printf '%-36s %6d bytes\n' "$folder" "$(stat -c%s "$out/$file")"
    if $check; then
        for made in "$out/${file%.*}".*; do
            cmp "${made#"$out"/}" "$made" || differs=$((differs + 1))
        done
    fi
done
if $check; then
    [ "$differs" = 0 ] || { echo "build.sh: $differs files differ from those in artifacts/" >&2; exit 1; }
    echo "all ${#folders[@]} are byte for byte those in artifacts/"
fi
