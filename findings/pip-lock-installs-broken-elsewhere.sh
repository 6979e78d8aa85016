#!/usr/bin/env bash
# A lock by pip says nothing of the Python it was made for, and uv installs it on another, incomplete.
#
# Tried: pip lock of build 1.2.2 on Python 3.11 or newer, and uv pip install of the resulting pylock.toml for
# Python 3.10, where build needs tomli.
# A good guess: the lock states its Python (requires-python or environments, for which the standard has
# fields), and the installer refuses another.
# Seen: neither field is there. uv installs the three packages for 3.10 with status 0; tomli, which build asks
# for below 3.11, is not among them, and `import build` would fail.
# Versions: pip 26.3, uv 0.13.9, build 1.2.2, tried on 2026-11-28.
# Why it matters: a lock that was committed on one interpreter is what a matrix of interpreters in CI installs
# from; the fault shows at import, not at installation.
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
    'pip==26.3' 'uv==0.13.9' ||
    skip "pip cannot install the pinned packages"

venv/bin/pip --version | cut -d ' ' -f 1-2
venv/bin/uv --version
venv/bin/pip lock --quiet 'build==1.2.2' 'packaging==25.0' 'pyproject-hooks==1.2.0' --output pylock.toml 2>notes || skip "pip cannot lock: $(tail -n 1 notes)"
grep -E '^(name|requires-python|environments)' pylock.toml
if grep -qE '^(requires-python|environments)' pylock.toml; then
    changed "the lock says for which Python it is"
fi
if grep -q '"tomli"' pylock.toml; then
    changed "the lock holds what older interpreters need"
fi
venv/bin/uv pip install --quiet --python-version 3.10 --target for-3.10 --requirements pylock.toml ||
    changed "uv refuses the lock for Python 3.10"
needs=$(grep -i '^Requires-Dist: tomli' for-3.10/build-1.2.2.dist-info/METADATA) || changed "build does not ask for tomli"
echo "uv installed for Python 3.10:" for-3.10/*.dist-info
echo "build says: $needs"
if [[ -d for-3.10/tomli ]]; then
    changed "tomli is installed"
fi
echo "tomli is not installed"
