"""The networks of experiments/ciciomt2024.yaml in Keras, on the splits of an idsbench run, and what differs.

    python ciciomt_keras.py FOLDER-OF-CICIOMT2024 RESULTS-FOLDER

Reads the layers, files and splits that the run stored, prepares the rows by itself (zeros for what is not finite, standard scores of the
training rows), trains every model × seed as the run did, and compares the accuracies on the test rows.
"""

import json
import math
import os
import pathlib
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
import yaml
from keras_network import build
from pyarrow import csv, parquet
from scipy import stats

PROTOCOL = "published"
MODELS = ["cnn", "cnn_lstm"]
# Largest difference of accuracies that counts as none.
MARGIN = 0.01


def read(data, results):
    """The spec, all rows in the run's order, and their classes by the file's name, numbered as the spec lists them."""
    spec = yaml.safe_load((results / "spec.yaml").read_text())
    patterns = spec["task"]["labels"]
    files = json.loads((results / "dataset.json").read_text())["files"]
    x, names = [], []
    for file in files:
        table = csv.read_csv(data / file["path"])
        columns = [table[name].to_numpy().astype(np.float64) for name in table.column_names]
        rows = np.stack(columns, axis=1)
        assert len(rows) == file["rows"], f"{file['path']}: {len(rows)} rows, the run read {file['rows']}"
        x.append(rows)
        names += [next(name for pattern, name in patterns.items() if matches(file["path"], pattern))] * len(rows)
    x = np.concatenate(x)
    x[~np.isfinite(x)] = 0
    classes = list(dict.fromkeys(patterns.values()))
    return spec, x, np.array([classes.index(name) for name in names])


def matches(path, pattern):
    """The spec's patterns here are stars around a word."""
    return pattern.strip("*") in pathlib.Path(path).name


def split(results, seed):
    """Row numbers of train, validation and test."""
    table = parquet.read_table(results / "splits" / f"{PROTOCOL}-s{seed}.parquet")
    side, row = np.array(table["side"].to_pylist()), table["row_id"].to_numpy()
    return [np.sort(row[side == name]) for name in ("train", "validation", "test")]


def train(spec, model, seed, x, y, sides):
    """Accuracy on test after the spec's epochs."""
    rows = [x[side] for side in sides]
    mean, deviation = rows[0].mean(axis=0), rows[0].std(axis=0)
    deviation[deviation == 0] = 1
    rows = [((side - mean) / deviation).astype(np.float32)[..., None] for side in rows]
    classes = [y[side] for side in sides]
    settings = spec["models"][model]["train"]
    keras.utils.set_random_seed(seed)
    network = build(spec["models"][model]["layers"], x.shape[1], 1, int(y.max()) + 1)
    network.compile(
        keras.optimizers.Adam(settings["learning_rate"]), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    network.fit(rows[0], classes[0], batch_size=settings["batch"], epochs=settings["epochs"], verbose=0)
    return float((network.predict(rows[2], batch_size=1024, verbose=0).argmax(axis=1) == classes[2]).mean())


def ours(results, model, seed, y, test):
    """The run's accuracy on the same rows."""
    unit = results / "units" / f"{PROTOCOL}.-.{model}.s{seed}"
    predictions = parquet.read_table(unit / "predictions.parquet", columns=["row_id", "y_true"])
    order = np.argsort(predictions["row_id"].to_numpy())
    assert (predictions["row_id"].to_numpy()[order] == test).all(), "the run tested on other rows"
    assert (predictions["y_true"].to_numpy()[order] == y[test]).all(), "the run has other classes"
    return json.loads((unit / "metrics.json").read_text())["scalars"]["accuracy"]


def welch(a, b, level=0.90):
    """Mean of a − mean of b with its interval (Welch 1947)."""
    va, vb = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = stats.t.ppf((1 + level) / 2, freedom) * math.sqrt(va + vb)
    difference = np.mean(a) - np.mean(b)
    return difference, difference - half, difference + half


def main():
    data, results = map(pathlib.Path, sys.argv[1:3])
    spec, x, y = read(data, results)
    kept = results / "keras.json"
    accuracies = json.loads(kept.read_text()) if kept.exists() else {}
    pairs = {model: [] for model in MODELS}
    for seed in spec["seeds"]:
        sides = split(results, seed)
        for model in MODELS:
            # Of these rows, this split and these layers: another experiment in the same folder is another training.
            unit = results / "units" / f"{PROTOCOL}.-.{model}.s{seed}" / "unit.json"
            made = json.loads(unit.read_text())["fingerprint"]
            key = " ".join([f"{model}.s{seed}", made["spec"], made["data"], made["split"], keras.__version__])
            mine = ours(results, model, seed, y, sides[2])
            if key not in accuracies:
                accuracies[key] = train(spec, model, seed, x, y, sides)
                kept.write_text(json.dumps(accuracies))
            pairs[model].append((mine, accuracies[key]))
            print(f"{model} seed {seed}: idsbench {mine:.4f}, Keras {accuracies[key]:.4f}", flush=True)
    print(f"\nKeras {keras.__version__}, TensorFlow {tf.__version__}; {len(x):,} rows, {len(spec['seeds'])} seeds\n")
    print("| model | idsbench | Keras | difference | 90 % interval | within ± 1 point |")
    print("|---|---|---|---|---|---|")
    good = True
    for model, pair in pairs.items():
        mine, theirs = map(np.array, zip(*pair))
        difference, low, high = welch(mine, theirs)
        inside = -MARGIN <= low and high <= MARGIN
        good &= inside
        shown = f"{100 * difference:+.2f} | [{100 * low:+.2f}, {100 * high:+.2f}] | {'yes' if inside else 'no'}"
        print(f"| `{model}` | {100 * mine.mean():.2f} | {100 * theirs.mean():.2f} | {shown} |")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
