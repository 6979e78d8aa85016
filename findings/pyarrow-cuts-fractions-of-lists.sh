#!/usr/bin/env bash
# PyArrow makes 1 of 1.9 when it comes from a Python list, and refuses it when it comes from NumPy.
#
# Tried: 1.9 for a column of int64: from a list, from records with a schema, from a Decimal, from a NumPy
# array and by cast; the same in Polars.
# A good guess: "safe" is the default everywhere in PyArrow, so a fraction is an ArrowInvalid.
# Seen: pa.array([1.9], pa.int64()) is [1], and so are Table.from_pylist with a schema, a nested list, a
# duration in milliseconds and Decimal("1.9"). pa.array(numpy.array([1.9]), pa.int64()) and cast raise
# ArrowInvalid; Polars raises TypeError.
# Versions: PyArrow 26.0.1, Polars 2.1.0, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: a schema is what people write so that wrong data stops. Durations of 1.9 ms are stored as 1
# ms, on average half a unit too short.
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
    'pyarrow==26.0.1' 'polars==2.1.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import datetime
import sys
from decimal import Decimal

import numpy
import polars
import pyarrow as pa

print("PyArrow", pa.__version__, "Polars", polars.__version__, "NumPy", numpy.__version__)
schema = pa.schema([("ms", pa.int64())])
cases = {
    "a list": (lambda: pa.array([1.9], pa.int64()).to_pylist(), [1]),
    "records with a schema": (lambda: pa.Table.from_pylist([{"ms": 1.9}], schema=schema).to_pylist(), [{"ms": 1}]),
    "a nested list": (lambda: pa.array([[1.9]], pa.list_(pa.int64())).to_pylist(), [[1]]),
    "a Decimal": (lambda: pa.array([Decimal("1.9")], pa.int64()).to_pylist(), [1]),
    "a duration in ms": (
        lambda: pa.array([1.9], pa.duration("ms")).to_pylist(),
        [datetime.timedelta(milliseconds=1)],
    ),
    "a NumPy array": (lambda: pa.array(numpy.array([1.9]), pa.int64()).to_pylist(), "ArrowInvalid"),
    "a cast": (lambda: pa.array([1.9]).cast(pa.int64()).to_pylist(), "ArrowInvalid"),
    "Polars, a list": (lambda: polars.Series([1.9], dtype=polars.Int64).to_list(), "TypeError"),
}
for name, (make, expected) in cases.items():
    try:
        seen = make()
    except (pa.ArrowInvalid, TypeError) as error:
        seen = type(error).__name__
    print(f"1.9 as a whole number, from {name}: {seen}")
    if seen != expected:
        sys.exit(f"changed: from {name} it is {seen}, it was {expected}")
PY
