#!/usr/bin/env bash
# orjson leaves out fields of a dataclass, and writes what are none.
#
# Tried: a dataclass with a field `_secret` and a `cached_property`, written before and after that was read, and
# after an attribute was set that is no field; the same with msgspec and with dataclasses.asdict.
# A good guess: the fields, as asdict has them; or the fields without those that begin with an underscore.
# Seen: orjson never writes `_secret`, and does write the cached property once somebody has read it, and any
# attribute that was set: the same object has three texts. msgspec writes the fields each time.
# Versions: orjson 3.13.0, msgspec 0.22.0, tried on 2026-11-30.
# Why it matters: what a service sends depends on who looked at the object before, and a round trip loses fields.
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
import sys
from dataclasses import asdict, dataclass
from functools import cached_property

import msgspec
import orjson

print("orjson", orjson.__version__, "msgspec", msgspec.__version__)


@dataclass
class Account:
    number: int
    _secret: int = 2

    @cached_property
    def score(self):
        return 9


account = Account(1)
before = orjson.dumps(account)
account.score
read = orjson.dumps(account)
account.note = "x"
noted = orjson.dumps(account)
other = msgspec.json.encode(account)
print("asdict: ", asdict(account))
print("msgspec:", other)
print("orjson: ", before, read, noted)
if asdict(account) != {"number": 1, "_secret": 2} or other != b'{"number":1,"_secret":2}':
    sys.exit("changed: asdict or msgspec answers otherwise")
if (before, read, noted) != (b'{"number":1}', b'{"number":1,"score":9}', b'{"number":1,"score":9,"note":"x"}'):
    sys.exit("changed: orjson answers otherwise")
PY
