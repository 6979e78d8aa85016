#!/usr/bin/env bash
# DuckDB and DataFusion lose rows with NaN when a Parquet file has statistics.
#
# Tried: the rows 1.0, 2.0 and NaN, written by PyArrow, Polars and DuckDB, and asked for x > 5 and for max(x),
# from the file and from memory.
# A good guess: both engines order NaN above all numbers, so x > 5 has the row with NaN, and a file answers as
# a table in memory.
# Seen: of the files by PyArrow and Polars, whose statistics leave NaN out as the format asks, x > 5 has no
# row and, in DataFusion and for PyArrow's file in DuckDB, max(x) is 2.0; in memory, and of the file by
# DuckDB, which writes no statistics then, the row is there and max(x) is NaN. Polars finds the row in all.
# Versions: DuckDB 2.0.1, DataFusion 55.0.0, Polars 2.1.0, PyArrow 26.0.1, tried on 2026-11-28.
# Why it matters: the same query of the same rows answers otherwise by who wrote the file, and a failed
# measurement, which is NaN, is what vanishes. Ask for isnan(x) by name.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.14; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.11 to 3.14 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: \
    'duckdb==2.0.1' 'datafusion==55.0.0' 'polars==2.1.0' 'pyarrow==26.0.1' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import math
import sys
from importlib.metadata import version

import datafusion
import duckdb
import polars
import pyarrow
import pyarrow.parquet

print(*(f"{name} {version(name)}" for name in ("duckdb", "datafusion", "polars", "pyarrow")))
rows = pyarrow.table({"x": [1.0, 2.0, math.nan]})
pyarrow.parquet.write_table(rows, "pyarrow.parquet")
polars.from_arrow(rows).write_parquet("polars.parquet")
duckdb.sql("copy rows to 'duckdb.parquet'")


def column(table):
    return [round(value, 1) if value == value else "nan" for value in table]


def in_duckdb(source):
    found = duckdb.sql(f"select x from {source} where x > 5").fetchall()
    return column(row[0] for row in found), column(duckdb.sql(f"select max(x) from {source}").fetchall()[0])


def in_datafusion(path):
    context = datafusion.SessionContext()
    if path is None:
        context.register_record_batches("t", [rows.to_batches()])
    else:
        context.register_parquet("t", path)
    answers = []
    for query in ("select x as y from t where x > 5", "select max(x) as y from t"):
        answers.append(column(value for batch in context.sql(query).collect() for value in batch["y"].to_pylist()))
    return tuple(answers)


seen = {("DuckDB", "memory"): in_duckdb("rows"), ("DataFusion", "memory"): in_datafusion(None)}
for writer in ("duckdb", "polars", "pyarrow"):
    path = f"{writer}.parquet"
    seen["DuckDB", path] = in_duckdb(f"'{path}'")
    seen["DataFusion", path] = in_datafusion(path)
    found = polars.scan_parquet(path).filter(polars.col.x > 5).collect()["x"]
    print(f"Polars, {path}: x > 5 has {column(found)}")
    if len(found) != 1:
        sys.exit("changed: Polars does not find the row either")
for (engine, source), (found, most) in seen.items():
    print(f"{engine}, {source}: x > 5 has {found}, max(x) is {most[0]}")
for engine in ("DuckDB", "DataFusion"):
    for source in ("memory", "duckdb.parquet"):
        if seen[engine, source] != (["nan"], ["nan"]):
            sys.exit(f"changed: {engine} does not order NaN above all in {source}")
    if seen[engine, "pyarrow.parquet"] != ([], [2.0]):
        sys.exit(f"changed: {engine} answers otherwise of PyArrow's file")
    if seen[engine, "polars.parquet"][0] != []:
        sys.exit(f"changed: {engine} finds the row in the file of Polars")
PY
