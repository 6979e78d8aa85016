#!/usr/bin/env bash
# A gate of pytest-benchmark lets a slower benchmark pass that was renamed or moved, or when nothing is measured.
#
# Tried: a benchmark that sleeps 2 ms, kept with --benchmark-autosave; then the same with 20 ms, behind
# --benchmark-compare=0001 --benchmark-compare-fail=mean:5%: as it is, under another name, in another file, and
# with --benchmark-disable.
# A good guess: what has nothing to be compared with fails the gate, or is warned about; a run that measures
# nothing is refused where a comparison is asked for.
# Seen: under its own name it fails (status 1). Under another name, in another file and with --benchmark-disable
# the status is 0, and no word says that nothing was compared. Only a stored run that is not there at all is
# refused (status 4).
# Versions: pytest-benchmark 5.3.1, pytest 9.2.0, tried on 2026-12-01.
# Why it matters: to rename a test is what people do when they change a function; its slowdown then passes, and
# so does everything once somebody has put --benchmark-disable into the settings of CI.
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
    'pytest==9.2.0' 'pytest-benchmark==5.3.1' ||
    skip "pip cannot install the pinned packages"

# write FILE NAME SECONDS: the only benchmark there is
write() {
    rm -f test_*.py
    printf 'import time\n\n\ndef %s(benchmark):\n    benchmark.pedantic(time.sleep, args=(%s,), rounds=5)\n' "$2" "$3" >"$1"
}

# gate STATUS [OPTION]: the comparison that a pull request would be held to
gate() {
    local status=0
    venv/bin/python -m pytest -q -p no:cacheprovider --benchmark-compare=0001 --benchmark-compare-fail=mean:5% "${@:2}" . >said 2>&1 || status=$?
    [[ $status == "$1" ]] || { cat said; changed "the status is $status"; }
    echo "status $status: $(tail -1 said)"
}

write test_one.py test_work 0.002
venv/bin/python -m pytest -q -p no:cacheprovider --benchmark-autosave . >/dev/null
write test_one.py test_work 0.02
gate 1
grep -q 'Performance has regressed' said || changed "it says something else"
gate 0 --benchmark-disable
write test_one.py test_work_of_another_name 0.02
gate 0
! grep -qi 'warn\|not found\|no baseline\|missing\|nothing to compare' said || changed "it says that nothing was compared"
write test_two.py test_work 0.02
gate 0
! grep -qi 'warn\|not found\|no baseline\|missing\|nothing to compare' said || changed "it says that nothing was compared"
echo "ten times as slow, and three of four gates pass"
