"""A spec's list of layers as a Keras model."""

from keras import Input, Sequential, layers


def build(specs, steps, channels, outputs, binary=False):
    """The layers of `specs` on (steps, channels); `output` is a sigmoid for `binary`, else a softmax over `outputs` classes."""
    model = Sequential([Input((steps, channels))])
    for spec in specs:
        model.add(layer(spec, outputs, binary))
    return model


def layer(spec, outputs, binary):
    kind, value = next(iter(spec.items())) if isinstance(spec, dict) else (spec, None)
    match kind:
        case "conv1d":
            return layers.Conv1D(
                value["filters"], value["kernel"], activation=value["activation"], padding=value["padding"]
            )
        case "max_pool1d":
            return layers.MaxPooling1D(value)
        case "flatten":
            return layers.Flatten()
        case "lstm":
            return layers.LSTM(value["units"], return_sequences=value["sequence"])
        case "dropout":
            return layers.Dropout(value)
        case "dense":
            return layers.Dense(value["units"], activation=value["activation"])
        case "batch_norm":
            return layers.BatchNormalization()
        case "output" if binary:
            return layers.Dense(1, activation="sigmoid")
        case "output":
            return layers.Dense(outputs, activation="softmax")
    raise SystemExit(f"no Keras layer is known for `{kind}`")
