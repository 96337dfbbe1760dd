"""Fits support vector machines by both sides in turn; see svm.sh."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np

COLUMNS = 78
TEST_ROWS = 20_000
THREADS = "2"


def rows(stream, count):
    """Traffic-like columns, scaled: heavy tails, many zeros, clusters that a plane parts badly, one label in thirty wrong."""
    fixed = np.random.default_rng(1)
    centres, spread = fixed.normal(size=(12, COLUMNS)), fixed.choice([0.5, 1.0, 2.0], size=COLUMNS)
    cluster = stream.integers(0, 12, count)
    x = 1.2 * centres[cluster] + spread * stream.normal(size=(count, COLUMNS))
    x[:, ::3] = np.sign(x[:, ::3]) * np.abs(x[:, ::3]) ** 1.5
    x[:, 1::6] *= stream.uniform(size=(count, COLUMNS // 6)) > 0.5
    attack = (cluster % 3 == 0) ^ (x[:, 0] * x[:, 4] > 2.0) ^ (stream.uniform(size=count) < 1 / 30)
    return x.astype(np.float32), attack.astype(np.uint8)


def write(folder, count):
    stream = np.random.default_rng(count)
    train, test = rows(stream, count), rows(stream, TEST_ROWS)
    mean, spread = train[0].mean(axis=0), train[0].std(axis=0)
    for name, (x, y) in {"train": train, "test": test}.items():
        ((x - mean) / spread).astype(np.float32).tofile(folder / f"{name}.f32")
        y.tofile(folder / f"{name}.u8")


def read(folder, name):
    y = np.fromfile(folder / f"{name}.u8", dtype=np.uint8)
    return np.fromfile(folder / f"{name}.f32", dtype=np.float32).reshape(len(y), COLUMNS), y


def peer(kind, folder, landmarks):
    """One fit by scikit-learn, in a process of its own."""
    import time

    from sklearn.kernel_approximation import Nystroem
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    (x, y), (held, _) = read(folder, "train"), read(folder, "test")
    model = LinearSVC(dual=False)
    if kind == "nystroem":
        gamma = 1.0 / (COLUMNS * x.astype(np.float64).var())
        model = make_pipeline(Nystroem(gamma=gamma, n_components=landmarks, random_state=0), model)
    start = time.process_time()
    model.fit(x, y)
    fitted = time.process_time()
    scores = model.decision_function(held)
    scored = time.process_time()
    scores.astype(np.float32).tofile(folder / "scores.f32")
    # Its own account: what the system counts for a child holds what its parent had when it was started.
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"fit": fitted - start, "score": scored - fitted, "peak_bytes": peak}))


def measured(command, folder):
    """What one process says of itself, with its peak memory and the AUC of its scores."""
    from sklearn.metrics import roc_auc_score

    threads = {name: THREADS for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")}
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=os.environ | threads, check=True)
    figures = json.loads(ended.stdout)
    scores = np.fromfile(folder / "scores.f32", dtype=np.float32)
    truth = np.fromfile(folder / "test.u8", dtype=np.uint8)
    return figures | {"auc": roc_auc_score(truth, scores), "memory": figures["peak_bytes"] / 2**20}


def compare(bench, kind, folder, options):
    landmarks = str(options.landmarks)
    ours = [bench, kind, str(folder), landmarks]
    theirs = [sys.executable, __file__, "--peer", kind, str(folder), landmarks]
    turns = [[measured(command, folder) for command in (ours, theirs)] for _ in range(options.rounds)]
    median = lambda side, what: statistics.median(turn[side][what] for turn in turns)
    return [{what: median(side, what) for what in ("fit", "score", "auc", "memory")} for side in (0, 1)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--rows", default="20000,200000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--landmarks", type=int, default=300)
    options = parser.parse_args()
    print("| machine | rows | fit, CPU s: ours | scikit-learn | times less | score: times less | AUC: ours | scikit-learn | MiB: ours | scikit-learn |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for count in map(int, options.rows.split(",")):
            write(folder, count)
            for kind in ("linear", "nystroem"):
                ours, theirs = compare(options.bench, kind, folder, options)
                print(
                    f"| {kind} | {count:,} | {ours['fit']:.2f} | {theirs['fit']:.2f} | {theirs['fit'] / ours['fit']:.1f} "
                    f"| {theirs['score'] / ours['score']:.1f} | {ours['auc']:.4f} | {theirs['auc']:.4f} "
                    f"| {ours['memory']:.0f} | {theirs['memory']:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        peer(sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
