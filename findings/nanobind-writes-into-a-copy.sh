#!/usr/bin/env bash
# A nanobind function that fills an array leaves the caller's array as it was, when its type is another.
#
# Tried: a function of nb::ndarray<double, nb::ndim<1>> that writes 7 into every element, called with arrays
# of float64, float32 and int64, and one of a contiguous array called with every second element of another.
# A good guess: float32 for double is a TypeError: the library promises an array of that type, without a copy,
# to the caller's memory.
# Seen: the call succeeds, the 7s go into a converted copy that is thrown away, and the caller's array still
# has zeros; likewise for the strided one. Only .noconvert() on the argument makes it a TypeError.
# Versions: nanobind 3.1.0, NumPy 2.4.6, gcc 12.2, tried on 2026-11-28.
# Why it matters: output arrays are how fast kernels avoid allocation. A benchmark of such a kernel measures
# the conversion, and a checksum of the output is that of untouched memory.
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
    'nanobind==3.1.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

include=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')
suffix=$(venv/bin/python -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
[[ -e $include/Python.h ]] || skip "the headers of Python are missing"

cat >fills.cpp <<'CPP'
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
namespace nb = nanobind;
template <typename Array> void fill(Array a) {
    auto view = a.view();
    for (size_t i = 0; i < view.shape(0); i++) view(i) = 7;
}
using Any = nb::ndarray<double, nb::ndim<1>>;
using Contiguous = nb::ndarray<double, nb::ndim<1>, nb::c_contig>;
NB_MODULE(fills, m) {
    m.def("fill", fill<Any>);
    m.def("fill_contiguous", fill<Contiguous>);
    m.def("fill_strict", fill<Any>, nb::arg().noconvert());
}
CPP
nanobind=$(venv/bin/python -c 'import nanobind, os; print(os.path.dirname(nanobind.__file__))')
g++ -std=c++17 -O0 -shared -fPIC -fvisibility=hidden -I"$include" -I"$nanobind/include" \
    -I"$nanobind/ext/robin_map/include" fills.cpp "$nanobind/src/nb_combined.cpp" -o "fills$suffix"
venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

sys.path.insert(0, ".")
import fills
import numpy

print("nanobind", version("nanobind"), "NumPy", numpy.__version__)


def filled(function, array):
    try:
        function(array)
    except TypeError:
        return "TypeError"
    return array.tolist()


cases = [
    ("float64", fills.fill, numpy.zeros(2), [7, 7]),
    ("float32", fills.fill, numpy.zeros(2, numpy.float32), [0, 0]),
    ("int64", fills.fill, numpy.zeros(2, numpy.int64), [0, 0]),
    ("float64, every second, where contiguous is asked", fills.fill_contiguous, numpy.zeros(4)[::2], [0, 0]),
    ("float32, noconvert", fills.fill_strict, numpy.zeros(2, numpy.float32), "TypeError"),
]
for name, function, array, expected in cases:
    seen = filled(function, array)
    print(f"{name}: {seen}")
    if seen != expected:
        sys.exit(f"changed: {name} is {seen}, it was {expected}")
PY
