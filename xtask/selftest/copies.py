"""Write the turns of identical programs that the tests replay, from sessions of `ladder.copies.toml`.

    python3 xtask/selftest/copies.py results/ID... > xtask/crates/statistics/tests/copies.tsv

One line for each invocation and round of a kind: the kind, the invocation, the round, and then for each copy
the median time of an iteration in the turn, in nanoseconds. Only rounds in which every copy was measured are
written, and only invocations that have all of them.

Needs Python 3.9 and the standard library.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

HEAD = """\
# Turns of identical programs, side by side in rounds: kind, invocation, round, and the median time of an
# iteration in each copy's turn, in nanoseconds. Written by xtask/selftest/copies.py."""


def records_of(folder: Path) -> list[dict[str, Any]]:
    """Every record of a session; a last line that was cut short is left out."""
    lines = (folder / "samples.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


def lines_of(records: list[dict[str, Any]]) -> list[str]:
    """The turns of a session's copies."""
    kinds: dict[str, set[str]] = defaultdict(set)
    turns: dict[tuple[str, int], dict[int, dict[str, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for record in records:
        if record["type"] != "sample" or record["phase"] != "measure":
            continue
        if named := re.fullmatch(r"copy-(.+)-[0-9]+", record["rung"]):
            kinds[named[1]].add(record["rung"])
            time = record["wall_ns"] / record["iterations"]
            turns[named[1], record["invocation"]][record["round"]][record["rung"]].append(time)
    lines = []
    for (kind, invocation), rounds in sorted(turns.items()):
        copies = sorted(kinds[kind])
        if len(rounds) < 3 or any(len(times) < len(copies) for times in rounds.values()):
            continue
        for number, times in sorted(rounds.items()):
            cells = [f"{median(times[copy]):.0f}" for copy in copies]
            lines.append("\t".join([kind, str(invocation), str(number), *cells]))
    return lines


def main() -> None:
    """Reads the sessions that are named, and writes to standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("session", type=Path, nargs="+", help="the folder of a session's records")
    print(HEAD)
    for session in parser.parse_args().session:
        print("\n".join(lines_of(records_of(session))))


if __name__ == "__main__":
    main()
