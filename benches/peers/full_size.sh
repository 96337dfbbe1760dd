#!/bin/sh
# A whole experiment on CICIDS2017's machine-learning CSVs, as generated rows, by idsbench and by a script with scikit-learn and Keras: reading, cleaning,
# 70/15/15, scaling, SVM, forest, autoencoder and CNN-LSTM (benches/peers/full_size.yaml), each side a process of its own. CPU seconds, wall time, peak memory.
#
#     benches/peers/full_size.sh [ROWS|full] [ours]
#
# 283,074 rows by default, a tenth of the dataset: half an hour of CPU. `full` is 2,830,743 rows, hours for the peers; `ours` leaves them out.
# Files go to target/full-size-<rows> and stay there.
set -eu
cd "$(dirname "$0")/../.."
requirements=benches/peers/full_size-requirements.txt environment=target/full-size-venv
. benches/peers/environment.sh
rows=${1:-283074}
folder=target/full-size-$rows
cargo build --quiet
if [ ! -e "$folder/whole" ]; then
    rm -rf "$folder"
    cargo run --quiet -- data stand-in cicids2017/ml-csv --rows "$rows" --out "$folder/data"
    touch "$folder/whole"
fi
exec "$python" benches/peers/full_size.py "${CARGO_TARGET_DIR:-target}/debug/idsbench" "$folder" "${2:-both}"
