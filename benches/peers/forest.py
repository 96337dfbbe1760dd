"""Fits our models made of trees and scikit-learn's in turn and prints the ratios; started by forest.sh."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np

COLUMNS = 78
TEST_ROWS = 50_000
# Waiting threads that spin would count as work on a busy machine.
ENVIRONMENT = os.environ | {
    "OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "RAYON_NUM_THREADS": "2"
}
NAMES = {"forest": "random forest", "tree": "decision tree", "boosting": "gradient boosting"}


def made(folder, rows, classes):
    """Files of training and test rows: 78 values and the class, as f32. Skewed counts, many zeros, flags, constant columns."""
    from sklearn.datasets import make_classification

    train, test = folder / f"train-{rows}-{classes}.f32", folder / f"test-{rows}-{classes}.f32"
    if train.exists() and test.exists():
        return
    shares = [0.8, 0.2] if classes == 2 else [0.6, *[0.4 / (classes - 1)] * (classes - 1)]
    x, y = make_classification(
        rows + TEST_ROWS, n_features=70, n_informative=24, n_redundant=26, n_classes=classes, n_clusters_per_class=4,
        weights=shares, flip_y=0.005, random_state=42,
    )
    out = np.zeros((len(x), COLUMNS + 1), np.float32)
    for place, column in enumerate(np.random.default_rng(42).permutation(x.shape[1])):
        values = x[:, column] / x[:, column].std()
        if place < 25:  # byte counts, durations
            values = np.exp(1.5 * values) * 100
        elif place < 40:  # packet counts
            values = np.floor(np.exp(values))
        elif place < 50:
            values = np.where(values > 0.3, np.exp(2 * values) * 1000, 0)
        elif place < 58:  # flags
            values = values > 0.5
        out[:, place] = values
    out[:, COLUMNS] = y
    out[:rows].tofile(train)
    out[rows:].tofile(test)


def read(path):
    rows = np.fromfile(path, np.float32).reshape(-1, COLUMNS + 1)
    return np.ascontiguousarray(rows[:, :COLUMNS]), rows[:, COLUMNS].astype(np.int64)


def peer(model, trees, train, test, scores):
    """scikit-learn's side, in its own process."""
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.tree import DecisionTreeClassifier

    made = {
        "forest": lambda: RandomForestClassifier(trees, n_jobs=2, random_state=0),
        "tree": lambda: DecisionTreeClassifier(random_state=0),
        "boosting": lambda: HistGradientBoostingClassifier(max_iter=trees, early_stopping=False, random_state=0),
    }[model]()
    x, y = read(train)
    cpu, wall = time.process_time(), time.perf_counter()
    made.fit(x, y)
    fit_cpu, fit_wall = time.process_time() - cpu, time.perf_counter() - wall
    status = pathlib.Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    test_x, _ = read(test)
    cpu, wall = time.process_time(), time.perf_counter()
    found = made.predict_proba(test_x)
    predict_cpu, predict_wall = time.process_time() - cpu, time.perf_counter() - wall
    found.astype(np.float32).tofile(scores)
    print(json.dumps({
        "fit_cpu": fit_cpu, "fit_wall": fit_wall, "predict_cpu": predict_cpu, "predict_wall": predict_wall,
        "peak_bytes": peak,
    }))


def judged(command, scores, test, classes):
    """Runs a side; adds what its scores are worth."""
    from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

    ended = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(ended.stdout.splitlines()[-1])
    y, found = read(test)[1], np.fromfile(scores, np.float32).reshape(-1, classes).astype(np.float64)
    found /= found.sum(axis=1, keepdims=True)
    figures["accuracy"] = accuracy_score(y, found.argmax(axis=1))
    figures["auc"] = roc_auc_score(y, found[:, 1] if classes == 2 else found, multi_class="ovr")
    figures["log_loss"] = log_loss(y, found)
    return figures


def line(model, rows, sides):
    """One line of the table: medians, ours / scikit-learn's."""
    ours, theirs = ({key: statistics.median(turn[key] for turn in side) for key in side[0]} for side in sides)

    def pair(key, form, scale=1.0):
        return f"{ours[key] * scale:{form}} / {theirs[key] * scale:{form}}"

    matrix = rows * COLUMNS * 4
    return " | ".join([
        f"| {NAMES[model]}", f"{rows:,}", pair("fit_cpu", ".2f"), f"**{theirs['fit_cpu'] / ours['fit_cpu']:.1f} ×**",
        pair("fit_wall", ".2f"), pair("predict_cpu", ".3f"), f"**{theirs['predict_cpu'] / ours['predict_cpu']:.1f} ×**",
        pair("peak_bytes", ".0f", 1e-6), f"{ours['peak_bytes'] / matrix:.2f} ×",
        pair("auc", ".4f"), pair("accuracy", ".4f"), pair("log_loss", ".4f") + " |",
    ])


def main():
    if sys.argv[1] == "peer":
        model, trees, train, test, scores = sys.argv[2:]
        return peer(model, int(trees), train, test, scores)
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows", default="20000,200000")
    parser.add_argument("--models", default="forest,tree,boosting")
    parser.add_argument("--trees", type=int, default=100, help="trees of the forest, rounds of boosting")
    parser.add_argument("--classes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1, help="how often each side has its turn")
    asked = parser.parse_args()
    print("Each pair: idsbench / scikit-learn; two threads; 50,000 rows scored; memory until the model is fitted, with the matrix in it.\n")
    print("| model | rows | fit, CPU s | | fit, wall s | predict, CPU s | | peak MB | ours / matrix | AUC | accuracy | log loss |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    for rows in map(int, asked.rows.split(",")):
        # In a process of its own: the memory of the rows' making is not to stay.
        maker = f"import sys; sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r}); import forest, pathlib; "
        maker += f"forest.made(pathlib.Path({str(asked.folder)!r}), {rows}, {asked.classes})"
        subprocess.run([sys.executable, "-c", maker], check=True)
        train, test = (str(asked.folder / f"{side}-{rows}-{asked.classes}.f32") for side in ("train", "test"))
        scores = str(asked.folder / "scores.f32")
        for model in asked.models.split(","):
            sides = ([], [])
            ours = [asked.bench, model, str(asked.trees), str(asked.classes), train, test, scores]
            theirs = [sys.executable, __file__, "peer", model, str(asked.trees), train, test, scores]
            for _ in range(asked.rounds):
                for side, command in zip(sides, (ours, theirs)):
                    side.append(judged(command, scores, test, asked.classes))
            print(line(model, rows, sides), flush=True)


if __name__ == "__main__":
    main()
