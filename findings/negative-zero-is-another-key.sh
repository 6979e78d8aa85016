#!/usr/bin/env bash
# In PyArrow and DataFusion a row with -0.0 finds no partner 0.0, and their groups disagree.
#
# Tried: group by, count of distinct values, and join, over 0.0, -0.0 and two NaN, in PyArrow, DataFusion,
# DuckDB and Polars.
# A good guess: -0.0 equals 0.0 in each of them, as in Python, SQL and IEEE 754; NaN may differ.
# Seen: DuckDB and Polars have one group and both rows joined. PyArrow has two groups and leaves the row out
# of the join. DataFusion has one group, says that -0.0 = 0.0 is true, and leaves the row out of the join all
# the same. NaN is one group everywhere, and joins everywhere.
# Versions: PyArrow 26.0.1, DataFusion 55.0.0, DuckDB 2.0.1, Polars 2.1.0, tried on 2026-11-28.
# Why it matters: -0.0 comes from rounding a small negative number: the same pipeline, moved to a faster
# engine, drops rows.
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
    'pyarrow==26.0.1' 'datafusion==55.0.0' 'duckdb==2.0.1' 'polars==2.1.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import datafusion
import duckdb
import polars
import pyarrow

print(*(f"{name} {version(name)}" for name in ("pyarrow", "datafusion", "duckdb", "polars")))
nan = float("nan")
left = pyarrow.table({"k": [0.0, -0.0, nan, nan], "v": [1, 2, 4, 8]})
right = pyarrow.table({"k": [0.0, nan], "w": [10, 20]})
context = datafusion.SessionContext()
context.register_record_batches("l", [left.to_batches()])
context.register_record_batches("r", [right.to_batches()])
groups = "select count(*) as n from (select k, sum(v) from l group by k) g"
joined = "select v from l join r on l.k = r.k order by v"


def in_datafusion(query):
    return [value for batch in context.sql(query).collect() for value in batch.column(0).to_pylist()]


def in_duckdb(query):
    l, r = left, right
    return [row[0] for row in duckdb.sql(query).fetchall()]


one, other = polars.from_arrow(left), polars.from_arrow(right)
seen = {
    "PyArrow": (
        len(left.group_by("k").aggregate([("v", "sum")])),
        sorted(left.join(right, "k", join_type="inner")["v"].to_pylist()),
    ),
    "DataFusion": (in_datafusion(groups)[0], in_datafusion(joined)),
    "DuckDB": (in_duckdb(groups)[0], in_duckdb(joined)),
    "Polars": (len(one.group_by("k").agg(polars.col.v.sum())), sorted(one.join(other, on="k")["v"].to_list())),
}
expected = {
    "PyArrow": (3, [1, 4, 8]),
    "DataFusion": (2, [1, 4, 8]),
    "DuckDB": (2, [1, 2, 4, 8]),
    "Polars": (2, [1, 2, 4, 8]),
}
equal = in_datafusion("select l.k = 0.0 from l where v = 2")[0]
print("DataFusion: -0.0 = 0.0 is", equal)
for engine, (count, rows) in seen.items():
    print(f"{engine}: {count} groups of 0.0, -0.0, NaN, NaN; the join has the rows {rows} of 1 (0.0), 2 (-0.0), 4 and 8 (NaN)")
    if (count, rows) != expected[engine]:
        sys.exit(f"changed: {engine} has {count} groups and joins {rows}")
if equal is not True:
    sys.exit("changed: DataFusion does not hold -0.0 for 0.0 either")
PY
