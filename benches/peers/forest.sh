#!/bin/sh
# Random forest, decision tree and gradient boosting beside scikit-learn's on the same made-up rows, turn by turn, each in its own process.
#
#     benches/peers/forest.sh [--rows 20000,200000] [--models forest,tree,boosting] [--trees 100] [--classes 2] [--rounds 1]
#
# Sets up a virtual environment in target/forest-venv from the pinned forest-requirements.txt, builds our side, makes the rows, measures, and prints
# Markdown. 2,000,000 rows need 8 GB of memory and, with `--trees 100`, an hour.
set -eu
cd "$(dirname "$0")/../.."
requirements=benches/peers/forest-requirements.txt environment=${FOREST_VENV:-target/forest-venv}
. benches/peers/environment.sh
bench=$(built forest)
exec "$python" benches/peers/forest.py "$bench" "$environment" "$@"
