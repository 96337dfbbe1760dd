#!/bin/sh
# The claim audit beside mlscorecheck on the same rows: detection rates, agreement, time. Needs Python 3.11 or later.
set -eu
cd "$(dirname "$0")/../.."
environment=target/peers/audit
[ -d "$environment" ] || python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check -r benches/peers/audit-requirements.txt
cargo bench --profile dev --bench power -- --cases "$environment/cases.jsonl"
"$environment/bin/python" benches/peers/audit.py "$environment/cases.jsonl"
