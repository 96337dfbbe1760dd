# Sourced by the scripts beside it from the repository's root: a virtual environment with the pinned peers. Sets `python`.
environment=${PEERS_VENV:-target/peers-venv}
python=$environment/bin/python
if ! cmp -s benches/peers/requirements.txt "$environment/installed.txt"; then
    python3 -m venv "$environment"
    "$python" -m pip install --quiet --requirement benches/peers/requirements.txt
    cp benches/peers/requirements.txt "$environment/installed.txt"
fi
