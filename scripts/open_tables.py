#!/usr/bin/env python3
"""Opens every Parquet file under a folder with DuckDB, pyarrow, pandas and Polars.

  open_tables.py FOLDER

Reads every value, and checks that all four see the same columns, the same
number of rows and the same number of nulls in each column. The readers are
installed from PyPI into an environment that is removed afterwards. Exit codes:
0 all files open alike; 1 some do not; 2 wrong usage, or no readers to be had.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

READERS = ["duckdb", "pyarrow", "pandas", "polars"]  # the newest: what people have
INSIDE = "OPEN_TABLES_INSIDE"  # set for the process that runs in the environment


def install_and_rerun(folder):
    """Runs this script once more, in a new environment that has the readers."""
    with tempfile.TemporaryDirectory() as env:
        python = Path(env) / "bin" / "python"
        steps = [
            [sys.executable, "-m", "venv", env],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *READERS],
        ]
        for step in steps:
            if subprocess.run(step).returncode != 0:
                print(f"cannot install {', '.join(READERS)}: is PyPI reachable, and python3-venv installed?", file=sys.stderr)
                return 2
        again = [str(python), str(Path(__file__).resolve()), str(folder)]
        return subprocess.run(again, env={**os.environ, INSIDE: "1"}).returncode


def with_duckdb(path):
    import duckdb

    table = duckdb.connect()
    quoted = str(path).replace("'", "''")
    table.execute(f"create table t as select * from read_parquet('{quoted}')")
    names = [row[0] for row in table.execute("describe t").fetchall()]
    counts = ", ".join('count("{}")'.format(n.replace('"', '""')) for n in names)
    rows, *filled = table.execute(f"select count(*), {counts} from t").fetchone()
    return rows, {n: rows - k for n, k in zip(names, filled)}


def with_pyarrow(path):
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(path).read()
    table.validate(full=True)
    return table.num_rows, {n: table.column(n).null_count for n in table.column_names}


def with_pandas(path):
    import pandas

    frame = pandas.read_parquet(path)
    return len(frame), {n: int(frame[n].isna().sum()) for n in frame.columns}


def with_polars(path):
    import polars

    frame = polars.read_parquet(path)
    return frame.height, {n: frame[n].null_count() for n in frame.columns}


def check(path):
    """Returns what is wrong with a file; nothing if all readers agree."""
    seen = {}
    for reader in (with_duckdb, with_pyarrow, with_pandas, with_polars):
        name = reader.__name__.removeprefix("with_")
        try:
            seen[name] = reader(path)
        except Exception as e:  # whatever a reader throws is a finding
            return f"{name} cannot read it: {e}"
    first = seen["pyarrow"]
    for name, found in seen.items():
        if found != first:
            return f"{name} sees {found}, pyarrow {first}"
    return ""


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).resolve()
    files = sorted(folder.rglob("*.parquet"))
    if not files:
        print(f"no Parquet file under {sys.argv[1]}", file=sys.stderr)
        return 2
    if INSIDE not in os.environ:
        return install_and_rerun(folder)
    bad = 0
    for path in files:
        wrong = check(path)
        bad += bool(wrong)
        print(f"{path.relative_to(folder)}: {wrong or 'ok'}")
    print(f"{len(files) - bad} of {len(files)} files open alike in {', '.join(READERS)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
