#!/usr/bin/env bash
# In Numba an unsigned 64-bit number plus one becomes a negative number, and a whole array of them negative floats.
#
# Tried: x + 1, x // 2 and x % 10 for x = 2^63 + 4 as numpy.uint64, and the same of an array, in Numba and in
# NumPy.
# A good guess: the famous trap: uint64 with int64 gives float64, near 9.22e18; or, as in NumPy 2, uint64.
# Seen: of the scalar it is int64: x + 1 is -9223372036854775803, x // 2 is negative, x % 10 is 6 and not 2.
# Of the array it is float64, with -9.22e18 and 6.0 in it. x + numpy.uint64(1) is right.
# Versions: Numba 0.68.1, llvmlite 0.50.0, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: hashes, bit masks and random generators are uint64, and the literal that spoils them is a
# plain 1. Half of all hashes fall into another bucket than in Python.
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
    'numba==0.68.1' 'llvmlite==0.50.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import numba
import numpy

print("Numba", numba.__version__, "NumPy", numpy.__version__)


def calculate(x):
    return x + 1, x // 2, x % 10, x + numpy.uint64(1)


compiled = numba.njit(calculate)
scalar = numpy.uint64(2**63 + 4)
array = numpy.array([scalar])
plain = [int(value) for value in calculate(scalar)]
fast = [int(value) for value in compiled(scalar)]
print("x + 1, x // 2, x % 10, x + uint64(1) of x = 2^63 + 4")
print("NumPy:", plain)
print("Numba:", fast)
if plain != [2**63 + 5, 2**62 + 2, 2, 2**63 + 5]:
    sys.exit("changed: NumPy answers otherwise")
if fast != [5 - 2**63, 2 - 2**62, 6, 2**63 + 5]:
    sys.exit("changed: Numba answers otherwise of a scalar")
columns = compiled(array)[:3]
print("Numba, of an array:", [(str(column.dtype), float(column[0])) for column in columns])
if [str(column.dtype) for column in columns] != ["float64"] * 3:
    sys.exit("changed: Numba gives other types of arrays")
if [float(column[0]) for column in columns] != [-(2.0**63), -(2.0**62), 6.0]:
    sys.exit("changed: Numba answers otherwise of an array")
PY
