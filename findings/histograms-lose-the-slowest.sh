#!/usr/bin/env bash
# Two histograms for Python drop the largest measurement without an exception.
#
# Tried: HdrHistogram(1, 1000000, 3) with a value of 2,000,000 among the recorded ones, and fast_histogram
# over the range from minimum to maximum.
# A good guess: a value beyond the range raises, as in the Java original; the last bin includes its right
# edge, as in NumPy.
# Seen: record_value returns False, the count and the maximum know nothing of the value, no exception;
# fast_histogram leaves the maximum out of every bin, where numpy.histogram has it in the last.
# Versions: hdrhistogram 0.10.8, fast-histogram 0.14, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: what is dropped is the slowest request, which is what tail latencies are measured for. Look
# at the returned value, and widen the range.
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
    'hdrhistogram==0.10.8' 'fast-histogram==0.14' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import fast_histogram
import numpy
from hdrh.histogram import HdrHistogram

print(*(f"{name} {version(name)}" for name in ("hdrhistogram", "fast-histogram", "numpy")))
latencies = HdrHistogram(1, 1_000_000, 3)
taken = [latencies.record_value(value) for value in (500, 2_000_000, 700)]
print("recorded 500, 2000000 and 700:", taken, "count", latencies.get_total_count(), "maximum", latencies.get_max_value())
if taken != [True, False, True]:
    sys.exit("changed: record_value answers otherwise")
if latencies.get_total_count() != 2 or latencies.get_max_value() > 1000:
    sys.exit("changed: the value beyond the range is known")

times = numpy.array([0.0, 0.5, 1.0])
fast = [int(count) for count in fast_histogram.histogram1d(times, bins=2, range=(times.min(), times.max()))]
whole = [int(count) for count in numpy.histogram(times, bins=2, range=(times.min(), times.max()))[0]]
print("three values in two bins: fast_histogram", fast, "NumPy", whole)
if whole != [1, 2]:
    sys.exit("changed: NumPy counts otherwise")
if fast != [1, 1]:
    sys.exit("changed: fast_histogram counts the maximum")
PY
