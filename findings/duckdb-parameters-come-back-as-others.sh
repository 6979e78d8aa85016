#!/usr/bin/env bash
# What Python hands to DuckDB as a parameter may come back as something else, without an exception.
#
# Tried: `select ?` with dicts, lists and decimals.
# A good guess: the same value, or an exception.
# Seen: {1: "a"} has the key "1"; a dict with the keys "key" and "value", whose values are lists, becomes a map of
# the one to the other; [1, "a"] becomes ["1", "a"], [True, 2] becomes [1, 2], and (1, 2) a list.
# Decimal("0.1000") keeps its places, Decimal("1E-50") is a float.
# Versions: DuckDB 2.0.1, tried on 2026-11-30.
# Why it matters: a record that happens to have a field `key` and a field `value` changes its shape.
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
import sys
from decimal import Decimal

import duckdb

print("DuckDB", duckdb.__version__)
EXPECTED = [
    ({1: "a"}, {"1": "a"}),
    ({"key": ["a"], "value": [1]}, {"a": 1}),
    ({"key": ["a"], "values": [1]}, {"key": ["a"], "values": [1]}),
    ([1, "a"], ["1", "a"]),
    ([True, 2], [1, 2]),
    ((1, 2), [1, 2]),
    (Decimal("0.1000"), Decimal("0.1000")),
    (Decimal("1E-50"), 1e-50),
]
for given, expected in EXPECTED:
    came = duckdb.execute("select ?", [given]).fetchone()[0]
    print(f"{given!r} -> {came!r}")
    if repr(came) != repr(expected):
        sys.exit(f"changed: {given!r} comes back as {came!r}")
PY
