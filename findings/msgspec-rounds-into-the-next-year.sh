#!/usr/bin/env bash
# msgspec rounds the digits of a second that Python has no room for; Python, DuckDB and Polars cut them.
#
# Tried: 2026-12-31T23:59:59.9999999 (seven digits, as Go, .NET and Rust write it) as a datetime.
# A good guess: the first six digits, as datetime.fromisoformat; or a refusal.
# Seen: msgspec makes 2027-01-01 00:00:00 of it; the three others 23:59:59.999999 of 2026.
# Versions: msgspec 0.22.0, DuckDB 2.0.1, Polars 2.1.0, tried on 2026-11-30.
# Why it matters: the same event falls into two days, months and years, by who has read it.
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
    'msgspec==0.22.0' 'duckdb==2.0.1' 'polars==2.1.0' 'polars-runtime-32==2.1.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from datetime import datetime

import duckdb
import msgspec
import polars

print("msgspec", msgspec.__version__, "DuckDB", duckdb.__version__, "Polars", polars.__version__)
TEXT = "2026-12-31T23:59:59.9999999"
seen = {
    "Python": datetime.fromisoformat(TEXT),
    "DuckDB": duckdb.execute("select ?::timestamp", [TEXT]).fetchone()[0],
    "Polars": polars.Series([TEXT]).str.to_datetime(time_unit="us")[0],
    "msgspec": msgspec.json.decode(f'"{TEXT}"', type=datetime),
}
for name, time in seen.items():
    print(f"{name}: {time}")
cut = datetime(2026, 12, 31, 23, 59, 59, 999999)
if {seen["Python"], seen["DuckDB"], seen["Polars"]} != {cut}:
    sys.exit("changed: Python, DuckDB or Polars answers otherwise")
if seen["msgspec"] != datetime(2027, 1, 1):
    sys.exit("changed: msgspec answers otherwise")
PY
