#!/usr/bin/env bash
# DuckDB writes the exact sum of whole numbers into Parquet as a double.
#
# Tried: COPY (SELECT sum(x) ...) TO a Parquet file, for a BIGINT column whose sum is 2^53 + 1, and the same
# sum in a query, a CSV file and an Arrow table.
# A good guess: the sum of BIGINT is a HUGEINT, so Parquet gets a DECIMAL(38, 0), as Arrow does; or the
# statement is refused.
# Seen: the query, CSV and Arrow have 9007199254740993; the Parquet file has a DOUBLE column with
# 9007199254740992.0. Nothing warns.
# Versions: DuckDB 2.0.1, PyArrow 26.0.1, tried on 2026-11-28.
# Why it matters: counts of bytes, nanoseconds and identifiers lose their last digits on the way into a file,
# and a column changes its type because it was added up. A cast to BIGINT or DECIMAL(38, 0) keeps them.
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
    'duckdb==2.0.1' 'pyarrow==26.0.1' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import duckdb
import pyarrow.parquet

print("DuckDB", duckdb.__version__, "PyArrow", pyarrow.__version__)
db = duckdb.connect()
db.sql("create table t as select 9007199254740993::bigint as x union all select 0::bigint")
query = "select sum(x) as total from t"
db.sql(f"copy ({query}) to 'total.parquet'")
db.sql(f"copy ({query}) to 'total.csv' (header false)")
db.sql("copy (select sum(x)::decimal(38, 0) as total from t) to 'cast.parquet'")
exact = db.sql(query).fetchall()[0][0]
text = open("total.csv").read().strip()
arrow = db.sql(query).to_arrow_table()["total"]
stored = pyarrow.parquet.read_table("total.parquet")["total"]
cast = pyarrow.parquet.read_table("cast.parquet")["total"]
print("query:", exact, "CSV:", text)
for where, column in (("Arrow", arrow), ("Parquet", stored), ("Parquet after a cast", cast)):
    print(f"{where}: {column.type}", column[0].as_py())
if not exact == int(text) == arrow[0].as_py() == cast[0].as_py() == 9007199254740993:
    sys.exit("changed: the sum is not exact elsewhere either")
if str(stored.type) != "double" or stored[0].as_py() != 9007199254740992.0:
    sys.exit("changed: Parquet gets the exact sum")
PY
