"""Writes trees.json beside this file: what scikit-learn's decision tree and gradient boosting make of the rows of peers.py.

Command: pip install scikit-learn==1.9.1 numpy==2.4.6 && python tests/golden/model/trees.py
"""

import ast
import functools
import json
import pathlib

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.tree import DecisionTreeClassifier

HERE = pathlib.Path(__file__)
# The generator of rows, without the rest of that script.
peers = ast.parse(HERE.with_name("peers.py").read_text())
wanted = [node for node in peers.body if getattr(node, "name", "") in ("SplitMix", "rows")]
masks = [node for node in peers.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MASK"]
exec(compile(ast.Module(masks + wanted, []), "peers.py", "exec"))


@functools.cache
def sides(turn, classes):
    """Rows to learn from and to judge by; another draw each turn, since one tree is little more than its rows' chance."""
    return rows(61 + 2 * turn, 2000, 12, classes, 0.15), rows(62 + 2 * turn, 2000, 12, classes, 0.15)


def case(name, classes, weights, made):
    accuracies, losses = [], []
    for turn in range(4):
        (x, y), (held, truth) = sides(turn, classes)
        model = made(random_state=turn, class_weight=dict(enumerate(weights))).fit(x, y)
        shares = model.predict_proba(held)
        accuracies.append(accuracy_score(truth, shares.argmax(axis=1)))
        losses.append(log_loss(truth, shares))
    return {"name": name, "classes": classes, "class_weights": weights, "accuracies": accuracies, "log_losses": losses}


def tree(name, classes, weights, max_depth, min_samples_leaf):
    def made(**rest):
        return DecisionTreeClassifier(max_depth=max_depth, min_samples_leaf=min_samples_leaf, **rest)

    limits = {"max_depth": max_depth, "min_samples_leaf": min_samples_leaf}
    return case(name, classes, weights, made) | limits


def boosting(name, classes, weights, rounds, max_leaves, min_samples_leaf, l2):
    def made(**rest):
        return HistGradientBoostingClassifier(
            max_iter=rounds, max_leaf_nodes=max_leaves, min_samples_leaf=min_samples_leaf, l2_regularization=l2,
            early_stopping=False, **rest,
        )

    settings = {"rounds": rounds, "max_leaves": max_leaves, "min_samples_leaf": min_samples_leaf, "l2": l2}
    return case(name, classes, weights, made) | settings


golden = {
    "trees": [
        tree("three classes, until pure", 3, [1.0, 1.0, 1.0], None, 1),
        tree("two classes, weighted, shallow", 2, [1.0, 3.0], 6, 10),
        tree("five classes, large leaves", 5, [1.0] * 5, None, 25),
    ],
    "boosting": [
        boosting("two classes", 2, [1.0, 1.0], 100, 31, 20, 0.0),
        boosting("two classes, weighted, penalty", 2, [1.0, 3.0], 60, 15, 40, 5.0),
        boosting("five classes", 5, [1.0] * 5, 50, 31, 20, 0.0),
    ],
}
HERE.with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
