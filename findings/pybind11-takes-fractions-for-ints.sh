#!/usr/bin/env bash
# A pybind11 function of an int refuses 1.9 and takes numpy.float32(1.9) as 1.
#
# Tried: functions of int, of std::vector<int>, and the overloads f(int), f(double), called with 1.9 as float,
# numpy.float64, numpy.float32, Decimal and Fraction, in pybind11 and nanobind.
# A good guess: a fraction is a TypeError, of whatever type; an overload of double gets it.
# Seen: pybind11 refuses float and numpy.float64, and makes 1 of numpy.float32(1.9), Decimal("1.9") and
# Fraction(19, 10), in vectors as well; of the overloads these take int, when int comes first. nanobind
# refuses them all and takes the overload of double.
# Versions: pybind11 3.1.0, nanobind 3.1.0, NumPy 2.4.6, gcc 12.2, tried on 2026-11-28.
# Why it matters: the guard that one sees at work for float is absent for float32, the usual type of fast
# arrays: fractions are cut, and the fast path computes with whole numbers.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"
command -v g++ >/dev/null || skip "there is no g++"

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
    'pybind11==3.1.0' 'nanobind==3.1.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

include=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')
suffix=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
[[ -e $include/Python.h ]] || skip "the headers of Python are missing"

cat >functions.inc <<'CPP'
    m.def("whole", [](int x) { return x; });
    m.def("wholes", [](std::vector<int> x) { return x; });
    m.def("pick", [](int) { return "int"; });
    m.def("pick", [](double) { return "double"; });
CPP
cat >with_pybind11.cpp <<'CPP'
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
PYBIND11_MODULE(with_pybind11, m) {
#include "functions.inc"
}
CPP
cat >with_nanobind.cpp <<'CPP'
#include <nanobind/nanobind.h>
#include <nanobind/stl/vector.h>
NB_MODULE(with_nanobind, m) {
#include "functions.inc"
}
CPP
headers=$(venv/bin/python -c 'import pybind11; print(pybind11.get_include())')
nanobind=$(venv/bin/python -c 'import nanobind, os; print(os.path.dirname(nanobind.__file__))')
flags=(-std=c++17 -O0 -shared -fPIC -fvisibility=hidden -I"$include" -I.)
g++ "${flags[@]}" -I"$headers" with_pybind11.cpp -o "with_pybind11$suffix"
g++ "${flags[@]}" -I"$nanobind/include" -I"$nanobind/ext/robin_map/include" \
    with_nanobind.cpp "$nanobind/src/nb_combined.cpp" -o "with_nanobind$suffix"
venv/bin/python - <<'PY'
import sys
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import version

sys.path.insert(0, ".")
import numpy
import with_nanobind
import with_pybind11

print(*(f"{name} {version(name)}" for name in ("pybind11", "nanobind", "numpy")))


def answer(function, argument):
    try:
        return function(argument)
    except TypeError:
        return "TypeError"


refused = ("TypeError", "TypeError", "double")
cut = (1, [1], "int")
values = [1.9, numpy.float64(1.9), numpy.float32(1.9), Decimal("1.9"), Fraction(19, 10)]
for value, expected in zip(values, (refused, refused, cut, cut, cut)):
    for module in (with_pybind11, with_nanobind):
        seen = (answer(module.whole, value), answer(module.wholes, [value]), answer(module.pick, value))
        print(f"{module.__name__}, {value!r}: int {seen[0]}, vector<int> {seen[1]}, overload {seen[2]}")
        if seen != (expected if module is with_pybind11 else refused):
            sys.exit(f"changed: {module.__name__} answers {seen} of {value!r}")
PY
