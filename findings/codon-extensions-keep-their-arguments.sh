#!/usr/bin/env bash
# An extension module built by Codon keeps a reference to every Python object that it is given, for ever.
#
# Tried: a function of one parameter of type `pyobj`, Codon's type for Python objects, that returns a number, compiled with
# `codon build -pyext`; called 1,000 times with the same list, and once each with 100 lists that nobody else holds.
# A good guess: the reference counts are what they were before, and the lists are freed, as with other extension modules.
# Seen: the list has 1,000 references more, and none of the 100 is freed.
# Versions: Codon 0.18.0, as PyPI's codon-compiler-demo 0.18.0 packs it (not by Codon's makers), tried on 2026-11-29.
# Why it matters: whoever hands large documents to a function that was compiled to be fast keeps all of them in memory; nothing
# is wrong in the results.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the package is for Linux on x86-64"
command -v cc >/dev/null || skip "no C compiler"
python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.11 to 3.13 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: \
    'codon-compiler-demo==0.18.0' || skip "pip cannot install the pinned package"
codon=$(echo "$work"/venv/lib/python3*/site-packages/codon_compiler_demo/binaries/linux-x86_64)
chmod +x "$codon/bin/codon"

cat >keeper.codon <<'CODON'
def size(value: pyobj) -> int:
    return len(value)
CODON
"$codon/bin/codon" build -release -relocation-model=pic -pyext -module keeper keeper.codon -o keeper.o
cc -shared -fPIC keeper.o -o keeper.so -L"$codon/lib/codon" -Wl,-rpath,"$codon/lib/codon" -lcodonrt

echo "Codon $("$codon/bin/codon" --version), $("$python" --version)"
venv/bin/python - <<'PY'
import gc
import sys
import weakref

import keeper


class Document(list):
    """A list that can be watched."""


same = Document([1, 2, 3])
before = sys.getrefcount(same)
assert all(keeper.size(same) == 3 for _ in range(1000))
more = sys.getrefcount(same) - before
watched = []
for _ in range(100):
    document = Document([1, 2, 3])
    keeper.size(document)
    watched.append(weakref.ref(document))
del document
gc.collect()
alive = sum(one() is not None for one in watched)
print(f"references more after 1,000 calls: {more}; lists alive of 100 that nobody holds: {alive}")
if (more, alive) != (1000, 100):
    print("another answer than on 2026-11-29")
    sys.exit(1)
PY
