"""Measures the networks in PyTorch as a line on standard input tells it: `VARIANT ARCHITECTURE train|predict ROWS`.

    python torch_peer.py THREADS ROWS < commands

The first line of input is the list of architectures in JSON; every answer is a line {"rows", "cpu", "wall"}. Variants: eager, compile.
"""

import sys

import torch
from measure import serve
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


class Transpose(nn.Module):
    """(rows, steps, channels) to (rows, channels, steps) and back."""

    def forward(self, x):
        return x.transpose(1, 2)


class LastState(nn.Module):
    def __init__(self, inputs, units, sequence):
        super().__init__()
        self.lstm, self.sequence = nn.LSTM(inputs, units, batch_first=True), sequence

    def forward(self, x):
        states, _ = self.lstm(x)
        return states if self.sequence else states[:, -1]


def build(architecture):
    """Rows of (steps) values to logits or values; convolutions and pools keep PyTorch's layout between them."""
    modules, steps, channels, transposed = [nn.Unflatten(1, (-1, 1))], architecture["steps"], 1, False

    def lay(wanted):
        nonlocal transposed
        if transposed != wanted:
            modules.append(Transpose())
            transposed = wanted

    for spec in architecture["layers"]:
        kind, value = next(iter(spec.items())) if isinstance(spec, dict) else (spec, None)
        if kind == "conv1d":
            lay(True)
            modules.append(nn.Conv1d(channels, value["filters"], value["kernel"], padding=value["padding"]))
            steps -= value["kernel"] - 1 if value["padding"] == "valid" else 0
            channels = value["filters"]
        elif kind == "max_pool1d":
            lay(True)
            modules.append(nn.MaxPool1d(value))
            steps //= value
        elif kind == "flatten":
            modules.append(nn.Flatten())
            steps, channels, transposed = 1, steps * channels, False
        elif kind == "lstm":
            lay(False)
            modules.append(LastState(channels, value["units"], value["sequence"]))
            channels = value["units"]
        elif kind == "dropout":
            modules.append(nn.Dropout(value))
        elif kind in ("dense", "output"):
            units = architecture["outputs"] if kind == "output" else value["units"]
            modules.append(nn.Linear(channels, units))
            channels = units
        else:
            raise SystemExit(f"no PyTorch layer is known for `{kind}`")
        if isinstance(value, dict) and value.get("activation", "linear") != "linear":
            modules.append(ACTIVATIONS[value["activation"]]())
    return nn.Sequential(*modules)


class Peer:
    def __init__(self, architecture, x, y, variant):
        torch.manual_seed(0)
        self.x, self.y, self.task = torch.from_numpy(x), torch.from_numpy(y), architecture["task"]
        self.model = build(architecture)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, fused=True)
        self.loss = {
            "binary": nn.BCEWithLogitsLoss(),
            "multiclass": nn.CrossEntropyLoss(),
            "reconstruct": nn.MSELoss(),
        }[self.task]
        self.answer = {
            "binary": torch.sigmoid,
            "multiclass": lambda z: torch.softmax(z, 1),
            "reconstruct": lambda z: z,
        }[self.task]
        self.run = torch.compile(self.model, dynamic=False) if variant == "compile" else self.model

    def train(self, batch):
        self.model.train()
        order = torch.randperm(len(self.x))
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            x = self.x[rows]
            z = self.run(x)
            if self.task == "binary":
                loss = self.loss(z[:, 0], self.y[rows].float())
            else:
                loss = self.loss(z, x if self.task == "reconstruct" else self.y[rows])
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    def predict(self, rows):
        self.model.eval()
        with torch.inference_mode():
            for start in range(0, len(self.x), rows):
                self.answer(self.run(self.x[start : start + rows]))


torch.set_num_threads(int(sys.argv[1]))
# Every network and batch size is compiled on its own; the default limit takes them for one function that keeps changing.
torch._dynamo.config.recompile_limit = 1000
serve(Peer, int(sys.argv[2]))
