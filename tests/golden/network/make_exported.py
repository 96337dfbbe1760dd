"""A small Keras network with its weights and predictions.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
    venv/bin/python tests/golden/network/make_exported.py

writes exported.safetensors with benches/peers/export_keras_weights.py, and exported.json with layers, rows and Keras's answers for them.
"""

import json
import os
import pathlib
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import layers as L

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "benches" / "peers"))
import export_keras_weights  # noqa: E402

STEPS, ROWS, CLASSES = 14, 24, 3

keras.utils.set_random_seed(11)
model = keras.Sequential(
    [
        keras.Input((STEPS, 1)),
        L.Conv1D(6, 3, activation="relu"),
        L.BatchNormalization(),
        L.MaxPooling1D(2),
        L.LSTM(7),
        L.Dropout(0.4),
        L.Dense(8, activation="tanh"),
        L.Dense(CLASSES, activation="softmax"),
    ]
)
rng = np.random.default_rng(11)
x = rng.normal(size=(400, STEPS, 1)).astype(np.float32)
y = (x[:, :7, 0].sum(axis=1) > 0).astype(int) + (x[:, 7:, 0].sum(axis=1) > 1).astype(int)
model.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=20, epochs=40, verbose=0)

layers, weights = export_keras_weights.export(model)
(HERE / "exported.safetensors").write_bytes(weights)
answers = model(x[:ROWS], training=False).numpy()
golden = {
    "made_by": {"keras": keras.__version__, "numpy": np.__version__},
    "steps": STEPS,
    "classes": CLASSES,
    "layers": layers,
    "x": [float(v) for v in x[:ROWS].ravel()],
    "answers": [float(v) for v in answers.ravel()],
}
(HERE / "exported.json").write_text(json.dumps(golden) + "\n")
