#!/usr/bin/env bash
# Installing Bottleneck changes what pandas answers, without an import or an option.
#
# Tried: std of a column of equal float32 numbers and the median of a column of large whole numbers, in pandas
# before and after `pip install bottleneck` into the same environment.
# A good guess: Bottleneck makes pandas faster; answers stay, last digits apart.
# Seen: the standard deviation of 2^25 ones is 0.0 before and 0.35 after, of a million times 0.1 it is 0.0
# before and 0.00095 after; the median of four times 2^62 is 4.6e18 before and -4.6e18 after. The option
# compute.use_bottleneck is on by default.
# Versions: pandas 3.1.1, Bottleneck 1.6.0, NumPy 2.4.6, tried on 2026-11-28.
# Why it matters: an unrelated package that asks for Bottleneck changes the noise that a measurement reports:
# a constant gets a spread. pandas.set_option("compute.use_bottleneck", False) keeps it away.
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
    'pandas==3.1.1' 'numpy==2.4.6' ||
    skip "pip cannot install the pinned packages"

cat >ask.py <<'PY'
import numpy
import pandas

ones = pandas.Series(numpy.ones(2**25, dtype=numpy.float32))
tenths = pandas.Series(numpy.full(1_000_000, 0.1, dtype=numpy.float32))
large = pandas.Series([2**62] * 4)
print(f"{float(ones.std()):.2f} {float(tenths.std()):.5f} {float(large.median()):.1e}")
PY
venv/bin/python -c 'import numpy, pandas; print("pandas", pandas.__version__, "NumPy", numpy.__version__)'
before=$(venv/bin/python ask.py)
venv/bin/pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: 'bottleneck==1.6.0' 'numpy==2.4.6' ||
    skip "pip cannot install Bottleneck"
after=$(venv/bin/python ask.py)
echo "std of 2^25 ones, std of a million 0.1 (float32), median of four 2^62"
echo "before Bottleneck 1.6.0: $before"
echo "after: $after"
[[ $before == "0.00 0.00000 4.6e+18" ]] || changed "pandas alone answers otherwise"
[[ $after == "0.35 0.00095 -4.6e+18" ]] || changed "pandas beside Bottleneck answers otherwise"
