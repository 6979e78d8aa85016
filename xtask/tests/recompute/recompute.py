"""Compute the tables of a document anew from the samples, with nothing of the harness.

    python recompute.py results/published/README.md results/published

Every table between markers `<!-- ladder: report SESSION ... -->` is read as text. For each row, median,
speedup, interval, the half-width among rungs, number of invocations and memory are computed from
`samples.jsonl` with NumPy and SciPy, as METHODOLOGY.md describes them, written as the document writes them,
and compared digit by digit. Exit status 1 where any differs.

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

# Of each process, by invocation and place among the cell's own: the times of its turns by round.
Processes = dict[tuple[int, int], dict[int, list[float]]]

# The logarithms of the same.
Logs = dict[tuple[int, int], dict[int, float]]

# Values of a cell by where its processes lived together: the invocation and the first round in it.
Blocks = dict[tuple[int, int], list[float]]


NONE = "\N{EN DASH}"
"""What stands for no figure."""


@dataclass
class Session:
    """What the records say of each cell, by benchmark and title."""

    baseline: str = ""
    rungs: dict[tuple[str, str], str] = field(default_factory=dict)
    turns: dict[tuple[str, str], Turns] = field(default_factory=dict)
    processes: dict[tuple[str, str], Processes] = field(default_factory=dict)
    slow: set[tuple[str, str]] = field(default_factory=set)
    peaks: dict[tuple[str, str], int] = field(default_factory=dict)
    models: dict[str, dict[str, Level]] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """A cell's mean logarithm of time, the variance of that, its degrees of freedom, and where it lived."""

    mean: float
    error: float
    freedom: int
    blocks: frozenset[tuple[int, int]] = frozenset()
    replicated: bool = False


def counting(records: list[dict[str, Any]]) -> set[tuple[str, str, int]]:
    """The invocations that count of each cell: where three are known to have been steady, no others."""
    agreed: dict[tuple[str, str], set[int]] = defaultdict(set)
    steady: dict[tuple[str, str, int], bool] = {}
    for record in records:
        if record["type"] == "output":
            agreed[record["benchmark"], record["rung"]].add(record["invocation"])
        if record["type"] == "warm-up":
            place = record["benchmark"], record["rung"], record["invocation"]
            steady[place] = steady.get(place, True) and record["steadiness"] != "not-known"
    counted = set()
    for cell, invocations in agreed.items():
        known = {invocation for invocation in invocations if steady.get((*cell, invocation), False)}
        counted |= {(*cell, invocation) for invocation in (known if len(known) >= 3 else invocations)}
    return counted


def read(folder: Path) -> Session:
    """The measured times of one iteration, in nanoseconds, of the invocations whose output agreed."""
    text = (folder / "samples.jsonl").read_text(encoding="utf-8")
    records: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    agreed = counting(records)
    session = Session()
    for record in records:
        if record["type"] == "session":
            session.baseline = record["baseline"]
        if record["type"] == "cell":
            session.rungs[record["benchmark"], record["title"]] = record["rung"]
        if record["type"] == "memory":
            own = record["benchmark"], record["rung"]
            session.peaks[own] = max(session.peaks.get(own, 0), record["peak_bytes"])
        if record["type"] != "sample" or record["phase"] != "measure" or record["iterations"] == 0:
            continue
        cell = record["benchmark"], record["rung"]
        if (*cell, record["invocation"]) in agreed and not record.get("throttled"):
            turns = session.turns.setdefault(cell, defaultdict(list))
            turns[record["invocation"], record["round"]].append(record["wall_ns"] / record["iterations"])
            of_process = session.processes.setdefault(cell, defaultdict(lambda: defaultdict(list)))
            of_process[record["invocation"], record.get("process", 0)][record["round"]].append(
                record["wall_ns"] / record["iterations"]
            )
            if record["slow"]:
                session.slow.add(cell)
    return session


def turns_of(session: Session, benchmark: str) -> dict[str, tuple[Logs, bool]]:
    """Of each cell of a benchmark, by process and round the logarithm of the median time; if it is slow."""
    cells = {}
    for (of, rung), processes in session.processes.items():
        if of == benchmark:
            logs = {
                place: {number: math.log(float(np.median(times))) for number, times in rounds.items()}
                for place, rounds in processes.items()
            }
            cells[rung] = logs, (benchmark, rung) in session.slow
    return cells


def levels_of(session: Session, benchmark: str) -> dict[str, Blocks]:
    """The level of each process: the median over rounds of its turns, without what the round shares."""
    cells = turns_of(session, benchmark)
    levels: dict[str, Blocks] = {rung: defaultdict(list) for rung in cells}
    for invocation in sorted({place[0] for logs, _ in cells.values() for place in logs}):
        living = [
            (rung, rounds, slow)
            for rung, (logs, slow) in cells.items()
            for place, rounds in sorted(logs.items())
            if place[0] == invocation
        ]
        batches: list[list[int]] = []
        for first, last in sorted((min(rounds), max(rounds)) for _, rounds, _ in living):
            if batches and first <= batches[-1][1]:
                batches[-1][1] = max(batches[-1][1], last)
            else:
                batches.append([first, last])
        for first, last in batches:
            together = [one for one in living if first <= min(one[1]) <= last]
            moved: dict[int, list[float]] = defaultdict(list)
            for _, rounds, slow in together:
                for number, log in rounds.items():
                    if not slow:
                        moved[number].append(log - float(np.median(list(rounds.values()))))
            shared = {number: float(np.median(values)) for number, values in moved.items()}
            for rung, rounds, slow in together:
                own = list(rounds.values())
                left = [log - shared.get(number, 0.0) for number, log in rounds.items()]
                level = float(np.mean(own)) if slow else float(np.median(left))
                levels[rung][invocation, first].append(level)
    return levels


def common(levels: dict[str, Blocks], weights: dict[str, float]) -> dict[tuple[int, int], float]:
    """What the processes of each block have in common, cells that vary little counting more."""
    shared = {block: 0.0 for cell in levels.values() for block in cell}
    for _ in range(8):
        own = {
            rung: float(np.mean([log - shared[block] for block, logs in cell.items() for log in logs]))
            for rung, cell in levels.items()
        }
        for block in shared:
            here = [(rung, cell[block]) for rung, cell in levels.items() if block in cell]
            total = sum(weights[rung] * (log - own[rung]) for rung, logs in here for log in logs)
            shared[block] = total / sum(weights[rung] * len(logs) for rung, logs in here)
    return shared


def apart(
    levels: dict[str, Blocks], weights: dict[str, float], shared: dict[tuple[int, int], float], rung: str
) -> Blocks:
    """A cell's values as they would be if it had no part in what is shared."""
    without = {block: [log - shared[block] for log in logs] for block, logs in levels[rung].items()}
    level = float(np.mean([log for logs in without.values() for log in logs]))
    moved: Blocks = {}
    for block, logs in without.items():
        weight = {other: weights[other] * len(cell.get(block, [])) for other, cell in levels.items()}
        part = weight[rung] / sum(weight.values())
        middle = float(np.mean(logs))
        distance = (middle - level) / (1 - part if part < 1 else 1)
        moved[block] = [level + distance + log - middle for log in logs]
    return moved


def trimmed(values: list[float]) -> tuple[float, float, int]:
    """The mean without its ends, its variance and its degrees of freedom (Yuen)."""
    ordered = np.sort(np.array(values))
    count, left_out = len(ordered), cut(len(ordered))
    kept = count - 2 * left_out
    middle = float(stats.trim_mean(ordered, left_out / count)) if left_out else float(ordered.mean())
    pulled = np.clip(ordered, ordered[left_out], ordered[count - left_out - 1])
    error = float(((pulled - pulled.mean()) ** 2).sum()) / (kept * (kept - 1)) if kept > 1 else math.nan
    return middle, error, kept - 1


def model(session: Session, benchmark: str) -> dict[str, Level]:
    """One model of all cells of a benchmark; nothing where there are fewer than three."""
    if benchmark in session.models:
        return session.models[benchmark]
    levels = levels_of(session, benchmark)
    fitted: dict[str, Level] = {}
    if len(levels) >= 3:
        replicated = any(len(logs) > 1 for cell in levels.values() for logs in cell.values())
        weights = dict.fromkeys(levels, 1.0)
        shared = common(levels, weights)
        for _ in range(2):
            spreads = {}
            for rung in levels:
                values = [log for logs in apart(levels, weights, shared, rung).values() for log in logs]
                spreads[rung] = float(np.var(values, ddof=1)) if len(values) > 1 else math.nan
            usual = float(np.median([spread for spread in spreads.values() if math.isfinite(spread)]))
            for rung, spread in spreads.items():
                own = len(levels[rung]) - 1
                spread = spread if math.isfinite(spread) else usual
                weights[rung] = (4 + own) / (4 * usual + own * spread)
            shared = common(levels, weights)
        for rung, cell in levels.items():
            without = {block: [log - shared[block] for log in logs] for block, logs in cell.items()}
            alone = apart(levels, weights, shared, rung)

            def flat(blocks: Blocks) -> list[float]:
                return [log for logs in blocks.values() for log in logs]

            def means(blocks: Blocks) -> list[float]:
                return [float(np.mean(logs)) for logs in blocks.values()]

            _, error, freedom = trimmed(flat(alone))
            _, by_block, fewer = trimmed(means(alone))
            alike = fewer > 0 and by_block > float(stats.f.ppf(0.9, fewer, freedom)) * error
            middle = trimmed(means(without) if alike else flat(without))[0]
            known = (by_block, fewer) if alike else (error, freedom)
            fitted[rung] = Level(middle, *known, frozenset(cell), replicated)
    session.models[benchmark] = fitted
    return fitted


def half_of_difference(one: Level, other: Level) -> float | None:
    """Half of Welch's interval of two means at 95 %."""
    if min(one.freedom, other.freedom) < 2:
        return None
    error = one.error + other.error
    weight = one.error**2 / one.freedom + other.error**2 / other.freedom
    freedom = error**2 / weight if error else 1.0
    return float(stats.t.ppf(0.975, freedom)) * math.sqrt(error)


def among(session: Session, benchmark: str, rung: str) -> str:
    """How far a rung's level may be off beside those of others, as the tables write it."""
    fitted = model(session, benchmark)
    own = fitted.get(rung)
    if own is None or own.freedom < 2:
        return NONE
    halves = []
    others = [level for other, level in fitted.items() if other != rung]
    for place, other in enumerate(sorted(others, key=lambda level: abs(level.mean - own.mean))):
        error = math.sqrt(own.error + other.error)
        half = half_of_difference(own, other)
        if half is None or (place > 0 and abs(other.mean - own.mean) > 6 * error):
            continue
        part = math.sqrt(own.error) / (math.sqrt(own.error) + math.sqrt(other.error)) if error else 0.0
        halves.append(half * part)
    return half_width(math.expm1(max(halves))) if halves else NONE


def half_width(half: float) -> str:
    """A half-width as the tables write it."""
    return "±<0.1 %" if half < 0.001 else f"±{half * 100:.1f} %"


def size(count: float) -> str:
    """Bytes with three significant digits and a unit."""
    units = ["B", "KiB", "MiB", "GiB"]
    place = 0
    while count >= 999.5 and place < 3:
        count, place = count / 1024, place + 1
    return f"{significant(count)} {units[place]}"


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
        return NONE
    half = math.sqrt(interval[1] / interval[0]) - 1
    if half < 0.001:
        return "±<0.1 %"
    return f"±{half * 100:.1f} %" if half < 0.0995 else "..".join(map(significant, interval))


def expected(session: Session, benchmark: str, rung: str) -> dict[str, str]:
    """What a row should say."""
    turns = session.turns[benchmark, rung]
    median = duration(float(np.median([time for times in turns.values() for time in times])))
    beside = {"among": among(session, benchmark, rung), "memory": size(session.peaks[benchmark, rung])}
    if rung == session.baseline:
        count = len({invocation for invocation, _ in turns})
        return {"median": median, "speedup": "1x", "spread": "baseline", "n": str(count), **beside}
    own, base = (model(session, benchmark).get(name) for name in (rung, session.baseline))
    if own and base and own.replicated:
        common_blocks = len(own.blocks & base.blocks)
        half = half_of_difference(own, base) if common_blocks >= 3 else None
        middle, count = base.mean - own.mean, common_blocks
        ratio = math.exp(middle)
        interval = None if half is None else (math.exp(middle - half), math.exp(middle + half))
    else:
        values = ratios(session, benchmark, rung)
        ratio, interval = estimate(values)
        count = len(values)
    return {
        "median": median,
        "speedup": f"{significant(ratio)}x",
        "spread": spread(interval),
        "n": str(count),
        **beside,
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
    told = tables(arguments.document.read_text(encoding="utf-8"))
    sessions = {name: read(arguments.sessions / name) for name in sorted({name for name, _, _ in told})}
    # What did not get steady has no number, and no part in the model. The tables' word is taken for that.
    for name, benchmark, row in told:
        if row["median"] == NONE:
            sessions[name].processes.pop((benchmark, sessions[name].rungs[benchmark, row["rung"]]), None)
    agree, rows = 0, [line for line in told if line[2]["median"] != NONE]
    for name, benchmark, row in rows:
        session = sessions[name]
        own = expected(session, benchmark, session.rungs[benchmark, row["rung"]])
        unlike = {key: (row[key], value) for key, value in own.items() if row.get(key) != value}
        agree += not unlike
        if unlike:
            print(f"{name} {benchmark} {row['rung']}: {unlike}")
    print(f"{agree} of {len(rows)} rows agree")
    return 0 if rows and agree == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
