"""What the self-test found alone, beside a Slurm with a waiting ReFrame, and alone again, as a table.

`beside-slurm.sh` calls it with its folder. The last lines say by how much the rate of false alarms differs
beside and alone, with an interval of 95 % made from those of the rates (Zou and Donner, Statistics in
Medicine 27, 2008), and how many comparisons a session would need for an interval of two points to each side.
"""

from __future__ import annotations

import json
import math
import pathlib
import sys
from typing import Any

SESSIONS = ("alone", "beside", "again")
WANTED = 0.02


def rate(found: dict[str, Any]) -> str:
    """A rate with its interval, in per cent."""
    if not found["trials"]:
        return "none"
    share, low, high = (
        100 * value for value in (found["hits"] / found["trials"], found["low"], found["high"])
    )
    return f"{share:.1f} % ({low:.1f}..{high:.1f}) of {found['trials']}"


def sides(found: dict[str, Any]) -> tuple[float, float, float]:
    """A rate, and how far its interval goes below and above."""
    share = found["hits"] / found["trials"]
    return share, share - found["low"], found["high"] - share


def rows(outcomes: dict[str, dict[str, Any]]) -> list[list[str]]:
    """The table: false alarms of all pairs, then rung by rung, with half-widths and what was found."""
    table = [["identical programs, all", *(rate(outcomes[name]["alarms"]) for name in SESSIONS)]]
    for place, contest in enumerate(outcomes["alone"]["contests"]):
        more = contest["more_work"]
        what = f"{more * 100:.0f} % more work" if more else "an identical copy"
        cells = []
        for name in SESSIONS:
            other = outcomes[name]["contests"][place]
            width = f", ±{other['half_width'] * 100:.1f} %" if other["half_width"] else ""
            cells.append(rate(other["called"]) + width)
        table.append([f"{contest['title']}: {what}", *cells])
    return table


def main(folder: str) -> None:
    """Prints all of it."""
    outcomes = {
        name: json.loads(pathlib.Path(folder, f"{name}.json").read_text(encoding="utf-8"))
        for name in SESSIONS
    }
    print("| called different or slower | alone | beside Slurm and ReFrame | alone again |")
    print("|---|---|---|---|")
    for row in rows(outcomes):
        print(f"| {' | '.join(row)} |")
    alarms = [outcomes[name]["alarms"] for name in SESSIONS]
    if not all(found["trials"] for found in alarms):
        print("\nNothing can be said: a session has no comparison; give it more time (--budget).")
        return
    one, beside, other = (sides(found) for found in alarms)
    alone = (one[0] + other[0]) / 2
    # Each end of the difference is as far off as the ends of both rates together.
    low = math.hypot(beside[1], math.hypot(one[2], other[2]) / 2)
    high = math.hypot(beside[2], math.hypot(one[1], other[1]) / 2)
    difference = beside[0] - alone
    print(
        f"\nFalse alarms beside less alone: {difference * 100:+.1f} points"
        f" ({(difference - low) * 100:+.1f}..{(difference + high) * 100:+.1f})."
    )
    moved = difference - low > 0 or difference + high < 0
    print("They moved." if moved else "No move was seen that is larger than this interval.")
    trials = min(found["trials"] for found in alarms)
    needed = trials * (max(low, high) / WANTED) ** 2
    spent = max(outcome["spent_s"] for outcome in outcomes.values())
    print(
        f"For an interval of {WANTED * 100:.0f} points to each side a session needs about"
        f" {math.ceil(needed)} comparisons of identical programs (--comparisons),"
        f" {math.ceil(spent * needed / trials / 60)} minutes each."
    )
    print('The table belongs into docs/methodology-appendix.md, "The harness measured".')


if __name__ == "__main__":
    main(*sys.argv[1:])
