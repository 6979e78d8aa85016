#!/usr/bin/env bash
# orjson and msgspec round the offset of a time to minutes and keep the clock, so that the time is another one.
#
# Tried: noon of 1900-01-01 in Amsterdam, whose offset was 19 minutes and 32 seconds, as JSON and back.
# A good guess: `+00:19:32`, as isoformat writes it; or a refusal, as RFC 3339 has no seconds there; or UTC.
# Seen: both write `+00:20`, without a word: what is read back is 28 seconds earlier. Zones of that kind were in
# use until 1972 (Liberia).
# Versions: orjson 3.13.0, msgspec 0.22.0, tried on 2026-11-30.
# Why it matters: dates of birth and archives compare unequal after a round trip, and order changes.
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
    'orjson==3.13.0' 'msgspec==0.22.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import json
import sys
from datetime import datetime, timedelta, timezone

import msgspec
import orjson

print("orjson", orjson.__version__, "msgspec", msgspec.__version__)
noon = datetime(1900, 1, 1, 12, tzinfo=timezone(timedelta(minutes=19, seconds=32)))
texts = {"orjson": orjson.dumps(noon), "msgspec": msgspec.json.encode(noon)}
print("isoformat:", noon.isoformat())
for name, text in texts.items():
    moved = datetime.fromisoformat(json.loads(text)) - noon
    print(f"{name}: {text.decode()}, moved by {moved.total_seconds():.0f} s")
    if (text, moved) != (b'"1900-01-01T12:00:00+00:20"', timedelta(seconds=-28)):
        sys.exit(f"changed: {name} answers otherwise")
PY
