#!/usr/bin/env bash
# Under cProfile and py-spy a program that fails ends with status 0.
#
# Tried: a program that works for half a second and calls sys.exit(3), alone and under cProfile, pyinstrument,
# line_profiler, memray, coverage and py-spy.
# A good guess: every profiler that runs a program hands its exit status on.
# Seen: cProfile (and profile) end with 0 after sys.exit(3), though with 1 after an exception; py-spy record
# ends with 0 whatever the program did. pyinstrument, kernprof, memray and coverage end with 3.
# Versions: CPython 3.11 and 3.13, py-spy 0.4.3, pyinstrument 5.1.3, line_profiler 5.1.0, memray 1.20.0,
# coverage 7.17.5, tried on 2026-11-28.
# Why it matters: a job in CI that profiles its benchmark is green though the benchmark refused its own
# result, and the profile kept is that of a failure.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
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
    'py-spy==0.4.3' 'pyinstrument==5.1.3' 'line-profiler==5.1.0' 'memray==1.20.0' 'coverage==7.17.5' ||
    skip "pip cannot install the pinned packages"

cat >fails.py <<'PY'
import sys
import time

end = time.monotonic() + 0.5
while time.monotonic() < end:
    sum(range(1000))
sys.exit(3)
PY

status() {
    local code=0
    "$@" >output 2>&1 || code=$?
    echo "$code"
}
venv/bin/python --version
venv/bin/pip list --disable-pip-version-check 2>/dev/null | grep -E '^(coverage|line[-_]profiler|memray|py-spy|pyinstrument) ' || true
[[ $(status venv/bin/python fails.py) == 3 ]] || changed "the program itself ends otherwise"
declare -A runs=(
    [cProfile]="venv/bin/python -m cProfile -o cprofile.out fails.py"
    [profile]="venv/bin/python -m profile -o profile.out fails.py"
    [pyinstrument]="venv/bin/pyinstrument -o pyinstrument.out fails.py"
    [kernprof]="venv/bin/kernprof -l -o kernprof.out fails.py"
    [memray]="venv/bin/memray run -q -o memray.out fails.py"
    [coverage]="venv/bin/coverage run fails.py"
)
declare -A expected=([cProfile]=0 [profile]=0 [pyinstrument]=3 [kernprof]=3 [memray]=3 [coverage]=3)
for profiler in cProfile profile pyinstrument kernprof memray coverage; do
    read -ra command <<<"${runs[$profiler]}"
    seen=$(status "${command[@]}")
    echo "sys.exit(3) under $profiler: $seen"
    [[ $seen == "${expected[$profiler]}" ]] || changed "$profiler ends with $seen, it was ${expected[$profiler]}"
done
seen=$(status venv/bin/py-spy record -o spy.svg -- venv/bin/python fails.py)
if grep -qiE 'permission denied|operation not permitted' output; then
    echo "py-spy may not look at processes here, it is left out"
else
    echo "sys.exit(3) under py-spy record: $seen"
    [[ $seen == 0 ]] || changed "py-spy record ends with $seen, it was 0"
fi
