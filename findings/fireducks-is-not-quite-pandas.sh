#!/usr/bin/env bash
# FireDucks, a drop-in for pandas, joins fewer rows and writes numbers and words otherwise.
#
# Tried: five ordinary lines of pandas, run on pandas and on fireducks.pandas: a merge on a column with
# missing keys, nunique with a missing value, str.split, astype(str) and str.lower.
# A good guess: lazy and faster, the same values; row order at most may differ.
# Seen: the merge has 1 row where pandas has 2 (missing keys do not match), nunique of NaN and 1.0 is 2
# (pandas 1), "a b c".split() has an empty word in it, 1.0 as text is "1" and 1e-7 is "1e-7", and lower of a
# dotted capital I is a plain i.
# Versions: fireducks 1.4.4, pandas 2.3.3, PyArrow 21.0.0, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: the change is one import line, or none with its import hook, and nothing raises: a benchmark
# of a pipeline compares two pipelines.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.14; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.11 to 3.13 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: \
    'fireducks==1.4.4' 'firefw==1.4.4' 'pandas==2.3.3' 'pyarrow==21.0.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import fireducks.pandas
import pandas

print(*(f"{name} {version(name)}" for name in ("fireducks", "pandas", "pyarrow", "numpy")))


def merged(library):
    one = library.DataFrame({"key": [None, 1.0], "a": [1, 2]})
    other = library.DataFrame({"key": [None, 1.0], "b": [3, 4]})
    return len(one.merge(other, on="key"))


lines = {
    "rows of a merge with a missing key": merged,
    "nunique of NaN, 1.0": lambda library: int(library.Series([float("nan"), 1.0]).nunique()),
    "words of 'a b  c'": lambda library: list(library.Series(["a b  c"]).str.split().tolist()[0]),
    "1.0 and 1e-7 as text": lambda library: library.Series([1.0, 1e-7]).astype(str).tolist(),
    "lower of U+0130": lambda library: ascii(library.Series(["\u0130"]).str.lower().tolist()[0]),
}
expected = {
    "rows of a merge with a missing key": (2, 1),
    "nunique of NaN, 1.0": (1, 2),
    "words of 'a b  c'": (["a", "b", "c"], ["a", "b", "", "c"]),
    "1.0 and 1e-7 as text": (["1.0", "1e-07"], ["1", "1e-7"]),
    "lower of U+0130": ("'i\\u0307'", "'i'"),
}
for name, line in lines.items():
    seen = line(pandas), line(fireducks.pandas)
    print(f"{name}: pandas {seen[0]}, FireDucks {seen[1]}")
    if seen != expected[name]:
        sys.exit(f"changed: {name}: {seen}, it was {expected[name]}")
PY
