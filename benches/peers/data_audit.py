"""Copies and conflicting labels of real rows by pandas, to hold `idsbench data audit` against: the counts stand in
tests/suite/audit/data/real.rs.

Usage: python data_audit.py FOLDER    (FOLDER holds bot-iot, cicids2017 and ciciomt2024)

Written with pandas 3.1.1 and numpy 2.4.6; it shares no code with the program.
"""

import re
import sys
from pathlib import Path

import pandas as pd


def files(folder):
    """Delimited files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".tsv"))


def read(path):
    """One file with trimmed column names, every number as it is written."""
    separator = "\t" if path.suffix == ".tsv" else ","
    frame = pd.read_csv(path, sep=separator, encoding_errors="replace", low_memory=False)
    frame.columns = [column.strip() for column in frame.columns]
    return frame


def bot_iot(folder):
    """Rows of the ten best features; the label is category and subcategory."""
    identifiers = ["pkSeqID", "saddr", "sport", "daddr", "dport", "seq"]
    frame = pd.concat([read(path) for path in files(folder)], ignore_index=True)
    label = frame["category"].str.strip() + "/" + frame["subcategory"].str.strip()
    frame = frame.drop(columns=["attack", "category", "subcategory"])
    for name in identifiers:
        print(f"  {name}: {frame[name].astype(str).nunique()} different values in {len(frame)} rows")
    return frame.drop(columns=identifiers), label


def cicids2017(folder):
    """Rows of the flow meter; the dash of a label is written in several ways."""
    frame = pd.concat([read(path) for path in files(folder)], ignore_index=True)
    label = frame["Label"].map(lambda text: re.sub(r"\s*[^\x00-\x7f]+\s*", " - ", text.strip()))
    return frame.drop(columns=["Label"]), label


def ciciomt2024(folder):
    """Rows of packet windows; the label is the file's name."""
    frames = []
    for path in files(folder):
        frame = read(path)
        frame["label"] = re.sub(r"_(train|test)\.pcap$", "", path.stem)
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    return frame.drop(columns=["label"]), frame["label"]


def tell(frame, label):
    """Counts over all rows."""
    print(f"  rows: {len(frame)}, columns: {frame.shape[1]}, labels: {label.nunique()}")
    repeated = frame.duplicated()
    print(f"  repeated: {int(repeated.sum())}")
    for name, count in label[repeated].value_counts().sort_index().items():
        print(f"    of {name}: {count}")
    group = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup()
    counts = pd.crosstab(group, label)
    rows, largest = counts.sum(axis=1), counts.max(axis=1)
    conflict = largest < rows
    print(f"  different rows: {len(counts)}")
    print(f"  conflicting groups: {int(conflict.sum())}, conflicting rows: {int(rows[conflict].sum())}")
    print(f"  right at most: {int(largest.sum())}")


def main():
    """Every dataset that the folder holds."""
    folder = Path(sys.argv[1])
    for name, load in (("bot-iot", bot_iot), ("cicids2017", cicids2017), ("ciciomt2024", ciciomt2024)):
        if (folder / name).is_dir():
            print(name)
            tell(*load(folder / name))


if __name__ == "__main__":
    main()
