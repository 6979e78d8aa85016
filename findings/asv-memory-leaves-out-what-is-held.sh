#!/usr/bin/env bash
# asv's memory benchmarks leave out what an object holds: eight megabytes in an attribute are 300 bytes.
#
# Tried: functions named mem_... that return a million doubles as a NumPy array, an object with that array in an
# attribute, the same with float32, a list and a tuple of a thousand texts of a thousand digits, and an array
# of a thousand rows that reshape made.
# A good guess: 8 MB for the array and for the object that holds it, 4 MB with float32, 1 MB for the texts, and
# 8 MB for the rows.
# Seen: 8M for the array alone. The object is below 1 kB, with float32 as with float64; the list is 8.06k, the
# tuple 0. The rows are "failed", with a ValueError: invalid option. What is reported is by how much [x, x]
# grows when the second x becomes copy.copy(x), and such a copy shares all that x holds. The documentation
# speaks of a copy, and not of that.
# Versions: asv 0.6.6, asv_runner 0.3.2, Pympler 1.1, NumPy 2.4.6, tried on 2026-12-01.
# Why it matters: the memory of a class of one's own is what people watch, and it can double without a trace;
# objects that cannot change are free. peakmem_ measures the process instead.
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
command -v git >/dev/null || skip "there is no git, which asv asks for"
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
    'asv==0.6.6' 'asv_runner==0.3.2' 'pympler==1.1' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

export HOME=$work # asv keeps what it knows of the machine there
mkdir -p project/benchmarks
cd project
cat >asv.conf.json <<'JSON'
{"version": 1, "project": "sizes", "repo": ".", "branches": ["HEAD"], "environment_type": "existing", "benchmark_dir": "benchmarks"}
JSON
touch benchmarks/__init__.py
cat >benchmarks/sizes.py <<'PY'
import numpy


class Series:
    def __init__(self, values):
        self.values = values


def texts():
    return [str(number).zfill(1000) for number in range(1000)]


def mem_array():
    return numpy.zeros(1_000_000)


def mem_object():
    return Series(numpy.zeros(1_000_000))


def mem_object_float32():
    return Series(numpy.zeros(1_000_000, dtype=numpy.float32))


def mem_list():
    return texts()


def mem_tuple():
    return tuple(texts())


def mem_rows():
    return numpy.zeros(1_000_000).reshape(1000, 1000)
PY
git -c init.defaultBranch=main init --quiet
git add .
git -c user.name=nobody -c user.email=nobody@localhost commit --quiet -m "Sizes"
../venv/bin/asv machine --yes >/dev/null
../venv/bin/asv run --python=same --show-stderr >../said 2>&1 || true # a failed benchmark is a status

../venv/bin/python -c 'from importlib.metadata import version; print("asv", version("asv"), "Pympler", version("pympler"), "NumPy", version("numpy"))'
sed -n 's/^.*sizes\.mem_\([a-z0-9_]*\)  *\([^ ]*\)$/\1 \2/p' ../said | tee ../seen
[[ $(wc -l <../seen) == 6 ]] || { cat ../said; changed "it does not list six benchmarks"; }
grep -qx 'array 8M' ../seen || changed "an array has another size"
grep -Eqx 'object [0-9]{2,3}' ../seen || changed "what an object holds counts"
[[ $(sed -n 's/^object //p' ../seen) == "$(sed -n 's/^object_float32 //p' ../seen)" ]] || changed "float32 has another size"
grep -Eqx 'list 8(\.[0-9]+)?k' ../seen || changed "the texts of a list count"
grep -qx 'tuple 0' ../seen || changed "a tuple has a size"
grep -qx 'rows failed' ../seen || changed "an array that was reshaped is measured"
grep -q 'ValueError: invalid option' ../said || changed "an array that was reshaped fails otherwise"
