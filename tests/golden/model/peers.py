"""Writes peers.json beside this file: what scikit-learn makes of rows that tests/suite/model.rs draws in the same way.

Command: pip install scikit-learn==1.9.0 numpy==2.4.6 && python tests/golden/model/peers.py
"""

import json
import pathlib

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import SVC, LinearSVC

MASK = (1 << 64) - 1


class SplitMix:
    """Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def rows(seed, count, columns, classes, noise):
    """Blobs that overlap; a share `noise` of the labels is drawn anew."""
    draw = SplitMix(seed)
    x = np.empty((count, columns), dtype=np.float32)
    y = np.empty(count, dtype=int)
    for i in range(count):
        kind = int(draw.uniform() * classes)
        for j in range(columns):
            centre = ((kind * 7 + j * 3) % 5) * 0.5
            spread = draw.uniform() + draw.uniform() + draw.uniform() + draw.uniform() - 2.0
            x[i, j] = centre + 1.5 * spread
        if draw.uniform() < noise:
            kind = int(draw.uniform() * classes)
        y[i] = kind
    return x, y


def linear(name, classes, c, weights):
    x, y = rows(11, 500, 10, classes, 0.1)
    model = LinearSVC(C=c, dual=False, tol=1e-10, max_iter=10_000, class_weight=dict(enumerate(weights)))
    model.fit(x.astype(np.float64), y)
    return {
        "name": name, "classes": classes, "c": c, "class_weights": weights,
        "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(),
    }


def rbf(name, classes, c, weights):
    x, y = rows(21, 600, 8, classes, 0.05)
    held, truth = rows(22, 400, 8, classes, 0.05)
    machine = SVC(C=c, kernel="rbf", gamma="scale", class_weight=dict(enumerate(weights)))
    if classes > 2:
        machine = OneVsRestClassifier(machine)
    machine.fit(x.astype(np.float64), y)
    decisions = machine.decision_function(held.astype(np.float64))
    return {
        "name": name, "classes": classes, "c": c, "class_weights": weights,
        "decisions": np.round(decisions, 6).tolist() if classes == 2 else [],
        "accuracy": accuracy_score(truth, machine.predict(held)),
    }


def forest(name, classes, weights, min_samples_leaf, max_depth):
    x, y = rows(31, 4000, 12, classes, 0.15)
    held, truth = rows(32, 4000, 12, classes, 0.15)
    accuracies = []
    for seed in range(5):
        model = RandomForestClassifier(
            60, random_state=seed, n_jobs=2, class_weight=dict(enumerate(weights)),
            min_samples_leaf=min_samples_leaf, max_depth=max_depth,
        )
        accuracies.append(accuracy_score(truth, model.fit(x, y).predict(held)))
    return {
        "name": name, "classes": classes, "class_weights": weights, "min_samples_leaf": min_samples_leaf,
        "max_depth": max_depth, "accuracies": accuracies,
    }


def main():
    x, y = rows(11, 500, 10, 3, 0.1)
    golden = {
        "check": {"sum": float(x.astype(np.float64).sum()), "labels": np.bincount(y).tolist()},
        "linear": [
            linear("two classes", 2, 1.0, [1.0, 1.0]),
            linear("two classes, weighted, small C", 2, 0.01, [1.0, 5.0]),
            linear("three classes", 3, 1.0, [1.0, 1.0, 1.0]),
            linear("three classes, weighted", 3, 0.5, [0.5, 1.0, 3.0]),
        ],
        "rbf": [
            rbf("two classes", 2, 1.0, [1.0, 1.0]),
            rbf("two classes, weighted, large C", 2, 10.0, [1.0, 4.0]),
            rbf("three classes", 3, 1.0, [1.0, 1.0, 1.0]),
        ],
        "forest": [
            forest("three classes", 3, [1.0, 1.0, 1.0], 1, None),
            forest("two classes, weighted", 2, [1.0, 3.0], 1, None),
            forest("five classes, shallow", 5, [1.0] * 5, 5, 8),
        ],
    }
    path = pathlib.Path(__file__).with_name("peers.json")
    path.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
