#!/usr/bin/env bash
# The table of pytest-codspeed divides by the iterations twice, and pytest-benchmark's file is left out without a word.
#
# Tried: a function that sleeps 10 ms, measured with one and with ten iterations a round by `pytest
# --codspeed`, next to pytest-benchmark and its --benchmark-json.
# A good guess: the table says 10 ms for both; --benchmark-json writes its file, or is refused.
# Seen: the column "Time (best)" says 10 ms for one iteration and 1 ms for ten, while the stored result has 10
# ms for both; for functions of nanoseconds, whose iterations the tool chooses, the table is wrong by orders
# of magnitude. With --codspeed the file of --benchmark-json is not written and the status is 0.
# Versions: pytest-codspeed 5.0.4, pytest-benchmark 5.3.1, pytest 9.2.0, tried on 2026-11-28.
# Why it matters: the table is what people read in a terminal and copy into a pull request: the same function
# gets ten times faster by measuring it in tens.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
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
    'pytest==9.2.0' 'pytest-codspeed==5.0.4' 'pytest-benchmark==5.3.1' ||
    skip "pip cannot install the pinned packages"

cat >test_sleep.py <<'PY'
import time


def nap():
    time.sleep(0.01)


def test_ones(benchmark):
    benchmark.pedantic(nap, rounds=4, iterations=1)


def test_tens(benchmark):
    benchmark.pedantic(nap, rounds=4, iterations=10)
PY
env -u CODSPEED_ENV COLUMNS=120 venv/bin/python -m pytest -q -p no:cacheprovider --codspeed --benchmark-json file.json test_sleep.py >table 2>&1 ||
    changed "pytest refuses the options"
cat table
[[ ! -e file.json ]] || changed "the file of --benchmark-json is written"
echo "status 0, and no file.json"
venv/bin/python - <<'PY'
import glob
import json
import re
import sys
from importlib.metadata import version

print(*(f"{name} {version(name)}" for name in ("pytest-codspeed", "pytest-benchmark", "pytest")))
stored = json.load(open(glob.glob(".codspeed/results_*.json")[0]))["benchmarks"]
stored = {each["name"]: each["stats"]["min_ns"] / 1e6 for each in stored}
shown = {name: float(ms) for name, ms in re.findall(r"(test_\w+)\D+?([\d.]+)ms", open("table").read())}
for name in ("test_ones", "test_tens"):
    print(f"{name}: the table says {shown[name]} ms, the file {stored[name]:.1f} ms")
if not all(value >= 10 for value in stored.values()):
    sys.exit("changed: the stored results are wrong too")
if shown["test_ones"] < 10:
    sys.exit("changed: the table is wrong for one iteration")
if not shown["test_tens"] < 5:
    sys.exit("changed: the table has the time of one call")
PY
