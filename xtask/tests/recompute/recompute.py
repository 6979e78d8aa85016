"""Compute the tables of a document anew from the samples, with nothing of the harness.

    python recompute.py results/published/README.md results/published

Every table between markers `<!-- ladder: report SESSION ... -->` is read as text. For each row, median,
speedup, interval and number of invocations are computed from `samples.jsonl` with NumPy and SciPy, as
METHODOLOGY.md describes them, written as the document writes them, and compared digit by digit. Exit status 1
where any differs.

The mean without its ends and its interval are Yuen's (Biometrika 61, 1974; Tukey and McLaughlin, Sankhya A
25, 1963).
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

Turns = dict[tuple[int, int], list[float]]


@dataclass
class Session:
    """What the records say of each cell, by benchmark and title."""

    baseline: str = ""
    rungs: dict[tuple[str, str], str] = field(default_factory=dict)
    turns: dict[tuple[str, str], Turns] = field(default_factory=dict)
    slow: set[tuple[str, str]] = field(default_factory=set)


def read(folder: Path) -> Session:
    """The measured times of one iteration, in nanoseconds, of the invocations whose output agreed."""
    text = (folder / "samples.jsonl").read_text(encoding="utf-8")
    records: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    agreed = {(r["benchmark"], r["rung"], r["invocation"]) for r in records if r["type"] == "output"}
    session = Session()
    for record in records:
        if record["type"] == "session":
            session.baseline = record["baseline"]
        if record["type"] == "cell":
            session.rungs[record["benchmark"], record["title"]] = record["rung"]
        if record["type"] != "sample" or record["phase"] != "measure" or record["iterations"] == 0:
            continue
        cell = record["benchmark"], record["rung"]
        if (*cell, record["invocation"]) in agreed and not record.get("throttled"):
            turns = session.turns.setdefault(cell, defaultdict(list))
            turns[record["invocation"], record["round"]].append(record["wall_ns"] / record["iterations"])
            if record["slow"]:
                session.slow.add(cell)
    return session


def ratios(session: Session, benchmark: str, rung: str) -> list[float]:
    """ln(baseline / cell) of each invocation: medians of rounds, or differences of means if one is slow."""
    base, cell = session.turns[benchmark, session.baseline], session.turns[benchmark, rung]
    by_invocation: dict[int, list[float]] = defaultdict(list)
    if {(benchmark, session.baseline), (benchmark, rung)} & session.slow:

        def means(turns: Turns) -> dict[int, float]:
            logs: dict[int, list[float]] = defaultdict(list)
            for (invocation, _), times in turns.items():
                logs[invocation].append(math.log(np.median(times)))
            return {invocation: float(np.mean(values)) for invocation, values in logs.items()}

        theirs, own = means(base), means(cell)
        return [theirs[invocation] - own[invocation] for invocation in sorted(theirs.keys() & own.keys())]
    for place in sorted(base.keys() & cell.keys()):
        by_invocation[place[0]].append(math.log(np.median(base[place]) / np.median(cell[place])))
    return [float(np.median(values)) for values in by_invocation.values()]


def cut(count: int) -> int:
    """How many values are left out at each end."""
    return min((count - 7) // 3, count // 5) if count >= 10 else 0


def estimate(values: list[float]) -> tuple[float, tuple[float, float] | None]:
    """The ratio and its interval at 95 %, which takes three values."""
    ordered = np.sort(np.array(values))
    count, left_out = len(ordered), cut(len(ordered))
    kept = count - 2 * left_out
    middle = float(stats.trim_mean(ordered, left_out / count)) if left_out else float(ordered.mean())
    if kept < 3:
        return math.exp(middle), None
    pulled = np.clip(ordered, ordered[left_out], ordered[count - left_out - 1])
    error = math.sqrt(((pulled - pulled.mean()) ** 2).sum() / (kept * (kept - 1)))
    half = float(stats.t.ppf(0.975, kept - 1)) * error
    return math.exp(middle), (math.exp(middle - half), math.exp(middle + half))


def significant(value: float) -> str:
    """Three significant digits, thousands grouped."""
    rounded = Decimal(f"{value:.2e}")
    decimals = max(0, 2 - rounded.adjusted())
    return f"{rounded.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN):,}"


def duration(nanoseconds: float) -> str:
    """Three significant digits and a unit."""
    units = [("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
    unit, size = next(((unit, size) for unit, size in units if nanoseconds / size < 999.5), units[-1])
    return f"{significant(nanoseconds / size)} {unit}"


def spread(interval: tuple[float, float] | None) -> str:
    """How far a speedup may be off, as the tables write it."""
    if interval is None:
        return "\N{EN DASH}"
    half = math.sqrt(interval[1] / interval[0]) - 1
    if half < 0.001:
        return "±<0.1 %"
    return f"±{half * 100:.1f} %" if half < 0.0995 else "..".join(map(significant, interval))


def expected(session: Session, benchmark: str, rung: str) -> dict[str, str]:
    """What a row should say."""
    turns = session.turns[benchmark, rung]
    median = duration(float(np.median([time for times in turns.values() for time in times])))
    if rung == session.baseline:
        count = len({invocation for invocation, _ in turns})
        return {"median": median, "speedup": "1x", "spread": "baseline", "n": str(count)}
    values = ratios(session, benchmark, rung)
    ratio, interval = estimate(values)
    return {
        "median": median,
        "speedup": f"{significant(ratio)}x",
        "spread": spread(interval),
        "n": str(len(values)),
    }


def tables(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Session, benchmark and row, by heading, of each table between markers."""
    rows = []
    for session, body in re.findall(
        r"<!-- ladder: report (\S+)[^>]*-->\n(.*?)<!-- /?ladder", text, re.DOTALL
    ):
        benchmark, head = "", list[str]()
        for line in body.splitlines():
            if named := re.match(r"#+ (\S+) · ", line):
                benchmark, head = named[1], []
            elif line.startswith("| ---"):
                continue
            elif line.startswith("|"):
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                if not head:
                    head = cells
                elif "median" in head:
                    rows.append((session, benchmark, dict(zip(head, cells, strict=False))))
    return rows


def main() -> int:
    """Compares, and says how many rows agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("document", type=Path)
    parser.add_argument("sessions", type=Path, help="the folder of published sessions")
    arguments = parser.parse_args()
    sessions: dict[str, Session] = {}
    agree, rows = 0, tables(arguments.document.read_text(encoding="utf-8"))
    for name, benchmark, row in rows:
        session = sessions.setdefault(name, read(arguments.sessions / name))
        own = expected(session, benchmark, session.rungs[benchmark, row["rung"]])
        unlike = {key: (row[key], value) for key, value in own.items() if row.get(key) != value}
        agree += not unlike
        if unlike:
            print(f"{name} {benchmark} {row['rung']}: {unlike}")
    print(f"{agree} of {len(rows)} rows agree")
    return 0 if rows and agree == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
