"""Eight CSV files read by idsbench, polars, pandas and pyarrow, each in a process of its own, turn by turn.

Usage: python reading.py BENCH FOLDER ROUNDS
       python reading.py --read PEER FOLDER        one reading, as a line of JSON

CPU and wall time count from after the imports to the table in memory; the peak is the whole process's. Every peer is told that all columns but the
label are numbers, which spares it the look at the types, and joins the eight files into one table.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS = 78
PEERS = ["polars", "pandas", "pyarrow"]


def files(folder):
    return sorted(Path(folder).glob("*.csv"))


def names():
    """Names of our own, as the two columns `Fwd Header Length` differ by a space only."""
    return [f"c{at}" for at in range(COLUMNS)] + ["label"]


def read_polars(folder):
    import polars as pl

    def read():
        types = dict(zip(names(), [pl.Float64] * COLUMNS + [pl.String]))
        return pl.concat([pl.read_csv(path, has_header=False, skip_rows=1, schema=types) for path in files(folder)])

    return read, lambda table, at: table.get_column(f"c{at}").fill_null(float("nan")).to_numpy()


def read_pandas(folder, precision=None):
    import pandas as pd

    def read():
        types = dict(zip(names(), ["float64"] * COLUMNS + ["str"]))
        options = {"header": None, "skiprows": 1, "names": names(), "dtype": types}
        if precision:
            options["float_precision"] = precision
        return pd.concat([pd.read_csv(path, **options) for path in files(folder)], ignore_index=True)

    return read, lambda table, at: table[f"c{at}"].to_numpy()


def read_pyarrow(folder):
    import pyarrow as pa
    from pyarrow import csv

    def read():
        types = dict(zip(names(), [pa.float64()] * COLUMNS + [pa.string()]))
        # Arrow does not know the word Infinity, so it is told to take it for a missing cell.
        convert = csv.ConvertOptions(column_types=types, null_values=["", "NaN", "Infinity", "-Infinity"])
        options = csv.ReadOptions(skip_rows=1, column_names=names())
        return pa.concat_tables([csv.read_csv(path, read_options=options, convert_options=convert) for path in files(folder)])

    return read, None


READERS = {"polars": read_polars, "pandas": read_pandas, "pyarrow": read_pyarrow}


def one_reading(peer, folder):
    read, _ = READERS[peer](folder)
    cpu, wall = time.process_time(), time.perf_counter()
    table = read()
    measured = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    measured["rows"] = len(table)
    measured["peak"] = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(measured))


def run(command):
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode != 0:
        print(f"{' '.join(command)}: {ended.stderr.strip()[-500:]}", file=sys.stderr)
        return None
    return json.loads(ended.stdout)


def measure(bench, folder, rounds, cache):
    """Every reader once a round; the first reading that fills the cache is not counted."""
    commands = {"idsbench": [bench, folder], "idsbench, from its cache": [bench, folder, cache]}
    commands |= {peer: [sys.executable, __file__, "--read", peer, folder] for peer in PEERS}
    run(commands["idsbench, from its cache"])
    measured = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            result = run(command)
            if result:
                measured[name].append(result)
    return {name: results for name, results in measured.items() if results}


def print_table(measured):
    median = {name: {key: statistics.median(r[key] for r in results) for key in ("cpu", "wall", "peak")} for name, results in measured.items()}
    ours = measured["idsbench"][0]
    matrix = ours["rows"] * ours["columns"] * 4
    print(f"{ours['rows']:,} rows × {ours['columns']} columns; as a matrix of f32 {matrix / 1e6:,.0f} MB, as our table {ours['table'] / 1e6:,.0f} MB.\n")
    print("| reader | CPU s | × ours | wall s | peak MB | × matrix |")
    print("|---|---|---|---|---|---|")
    for name, m in median.items():
        times = m["cpu"] / median["idsbench"]["cpu"]
        print(f"| {name} | {m['cpu']:.2f} | {times:.2f} | {m['wall']:.2f} | {m['peak'] / 1e6:,.0f} | {m['peak'] / matrix:.2f} |")


def compare(bench, folder):
    """Every cell of ours against polars's and pandas's, to the last bit; any NaN is one value."""
    import numpy as np

    with tempfile.TemporaryDirectory(dir=Path(folder).parent) as out:
        subprocess.run([bench, folder, "--cells", out], check=True)
        for name, (read, column) in {"polars": read_polars(folder), "pandas, float_precision=round_trip": read_pandas(folder, "round_trip")}.items():
            table, equal, cells = read(), 0, 0
            for at in range(COLUMNS):
                ours, theirs = np.fromfile(f"{out}/{at}.f64"), np.asarray(column(table, at), dtype=np.float64)
                assert len(ours) == len(theirs), f"{name}: {len(ours)} and {len(theirs)} rows"
                same = (ours.view(np.uint64) == theirs.view(np.uint64)) | (np.isnan(ours) & np.isnan(theirs))
                equal, cells = equal + int(same.sum()), cells + len(ours)
            print(f"{name}: equal cells: {equal:,} of {cells:,}")
            del table


def main():
    if sys.argv[1] == "--read":
        return one_reading(*sys.argv[2:])
    bench, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory(dir=Path(folder).parent) as cache:
        print_table(measure(bench, folder, rounds, cache))
    print()
    compare(bench, folder)


if __name__ == "__main__":
    main()
