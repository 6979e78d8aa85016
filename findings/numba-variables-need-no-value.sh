#!/usr/bin/env bash
# In Numba a variable that was never given a value has the value of the branch that was not taken, and no exception comes.
#
# Tried: `if flag: value = 1` and then `return value`, with flag False, in Numba and in Python; the same in a
# loop that may have no turn; and "".replace("", "-").
# A good guess: UnboundLocalError as in Python, or a refusal when it is compiled, as Numba knows all paths; "-".
# Seen: 1 for the variable, and 0 for that of the loop, which no turn would have given; of the empty text
# Numba makes "--".
# Versions: Numba 0.68.1, llvmlite 0.50.0, NumPy 2.4.6, tried on 2026-11-29.
# Why it matters: a branch that is forgotten is an exception in Python and a plausible number in the fast
# version; no test of values that agree will find it.
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


def branch(flag):
    if flag:
        value = 1
    return value


def loop(count):
    for index in range(count):
        last = index + 5
    return last


def between(text):
    return text.replace("", "-")


def outcome(function, argument):
    try:
        return function(argument)
    except Exception as error:
        return type(error).__name__


seen = {}
for function, argument in [(branch, False), (loop, 0), (between, "")]:
    plain, fast = outcome(function, argument), outcome(numba.njit(function), argument)
    print(f"{function.__name__}({argument!r}): Python {plain!r}, Numba {fast!r}")
    seen[function.__name__] = (plain, fast)
if [plain for plain, _ in seen.values()] != ["UnboundLocalError", "UnboundLocalError", "-"]:
    sys.exit("changed: Python answers otherwise")
if seen["branch"][1] != 1:
    sys.exit("changed: Numba answers otherwise for the branch")
if not isinstance(seen["loop"][1], int):
    sys.exit("changed: Numba answers otherwise for the loop")
if seen["between"][1] != "--":
    sys.exit("changed: Numba answers otherwise for the empty text")
PY
