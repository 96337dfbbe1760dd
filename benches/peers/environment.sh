# Sourced by the scripts beside it from the repository's root: a virtual environment with the pinned peers, those of
# $requirements where it is set. Sets `python`.
requirements=${requirements:-benches/peers/requirements.txt}
environment=${environment:-${PEERS_VENV:-target/peers-venv}}
python=$environment/bin/python
if ! cmp -s "$requirements" "$environment/installed.txt"; then
    python3 -m venv "$environment"
    "$python" -m pip install --quiet --requirement "$requirements"
    cp "$requirements" "$environment/installed.txt"
fi
