"""Writes nested.parquet: a number, a struct, a list of structs, a map, a decimal, a half float and a label.

python3 -m venv venv && venv/bin/pip install pyarrow==26.0.1
venv/bin/python tests/golden/dataset/nested.py
"""

import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 4
table = pa.table({
    "n": pa.array(range(ROWS)),
    "struct": pa.array([{"a": row} for row in range(ROWS)]),
    "structs": pa.array([[{"a": row}] for row in range(ROWS)]),
    "map": pa.array([[("a", row)] for row in range(ROWS)], pa.map_(pa.string(), pa.int64())),
    "decimal": pa.array([decimal.Decimal(row) for row in range(ROWS)], pa.decimal128(10, 2)),
    "half": pa.array([float(row) for row in range(ROWS)], pa.float32()).cast(pa.float16()),
    "y": pa.array(["even", "odd"] * (ROWS // 2)),
})
pq.write_table(table, Path(__file__).with_suffix(".parquet"), compression="none", write_statistics=False)
