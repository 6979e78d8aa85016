#!/usr/bin/env bash
# Compiled by mypyc, a class whose __init__ needs an argument can be neither copied nor pickled.
#
# Tried: copy.copy, copy.deepcopy and pickle of instances of two classes, one of whose __init__ has a default
# for its argument, as Python and compiled by mypyc.
# A good guess: native classes have __getstate__, so all of them are copied and pickled; or none of them is.
# Seen: with a default it works, value and all. Without one, all three raise TypeError: "__init__() missing
# required argument", because making the empty instance calls __init__.
# Versions: mypy 2.4.1, librt 0.17.0, setuptools 80.9.0, gcc 12.2, tried on 2026-11-28.
# Why it matters: a pool of processes, a cache on disk and a deep copy of a configuration break after
# compilation, for some classes and not for others, at run time.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"
command -v gcc >/dev/null || skip "there is no gcc"

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
    'mypy==2.4.1' 'librt==0.17.0' 'setuptools==80.9.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python -c 'import sysconfig, pathlib, sys; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())' ||
    skip "the headers of Python are missing"
cat >boxes.py <<'PY'
class Optional:
    def __init__(self, value: int = 0) -> None:
        self.value = value


class Required:
    def __init__(self, value: int) -> None:
        self.value = value
PY
cat >ask.py <<'PY'
import copy
import pickle

import boxes


def answer(make, original):
    try:
        return make(original).value
    except TypeError as error:
        return f"TypeError, {error}"


ways = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda original: pickle.loads(pickle.dumps(original)),
}
for kind in (boxes.Optional, boxes.Required):
    for name, way in ways.items():
        print(f"{kind.__name__}(5), {name}: {answer(way, kind(5))}")
PY
mkdir plain compiled
cp boxes.py ask.py plain
cp boxes.py ask.py compiled
(
    cd compiled
    ../venv/bin/python -c '
import sys
from setuptools import setup
from mypyc.build import mypycify
sys.argv = ["setup.py", "build_ext", "--inplace"]
setup(ext_modules=mypycify(["boxes.py"], opt_level="0"))' >build.log 2>&1 || { tail -n 5 build.log; skip "mypyc cannot build here"; }
    rm boxes.py
)
venv/bin/mypy --version
echo "as Python:"
(cd plain && ../venv/bin/python ask.py) | tee plain.out
echo "compiled:"
(cd compiled && ../venv/bin/python ask.py) | tee compiled.out
[[ $(grep -c ': 5$' plain.out) == 6 ]] || changed "Python does not copy all"
[[ $(grep -c '^Optional.*: 5$' compiled.out) == 3 ]] || changed "the class with a default is not copied"
[[ $(grep -c '^Required.*: TypeError, .*missing required argument' compiled.out) == 3 ]] ||
    changed "the class without a default answers otherwise"
