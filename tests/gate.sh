#!/usr/bin/env bash
# Every check of this repository, cheapest first; installs what a bare machine with Rust lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; "$@"; }

# A machine with Rust but without the two components or the test runner gets them here.
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest

step cargo fmt --check
step cargo clippy --locked --all-targets -- -D warnings
if cargo deny --version >/dev/null 2>&1; then
    step cargo deny check licenses bans sources
else
    echo "cargo-deny is not installed: licences, bans and sources are not checked"
fi

step cargo build --locked --bins
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# The main job once, small: from a spec to a report on generated rows.
step cargo run --locked -- run tests/small.yaml --out "$out"
step cargo run --locked -- verify "$out/results/small"
test -s "$out/reports/small/report.pdf"
test -s "$out/reports/small/index.html"

step cargo nextest run --locked
