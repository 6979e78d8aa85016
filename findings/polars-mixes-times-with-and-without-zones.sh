#!/usr/bin/env bash
# A Polars series takes times with and without a zone together, and gives the others another meaning.
#
# Tried: pl.Series of midnight without a zone and midnight in Paris, in both orders.
# A good guess: an exception, as for 1 beside 2.5 (strict is the default) and as Python has it for `<` of the two.
# Seen: none. If the first has no zone, Paris loses its own and becomes 23:00 of the day before; if Paris comes
# first, the other is taken for UTC and becomes 01:00. A date beside a datetime is refused, as are 1 and 2.5.
# Versions: Polars 2.1.0, tried on 2026-11-30.
# Why it matters: logs of two sources that are put together are an hour or ten off, and nobody is told.
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
    'polars==2.1.0' 'polars-runtime-32==2.1.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars

print("Polars", polars.__version__)


def outcome(values):
    try:
        return [str(value) for value in polars.Series(values).to_list()]
    except Exception as error:
        return type(error).__name__


plain, paris = datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Paris"))
seen = {
    "without, with": outcome([plain, paris]),
    "with, without": outcome([paris, plain]),
    "a datetime and a date": outcome([plain, date(2026, 1, 1)]),
    "1 and 2.5": outcome([1, 2.5]),
}
for name, came in seen.items():
    print(f"{name}: {came}")
try:
    plain < paris
    sys.exit("changed: Python compares the two")
except TypeError:
    pass
if (seen["a datetime and a date"], seen["1 and 2.5"]) != ("TypeError", "TypeError"):
    sys.exit("changed: Polars is strict otherwise")
if seen["without, with"] != ["2026-01-01 00:00:00", "2025-12-31 23:00:00"]:
    sys.exit("changed: Polars answers otherwise where the first has no zone")
if seen["with, without"] != ["2026-01-01 00:00:00+01:00", "2026-01-01 01:00:00+01:00"]:
    sys.exit("changed: Polars answers otherwise where the first has a zone")
PY
