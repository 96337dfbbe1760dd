"""Writes classical.json beside this file: what scikit-learn's calibration, Nyström machine, logistic regression, naive Bayes and nearest
neighbours make of rows that tests/suite/model/classical.rs draws in the same way.

Command: pip install scikit-learn==1.9.1 numpy==2.4.6 && python tests/golden/model/classical.py
"""

import json
import pathlib

import numpy as np
from peers import rows
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC


def doubles(x):
    return x.astype(np.float64)


def calibration(name, seed, count, scale, digits):
    """Decision values, rounded so that some are equal, of rows whose odds they tell badly."""
    draw = np.random.default_rng(seed)
    decisions = np.round(draw.normal(size=count), digits)
    positive = draw.uniform(size=count) < 1.0 / (1.0 + np.exp(-3.0 * decisions + 1.0))
    decisions = decisions * scale
    queries = np.linspace(decisions.min() * 1.1, decisions.max() * 1.1, 41)
    sigmoid = _SigmoidCalibration().fit(decisions, positive.astype(float))
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(decisions, positive.astype(float))
    return {
        "name": name, "decisions": decisions.tolist(), "positive": positive.tolist(), "queries": queries.tolist(),
        "sigmoid": sigmoid.predict(queries).tolist(), "isotonic": isotonic.predict(queries).tolist(),
    }


def calibrated(name, classes, method):
    x, y = rows(11, 500, 10, classes, 0.1)
    validation, truth = rows(12, 400, 10, classes, 0.1)
    held, _ = rows(13, 100, 10, classes, 0.1)
    machine = LinearSVC(dual=False, tol=1e-10, max_iter=10_000).fit(doubles(x), y)
    model = CalibratedClassifierCV(FrozenEstimator(machine), method=method).fit(doubles(validation), truth)
    return {"name": name, "classes": classes, "method": method, "scores": model.predict_proba(doubles(held)).tolist()}


def nystroem(name, classes, gamma, c):
    """As many landmarks as rows, so that both sides have the same ones."""
    x, y = rows(21, 200, 6, classes, 0.05)
    held, _ = rows(22, 100, 6, classes, 0.05)
    map_ = Nystroem(gamma=gamma, n_components=200, random_state=0).fit(doubles(x))
    machine = LinearSVC(C=c, dual=False, tol=1e-10, max_iter=10_000).fit(map_.transform(doubles(x)), y)
    decisions = machine.decision_function(map_.transform(doubles(held)))
    return {"name": name, "classes": classes, "gamma": gamma, "c": c, "decisions": np.reshape(decisions, (100, -1)).tolist()}


def logistic(name, classes, c, weights):
    x, y = rows(11, 500, 10, classes, 0.1)
    held, _ = rows(13, 100, 10, classes, 0.1)
    model = LogisticRegression(C=c, tol=1e-10, max_iter=10_000, class_weight=dict(enumerate(weights)))
    model.fit(doubles(x), y)
    return {
        "name": name, "classes": classes, "c": c, "class_weights": weights, "coefficients": model.coef_.tolist(),
        "intercepts": model.intercept_.tolist(), "scores": model.predict_proba(doubles(held)).tolist(),
    }


def bayes(name, classes, weights):
    x, y = rows(11, 500, 10, classes, 0.1)
    held, _ = rows(13, 100, 10, classes, 0.1)
    model = GaussianNB().fit(doubles(x), y, sample_weight=np.array(weights)[y])
    return {
        "name": name, "classes": classes, "class_weights": weights, "means": model.theta_.tolist(),
        "variances": model.var_.tolist(), "priors": model.class_prior_.tolist(),
        "scores": model.predict_proba(doubles(held)).tolist(),
    }


def neighbours(name, classes, k):
    x, y = rows(11, 500, 10, classes, 0.1)
    held, _ = rows(13, 300, 10, classes, 0.1)
    model = KNeighborsClassifier(k, algorithm="brute").fit(doubles(x), y)
    return {"name": name, "classes": classes, "k": k, "scores": model.predict_proba(doubles(held)).tolist(),
            "predictions": model.predict(doubles(held)).tolist()}


golden = {
    "calibration": [
        calibration("distinct values", 1, 120, 1.0, 12),
        calibration("many equal values", 2, 150, 1.0, 1),
        calibration("large values", 3, 120, 500.0, 12),
    ],
    "calibrated": [calibrated("two classes", 2, "sigmoid"), calibrated("three classes", 3, "sigmoid")],
    "nystroem": [nystroem("two classes", 2, 0.2, 1.0), nystroem("three classes", 3, 0.05, 10.0)],
    "logistic": [
        logistic("two classes", 2, 1.0, [1.0, 1.0]),
        logistic("two classes, weighted, small C", 2, 0.01, [1.0, 5.0]),
        logistic("three classes", 3, 1.0, [1.0, 1.0, 1.0]),
        logistic("four classes, weighted", 4, 0.5, [0.5, 1.0, 3.0, 1.0]),
    ],
    "bayes": [bayes("two classes", 2, [1.0, 1.0]), bayes("three classes, weighted", 3, [0.5, 1.0, 3.0])],
    "neighbours": [neighbours("two classes", 2, 5), neighbours("four classes", 4, 4), neighbours("one neighbour", 3, 1)],
}
path = pathlib.Path(__file__).with_name("classical.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
