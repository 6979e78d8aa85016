#!/usr/bin/env bash
# Comparing a gmpy2 integer with a Decimal raises, so that a lookup in a dict can raise.
#
# Tried: mpz(10) == Decimal(10), membership in a list, and a lookup in a dict that has Decimal(10) as key, for
# int and for gmpy2.mpz.
# A good guess: equality never raises: it is True, as for int, or at worst False.
# Seen: TypeError: "argument must be an integer", for ==, !=, `in` and the lookup, as both have one hash.
# mpfr(1) == Decimal(1) is False, and mpz(3) == Fraction(3) is True.
# Versions: gmpy2 2.3.2, tried on 2026-11-28.
# Why it matters: mpz is the usual replacement for int where big numbers are slow; code that mixes amounts in
# Decimal with counts works until the first equal hash.
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
    'gmpy2==2.3.2' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys
from decimal import Decimal
from fractions import Fraction

import gmpy2

print("gmpy2", gmpy2.version())
questions = {
    "n == Decimal(10)": lambda n: n == Decimal(10),
    "n != Decimal(10)": lambda n: n != Decimal(10),
    "n in [Decimal(1)]": lambda n: n in [Decimal(1)],
    "{Decimal(10): 1}.get(n)": lambda n: {Decimal(10): 1}.get(n),
    "{Decimal(11): 1}.get(n)": lambda n: {Decimal(11): 1}.get(n),
    "n == Fraction(10)": lambda n: n == Fraction(10),
}
expected = {
    "n == Decimal(10)": (True, "TypeError"),
    "n != Decimal(10)": (False, "TypeError"),
    "n in [Decimal(1)]": (False, "TypeError"),
    "{Decimal(10): 1}.get(n)": (1, "TypeError"),
    "{Decimal(11): 1}.get(n)": (None, None),
    "n == Fraction(10)": (True, True),
}


def answer(question, number):
    try:
        return question(number)
    except TypeError:
        return "TypeError"


for name, question in questions.items():
    seen = answer(question, 10), answer(question, gmpy2.mpz(10))
    print(f"{name}: int {seen[0]}, mpz {seen[1]}")
    if seen != expected[name]:
        sys.exit(f"changed: {name} is {seen}, it was {expected[name]}")
PY
