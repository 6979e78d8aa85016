#!/usr/bin/env bash
# uvloop does not wait below half a millisecond, wakes up early, and fires timers in another order.
#
# Tried: 200 times asyncio.sleep(0.0004), asyncio.sleep(0.0014), and two timers, the later of which was
# registered first, on the event loops of asyncio, rloop and uvloop.
# A good guess: all loops wait at least as long as they are asked, as asyncio documents it, perhaps a little
# longer; timers fire by their time.
# Seen: uvloop rounds every delay to whole milliseconds, to the nearest: 0.4 ms is no wait at all (200 of them
# take about a millisecond), 1.4 ms is about 1.1 ms, and a timer at 12.1 ms fires after one at 12.4 ms that
# was registered before it. asyncio and rloop wait.
# Versions: uvloop 0.23.0, rloop 0.5.0, CPython 3.11 and 3.13, tried on 2026-11-28.
# Why it matters: a pause, a rate limit or a simulated latency below 0.5 ms vanishes, a polling loop becomes a
# busy loop, and the faster loop looks faster because it does not wait.
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
    'uvloop==0.23.0' 'rloop==0.5.0' ||
    skip "pip cannot install the pinned packages"

venv/bin/python - <<'PY'
import asyncio
import sys
import time
from importlib.metadata import version

import rloop
import uvloop

print("uvloop", version("uvloop"), "rloop", version("rloop"), "Python", sys.version.split()[0])


async def waits():
    loop = asyncio.get_running_loop()
    seconds = []
    for delay in (0.0004, 0.0014):
        begin = time.perf_counter()
        for _ in range(200):
            await asyncio.sleep(delay)
        seconds.append(time.perf_counter() - begin)
    order = []
    done = loop.create_future()
    loop.call_later(0.0124, order.append, "12.4 ms")
    loop.call_later(0.0121, order.append, "12.1 ms")
    loop.call_later(0.05, done.set_result, None)
    await done
    return seconds, order


def run(factory):
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(waits())


answers = {
    "asyncio": run(asyncio.new_event_loop),
    "rloop": run(rloop.new_event_loop),
    "uvloop": run(uvloop.new_event_loop),
}
for loop, ((short, long), order) in answers.items():
    print(f"{loop}: 200 sleeps of 0.4 ms (80 ms asked) took {short * 1000:.1f} ms,", end=" ")
    print(f"of 1.4 ms (280 ms asked) {long * 1000:.1f} ms; timers fired: {', then '.join(order)}")
for loop in ("asyncio", "rloop"):
    (short, long), _ = answers[loop]
    if short < 0.08 or long < 0.28:
        sys.exit(f"changed: {loop} does not wait as long as it is asked either")
(short, _), order = answers["uvloop"]
if short > 0.06:
    sys.exit("changed: uvloop waits 0.4 ms")
if order != ["12.4 ms", "12.1 ms"]:
    sys.exit("changed: uvloop's timers fire by their time")
PY
