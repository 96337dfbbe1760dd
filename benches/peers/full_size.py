"""One experiment by idsbench and by scikit-learn with Keras; started by full_size.sh.

Usage: python full_size.py IDSBENCH FOLDER both|ours
       python full_size.py --peer FOLDER           the peers' side: a line of JSON for each part of the work

The peers follow the spec: rows with NaN or infinity go, 70/15/15 at random, min-max scaling by the training rows, at most the spec's epochs with its early
stopping. They use two threads, as we do.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

SPEC = Path(__file__).parent / "full_size.yaml"
THREADS = "2"
# Waiting threads that spin would count as work.
ENVIRONMENT = os.environ | {
    "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": THREADS,
    "OPENBLAS_NUM_THREADS": THREADS, "RAYON_NUM_THREADS": THREADS,
}
STATED_DEFAULTS = {"padding": "valid", "sequence": False}


class Clock:
    """Prints what each part of the work took, all threads of this process together."""

    def __init__(self):
        self.start = time.process_time(), time.perf_counter()

    def tell(self, part, **more):
        cpu, wall = time.process_time() - self.start[0], time.perf_counter() - self.start[1]
        print(json.dumps({"part": part, "cpu": cpu, "wall": wall} | more), flush=True)
        self.start = time.process_time(), time.perf_counter()


def read(folder):
    """All usable rows as f32 and whether each is an attack."""
    import numpy as np
    import pandas as pd

    tables = [pd.read_csv(path, encoding="utf-8", encoding_errors="replace") for path in sorted(folder.glob("*.csv"))]
    table = pd.concat(tables, ignore_index=True)
    del tables
    attack = (table.pop(table.columns[-1]).str.strip() != "BENIGN").to_numpy()
    x = table.to_numpy(np.float32)
    del table
    good = np.isfinite(x).all(axis=1)
    return x[good], attack[good].astype(np.int64)


def stated(layer):
    """A layer of the spec with what it leaves to the defaults."""
    if not isinstance(layer, dict):
        return layer
    kind, value = next(iter(layer.items()))
    if kind == "lstm" and not isinstance(value, dict):
        value = {"units": value}
    return {kind: STATED_DEFAULTS | value if isinstance(value, dict) else value}


def fit_network(model, loss, train, x, y, held_x, held_y):
    """Trains as the spec says; gives the number of epochs."""
    import keras

    model.compile(keras.optimizers.Adam(float(train["learning_rate"])), loss)
    stop = keras.callbacks.EarlyStopping("val_loss", patience=train["early_stopping"]["patience"], restore_best_weights=True)
    history = model.fit(
        x, y, batch_size=train["batch"], epochs=train["epochs"], validation_data=(held_x, held_y), callbacks=[stop], verbose=0
    )
    return len(history.epoch)


def autoencoder(units, columns):
    from keras import Input, Sequential, layers

    dense = [layers.Dense(unit, activation="relu") for unit in [*units, *units[-2::-1]]]
    return Sequential([Input((columns,)), *dense, layers.Dense(columns, activation="sigmoid")])


def peer(folder):
    """The peers' side."""
    clock = Clock()
    import keras
    import numpy as np
    import tensorflow as tf
    import yaml
    from keras_network import build
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import accuracy_score, roc_auc_score
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import MinMaxScaler
    from sklearn.svm import LinearSVC

    tf.config.threading.set_intra_op_parallelism_threads(int(THREADS))
    tf.config.threading.set_inter_op_parallelism_threads(int(THREADS))
    keras.utils.set_random_seed(0)
    spec = yaml.safe_load(SPEC.read_text())
    models, train = spec["models"], spec["train"]
    clock.tell("imports")

    x, y = read(folder)
    clock.tell("reading", rows=len(x))
    held = spec["protocols"]["published"]["split"]
    x, test_x, y, test_y = train_test_split(x, y, test_size=held["test"], random_state=0)
    x, held_x, y, held_y = train_test_split(x, y, test_size=held["validation"] / (1 - held["test"]), random_state=0)
    scaler = MinMaxScaler(copy=False).fit(x)
    x, held_x, test_x = (scaler.transform(side) for side in (x, held_x, test_x))
    clock.tell("split, scaling")

    def judge(name, scores, predicted, **more):
        clock.tell(name, accuracy=accuracy_score(test_y, predicted), auc=roc_auc_score(test_y, scores), **more)

    svm = LinearSVC(C=models["svm"]["c"], dual=False).fit(x, y)
    scores = svm.decision_function(test_x)
    judge("svm", scores, scores > 0)

    forest = RandomForestClassifier(models["random_forest"]["trees"], n_jobs=int(THREADS), random_state=0).fit(x, y)
    scores = forest.predict_proba(test_x)[:, 1]
    judge("random_forest", scores, scores > 0.5)
    del forest

    model = autoencoder(models["autoencoder"]["encoder"], x.shape[1])
    benign, held_benign = x[y == 0], held_x[held_y == 0]
    epochs = fit_network(model, "mse", train, benign, benign, held_benign, held_benign)
    errors = [((model.predict(rows, batch_size=1024, verbose=0) - rows) ** 2).mean(axis=1) for rows in (held_benign, test_x)]
    judge("autoencoder", errors[1], errors[1] > np.quantile(errors[0], 0.99), epochs=epochs)
    del benign, held_benign

    model = build([stated(layer) for layer in models["cnn_lstm"]["layers"]], x.shape[1], 1, 2, binary=True)
    epochs = fit_network(model, "binary_crossentropy", train, x[..., None], y, held_x[..., None], held_y)
    scores = model.predict(test_x[..., None], batch_size=1024, verbose=0)[:, 0]
    judge("cnn_lstm", scores, scores > 0.5, epochs=epochs)


def run(command, **more):
    """CPU seconds, wall seconds and peak bytes of a process, and what it printed where that is asked for."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT, text=True, **more)
    said = process.stdout.read() if process.stdout else None
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start, "peak": 1024 * used.ru_maxrss}, said


def ours(idsbench, folder):
    # Without the cache and without units of an earlier run: all the work is to be counted.
    out = folder / f"out-{os.getpid()}"
    command = [idsbench, "run", SPEC, "--data", folder / "data", "--out", out, "--no-cache"]
    whole, _ = run(command, stdout=subprocess.DEVNULL)
    parts = {}
    for unit in sorted((out / "results").glob("*/units/*")):
        scalars = json.loads((unit / "metrics.json").read_text())
        history = unit / "history.csv"
        name = json.loads((unit / "unit.json").read_text())["unit"].split(".")[2]
        parts[name] = {
            "cpu": scalars["measured"]["train_cpu_seconds"], "accuracy": scalars["scalars"]["accuracy"],
            "auc": scalars["scalars"]["roc_auc"],
        } | ({"epochs": len(history.read_text().splitlines()) - 1} if history.exists() else {})
    return whole, parts


def theirs(folder):
    whole, said = run([sys.executable, __file__, "--peer", str(folder / "data")], stdout=subprocess.PIPE)
    return whole, {part["part"]: part for part in map(json.loads, said.splitlines())}


def shown(part):
    if part is None:
        return "–"
    quality = f", accuracy {part['accuracy']:.4f}, AUC {part['auc']:.4f}" if "auc" in part else ""
    return f"{part['cpu']:.0f}" + (f", {part['epochs']} epochs" if "epochs" in part else "") + quality


def main():
    idsbench, folder, sides = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    measured = {"idsbench": ours(idsbench, folder)}
    if sides == "both":
        measured["scikit-learn and Keras"] = theirs(folder)
    print("| | " + " | ".join(measured) + " |\n|---|" + "--:|" * len(measured))
    for title, key, scale in [("whole run, CPU s", "cpu", 1), ("wall s", "wall", 1), ("peak MB", "peak", 1e-6)]:
        print(f"| {title} | " + " | ".join(f"{whole[key] * scale:,.0f}" for whole, _ in measured.values()) + " |")
    parts = dict.fromkeys(part for _, parts in measured.values() for part in parts)
    for part in parts:
        print(f"| {part}, CPU s | " + " | ".join(shown(parts.get(part)) for _, parts in measured.values()) + " |")
    if sides == "both":
        (mine, _), (others, _) = measured.values()
        print(f"\nThe peers take {others['cpu'] / mine['cpu']:.1f} × the CPU seconds of idsbench.")


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        peer(Path(sys.argv[2]))
    else:
        main()
