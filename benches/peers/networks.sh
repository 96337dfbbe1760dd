#!/bin/sh
# Networks of the shipped experiments against PyTorch and Keras, all on this machine's processor and in one run, turn by turn.
#
#     benches/peers/networks.sh [--quick] [--isa avx512|avx2|portable]
#
# Sets up a virtual environment in target/peers-venv (or $PEERS_VENV) from the pinned requirements.txt, builds our side, measures, and prints
# Markdown: how many times the rows per second of the faster peer. About four minutes once the environment stands; --quick: few passes, one thread,
# nothing compiled by the peers, for checking.
set -eu
cd "$(dirname "$0")/../.."
. benches/peers/environment.sh
bench=$(built network)
exec "$python" benches/peers/networks.py "$bench" "$@"
