#!/usr/bin/env bash
# ruptures finds changes only at every fifth point, unless told otherwise.
#
# Tried: 30 values without noise, 13 times 0 and 17 times 1, given to every search of ruptures with its
# defaults.
# A good guess: a step without noise is found where it is: at 13.
# Seen: Pelt, BottomUp and Binseg report two changes, at 10 and 15; Window and Dynp report 15. `jump` is 5 by
# default. Only KernelCPD, and Pelt with jump=1, say 13.
# Versions: ruptures 1.1.10, NumPy 2.4.6, SciPy 1.17.1, tried on 2026-11-28.
# Why it matters: in a history of benchmarks a point is a commit: the search blames one up to four commits
# away, and invents a second change. Pass jump=1.
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
    'ruptures==1.1.10' 'numpy==2.4.6' 'scipy==1.17.1' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import numpy
import ruptures

print("ruptures", version("ruptures"), "NumPy", numpy.__version__)
step = numpy.concatenate([numpy.zeros(13), numpy.ones(17)])
searches = {
    "Pelt": (ruptures.Pelt(model="l2"), {"pen": 0.5}, [10, 15]),
    "BottomUp": (ruptures.BottomUp(model="l2"), {"pen": 0.5}, [10, 15]),
    "Binseg": (ruptures.Binseg(model="l2"), {"pen": 0.5}, [10, 15]),
    "Window": (ruptures.Window(width=8, model="l2"), {"pen": 0.5}, [15]),
    "Dynp": (ruptures.Dynp(model="l2"), {"n_bkps": 1}, [15]),
    "KernelCPD": (ruptures.KernelCPD(kernel="linear"), {"pen": 0.5}, [13]),
    "Pelt, jump=1": (ruptures.Pelt(model="l2", jump=1), {"pen": 0.5}, [13]),
}
for name, (search, options, expected) in searches.items():
    found = [int(end) for end in search.fit(step).predict(**options)][:-1]
    print(f"the step at 13 by {name}: {found}")
    if found != expected:
        sys.exit(f"changed: {name} says {found}, it was {expected}")
PY
