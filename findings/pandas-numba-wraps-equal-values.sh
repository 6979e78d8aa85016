#!/usr/bin/env bash
# With engine="numba" pandas wraps the mean of a group whose values are all equal, and rounds sums of uint64.
#
# Tried: groupby(...).mean() of six times in nanoseconds (2025-12-01) as int64, once all equal and once with
# one nanosecond more in the last, by both engines; groupby(...).sum() of one uint64 in each group, 2^63 + 1 and
# 2^53 + 1.
# A good guess: the engines differ in speed and in last digits; a mean lies between the least and the greatest.
# Seen: the mean of six equal times is -1.3e18, which is in 1928, of five or of unequal ones it is right. The
# sum of a single uint64 is one less than the value. Cython's engine, the default, has all of them right.
# Versions: pandas 3.1.1, Numba 0.68.1, NumPy 2.4.6, tried on 2026-12-01.
# Why it matters: the start of a run stands on each of its rows, so groups of one value are common, and it is
# the quiet ones that come out wrong. A test with unequal values, or with few, passes.
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
    'pandas==3.1.1' 'numba==0.68.1' 'llvmlite==0.50.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import numba
import numpy
import pandas

print("pandas", pandas.__version__, "Numba", numba.__version__, "NumPy", numpy.__version__)
TIME = 1_764_590_000 * 10**9


def means(times):
    groups = pandas.DataFrame({"run": ["a"] * len(times), "time": times}).groupby("run")["time"]
    return [float(groups.mean(engine=engine).iloc[0]) for engine in ("cython", "numba")]


for what, times, right in [
    ("five equal times", [TIME] * 5, True),
    ("six equal times", [TIME] * 6, False),
    ("six times, one of them later", [TIME] * 5 + [TIME + 1], True),
]:
    cython, compiled = means(times)
    print(f"mean of {what}: Cython {pandas.Timestamp(int(cython))}, Numba {pandas.Timestamp(int(compiled))}")
    if cython != float(TIME):
        sys.exit(f"changed: Cython's engine has another mean of {what}")
    if (compiled == float(TIME)) != right or (not right and compiled > 0):
        sys.exit(f"changed: Numba's engine has another mean of {what}")

hashes = pandas.DataFrame({"key": ["a", "b"], "hash": numpy.array([2**63 + 1, 2**53 + 1], dtype=numpy.uint64)})
groups = hashes.groupby("key")["hash"]
cython, compiled = (groups.sum(engine=engine).tolist() for engine in ("cython", "numba"))
print("sums of one uint64 each: Cython", cython, "Numba", compiled)
if cython != [2**63 + 1, 2**53 + 1]:
    sys.exit("changed: Cython's engine has other sums")
if compiled != [2**63, 2**53]:
    sys.exit("changed: Numba's engine has other sums")
PY
