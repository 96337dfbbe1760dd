"""What the peers share: made-up rows, clocks, the loop over standard input."""

import json
import sys
import time

import numpy as np


def rows(architecture, n):
    """Standard normal values, classes at random."""
    stream = np.random.default_rng(0)
    x = stream.standard_normal((n, architecture["steps"])).astype(np.float32)
    classes = architecture["outputs"] if architecture["task"] == "multiclass" else 2
    return x, stream.integers(0, classes, n)


def serve(peer, n):
    """Answers each command with what one pass over `n` rows took, a quarter as many one by one."""
    architectures = {architecture["name"]: architecture for architecture in json.loads(sys.stdin.readline())}
    peers = {}
    for line in sys.stdin:
        variant, name, what, size = line.split()
        # One model for training and one for each size of prediction: what one compiles, the other keeps.
        key = variant, name, what, size
        if key not in peers:
            few = max(1, n // 4) if size == "1" else n
            try:
                peers[key] = peer(architectures[name], *rows(architectures[name], few), variant), few
                getattr(peers[key][0], what)(int(size))
            except Exception as error:  # a variant that does not run here is reported and left out
                peers[key] = None
                print(f"{variant} {name}: {type(error).__name__}: {str(error)[:500]}", file=sys.stderr)
        if peers[key] is None:
            print(json.dumps(None), flush=True)
            continue
        chosen, few = peers[key]
        cpu, wall = time.process_time(), time.perf_counter()
        getattr(chosen, what)(int(size))
        measured = {"rows": few, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        print(json.dumps(measured), flush=True)
