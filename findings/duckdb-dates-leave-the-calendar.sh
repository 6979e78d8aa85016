#!/usr/bin/env bash
# DuckDB hands dates that Python has not to Python as others, or as text.
#
# Tried: fetching `date 'infinity'`, the day after 9999-12-31, `time '24:00:00'` and `interval '1 year'`.
# A good guess: an exception (OverflowError, as in Python), or None.
# Seen: infinity is 9999-12-31, as the last day itself is; the day after is the text "10000-01-01" in a column of
# dates; 24 o'clock is a text, too; a year is timedelta(days=360), although DuckDB adds a true one to a date.
# Versions: DuckDB 2.0.1, tried on 2026-11-30.
# Why it matters: "valid until infinity" becomes a day that comes, types differ by row, and an age of a year that
# is computed in Python is five days short.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"

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
    'duckdb==2.0.1' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import datetime
import sys

import duckdb

print("DuckDB", duckdb.__version__)
EXPECTED = {
    "date 'infinity'": datetime.date(9999, 12, 31),
    "date '9999-12-31'": datetime.date(9999, 12, 31),
    "date '9999-12-31' + 1": "10000-01-01",
    "time '24:00:00'": "24:00:00",
    "interval '1 year'": datetime.timedelta(days=360),
    "date '2026-01-01' + interval '1 year'": datetime.datetime(2027, 1, 1),
}
for asked, expected in EXPECTED.items():
    came = duckdb.execute(f"select {asked}").fetchone()[0]
    print(f"{asked}: {came!r}")
    if repr(came) != repr(expected):
        sys.exit(f"changed: {asked} comes as {came!r}")
PY
