#!/usr/bin/env bash
# In Polars a text equals a number in a series, and the same comparison is an error in an expression.
#
# Tried: `pl.Series(["1", "01", "1.0"]) == 1` and `< 10`, and the same through `DataFrame.select`.
# A good guess: False for each as in Python, or an error in both, as "cannot compare string with numeric type".
# Seen: the series makes a text of the number: "1" equals 1, "01" does not, "1.0" equals 1.0 alone, and "9" < 10 is
# False. The expression raises ComputeError.
# Versions: Polars 2.1.0, tried on 2026-11-30.
# Why it matters: a column that was read as text passes the check of a notebook and breaks in the lazy query, or
# loses rows in the former.
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
    'polars==2.1.0' 'polars-runtime-32==2.1.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import polars

print("Polars", polars.__version__)
texts = polars.Series("t", ["1", "01", "1.0"])
equal, to_float = (texts == 1).to_list(), (texts == 1.0).to_list()
below = (polars.Series(["9", "10"]) < 10).to_list()
try:
    lazily = polars.DataFrame([texts]).select(polars.col("t") == 1).to_series().to_list()
except Exception as error:
    lazily = type(error).__name__
print("series == 1:", equal, "== 1.0:", to_float, '["9", "10"] < 10:', below, "expression:", lazily)
if (equal, to_float, below) != ([True, False, False], [False, False, True], [False, False]):
    sys.exit("changed: the series answers otherwise")
if lazily != "ComputeError":
    sys.exit("changed: the expression answers otherwise")
PY
