"""Runs idsbench, PyTorch and Keras in turn and prints the ratios; started by networks.sh."""

import argparse
import collections
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

HERE = pathlib.Path(__file__).parent
WORK = [("train", 32), ("train", 256), ("predict", 1), ("predict", 1024)]
# What our speed should be, in times the faster peer's, by rows per core-second on one thread.
TARGETS = {("train", 32): 5, ("train", 256): 3, ("predict", 1): 10, ("predict", 1024): 1.5}
VARIANTS = {"PyTorch": ["eager", "compile"], "Keras": ["plain", "jit"]}


class Engine:
    """A program that measures what it is told, line by line."""

    def __init__(self, command, first=None):
        # Waiting threads that spin would count as work on a busy machine.
        environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        if first is not None:
            print(first, file=self.process.stdin, flush=True)

    def ask(self, line):
        print(line, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.process.args[:2]} ended at: {line}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(engines, cells, repeats):
    """Passes of every cell, all engines in turn: {(engine, variant, name, what, size): [pass]}."""
    passes = collections.defaultdict(list)
    for name, what, size, contestants in cells:
        for repeat in range(repeats + 1):
            for engine, variant in contestants:
                prefix = f"{variant} " if variant else ""
                taken = engines[engine].ask(f"{prefix}{name} {what} {size}")
                # The first pass warms up.
                if repeat > 0 and taken is not None:
                    passes[engine, variant, name, what, size].append(taken)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return passes


def rate(passes, clock):
    """Median rows per second."""
    return statistics.median(taken["rows"] / taken[clock] for taken in passes)


def best(passes, engine, cell, clock):
    """The engine's faster variant at `cell`, and its rate."""
    rates = {
        variant: rate(taken, clock)
        for (candidate, variant, *place), taken in passes.items()
        if candidate == engine and tuple(place) == cell
    }
    variant = max(rates, key=rates.get)
    return variant, rates[variant]


def tables(passes, threads, architectures, ours):
    """Markdown of one number of threads."""
    for clock, unit in [("cpu", "core-second"), ("wall", "second")]:
        print(f"\nRows per {unit}, {threads} thread{'s' if threads > 1 else ''} (medians)\n")
        print("| network | work | idsbench | PyTorch | Keras | × the faster |" + (" wanted |" if (clock, threads) == ("cpu", 1) else ""))
        print("|---|---|---|---|---|---|" + ("---|" if (clock, threads) == ("cpu", 1) else ""))
        for architecture in architectures:
            for what, size in WORK:
                cell = (architecture["name"], what, size)
                _, mine = best(passes, ours, cell, clock)
                peers = {engine: best(passes, engine, cell, clock) for engine in VARIANTS}
                shown = " | ".join(f"{peer:,.0f} ({variant})" for variant, peer in peers.values())
                ratio = mine / max(peer for _, peer in peers.values())
                work = f"train, batch {size}" if what == "train" else f"predict {size:,} row{'s' if size > 1 else ''}"
                line = f"| `{architecture['name']}` | {work} | {mine:,.0f} | {shown} | {ratio:.1f} |"
                if (clock, threads) == ("cpu", 1):
                    wanted = TARGETS[what, size] / (1 if ours in ("best", "avx512") else 2)
                    line += f" {wanted:g}{'' if ratio >= wanted else ' ✗'} |"
                print(line, flush=True)


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{names[0]}, {os.cpu_count()} processors" if names else platform.processor()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--quick", action="store_true", help="few passes on one thread, without compiled variants")
    parser.add_argument("--isa", default="best", help="instruction set of idsbench: avx512, avx2, portable")
    options = parser.parse_args()
    rows, repeats, all_threads = (1024, 2, [1]) if options.quick else (2048, 5, [1, 2])

    architectures = subprocess.run([options.bench, "layers"], capture_output=True, text=True, check=True).stdout
    names = [architecture["name"] for architecture in json.loads(architectures)]
    ours = options.isa
    print(f"{time.strftime('%Y-%m-%d')}, {processor()}; PyTorch {version('torch')}, Keras {version('keras')} on "
          f"TensorFlow {version('tensorflow-cpu')}; idsbench with instruction set `{ours}`")

    chosen = {engine: variants[: 1 if options.quick else None] for engine, variants in VARIANTS.items()}
    for threads in all_threads:
        engines = {
            ours: Engine([options.bench, "serve", options.isa, str(threads)]),
            "PyTorch": Engine([sys.executable, HERE / "torch_peer.py", str(threads), str(rows)], architectures.strip()),
            "Keras": Engine([sys.executable, HERE / "keras_peer.py", str(threads), str(rows)], architectures.strip()),
        }
        cells = []
        for name in names:
            for what, size in WORK:
                contestants = [(ours, "")]
                for engine in VARIANTS:
                    variants = chosen[engine] if threads == 1 else [chosen[engine, name, what, size]]
                    contestants += [(engine, variant) for variant in variants]
                cells.append((name, what, size, contestants))
        passes = measure(engines, cells, repeats)
        if threads == 1:
            # With more threads only the variant runs that was the faster one here.
            chosen = {
                (engine, *cell[:3]): best(passes, engine, cell[:3], "cpu")[0] for cell in cells for engine in VARIANTS
            }
            shares(engines[ours], passes, names, ours)
        tables(passes, threads, json.loads(architectures), ours)
        for engine in engines.values():
            engine.close()


def shares(engine, passes, names, ours):
    """How much of the matrix product's speed training reaches."""
    peak = max(engine.ask("peak") for _ in range(5))
    print(f"\nMatrix product in the first-level cache: {peak / 1e9:.0f} GFLOP/s on one thread. Share of it in training:\n")
    print("| network | batch 32 | batch 256 |\n|---|---|---|")
    for name in names:
        _, operations = engine.ask(f"operations {name}")
        reached = [best(passes, ours, (name, "train", size), "cpu")[1] * operations / peak for size in (32, 256)]
        print(f"| `{name}` | " + " | ".join(f"{100 * share:.0f} %" for share in reached) + " |")


if __name__ == "__main__":
    main()
