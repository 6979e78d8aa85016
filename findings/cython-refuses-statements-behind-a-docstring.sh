#!/usr/bin/env bash
# Cython refuses a statement that stands behind the docstring of a module on its line.
#
# Tried: modules that differ in where a statement stands: behind the module's docstring with a semicolon, behind another
# expression with a semicolon, on a line of its own, and behind a function's docstring; as Python, and through Cython.
# A good guess: a docstring is an expression like any other, so all are translated, as Python runs all.
# Seen: the first is refused with "Syntax error in doc string"; the others are translated, a function's docstring included.
# Versions: Cython 3.3.1, tried on 2026-11-29.
# Why it matters: tools that write into sources and must keep the numbers of lines put a statement behind the docstring; so do
# minifiers. The result runs as Python and does not go through Cython.
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
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: 'Cython==3.3.1' ||
    skip "pip cannot install the pinned package"

printf '"""What it does."""; import math\nroot = math.sqrt(4.0)\n' >docstring.py
printf 'len("what it does"); import math\nroot = math.sqrt(4.0)\n' >expression.py
printf '"""What it does."""\nimport math\nroot = math.sqrt(4.0)\n' >lines.py
printf 'def f():\n    """What it does."""; return 2.0\n\n\nroot = f()\n' >function.py

echo "Python $(venv/bin/python -c 'import platform; print(platform.python_version())'), $(venv/bin/cython --version)"
for name in docstring expression lines function; do
    as_python=$(venv/bin/python -c "import $name; print($name.root)")
    if venv/bin/cython -3 -o "$name.c" "$name.py" >"$name.log" 2>&1; then
        translated=translated
    else
        translated="refused: $(grep -o 'Syntax error.*' "$name.log" | head -n 1)"
    fi
    echo "$name: Python says $as_python, Cython: $translated" | tee -a seen
done
cat >expected <<'TEXT'
docstring: Python says 2.0, Cython: refused: Syntax error in doc string
expression: Python says 2.0, Cython: translated
lines: Python says 2.0, Cython: translated
function: Python says 2.0, Cython: translated
TEXT
cmp -s seen expected || changed "Cython takes other sources than it did"
