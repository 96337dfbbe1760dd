# Sourced by the scripts beside it from the repository's root: a virtual environment with the pinned peers, those of
# $requirements where it is set. Sets `python` and `built`.
requirements=${requirements:-benches/peers/requirements.txt}
environment=${environment:-${PEERS_VENV:-target/peers-venv}}
python=$environment/bin/python
if ! cmp -s "$requirements" "$environment/installed.txt"; then
    python3 -m venv "$environment"
    "$python" -m pip install --quiet --requirement "$requirements"
    cp "$requirements" "$environment/installed.txt"
fi

# Builds the benchmark of this name and says where it is.
built() {
    cargo bench --quiet --profile dev --bench "$1" --no-run --message-format json | "$python" -c 'import json, sys
built = [json.loads(line) for line in sys.stdin]
print(next(b["executable"] for b in built if b.get("executable") and b["target"]["name"] == sys.argv[1]))' "$1"
}
