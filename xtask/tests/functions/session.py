"""What ordinary functions gain: all functions of this folder in one session, with intervals.

    python session.py XTASK FOLDER --prepare      # builds and checks, and measures nothing
    python session.py XTASK FOLDER [--rung NAME]... [--benchmark NAME]... [--budget TIME]
    python session.py XTASK FOLDER --resume       # goes on where it was cut off
    python session.py XTASK FOLDER --from SESSION [--from SESSION]... [--documents]

`XTASK run --profile intervals` builds, checks and measures them all, and keeps the session in FOLDER. Then
FOLDER has `functions.md` and `functions.json`: of each rung the median and the quartiles of its speedup over
the functions that it was timed on, how many it took, refused and got wrong; and how well the speedups on
n-body and spectral-norm, unmodified, foretell those on a function: Spearman's rank correlation over all pairs
of function and rung, with a 95 % interval by a bootstrap that draws functions, as the pairs of one function
are not independent (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13).
`--from` has a session that was measured already looked at. Given again, a rung is told of the last session
that has it: those that compile while they run are measured apart, as they need minutes to be known to be
steady. A speedup is of one session in any case. `--documents` writes what came of it into the project's
documents (`told.py`). It needs the packages of `xtask/tests/recompute/requirements.txt`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import told as documents
from scipy import stats

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]

RUNGS = [
    *(f"cpython-3.{minor}" for minor in range(10, 16)),
    *("cpython-3.14-jit", "cpython-3.15-jit", "cpython-3.14t"),
    *("pypy", "cinderx-as-is", "numba-as-is", "cython-as-is", "mypyc-as-is", "nuitka", "codon-as-is"),
]
"""The rungs that are measured unless others are named; what is not here is left out, and said.

GraalPy is named by those who have the time: on Java, one of its processes takes 30 s to begin on one core,
and more than the profile's warm-up to be warm, so that its figures would be unfair.
"""

PREDICTORS = {"n-body": "n-body", "eigenvalue": "spectral-norm"}
"""The benchmarks from which one would foretell, and what they are called in this project."""

DRAWS = 10_000
"""Draws of a bootstrap."""

FEWEST = 3
"""With fewer functions there is no correlation to speak of."""

UNFAIR = {"steadiness", "unlike-build"}
"""Flags of cells that have no speedup here: one compiles while it runs, and nobody knows if it was steady by
then; the interpreter of the other was not built like the baseline's."""

WORDS = {"timed": "timed", "disagrees": "wrong", "unsupported": "refused"}
"""What becomes of a cell, in the words of the table; all else is `failed`, but for what is not here."""


@dataclass(frozen=True)
class Cell:
    """A rung on a function."""

    function: str
    rung: str
    title: str
    outcome: str
    speedup: float | None


@dataclass(frozen=True)
class Row:
    """What became of a rung on all functions. Speedups are ratios of times, of the timed cells."""

    rung: str
    title: str
    counts: Counter[str]
    speedups: list[float]

    def json(self) -> dict[str, Any]:
        """The row for programs."""
        low, median, high = quartiles(self.speedups) or (None, None, None)
        counts = {name: self.counts[name] for name in ("timed", "refused", "wrong", "failed")}
        row = {"rung": self.rung, "title": self.title, **counts, "figures": len(self.speedups)}
        return {**row, "q1": low, "median": median, "q3": high}


def quartiles(values: list[float]) -> tuple[float, float, float] | None:
    """The lower quartile, the median and the upper quartile of ratios, by NumPy's linear interpolation."""
    if not values:
        return None
    low, median, high = np.percentile(values, [25, 50, 75])
    return float(low), float(median), float(high)


def cells_of(report: dict[str, Any]) -> list[Cell]:
    """The cells of a session, without those whose tools are not here."""
    found = []
    for cell in report["cells"]:
        if cell["status"] == "missing":
            continue
        counts = cell["status"] == "timed" and not is_unfair(cell)
        speedup = (cell.get("speedup") or {}).get("estimate") if counts else None
        outcome = WORDS.get(cell["status"], "failed")
        found.append(Cell(cell["benchmark"], cell["rung"], cell["title"], outcome, speedup))
    return found


def is_unfair(cell: dict[str, Any]) -> bool:
    """Whether a cell's speedup would be told of what is not the rung's fault (`UNFAIR`)."""
    return any(flag["code"] in UNFAIR for flag in cell["flags"])


def rows_of(cells: list[Cell], baseline: str) -> list[Row]:
    """The rungs beside the baseline, the best median first; one that was timed nowhere last."""
    own = [cell for cell in cells if cell.function not in PREDICTORS and cell.rung != baseline]
    rows = []
    for rung in dict.fromkeys(cell.rung for cell in own):
        of_rung = [cell for cell in own if cell.rung == rung]
        speedups = [cell.speedup for cell in of_rung if cell.speedup is not None]
        rows.append(Row(rung, of_rung[0].title, Counter(cell.outcome for cell in of_rung), speedups))
    return sorted(rows, key=lambda row: -float(np.median(row.speedups)) if row.speedups else 0.0)


Pairs = dict[str, list[tuple[float, float]]]
"""Of each function, by rung: the predictor's speedup and the function's."""


def pairs_of(cells: list[Cell], predictor: str, baseline: str) -> Pairs:
    """What can be held side by side: the rungs that were timed on both."""
    timed = {(cell.function, cell.rung): cell.speedup for cell in cells if cell.speedup is not None}
    pairs: Pairs = {}
    for (function, rung), speedup in timed.items():
        known = timed.get((predictor, rung))
        if function not in PREDICTORS and rung != baseline and known is not None and speedup is not None:
            pairs.setdefault(function, []).append((known, speedup))
    return pairs


def correlation(pairs: list[tuple[float, float]]) -> float:
    """Spearman's rank correlation; not a number where one side does not vary."""
    if len(pairs) < FEWEST or any(len(set(side)) < 2 for side in zip(*pairs, strict=True)):
        return float("nan")
    one, other = np.array(pairs).T
    return float(stats.spearmanr(one, other).statistic)


def foretold(pairs: Pairs, seed: int = 20) -> dict[str, Any] | None:
    """The correlation over all pairs, with its percentile interval; none with too few functions."""
    if len(pairs) < FEWEST:
        return None
    random = np.random.default_rng(seed)
    functions = list(pairs)
    whole = correlation([pair for function in functions for pair in pairs[function]])
    drawn = []
    for _ in range(DRAWS):
        some = random.choice(len(functions), len(functions))
        drawn.append(correlation([pair for index in some for pair in pairs[functions[index]]]))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    count = sum(len(each) for each in pairs.values())
    return {"rho": whole, "low": float(low), "high": float(high), "functions": len(functions), "pairs": count}


def command(options: argparse.Namespace, name: str) -> list[str]:
    """A command of the program on these functions, with the cells that are asked for."""
    words = [options.xtask, name, "--manifest", str(HERE / "ladder.toml"), "--profile", "intervals"]
    words += ["--target", str(ROOT / "target" / "ladder"), "--results", str(options.folder)]
    words += ["--timeout", "60s"]
    for rung in options.rung or RUNGS:
        words += ["--rung", rung]
    for benchmark in [*options.benchmark, *(PREDICTORS if options.benchmark else ())]:
        words += ["--benchmark", benchmark]
    return words


def prepare(options: argparse.Namespace) -> int:
    """Has everything built and checked, which is remembered: then a session begins with measuring."""
    done = subprocess.run(command(options, "check"), stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"check ended with {done.returncode}")
    print("built and checked; now, on a quiet machine, the same without --prepare")
    return 0


def resumed(options: argparse.Namespace) -> Path:
    """Has the latest session that was cut off gone on with, and returns its folder."""
    folder: Path = options.folder
    cut_off = [place for place in sorted(folder.glob("*/samples.jsonl")) if not ended(place)]
    if not cut_off:
        raise SystemExit(f"no session in {folder} was cut off")
    session = cut_off[-1].parent
    words = [options.xtask, "run", "--manifest", str(HERE / "ladder.toml"), "--results", str(folder)]
    words += ["--target", str(ROOT / "target" / "ladder"), "--resume", str(session)]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1) or not ended(session / "samples.jsonl"):
        raise SystemExit(f"run --resume ended with {done.returncode}")
    return session


def ended(samples: Path) -> bool:
    """Whether a session has come to its end by itself."""
    lines = samples.read_text(encoding="utf-8").splitlines()
    last = [line for line in lines[-3:] if line.startswith('{"type":"end"')]
    return bool(last) and '"interrupted"' not in last[-1]


def measured(options: argparse.Namespace) -> Path:
    """Has the session measured, and returns its folder."""
    words = command(options, "run")
    words += ["--budget", options.budget] if options.budget else []
    folder: Path = options.folder
    before = set(folder.glob("*/samples.jsonl"))
    done = subprocess.run(words, stdout=subprocess.DEVNULL, check=False)
    # 1: a rung is wrong somewhere, which is what is to be found.
    if done.returncode not in (0, 1):
        raise SystemExit(f"run ended with {done.returncode}")
    new = set(folder.glob("*/samples.jsonl")) - before
    if len(new) != 1:
        raise SystemExit(f"expected one new session in {folder}, found {len(new)}")
    return new.pop().parent


def main() -> int:
    """Measure, count, and write it down."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("xtask", help="the program")
    parser.add_argument("folder", type=Path, help="where the session and the tables go")
    parser.add_argument("--rung", action="append", default=[])
    parser.add_argument("--benchmark", action="append", default=[])
    parser.add_argument(
        "--from", dest="sessions", type=Path, action="append", help="a session that was measured already"
    )
    parser.add_argument("--budget", help="the time for checking and measuring, such as 25m")
    parser.add_argument("--prepare", action="store_true", help="build and check, and measure nothing")
    parser.add_argument("--resume", action="store_true", help="go on with the session that was cut off")
    parser.add_argument("--documents", action="store_true", help="write what came of it into the documents")
    options = parser.parse_args()
    options.folder = options.folder.absolute()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.prepare:
        return prepare(options)
    sessions: list[Path] = options.sessions or [resumed(options) if options.resume else measured(options)]
    reports = [report_of(options.xtask, session) for session in sessions]
    machines = {machine_of(session) for session in sessions}
    baselines = {str(report["session"]["baseline"]) for report in reports}
    if len(machines) > 1 or len(baselines) > 1:
        raise SystemExit(f"sessions of unlike machines or baselines: {sorted(machines | baselines)}")
    (baseline,), (machine,) = baselines, machines
    told = joined(reports)
    cells = cells_of(told)
    title = next((cell.title for cell in cells if cell.rung == baseline), baseline)
    predictions = {
        name: foretold(pairs_of(cells, predictor, baseline)) for predictor, name in PREDICTORS.items()
    }
    document = {
        "version": 1,
        "sessions": [report["session"]["id"] for report in reports],
        "machine": machine,
        "baseline": title,
        "functions": len({cell.function for cell in cells} - set(PREDICTORS)),
        "without_interval": without_interval(told),
        "rungs": [row.json() for row in rows_of(cells, baseline)],
        "foretold": predictions,
    }
    (options.folder / "functions.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    text = documents.tables(document)
    (options.folder / "functions.md").write_text(text, encoding="utf-8")
    print(text)
    if options.documents:
        documents.publish(document)
    return 0


def report_of(xtask: str, session: Path) -> dict[str, Any]:
    """What the program reports of a session, for programs."""
    words = [xtask, "report", str(session), "--manifest", str(HERE / "ladder.toml"), "--format", "json"]
    # Its status tells whether anything disagreed, which is what is to be found.
    told = subprocess.run(words, capture_output=True, check=False).stdout
    report: dict[str, Any] = json.loads(told)
    return report


def joined(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The cells of several reports: of each rung those of the last one that has it."""
    last = {cell["rung"]: place for place, report in enumerate(reports) for cell in report["cells"]}
    return {
        "cells": [
            cell
            for place, report in enumerate(reports)
            for cell in report["cells"]
            if last[cell["rung"]] == place
        ]
    }


def without_interval(report: dict[str, Any]) -> int:
    """How many speedups on functions rest on fewer invocations than an interval needs."""
    counted = (cell for cell in report["cells"] if not is_unfair(cell))
    own = [cell["speedup"] for cell in counted if cell["benchmark"] not in PREDICTORS]
    return sum(speedup.get("low") is None for speedup in own if speedup)


def machine_of(session: Path) -> str:
    """The processor and its cores, which say nothing of whose it is."""
    machine = json.loads((session / "environment.json").read_text(encoding="utf-8"))["machine"]
    return f"{machine['cpu']}, {machine['cores']} cores"


if __name__ == "__main__":
    sys.exit(main())
