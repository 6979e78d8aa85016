"""Are the intervals of this build narrower than those of an earlier one, in the same measuring time?

    git worktree add ../earlier f8336d8
    python3 xtask/selftest/widths.py ../earlier --profile quick --budget 5m
    python3 xtask/selftest/widths.py ../earlier --profile quick --profile blog --turns 2

Both builds check their cells first, which is not counted. Then they measure in turn, on one machine in one
sitting, with the same budget: earlier, this, this, earlier, and so on. Printed are, for each profile, the
cells that both have with an interval (rungs of the headline, the baseline aside), the median half-width of
each build, the ratio of the two, the measuring time of each, and how many of the intervals are narrower.

It measures with `--budget` for each session and turn, so `quick` with 5 minutes takes some 10 minutes a turn
beside building and the first check. The machine must be quiet. Needs Python 3.9 and the standard library.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# Of each cell, by rung and benchmark, the half-widths of its speedup, one for each session.
Widths = dict[tuple[str, str], list[float]]


def xtask(tree: Path, *arguments: str) -> str:
    """Runs a command of one build, whose progress goes to the terminal."""
    command = ["cargo", "xtask", *arguments]
    outcome = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True, check=False)
    # Status 1: something could not be built or disagrees, and the rest was measured.
    if outcome.returncode not in (0, 1):
        sys.exit(f"`{' '.join(command)}` in {tree} ended with {outcome.returncode}")
    return outcome.stdout


def half_widths(report: dict[str, Any], headline: set[str]) -> dict[tuple[str, str], float]:
    """The half-width of each speedup that has an interval, as a share."""
    found = {}
    for cell in report["cells"]:
        speedup, rung = cell.get("speedup"), cell["rung"]
        low, high = (speedup.get(end) for end in ("low", "high")) if speedup else (None, None)
        is_baseline = rung == report["session"]["baseline"]
        if low and high and rung in headline and not is_baseline:
            found[rung, cell["benchmark"]] = math.sqrt(high / low) - 1.0
    return found


def measured(tree: Path, profile: str, options: list[str], headline: set[str]) -> tuple[Any, float]:
    """Measures one session: its half-widths, and the seconds that it spent."""
    xtask(tree, "run", "--profile", profile, *options)
    report = json.loads(xtask(tree, "report", "--format", "json"))
    return half_widths(report, headline), report["session"].get("spent_s") or math.nan


def compare(trees: dict[str, Path], profile: str, arguments: argparse.Namespace) -> float:
    """Measures a profile with both builds in turn, and returns the ratio of the median half-widths."""
    chosen = [word for rung in arguments.rung for word in ("--rung", rung)]
    chosen += [word for benchmark in arguments.benchmark for word in ("--benchmark", benchmark)]
    listed = json.loads(xtask(trees["this"], "list", "--format", "json"))
    headline = {rung["name"] for rung in listed["rungs"] if rung["default"]}
    widths: dict[str, Widths] = {name: {} for name in trees}
    spent: dict[str, list[float]] = {name: [] for name in trees}
    for tree in trees.values():
        xtask(tree, "check", "--profile", profile, *chosen)
    for turn in range(arguments.turns):
        order = list(trees) if turn % 2 == 0 else list(trees)[::-1]
        for name in order:
            found, seconds = measured(trees[name], profile, [*chosen, "--budget", arguments.budget], headline)
            spent[name].append(seconds)
            for cell, half in found.items():
                widths[name].setdefault(cell, []).append(half)
    both = sorted(widths["earlier"].keys() & widths["this"].keys())
    if not both:
        sys.exit(f"{profile}: no cell has an interval in both builds")
    each = {name: [median(widths[name][cell]) for cell in both] for name in trees}
    for (rung, benchmark), earlier, this in zip(both, each["earlier"], each["this"], strict=True):
        print(f"{profile} {rung}/{benchmark}: ±{earlier:.2%} earlier, ±{this:.2%} this")
    ratio = median(each["this"]) / median(each["earlier"])
    narrower = sum(this < earlier for earlier, this in zip(each["earlier"], each["this"], strict=True))
    times = ", ".join(f"{name} {median(spent[name]):.0f} s" for name in trees)
    print(
        f"{profile}: {len(both)} cells, median half-width ±{median(each['earlier']):.2%} earlier, "
        f"±{median(each['this']):.2%} this: {ratio:.2f} times; narrower in {narrower}; measured {times}"
    )
    return ratio


def main() -> int:
    """Compares, and fails where a profile's intervals are wider than is asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("earlier", type=Path, help="a work tree of the earlier build")
    parser.add_argument("--profile", action="append", default=[], help="may be repeated; quick if absent")
    parser.add_argument("--rung", action="append", default=[], help="may be repeated")
    parser.add_argument("--benchmark", action="append", default=[], help="may be repeated")
    parser.add_argument("--budget", default="5m", help="of each session")
    parser.add_argument("--turns", type=int, default=1, help="sessions of each build and profile")
    parser.add_argument("--most", type=float, default=0.5, help="the ratio that is asked for")
    arguments = parser.parse_args()
    trees = {"earlier": arguments.earlier.resolve(), "this": ROOT}
    ratios = [compare(trees, profile, arguments) for profile in arguments.profile or ["quick"]]
    return 0 if max(ratios) <= arguments.most else 1


if __name__ == "__main__":
    sys.exit(main())
