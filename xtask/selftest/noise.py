"""Write the noise trace that the tests replay, from the records of a self-test.

    python3 xtask/selftest/noise.py results/selftest/ID > xtask/src/selftest/noise.txt

Needs Python 3.9 and the standard library.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

HEAD = """\
# Samples of a self-test (`cargo xtask selftest`): identical copies and copies with more work, in rounds.
# Columns: rung, invocation, round, milliseconds stolen by the hypervisor during the invocation, then a column
# for each cell: its samples of the round, in nanoseconds an iteration. The first line has each cell's share
# of more work."""


def records_of(folder: Path) -> list[dict[str, Any]]:
    """Every record of a session; a last line that was cut short is left out."""
    lines = (folder / "samples.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


class Trace:
    """What the records say, by rung, invocation, round and cell."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.values: dict[str, int] = {}
        self.samples: dict[tuple[str, int, int], dict[str, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.stolen: dict[int, int] = {}
        stolen, invocation = 0, None
        for record in records:
            if record["type"] == "cell":
                self.values[record["rung"]] = int(record["size"])
            if record["type"] == "load":
                if invocation is not None:
                    self.stolen.setdefault(invocation, (record["steal_ms"] or 0) - stolen)
                stolen = record["steal_ms"] or 0
            if record["type"] == "sample" and record["phase"] == "measure":
                invocation = record["invocation"]
                rung, cell = record["rung"].rsplit("+", 1)
                time = record["wall_ns"] / record["iterations"]
                self.samples[rung, invocation, record["round"]][cell].append(time)

    def rungs(self) -> list[str]:
        """The rungs that are compared with themselves."""
        return list(dict.fromkeys(name.rsplit("+", 1)[0] for name in self.values))

    def cells(self) -> list[str]:
        """Copies by number, then those with more work, by how much."""
        names = {name.rsplit("+", 1)[1] for name in self.values}
        return sorted(
            names, key=lambda name: [int(part) if part.isdigit() else part for part in name.split("-")]
        )

    def share(self, cell: str) -> float:
        """By how much more work a cell does."""
        rung = self.rungs()[0]
        copy = next(value for name, value in self.values.items() if re.fullmatch(r".*\+copy-1", name))
        return round(self.values[f"{rung}+{cell}"] / copy - 1, 9)

    def complete(self, rung: str) -> list[int]:
        """Invocations in which every cell was measured in every round."""
        rounds: dict[int, int] = defaultdict(int)
        for (of, invocation, _), cells in self.samples.items():
            rounds[invocation] += of == rung and len(cells) == len(self.cells())
        most = max(rounds.values())
        return sorted(invocation for invocation, count in rounds.items() if count == most)

    def lines(self, most: int) -> list[str]:
        """The file, with at most so many invocations of each rung: the last ones."""
        shares = [f"{self.share(cell):g}" for cell in self.cells()]
        lines = [HEAD, "\t".join(["rung", "invocation", "round", "stolen", *shares])]
        for rung in self.rungs():
            for count, invocation in enumerate(self.complete(rung)[-most:]):
                rounds = sorted(key[2] for key in self.samples if key[:2] == (rung, invocation))
                for round_number in rounds:
                    cells = self.samples[rung, invocation, round_number]
                    times = [",".join(f"{time:.0f}" for time in cells[cell]) for cell in self.cells()]
                    fields = [rung, count, round_number, self.stolen.get(invocation, 0), *times]
                    lines.append("\t".join(map(str, fields)))
        return lines


def main() -> None:
    """Print the trace."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the folder of a self-test")
    parser.add_argument("--most", type=int, default=90, help="invocations of each rung [90]")
    options = parser.parse_args()
    print("\n".join(Trace(records_of(options.folder)).lines(options.most)))


if __name__ == "__main__":
    main()
