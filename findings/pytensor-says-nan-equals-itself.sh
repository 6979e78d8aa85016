#!/usr/bin/env bash
# PyTensor compiles x == x to True and x / x to 1, for NaN and zero too.
#
# Tried: eq(x, x), x / x, x * 0 and x - x of 0, NaN, infinity and 2, compiled with the defaults and with the
# mode that rewrites nothing.
# A good guess: floating-point arithmetic stays as written; only what is equal for all doubles is simplified.
# Seen: with the defaults eq(x, x) is True four times, x / x is 1 four times, x * 0 and x - x are 0 four
# times. Without rewrites NaN is where IEEE 754 has it. isnan(x) is right in both.
# Versions: PyTensor 3.3.8, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: "x == x" is how kernels ask for NaN without a library call, and a comparison with NumPy on
# clean input never shows it; a model that has broken down reports ones and zeros.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.14; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.12 to 3.14 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: \
    'pytensor==3.3.8' 'numpy==2.4.6' 'numba==0.68.0' 'llvmlite==0.50.0' ||
    skip "pip cannot install the pinned packages"

export PYTENSOR_FLAGS="base_compiledir=$work/pytensor"
venv/bin/python - <<'PY'
import sys

import numpy
import pytensor
import pytensor.tensor as pt

print("PyTensor", pytensor.__version__, "NumPy", numpy.__version__)
x = pt.dvector("x")
values = numpy.array([0.0, numpy.nan, numpy.inf, 2.0])
plain = pytensor.compile.mode.Mode(linker="py", optimizer=None)
cases = {
    "x == x": (pt.eq(x, x), [1, 1, 1, 1], [1, 0, 1, 1]),
    "x / x": (x / x, [1, 1, 1, 1], ["nan", "nan", "nan", 1]),
    "x * 0": (x * 0, [0, 0, 0, 0], [0, "nan", "nan", 0]),
    "x - x": (x - x, [0, 0, 0, 0], [0, "nan", "nan", 0]),
}


def answers(expression, mode):
    with numpy.errstate(all="ignore"):
        result = pytensor.function([x], expression, mode=mode)(values)
    return ["nan" if value != value else int(value) for value in result.astype(float)]


for name, (expression, rewritten, written) in cases.items():
    fast = answers(expression, None)
    slow = answers(expression, plain)
    print(f"{name} of 0, NaN, infinity, 2: by default {fast}, without rewrites {slow}")
    if slow != written:
        sys.exit(f"changed: {name} without rewrites is {slow}")
    if fast != rewritten:
        sys.exit(f"changed: {name} by default is {fast}")
PY
