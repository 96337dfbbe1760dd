"""Writes the weights of a Keras Sequential as a safetensors file that idsbench loads, and prints the `layers` of its spec.

    python -m venv venv && venv/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
    venv/bin/python benches/peers/export_keras_weights.py MODEL.keras WEIGHTS.safetensors

In the spec: `kind: network`, `weights: WEIGHTS.safetensors` (seen from the spec's folder) and the printed `layers`.

An array is called POSITION.LAYER.ARRAY, as `0.conv1d.kernel`: the layer's position in `layers` from 0, its name there, and Keras's name of the
array. Values are f32, row-major, in Keras's layouts:

    conv1d       kernel (kernel, channels, filters), bias (filters)
    lstm         kernel (inputs, 4 units), recurrent_kernel (units, 4 units), bias (4 units); gates input, forget, candidate, output
    dense        kernel (inputs, units), bias (units)
    batch_norm   gamma, beta, moving_mean, moving_variance (channels)
    output       as dense: the last Dense, with one unit for a binary task and one per class otherwise

The network must see what idsbench gives it: rows of (steps, channels), scaled by the protocol, classes in the spec's order. What a
layer is set to beyond this list must be Keras's default; the script refuses what idsbench would compute differently.
"""

import json
import struct
import sys

import numpy as np


def name_of(activation):
    return activation.__name__


def require(layer, **expected):
    """Refuses a layer that is set to something idsbench has not."""
    for key, value in expected.items():
        found = getattr(layer, key)
        found = name_of(found) if callable(found) else found
        if found not in (value if isinstance(value, list) else [value]):
            sys.exit(f"{layer.name}: {key} is {found}, but idsbench has only {value}")


KNOWN_ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh"]


def conv1d(layer):
    require(layer, strides=(1,), dilation_rate=(1,), groups=1, use_bias=True, padding=["valid", "same"])
    require(layer, activation=KNOWN_ACTIVATIONS, data_format="channels_last")
    settings = {"filters": layer.filters, "kernel": layer.kernel_size[0], "activation": name_of(layer.activation)}
    return {"conv1d": settings | {"padding": layer.padding}}


def max_pool1d(layer):
    require(layer, padding="valid", strides=[layer.pool_size, (layer.pool_size,)], data_format="channels_last")
    size = layer.pool_size
    return {"max_pool1d": size[0] if isinstance(size, tuple) else size}


def lstm(layer):
    require(layer, activation="tanh", recurrent_activation="sigmoid", use_bias=True, go_backwards=False, stateful=False)
    return {"lstm": {"units": layer.units, "sequence": layer.return_sequences}}


def dense(layer):
    require(layer, use_bias=True, activation=KNOWN_ACTIVATIONS)
    return {"dense": {"units": layer.units, "activation": name_of(layer.activation)}}


def batch_norm(layer):
    require(layer, axis=[-1, [-1]], epsilon=1e-3, center=True, scale=True)
    return "batch_norm"


def flatten(layer):
    require(layer, data_format="channels_last")
    return "flatten"


KINDS = {
    "Conv1D": conv1d,
    "MaxPooling1D": max_pool1d,
    "Flatten": flatten,
    "LSTM": lstm,
    "Dropout": lambda layer: {"dropout": layer.rate},
    "Dense": dense,
    "BatchNormalization": batch_norm,
}


def output(layer):
    if type(layer).__name__ != "Dense":
        sys.exit("the last layer must be a Dense")
    require(layer, use_bias=True, activation=["linear", "sigmoid" if layer.units == 1 else "softmax"])
    return "output"


def layers_of(model):
    """The `layers` of a spec."""
    described = []
    for layer in model.layers[:-1]:
        kind = type(layer).__name__
        if kind not in KINDS:
            sys.exit(f"{layer.name}: idsbench has no {kind}; it has {', '.join(KINDS)}")
        described.append(KINDS[kind](layer))
    return described + [output(model.layers[-1])]


def arrays_of(model, described):
    """Every array by its name in the file."""
    arrays = {}
    for index, (layer, spec) in enumerate(zip(model.layers, described)):
        kind = spec if isinstance(spec, str) else next(iter(spec))
        for variable in layer.weights:
            # A dropout's seed is no weight.
            if "seed_generator" not in variable.path and "seed" not in variable.name:
                arrays[f"{index}.{kind}.{variable.name}"] = np.asarray(variable.numpy(), dtype="<f4", order="C")
    return arrays


def to_safetensors(arrays):
    """The file's bytes: length of the header, header, values."""
    header, values, start = {}, b"", 0
    for name in sorted(arrays):
        data = arrays[name].tobytes()
        shape = list(arrays[name].shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, start + len(data)]}
        values += data
        start += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + values


def export(model):
    """(the `layers` of a spec, the bytes of a weights file)."""
    described = layers_of(model)
    return described, to_safetensors(arrays_of(model, described))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    import keras

    described, data = export(keras.models.load_model(sys.argv[1], compile=False))
    with open(sys.argv[2], "wb") as file:
        file.write(data)
    print("layers: " + json.dumps(described))


if __name__ == "__main__":
    main()
