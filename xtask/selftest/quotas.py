"""Does a CPU quota change what a session says?

    sudo python3 xtask/selftest/quotas.py [XTASK] [--quota PERCENT]... [--budget 1m] [--free 20]

It measures n-body in CPython, C and Cython without a quota, then in a group of its own (cgroups of both
versions) that may use 40, 100 and 150 % of one core, then without a quota again. Of each speedup under a
quota that has a figure, it prints the figure and whether it lies in the interval that the sessions without a
quota gave. Then come short sessions without a quota (`--free`), none of which may have a mark of one.

Status 1: a figure lies outside, or a session without a quota has a mark. The machine must be quiet, and what
is measured must have been built (`cargo xtask check`). It needs root, Linux, Python 3.9 and the standard
library.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RUNGS = ("cpython-3.14", "c-plain", "cython")
PERIOD_US = 100_000
MARKS = {"quota", "throttled"}
NAME = "ladder-quota"


@contextmanager
def group(percent: int | None) -> Iterator[Path | None]:
    """A group that may use so much of one core; none without a limit."""
    if percent is None:
        yield None
        return
    quota = PERIOD_US * percent // 100
    first = Path("/sys/fs/cgroup/cpu")
    folder = (first if first.is_dir() else Path("/sys/fs/cgroup")) / NAME
    folder.mkdir()
    try:
        if first.is_dir():
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD_US), encoding="ascii")
            (folder / "cpu.cfs_quota_us").write_text(str(quota), encoding="ascii")
        else:
            (folder / "cpu.max").write_text(f"{quota} {PERIOD_US}", encoding="ascii")
        yield folder
    finally:
        folder.rmdir()


def session(xtask: str, percent: int | None, budget: str) -> dict[str, Any]:
    """Measures one session, and returns its report."""
    with tempfile.TemporaryDirectory() as results, group(percent) as folder:

        def enter() -> None:
            if folder:
                (folder / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")

        words = [xtask, "run", "--results", results, "--profile", "quick", "--benchmark", "nbody"]
        words += [word for rung in RUNGS for word in ("--rung", rung)] + ["--budget", budget]
        outcome = subprocess.run(
            words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=enter
        )
        if outcome.returncode != 0:
            sys.exit(f"the session ended with {outcome.returncode}:\n{outcome.stderr[-2000:]}")
        words = [xtask, "report", "--results", results, "--format", "json"]
        report: dict[str, Any] = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True).stdout)
        return report


def speedups(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Of each rung but the baseline its speedup, where it has one."""
    cells = (cell for cell in report["cells"] if cell["rung"] in RUNGS[1:])
    return {cell["rung"]: cell["speedup"] for cell in cells if cell.get("speedup")}


def marks(report: dict[str, Any]) -> set[str]:
    """What a session and its cells say of a quota."""
    flags = report["session"]["flags"] + [flag for cell in report["cells"] for flag in cell["flags"]]
    return MARKS & {flag["code"] for flag in flags}


def told(speedup: dict[str, Any]) -> str:
    """A speedup with its interval."""
    return f"{speedup['estimate']:.3g}x ({speedup['low']:.3g}..{speedup['high']:.3g})"


def compare(xtask: str, quotas: list[int], budget: str) -> int:
    """Sessions under each quota between two without one; returns how many figures lie outside."""
    reports = [session(xtask, percent, budget) for percent in [None, *quotas, None]]
    free = [speedups(reports[0]), speedups(reports[-1])]
    outside = 0
    for rung in RUNGS[1:]:
        low = min(each[rung]["low"] for each in free)
        high = max(each[rung]["high"] for each in free)
        print(f"{rung}, no quota: {told(free[0][rung])}, and at the end {told(free[1][rung])}")
        for percent, report in zip(quotas, reports[1:-1], strict=True):
            speedup = speedups(report).get(rung)
            within = not speedup or low <= speedup["estimate"] <= high
            outside += not within
            words = f"{told(speedup)}, {'inside' if within else 'OUTSIDE'}" if speedup else "no figure"
            print(
                f"{rung}, {percent} % of a core: {words}; marks: {', '.join(sorted(marks(report))) or 'none'}"
            )
    return outside


def main() -> int:
    """Compares, and counts false marks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("xtask", nargs="?", default=str(ROOT / "target/debug/xtask"), help="the harness")
    parser.add_argument("--quota", type=int, action="append", help="per cent of one core; may be repeated")
    parser.add_argument("--budget", default="1m", help="of each session")
    parser.add_argument("--free", type=int, default=20, help="short sessions without a quota")
    options = parser.parse_args()
    outside = compare(options.xtask, options.quota or [40, 100, 150], options.budget)
    false = sum(bool(marks(session(options.xtask, None, "10s"))) for _ in range(options.free))
    print(f"without a quota: {false} of {options.free} sessions have a mark of one")
    return 1 if outside or false else 0


if __name__ == "__main__":
    sys.exit(main())
