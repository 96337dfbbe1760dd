#!/bin/sh
# Reading CICIDS2017's machine-learning CSVs, as generated rows, beside polars, pandas and pyarrow: CPU seconds, wall time, peak memory, and whether
# every cell is equal to the last bit.
#
#     benches/peers/reading.sh [ROWS|full] [ROUNDS]
#
# 200,000 rows and three rounds by default; `full` is 2,830,743 rows, about 1 GB on disk, and needs 6 GB of memory for pandas. Files go to
# target/reading-<rows> and stay there.
set -eu
cd "$(dirname "$0")/../.."
requirements=benches/peers/reading-requirements.txt environment=target/reading-venv
. benches/peers/environment.sh
rows=${1:-200000} rounds=${2:-3}
folder=target/reading-$rows
if [ ! -e "$folder/whole" ]; then
    rm -rf "$folder"
    cargo run --quiet -- data stand-in cicids2017/ml-csv --rows "$rows" --out "$folder"
    touch "$folder/whole"
fi
bench=$(built reading)
exec "$python" benches/peers/reading.py "$bench" "$folder" "$rounds"
