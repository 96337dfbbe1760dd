"""Golden values of the network room, from Keras.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
    venv/bin/python tests/golden/network/make_golden.py

writes layers.json (outputs, loss and gradients of small networks in float64, one per kind of layer) and training.json (20 steps
of Adam on a CNN-LSTM without dropout in float32, and the parameter counts of a full-size one).
"""

import json
import os
import pathlib

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

HERE = pathlib.Path(__file__).parent
VERSIONS = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}


def numbers(array, digits):
    """A flat list with `digits` significant digits."""
    return [float(f"{v:.{digits}g}") for v in np.asarray(array, dtype=np.float64).ravel()]


# Each network: the layers as in a spec, and as in Keras.
def conv(filters, kernel, activation, padding):
    return (
        {"conv1d": {"filters": filters, "kernel": kernel, "activation": activation, "padding": padding}},
        lambda: L.Conv1D(filters, kernel, activation=activation, padding=padding),
    )


def pool(size):
    return {"max_pool1d": size}, lambda: L.MaxPooling1D(size)


def flatten():
    return "flatten", lambda: L.Flatten()


def lstm(units, sequence):
    return {"lstm": {"units": units, "sequence": sequence}}, lambda: L.LSTM(units, return_sequences=sequence)


def dense(units, activation):
    return {"dense": {"units": units, "activation": activation}}, lambda: L.Dense(units, activation=activation)


def batch_norm():
    return "batch_norm", lambda: L.BatchNormalization()


def gru(units, sequence):
    return {"gru": {"units": units, "sequence": sequence}}, lambda: L.GRU(units, return_sequences=sequence)


def bidirectional(layer):
    spec, make = layer
    return {"bidirectional": spec}, lambda: L.Bidirectional(make())


def attention(heads, key):
    return {"attention": {"heads": heads, "key": key}}, lambda: SelfAttention(heads, key)


def layer_norm():
    return "layer_norm", lambda: L.LayerNormalization()


def global_max_pool():
    return "global_max_pool", lambda: L.GlobalMaxPooling1D()


def global_average_pool():
    return "global_average_pool", lambda: L.GlobalAveragePooling1D()


def residual(*layers):
    return {"residual": [spec for spec, _ in layers]}, lambda: Residual([make() for _, make in layers])


class SelfAttention(L.Layer):
    """Takes one argument, so that it can stand in a Sequential."""

    def __init__(self, heads, key):
        super().__init__()
        self.inner = L.MultiHeadAttention(heads, key)
        # Keras holds 1/sqrt(key) as a Python float, which TensorFlow rounds to float32 on its way to float64.
        self.inner._inverse_sqrt_key_dim = np.float64(key) ** -0.5

    def build(self, shape):
        self.inner.build(shape, shape, shape)

    def compute_output_shape(self, shape):
        return shape

    def call(self, x):
        y, self.scores = self.inner(x, x, x, return_attention_scores=True)
        return y


class Residual(L.Layer):
    def __init__(self, layers):
        super().__init__()
        self.inner = layers

    def build(self, shape):
        for layer in self.inner:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)

    def compute_output_shape(self, shape):
        return shape

    def call(self, x, training=None):
        y = x
        for layer in self.inner:
            y = layer(y, training=training) if isinstance(layer, (L.BatchNormalization, Residual)) else layer(y)
        return x + y


def output(units):
    return "output", lambda: L.Dense(units)


NETWORKS = {
    "conv1d valid relu": [(8, 2), 3, [conv(5, 3, "relu", "valid"), flatten(), output(3)]],
    "conv1d valid, twice, tanh": [(9, 1), 3, [conv(4, 3, "tanh", "valid"), conv(3, 2, "sigmoid", "valid"), flatten(), output(3)]],
    "conv1d same, odd kernel": [(6, 2), 3, [conv(3, 3, "linear", "same"), conv(4, 5, "tanh", "same"), flatten(), output(3)]],
    "conv1d same, even kernel": [(6, 2), 3, [conv(3, 4, "tanh", "same"), conv(3, 2, "relu", "same"), flatten(), output(3)]],
    "max_pool1d with a rest": [(11, 2), 3, [conv(4, 2, "relu", "valid"), pool(3), flatten(), output(3)]],
    "lstm, last state": [(5, 3), 3, [lstm(4, False), output(3)]],
    "lstm, sequence into lstm": [(5, 2), 3, [lstm(3, True), lstm(4, False), output(3)]],
    "dense on each step": [(4, 3), 3, [dense(5, "tanh"), dense(4, "relu"), flatten(), output(3)]],
    "dense sigmoid, binary": [(3, 2), 1, [flatten(), dense(6, "sigmoid"), output(1)]],
    "batch_norm on a sequence": [(5, 3), 3, [batch_norm(), conv(4, 2, "linear", "valid"), batch_norm(), flatten(), output(3)]],
    "batch_norm on a vector": [(4, 1), 3, [flatten(), dense(6, "linear"), batch_norm(), output(3)]],
    "cnn_lstm": [(14, 1), 3, [conv(4, 3, "relu", "valid"), pool(2), conv(5, 3, "relu", "valid"), pool(2), lstm(4, False), dense(6, "relu"), output(3)]],
    "lstm, 78 steps, sequence into last state": [(78, 1), 3, [lstm(3, True), lstm(4, False), output(3)]],
    "lstm, sequence, flattened": [(4, 2), 3, [lstm(3, True), flatten(), output(3)]],
    "gru, last state": [(5, 3), 3, [gru(4, False), output(3)]],
    "gru, one step": [(1, 3), 3, [gru(4, False), output(3)]],
    "gru, 78 steps, sequence into last state": [(78, 1), 3, [gru(3, True), gru(4, False), output(3)]],
    "bidirectional lstm, last states": [(5, 3), 3, [bidirectional(lstm(3, False)), output(3)]],
    "bidirectional gru, sequence into lstm": [(4, 2), 3, [bidirectional(gru(3, True)), bidirectional(lstm(2, True)), flatten(), output(3)]],
    "attention, two heads": [(5, 3), 3, [dense(4, "tanh"), attention(2, 3), flatten(), output(3)]],
    "attention, one head, one channel": [(7, 1), 3, [attention(1, 5), global_average_pool(), output(3)]],
    "layer_norm on a sequence": [(5, 3), 3, [layer_norm(), conv(4, 2, "linear", "valid"), layer_norm(), flatten(), output(3)]],
    "layer_norm on a vector": [(4, 2), 3, [flatten(), dense(6, "linear"), layer_norm(), output(3)]],
    # After ReLU several steps hold 0, so that maxima tie.
    "global_max_pool with ties": [(6, 2), 3, [conv(5, 2, "relu", "valid"), global_max_pool(), output(3)]],
    "global_average_pool": [(6, 2), 3, [conv(5, 2, "tanh", "valid"), global_average_pool(), output(3)]],
    "residual on a sequence": [(6, 2), 3, [conv(3, 1, "linear", "same"), residual(conv(5, 3, "relu", "same"), conv(3, 2, "linear", "same"), batch_norm()), flatten(), output(3)]],
    "residual on a vector": [(3, 2), 3, [flatten(), residual(dense(4, "tanh"), dense(6, "linear")), output(3)]],
    "residual blocks of a transformer": [(5, 2), 3, [dense(4, "linear"), residual(layer_norm(), attention(2, 3)), residual(layer_norm(), residual(dense(4, "tanh")), dense(4, "linear")), global_average_pool(), output(3)]],
}


def build(shape, specs):
    return keras.Sequential([L.Input(shape)] + [make() for _, make in specs])


def randomise(model, rng):
    """Draws all arrays, biases and moving statistics included."""
    for variable in model.weights:
        values = rng.normal(0.0, 0.5, variable.shape)
        if "variance" in variable.path:
            values = 0.5 + np.abs(values)
        variable.assign(values)


def attention_maps(layers):
    """Mean attention over rows and heads of each attention layer, as of the last call."""
    for layer in layers:
        if isinstance(layer, SelfAttention):
            yield tf.reduce_mean(layer.scores, axis=(0, 1))
        elif isinstance(layer, Residual):
            yield from attention_maps(layer.inner)


def loss_of(logits, y, weights, units):
    if units == 1:
        each = keras.losses.binary_crossentropy(y[:, None].astype(logits.dtype.name), logits, from_logits=True)
    else:
        each = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
    return tf.reduce_sum(each * weights[y]) / len(y)


def layer_case(name, shape, units, specs, rng):
    rows = 4
    model = build(shape, specs)
    randomise(model, rng)
    x = rng.normal(0.0, 1.0, (rows, *shape)).round(3)
    y = rng.integers(0, max(units, 2), rows)
    weights = np.array([1.0, 2.0, 0.5])[: max(units, 2)]
    before = [numbers(w, 17) for w in model.get_weights()]
    logits = model(x, training=False)
    answer = tf.sigmoid(logits) if units == 1 else tf.nn.softmax(logits)
    maps = list(attention_maps(model.layers))
    with tf.GradientTape() as tape:
        loss = loss_of(model(x, training=True), y, weights, units)
    gradients = tape.gradient(loss, model.trainable_variables)
    case = {
        "name": name,
        "steps": shape[0],
        "channels": shape[1],
        "binary": units == 1,
        "layers": [spec for spec, _ in specs],
        "weights": before,
        "x": numbers(x, 9),
        "y": y.tolist(),
        "class_weights": weights.tolist(),
        "answer": numbers(answer, 15),
        "loss": float(loss),
        "gradients": [numbers(g, 15) for g in gradients],
        "moving": [numbers(w, 15) for w in model.weights if "moving" in w.path],
    }
    return case | ({"attention": [numbers(m, 15) for m in maps]} if maps else {})


def write(name, value):
    (HERE / name).write_text(json.dumps({"versions": VERSIONS} | value, separators=(",", ":")) + "\n")


def layers_file():
    keras.backend.set_floatx("float64")
    rng = np.random.default_rng(0)
    write("layers.json", {"cases": [layer_case(name, *rest, rng) for name, rest in NETWORKS.items()]})


def training_file():
    keras.backend.set_floatx("float32")
    rng = np.random.default_rng(1)
    shape, units, specs = NETWORKS["cnn_lstm"]
    model = build(shape, specs)
    for variable in model.weights:
        variable.assign(rng.normal(0.0, 0.4, variable.shape))
    start = [numbers(w, 9) for w in model.get_weights()]
    optimizer = keras.optimizers.Adam(learning_rate=0.01)
    batch, steps = 8, 20
    x = rng.normal(0.0, 1.0, (batch * 5, *shape)).astype(np.float32)
    y = (x[:, :, 0].sum(axis=1) > 0).astype(int) + (x[:, 0, 0] > 0.5)
    weights = np.array([1.0, 2.0, 0.5], dtype=np.float32)
    losses = []
    for step in range(steps):
        rows = slice(step % 5 * batch, (step % 5 + 1) * batch)
        with tf.GradientTape() as tape:
            loss = loss_of(model(x[rows], training=True), y[rows], weights, units)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        losses.append(float(loss))
    full = build(
        (45, 1),
        [conv(32, 3, "relu", "valid"), pool(2), conv(64, 3, "relu", "valid"), pool(2), lstm(64, False), dense(128, "relu"), output(5)],
    )
    write(
        "training.json",
        {
            "steps": shape[0],
            "layers": [spec for spec, _ in specs],
            "weights": start,
            "learning_rate": 0.01,
            "batch": batch,
            "class_weights": weights.tolist(),
            "x": numbers(x, 9),
            "y": y.tolist(),
            "losses": losses,
            "end": [numbers(w, 9) for w in model.get_weights()],
            "full_size": {"parameters": full.count_params(), "arrays": [int(np.prod(w.shape)) for w in full.weights]},
        },
    )


layers_file()
training_file()
