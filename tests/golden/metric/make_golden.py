"""Writes scores.json (from scikit-learn) and stats.json (from SciPy and NumPy) beside this file.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python tests/golden/metric/make_golden.py

Scores are float32 values, given to scikit-learn as float64. A value is null where scikit-learn raises, or warns that it is not defined.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn import metrics
from sklearn.exceptions import UndefinedMetricWarning

HERE = Path(__file__).parent
RNG = np.random.default_rng(20240229)


def defined(function, *args, **kwargs):
    """The value, or None where scikit-learn says that there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", UndefinedMetricWarning)
        warnings.filterwarnings("error", message="No positive class found in y_true")
        try:
            value = function(*args, **kwargs)
        except (ValueError, UserWarning):
            return None
    if isinstance(value, tuple):
        return value
    return None if math.isnan(value) else float(value)


def mean_of_defined(values):
    values = [v for v in values if not math.isnan(v)]
    return sum(values) / len(values) if values else None


def rates(matrix):
    """False alarm rate and specificity of each 2 × 2 matrix, NaN where there is no negative."""
    with np.errstate(invalid="ignore"):
        negatives = matrix[:, 0, 0] + matrix[:, 0, 1]
        return matrix[:, 0, 1] / negatives, matrix[:, 0, 0] / negatives


def scalars(y, scores, predicted, k, binary):
    classes = list(range(k))
    out = {
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced_accuracy": defined(metrics.balanced_accuracy_score, y, predicted),
        "matthews_corrcoef": defined(metrics.matthews_corrcoef, y, predicted),
    }
    averages = ["macro", "weighted"] + (["binary"] if binary else [])
    for average in averages:
        suffix = "" if average == "binary" else f"_{average}"
        for name, function in [("precision", metrics.precision_score), ("recall", metrics.recall_score), ("f1", metrics.f1_score)]:
            out[name + suffix] = defined(function, y, predicted, average=average, zero_division=0)
    if binary:
        positive = scores[:, -1]
        out["specificity"] = defined(metrics.recall_score, y, predicted, pos_label=0, zero_division=np.nan)
        out["false_alarm_rate"] = None if out["specificity"] is None else float(np.mean(predicted[y == 0] == 1))
        out["roc_auc"] = defined(metrics.roc_auc_score, y, positive)
        out["average_precision"] = defined(metrics.average_precision_score, y, positive)
        out["log_loss"] = defined(metrics.log_loss, y, positive, labels=classes)
        out["brier"] = defined(metrics.brier_score_loss, y, positive, pos_label=1)
    else:
        false_alarm, specificity = rates(metrics.multilabel_confusion_matrix(y, predicted))
        out["specificity"], out["false_alarm_rate"] = mean_of_defined(specificity), mean_of_defined(false_alarm)
        if k == 2:
            # scikit-learn takes two columns for a binary task; the mean over one-vs-rest is written out.
            columns = range(2)
            auc = [defined(metrics.roc_auc_score, y == c, scores[:, c]) for c in columns]
            precision = [defined(metrics.average_precision_score, y == c, scores[:, c]) for c in columns]
            out["roc_auc"] = None if None in auc else sum(auc) / 2
            out["average_precision"] = None if None in precision else sum(precision) / 2
        else:
            out["roc_auc"] = defined(metrics.roc_auc_score, y, scores, multi_class="ovr", labels=classes)
            out["average_precision"] = defined(metrics.average_precision_score, y, scores)
        out["log_loss"] = defined(metrics.log_loss, y, scores, labels=classes)
        out["brier"] = defined(metrics.brier_score_loss, y, scores, labels=classes)
    return out


def per_class(y, scores, predicted, k, binary):
    labels = list(range(k))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(y, predicted, labels=labels, zero_division=0)
    false_alarm, _ = rates(metrics.multilabel_confusion_matrix(y, predicted, labels=labels))

    def score(c):
        if not binary:
            return scores[:, c]
        return scores[:, -1] if c == 1 else -scores[:, -1]

    return {
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.astype(int).tolist(),
        "false_alarm_rate": [None if math.isnan(v) else v for v in false_alarm.tolist()],
        "roc_auc": [defined(metrics.roc_auc_score, y == c, score(c)) for c in labels],
        "average_precision": [defined(metrics.average_precision_score, y == c, score(c)) for c in labels],
    }


def curves(y, scores, drop):
    """ROC: [fpr, tpr, threshold]; precision-recall: [recall, precision, threshold]; an infinite threshold is null."""
    threshold = lambda t: None if math.isinf(t) else t
    roc = defined(metrics.roc_curve, y, scores, pos_label=1, drop_intermediate=drop)
    pr = defined(metrics.precision_recall_curve, y, scores, pos_label=1, drop_intermediate=drop)
    return {
        "drop_intermediate": drop,
        "roc": roc and [[f, t, threshold(c)] for f, t, c in zip(*(a.tolist() for a in roc))],
        "precision_recall": pr and [
            [r, p, c] for p, r, c in zip(pr[0].tolist(), pr[1].tolist(), pr[2].tolist() + [None])
        ],
    }


def case(name, y, numbers, scale, binary=False, with_curves=False):
    """`numbers` × `scale` are the scores: n × k, or n for a binary task's positive class."""
    y = np.asarray(y)
    numbers = np.asarray(numbers)
    numbers = numbers.reshape(len(y), -1)
    scores = numbers.astype(np.float64) * scale
    assert np.array_equal(scores, scores.astype(np.float32).astype(np.float64)), name
    k = 2 if binary else scores.shape[1]
    predicted = (scores[:, -1] >= 0.5).astype(int) if binary else scores.argmax(axis=1)
    out = {
        "name": name,
        "binary": binary,
        "classes": k,
        "y_true": y.tolist(),
        "scale": scale,
        "scores": numbers.ravel().tolist(),
        "confusion": metrics.confusion_matrix(y, predicted, labels=list(range(k))).tolist(),
        "scalars": scalars(y, scores, predicted, k, binary),
        "per_class": per_class(y, scores, predicted, k, binary),
    }
    if with_curves:
        out["curves"] = [curves(y, scores[:, -1], drop) for drop in (True, False)]
    return out


def simplex(n, k, parts, y=None, strength=0.0):
    """n rows of k whole numbers that add up to `parts`; the true class gets `strength` more weight."""
    weights = RNG.dirichlet(np.full(k, 0.7), size=n)
    if y is not None:
        weights[np.arange(n), y] += strength
    weights /= weights.sum(axis=1, keepdims=True)
    whole = np.floor(weights * parts).astype(int)
    whole[np.arange(n), weights.argmax(axis=1)] += parts - whole.sum(axis=1)
    return whole


def binary_cases():
    for n, bits, prevalence in [(40, 3, 0.5), (60, 2, 0.2), (30, 20, 0.4), (25, 1, 0.6), (50, 4, 0.9)]:
        y = (RNG.random(n) < prevalence).astype(int)
        signal = np.clip(0.5 + 0.3 * (y - 0.5) + 0.25 * RNG.standard_normal(n), 0, 1)
        yield case(f"binary n={n} bits={bits}", y, np.round(signal * 2**bits).astype(int), 2.0**-bits, True, True)
    y = (RNG.random(2000) < 0.03).astype(int)
    signal = np.clip(0.2 + 0.4 * y + 0.2 * RNG.standard_normal(2000), 0, 1)
    yield case("binary, large and rare", y, np.round(signal * 256).astype(int), 2.0**-8, True)
    y = RNG.integers(0, 2, 40)
    yield case("binary, float32 digits", y, RNG.random(40, dtype=np.float32).astype(float), 1.0, True, True)
    half = [0, 0, 0, 1, 1, 1]
    yield case("binary, perfect", half, [0, 1, 2, 6, 7, 8], 0.125, True, True)
    yield case("binary, perfect but below one half", half, [0, 0, 1, 2, 3, 3], 0.125, True, True)
    yield case("binary, inverted", half, [8, 7, 6, 2, 1, 0], 0.125, True, True)
    yield case("binary, constant one half", half, [1] * 6, 0.5, True, True)
    yield case("binary, constant zero", half, [0] * 6, 1.0, True, True)
    yield case("binary, certain and wrong", half, [1, 1, 1, 0, 0, 0], 1.0, True, True)
    yield case("binary, tiny scores", half, [3, 5, 1, 9, 5, 7], 2.0**-60, True, True)
    yield case("binary, subnormal scores", half, [3, 5, 1, 9, 5, 7], 2.0**-149, True, True)
    yield case("binary, near one", half, [2**24 - 1, 2**24, 2**24 - 2, 2**24, 2**24 - 1, 2**24], 2.0**-24, True, True)
    yield case("binary, negatives only", [0] * 5, [0, 1, 2, 3, 4], 0.25, True, True)
    yield case("binary, positives only", [1] * 5, [0, 1, 2, 3, 4], 0.25, True, True)
    yield case("binary, negatives only, none called", [0] * 4, [0, 1, 0, 1], 0.25, True, True)
    yield case("binary, one negative row", [0], [3], 0.25, True, True)
    yield case("binary, one positive row", [1], [3], 0.25, True, True)
    yield case("binary, two rows", [0, 1], [3, 1], 0.25, True, True)


def multiclass_cases():
    for k, n, parts, strength in [(3, 60, 8, 0.5), (3, 40, 1024, 0.0), (7, 80, 16, 0.7), (12, 150, 64, 0.6), (12, 120, 4, 0.4)]:
        y = np.concatenate([np.arange(k), RNG.integers(0, k, n - k)])
        yield case(f"{k} classes n={n} parts={parts}", y, simplex(n, k, parts, y, strength), 1.0 / parts)
    shares = np.array([0.9, 0.06, 0.03, 0.005, 0.003, 0.001, 0.001])
    y = np.concatenate([np.arange(7), RNG.choice(7, 600, p=shares)])
    yield case("7 classes, rare ones", y, simplex(607, 7, 32, y, 0.8), 1.0 / 32)
    logits = RNG.standard_normal((40, 3)).astype(np.float32)
    softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True, dtype=np.float32)
    y = np.concatenate([np.arange(3), RNG.integers(0, 3, 37)])
    yield case("3 classes, float32 digits", y, softmax.astype(np.float64), 1.0)
    y = RNG.integers(0, 2, 30) * 2
    yield case("3 classes, one absent", y, simplex(30, 3, 8, y, 0.5), 0.125)
    yield case("3 classes, one absent and never predicted", [0, 0, 2, 2, 2], [[4, 0, 0], [1, 0, 3], [0, 0, 4], [3, 0, 1], [1, 1, 2]], 0.25)
    y = RNG.integers(0, 5, 60)
    yield case("7 classes, two absent", y, simplex(60, 7, 16, y, 0.7), 1.0 / 16)
    yield case("3 classes, one never predicted", [0, 1, 2, 0, 1, 2], [[4, 2, 2], [1, 5, 2], [5, 2, 1], [3, 3, 2], [2, 4, 2], [0, 8, 0]], 0.125)
    yield case("3 classes, perfect", [0, 1, 2, 2], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], 1.0)
    yield case("3 classes, all wrong and certain", [0, 1, 2, 2], [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]], 1.0)
    yield case("4 classes, constant scores", [0, 1, 2, 3, 3], [[1, 1, 1, 1]] * 5, 0.25)
    yield case("3 classes, only the last", [2] * 4, [[0, 0, 1]] * 3 + [[1, 0, 0]], 1.0)
    yield case("3 classes, only the last and only that predicted", [2] * 4, [[0, 0, 1]] * 4, 1.0)
    yield case("3 classes, one row", [1], [[1, 2, 1]], 0.25)
    yield case("2 classes by the largest score", [0, 1, 1, 0, 1, 0], [[3, 1], [2, 2], [1, 3], [1, 3], [0, 4], [4, 0]], 0.25)
    yield case("2 classes by the largest score, one absent", [0, 0, 0], [[3, 1], [2, 2], [1, 3]], 0.25)
    y = np.concatenate([np.arange(3), RNG.integers(0, 3, 1497)])
    yield case("3 classes, large", y, simplex(1500, 3, 64, y, 0.3), 1.0 / 64)


def intervals():
    samples = [RNG.normal(0.95, 0.01, n).round(6).tolist() for n in (2, 3, 5, 10, 30, 101)]
    samples += [[1e-12, 2e-12, 5e-12], [1e9, 1e9 + 1, 1e9 + 2], [-3.5, 2.25], [0.97, 0.971, 0.969, 0.97, 0.972]]
    levels = [0.5, 0.9, 0.95, 0.99, 0.999]
    percents = [0, 1, 25, 33.3, 50, 75, 95, 99, 99.9, 100]
    return {
        "samples": [
            {
                "values": v,
                "mean": float(np.mean(v)),
                "sd": float(np.std(v, ddof=1)),
                "t_interval": [[c, *map(float, stats.t.interval(c, len(v) - 1, np.mean(v), stats.sem(v)))] for c in levels],
                "percentiles": [[p, float(np.percentile(v, p))] for p in percents],
            }
            for v in samples
        ],
        "student_t": [
            [c, f, float(stats.t.ppf((1 + c) / 2, f))] for c in levels for f in [1, 2, 3, 4, 5, 6, 7, 9, 10, 19, 29, 100, 999, 10_000]
        ],
        "normal": [[c, float(stats.norm.isf((1 - c) / 2))] for c in [0.01, *levels, 0.9999, 0.999999]],
        "wilson": [
            [k, n, c, *map(float, stats.binomtest(k, n).proportion_ci(c, "wilson"))]
            for k, n in [(0, 1), (1, 1), (0, 20), (1, 20), (10, 20), (20, 20), (477, 3668045), (999_999, 1_000_000), (84, 100)]
            for c in [0.9, 0.95, 0.99]
        ],
    }


def write(name, lines):
    (HERE / name).write_text("[\n" + ",\n".join(json.dumps(x, separators=(",", ":"), allow_nan=False) for x in lines) + "\n]\n")


write("scores.json", [*binary_cases(), *multiclass_cases()])
(HERE / "stats.json").write_text(json.dumps(intervals(), separators=(",", ":"), allow_nan=False) + "\n")
