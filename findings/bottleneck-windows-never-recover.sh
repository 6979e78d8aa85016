#!/usr/bin/env bash
# One outlier spoils every later window of Bottleneck's moving statistics.
#
# Tried: move_mean over a series with one infinity, and move_std over three slow first values (0.5 s in
# nanoseconds) followed by 1, 2, 3, 1, 2, 3, ..., each with windows of three.
# A good guess: running sums cost some last digits; three values after the outlier the windows are right
# again.
# Seen: after the infinity the mean is NaN for the rest of the series, however long; after the slow values
# move_std says 4.6 for windows whose standard deviation is 0.816, to the end. NumPy over the windows
# themselves has them right.
# Versions: Bottleneck 1.6.0, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: a warm-up round or one timed-out request at the front of a series decides the noise band of
# a whole history. A NaN in place of the infinity does recover.
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
    'bottleneck==1.6.0' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import sys

import bottleneck
import numpy

print("Bottleneck", bottleneck.__version__, "NumPy", numpy.__version__)
windows = numpy.lib.stride_tricks.sliding_window_view

times = numpy.concatenate([[2.0] * 3, [numpy.inf], [2.0] * 1000])
moving = bottleneck.move_mean(times, 3)[2:]
right = windows(times, 3).mean(axis=1)
print("mean: the last window by Bottleneck", moving[-1], "and by NumPy", right[-1])
if not (right[4:] == 2.0).all():
    sys.exit("changed: NumPy's windows are not 2.0")
if not numpy.isnan(moving[4:]).all():
    sys.exit("changed: move_mean recovers from an infinity")

times = numpy.concatenate([[5e8] * 3, [1.0, 2.0, 3.0] * 300])
moving = bottleneck.move_std(times, 3)[2:]
right = windows(times, 3).std(axis=1)
print(f"standard deviation: the last window by Bottleneck {moving[-1]:.3f} and by NumPy {right[-1]:.3f}")
if not numpy.allclose(right[3:], 0.8165, atol=1e-4):
    sys.exit("changed: NumPy's windows are not 0.8165")
if not (moving[3:] > 4).all():
    sys.exit("changed: move_std recovers from large values")
PY
