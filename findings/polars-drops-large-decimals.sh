#!/usr/bin/env bash
# In Polars a large Decimal vanishes as soon as a small one with many places stands in its column.
#
# Tried: a column of Decimal("123456789012345678901234567890") and Decimal("0.0000000001"), and its sum; each alone.
# A good guess: both are kept, or an exception, as strict is the default and 39 digits alone are refused.
# Seen: the large one is null and the sum 1E-10. Alone, both are kept.
# Versions: Polars 2.1.0, tried on 2026-11-30.
# Why it matters: one tiny amount deletes the large ones beside it; a null is left out of sums.
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
from decimal import Decimal

import polars

print("Polars", polars.__version__)
LARGE, SMALL = Decimal("123456789012345678901234567890"), Decimal("0.0000000001")
alone = [polars.Series([value]).to_list() for value in (LARGE, SMALL)]
column = polars.DataFrame({"amount": [LARGE, SMALL]})["amount"]
print("alone:   ", alone)
print("together:", column.to_list(), "sum", column.sum(), "Python's sum", LARGE + SMALL)
if alone != [[LARGE], [SMALL]]:
    sys.exit("changed: Polars answers otherwise for one amount")
if column.to_list() != [None, SMALL] or column.sum() != SMALL:
    sys.exit("changed: Polars answers otherwise for the two")
PY
