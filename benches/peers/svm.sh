#!/bin/sh
# Support vector machines beside scikit-learn: linear against LinearSVC(dual=False), Nyström's approximation against Nystroem and
# LinearSVC with as many landmarks, on the same made-up rows of 78 columns, in turn, each fit in a process of its own.
#
#     benches/peers/svm.sh [--rows 20000,200000] [--rounds 3] [--landmarks 300]
#
# Prints CPU seconds (median of the rounds), the AUC on 20,000 other rows and peak memory as Markdown. Both sides get two threads.
# scikit-learn holds rows × landmarks in f64 several times over: 2,000,000 rows need some 30 GB.
set -eu
cd "$(dirname "$0")/../.."
requirements=benches/peers/svm-requirements.txt environment=target/svm-venv
. benches/peers/environment.sh
bench=$(built svm)
exec "$python" benches/peers/svm.py "$bench" "$@"
