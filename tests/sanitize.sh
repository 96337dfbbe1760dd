#!/bin/sh
# The kernels' unit tests where bad memory accesses are seen: under AddressSanitizer (every instruction set of this machine), and under
# valgrind where that is installed (avx2 and portable; it knows no avx512).
#
#     tests/sanitize.sh [FOLDER]      default: target/sanitize
#
# There is no run under ThreadSanitizer: it needs the standard library compiled for it, too (-Zbuild-std with the component rust-src; without,
# the compiler refuses to mix both), and the kernels start no threads. Those are rayon's, in code without unsafe.
#
# Compiled are src/nn/kernels and what it needs, not the whole program. AddressSanitizer needs a nightly toolchain; NIGHTLY names it (default: nightly).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/target/sanitize}
mkdir -p "$folder/src"
cat > "$folder/Cargo.toml" <<EOF
[package]
name = "kernels"
version = "0.0.0"
edition = "2024"
[dependencies]
blake3 = "1.8"
libm = "0.2"
rand_chacha = "0.10"
[profile.dev]
opt-level = 2
debug = "line-tables-only"
[workspace]
EOF
cat > "$folder/src/lib.rs" <<EOF
#![allow(dead_code, unused_imports)]
#[path = "$root/src/random.rs"]
pub mod random;
pub mod spec {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Activation {
        Linear,
        Relu,
        Sigmoid,
        Tanh,
    }
}
pub mod nn {
    #[path = "$root/src/nn/kernels/mod.rs"]
    pub mod kernels;
}
EOF
cp "$root/Cargo.lock" "$folder/Cargo.lock"
cd "$folder"
echo "AddressSanitizer"
RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=asan \
    cargo "+${NIGHTLY:-nightly}" test --quiet --target x86_64-unknown-linux-gnu --lib nn::kernels
if command -v valgrind > /dev/null; then
    echo "valgrind"
    # Debian's valgrind shows a processor without avx512, so the widest path is avx2.
    test=$(cargo test --quiet --lib --no-run --message-format json | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
    # Leaks are AddressSanitizer's part: valgrind also finds what the test harness itself never frees.
    valgrind --quiet --error-exitcode=1 \
        "$test" --test-threads 1 nn::kernels
fi
