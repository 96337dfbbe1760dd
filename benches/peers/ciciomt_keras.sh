#!/bin/sh
# Whether Keras and idsbench learn equally well: both train `cnn` and `cnn_lstm` of experiments/ciciomt2024.yaml (protocol published) on
# the same splits of the reader's CICIoMT2024 rows, five seeds each.
#
#     benches/peers/ciciomt_keras.sh FOLDER-OF-CICIOMT2024 [OUTPUT-FOLDER]
#
# Prints the mean difference of the accuracies with its 90 % Welch interval; exit code 1 if an interval leaves ± 1 point. About 25 CPU-minutes.
# Finished trainings are kept in the output folder, so an interrupted comparison goes on where it was.
set -eu
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
data=$(realpath "$1")
out=${2:+$(realpath -m "$2")}
cd "$(dirname "$0")/../.."
out=${out:-target/ciciomt_keras}
. benches/peers/environment.sh

mkdir -p "$out/spec/experiments"
cp -r baselines "$out/spec/"
# The controls are no part of the question.
sed '/^controls:/,/^$/d' experiments/ciciomt2024.yaml > "$out/spec/experiments/ciciomt2024.yaml"
cargo run --quiet -- run "$out/spec/experiments/ciciomt2024.yaml" --data "$data" --out "$out" \
    --models cnn,cnn_lstm --protocols published --jobs 1
exec "$python" benches/peers/ciciomt_keras.py "$data" "$out/results/ciciomt2024"
