#!/usr/bin/env bash
# NumExpr reads unsigned 64-bit numbers as signed ones, and adds up in the type of the array.
#
# Tried: evaluate("a > 0"), evaluate("a * 1.0") of 2^63 as uint64, and evaluate("sum(a)") of int32 and float32
# arrays.
# A good guess: uint64, which NumExpr does not have, becomes a double or is refused; sums are as wide as those
# of NumPy.
# Seen: 2^63 > 0 is False and 2^63 * 1.0 is -9.2e18. The sum of two int32 of 2^31 - 1 is -2 (NumPy
# 4294967294), of 2^25 float32 ones 16777216 (NumPy 33554432), and max of 1.0 and NaN is 1.0 (NumPy NaN).
# Versions: NumExpr 2.14.2, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: "the same expression, only faster" drops half of the rows of a filter over hashes, and half
# of a sum, without a warning.
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
    'numexpr==2.14.2' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import numexpr
import numpy

print("NumExpr", numexpr.__version__, "NumPy", numpy.__version__)
large = numpy.array([2**63], dtype=numpy.uint64)
ints = numpy.array([2**31 - 1] * 2, dtype=numpy.int32)
ones = numpy.ones(2**25, dtype=numpy.float32)
gap = numpy.array([1.0, numpy.nan])
cases = {
    "2^63 > 0": ("a > 0", large, large > 0, False),
    "2^63 * 1.0": ("a * 1.0", large, large * 1.0, -(2.0**63)),
    "sum of two int32": ("sum(a)", ints, ints.sum(), -2),
    "sum of 2^25 float32 ones": ("sum(a)", ones, ones.sum(), 2.0**24),
    "max of 1.0 and NaN": ("max(a)", gap, gap.max(), 1.0),
}
for name, (expression, array, plain, expected) in cases.items():
    fast = numexpr.evaluate(expression, local_dict={"a": array}).item()
    print(f"{name}: NumExpr {fast}, NumPy {numpy.asarray(plain).item()}")
    if fast != expected:
        sys.exit(f"changed: {name} is {fast}, it was {expected}")
PY
