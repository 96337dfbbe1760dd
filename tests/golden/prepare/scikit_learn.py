"""Golden values for scaling and class weights.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6
venv/bin/python tests/golden/prepare/scikit_learn.py > tests/golden/prepare/scikit_learn.json
"""

import json

import numpy as np
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils.class_weight import compute_class_weight

rng = np.random.default_rng(20240607)
columns = {
    "integers": rng.integers(0, 1500, 41).astype(float),
    "normal": rng.normal(-3.0, 2.5, 37),
    "heavy tail": np.round(np.exp(rng.normal(2.0, 2.0, 53)), 6),
    "mostly zero": np.where(rng.random(60) < 0.95, 0.0, 3.25),
    "small": rng.random(33) * 1e-6,
    "constant": np.full(12, 54.0),
    "constant zero": np.zeros(9),
    "constant but for rounding": np.where(np.arange(40) % 2 == 0, 0.1, 0.1 + 1e-17 + 2.0**-56),
    "two rows": np.array([1.0, 3.0]),
    "one row": np.array([5.0]),
}
scaling = []
for name, train in columns.items():
    test = np.concatenate([train[:3] + 1.5, [0.0, 1000.0]])
    both = np.concatenate([train, test])[:, None]
    standard, min_max = StandardScaler().fit(train[:, None]), MinMaxScaler().fit(train[:, None])
    scaling.append({
        "name": name,
        "train": train.tolist(),
        "test": test.tolist(),
        "mean": standard.mean_[0],
        "scale": standard.scale_[0],
        "standard": standard.transform(both)[:, 0].tolist(),
        "min": min_max.data_min_[0],
        "range": 1.0 if min_max.scale_[0] == 1.0 else min_max.data_range_[0],
        "min_max": min_max.transform(both)[:, 0].tolist(),
    })

class_weights = []
for y in [[0, 0, 0, 1], [0, 2, 2, 2, 4, 4, 2, 2, 2, 2], [3, 3, 3]]:
    present = np.unique(y)
    weights = compute_class_weight("balanced", classes=present, y=np.array(y))
    class_weights.append({"y": y, "weights": [[int(c), float(w)] for c, w in zip(present, weights)]})

print(json.dumps({"scaling": scaling, "class_weights": class_weights}, indent=1))
