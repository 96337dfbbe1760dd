#!/bin/sh
# The claim audit beside mlscorecheck on the same rows: detection rates, agreement, time. Needs Python 3.11 or later.
set -eu
cd "$(dirname "$0")/../.."
requirements=benches/peers/audit-requirements.txt environment=target/audit-venv
. benches/peers/environment.sh
cargo bench --profile dev --bench power -- --cases "$environment/cases.jsonl"
"$python" benches/peers/audit.py "$environment/cases.jsonl"
