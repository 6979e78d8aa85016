#!/usr/bin/env bash
# Compiled by mypyc, locals() has the names of whoever called the function, and no name of its own.
#
# Tried: `third = one + other; return sorted(locals())` in a function, and a function that raises what it is
# given, with the number 1, as Python and compiled by mypyc.
# A good guess: the function's own names, an empty dict, or a refusal; TypeError, "exceptions must derive from
# BaseException".
# Seen: the names of the calling frame, so that f(1, 2) from two places gives two results; and SystemError,
# "exception <class 'int'> is not a BaseException subclass", as of a fault of the interpreter.
# Versions: mypy 2.4.1, librt 0.17.0, setuptools 80.9.0, gcc 12.2, tried on 2026-11-29.
# Why it matters: templates, formats and loggers that are given locals() print the secrets of another
# function, and no exception tells.
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
cat >names.py <<'PY'
from typing import Any


def names(one: int, other: int) -> list[str]:
    third = one + other
    return sorted(locals()) if third else []


def raised(value: Any) -> None:
    raise value
PY
cat >ask.py <<'PY'
import names


def caller():
    secret = "of the caller"
    return names.names(1, 2), secret


def outcome():
    try:
        names.raised(1)
    except BaseException as error:
        return type(error).__name__


print(names.__file__.rpartition(".")[2], caller()[0], outcome())
PY
plain=$(venv/bin/python ask.py)
mkdir compiled
cp ask.py compiled
venv/bin/mypyc names.py >log 2>&1 || { tail -5 log; skip "mypyc does not compile here"; }
mv names.*.so *__mypyc*.so compiled 2>/dev/null || true
fast=$(cd compiled && ../venv/bin/python ask.py)
echo "mypy 2.4.1"
echo "Python: $plain"
echo "mypyc:  $fast"
[[ $plain == "py ['one', 'other', 'third'] TypeError" ]] || changed "Python answers otherwise"
[[ $fast == "so ['secret'] SystemError" ]] || changed "mypyc answers otherwise"
