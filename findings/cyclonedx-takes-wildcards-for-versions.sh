#!/usr/bin/env bash
# A bill of materials by cyclonedx-py names versions that do not exist, and packages that are never installed.
#
# Tried: `cyclonedx-py requirements` of a file with ==3.*, a range, and two lines whose markers are false on
# every Linux with a current Python.
# A good guess: ==3.* is no version, so it is warned about as the range is; lines with a false marker are left
# out, or are marked as optional.
# Seen: idna==3.* becomes version "3.*" with the package URL pkg:pypi/idna@3.%2A, without a warning, where
# packaging>=24 has none and is warned about; pywin32 and a backport for old Pythons are required components
# like any other.
# Versions: cyclonedx-bom 7.5.0, tried on 2026-11-28.
# Why it matters: a scanner that matches versions finds nothing for "3.*" and reports the package as clean;
# and it reports faults of packages that are not there. `cyclonedx-py environment` looks at what is installed.
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
    'cyclonedx-bom==7.5.0' ||
    skip "pip cannot install the pinned packages"

cat >requirements.txt <<'TXT'
orjson==3.13.0
idna==3.*
packaging>=24
pywin32==311; sys_platform == "win32"
tomli==2.5.0; python_version < "3.11"
TXT
venv/bin/cyclonedx-py requirements requirements.txt --of JSON -o bom.json 2>warnings || changed "cyclonedx-py refuses the file"
venv/bin/python - <<'PY'
import json
import sys
from importlib.metadata import version

print("cyclonedx-bom", version("cyclonedx-bom"))
components = json.load(open("bom.json"))["components"]
warnings = open("warnings").read()
seen = {}
for component in components:
    name = component["name"]
    warned = f"name={name}," in warnings
    seen[name] = (component.get("version"), component.get("purl"), component.get("scope"), warned)
    print(f"{name}: version {seen[name][0]}, {seen[name][1]}, scope {seen[name][2]}, {'warned' if warned else 'no warning'}")
expected = {
    "orjson": ("3.13.0", "pkg:pypi/orjson@3.13.0", None, False),
    "idna": ("3.*", "pkg:pypi/idna@3.%2A", None, False),
    "packaging": (None, "pkg:pypi/packaging", None, True),
    "pywin32": ("311", "pkg:pypi/pywin32@311", None, False),
    "tomli": ("2.5.0", "pkg:pypi/tomli@2.5.0", None, False),
}
for name, answer in expected.items():
    if seen.get(name) != answer:
        sys.exit(f"changed: {name} is {seen.get(name)}, it was {answer}")
PY
