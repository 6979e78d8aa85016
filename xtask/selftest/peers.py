"""How often do pyperf and hyperfine call identical programs different, or find a slower one?

    uv run --no-project --with-requirements xtask/selftest/requirements.txt xtask/selftest/peers.py

The same kernels as in `cargo xtask selftest`, each tool with its defaults, one comparison after the other
on an otherwise idle machine:

- pyperf: `pyperf timeit` (of the Python kernel) or `pyperf command` (of the C program) for the one, then
  for the other, then `pyperf compare_to`; the two are called different when it says that the difference is
  significant.
- hyperfine: one call with both programs; they are called different when its "times faster" ratio, less its
  sigma, is above 1.

hyperfine comes from the distribution or from `cargo install hyperfine --locked`, version 1 or 2; the C
program is the one that `cargo xtask build` leaves. Every kind of comparison gets the same machine time, and
so the quicker tool more comparisons. The table is printed at the end, and at Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# Steps of one timed call in pyperf's own loop: some milliseconds; and of one whole process: about 0.1 s.
CALL_STEPS = 1000
PROCESS_STEPS = {"Python": 33_000, "C": 2_000_000}

# The normal quantile for a 95 % interval.
Z = 1.959963984540054

Compare = Callable[[float, Path], bool]


@dataclass
class Row:
    """Comparisons of one kind."""

    tool: str
    kernel: str
    more_work: float
    compare: Compare
    outcomes: list[bool] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, folder: Path) -> None:
        """Make one comparison."""
        started = time.monotonic()
        outcome = self.compare(1.0 + self.more_work, folder)
        self.seconds += time.monotonic() - started
        self.outcomes.append(outcome)

    def text(self) -> str:
        """One line of the table."""
        beside = f"{100 * self.more_work:.0f} % more work" if self.more_work else "an identical copy"
        count = len(self.outcomes)
        if not count:
            return f"| {self.tool} | {self.kernel} | {beside} | 0 | | |"
        low, high = wilson(sum(self.outcomes), count)
        share = f"{sum(self.outcomes) / count:.1%} ({100 * low:.1f}..{100 * high:.1f})"
        return (
            f"| {self.tool} | {self.kernel} | {beside} | {count} | {share} | {self.seconds / count:.1f} s |"
        )


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a proportion."""
    share = hits / trials
    middle = share + Z * Z / (2 * trials)
    half = Z * math.sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    return (middle - half) / (1 + Z * Z / trials), (middle + half) / (1 + Z * Z / trials)


def output_of(command: list[str], folder: Path) -> str:
    """What a command prints; its failure ends everything, with what it said."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command)}` exited with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def conversation(steps: int, file: Path) -> Path:
    """What a runner is told (docs/runner-protocol.md): one iteration of so many steps."""
    file.write_text(f'prepare {{"input":"integer","value":{steps}}}\nrun 1 1\nquit\n')
    return file


class Programs:
    """The two kernels, as processes that read a conversation."""

    def __init__(self, c_runner: Path) -> None:
        kernels = ROOT / "kernels-python"
        self.commands = {
            "Python": [sys.executable, str(kernels / "runner.py"), str(kernels / "nbody.py"), "nbody"],
            "C": [str(c_runner), "nbody"],
        }

    def as_typed(self, kernel: str, work: float, folder: Path) -> tuple[list[str], Path]:
        """The command of a process that does so much of the usual work, and what it reads."""
        steps = round(PROCESS_STEPS[kernel] * work)
        return self.commands[kernel], conversation(steps, folder / f"{kernel}-{steps}")


def mean_and_sigma(result: dict[str, Any]) -> tuple[float, float]:
    """Of one command's wall time in seconds, as hyperfine 1 or 2 writes it."""
    summary = result.get("summary")
    if summary is None:
        return result["mean"], result["stddev"]
    wall = summary["time_wall_clock"]
    if wall["unit"] != "second":
        sys.exit(f"hyperfine has the wall time in the unit {wall['unit']!r}, which is not known here")
    return wall["mean"], wall["stddev"]


def hyperfine(program: str, programs: Programs, kernel: str) -> Compare:
    """Compare two programs in one call of hyperfine."""

    def compare(work: float, folder: Path) -> bool:
        times = []
        one, input_one = programs.as_typed(kernel, 1.0, folder)
        other, input_other = programs.as_typed(kernel, work, folder)
        report = folder / "hyperfine.json"
        # One `--input` serves all commands of a call, so that the shell feeds each its own.
        lines = [f"{' '.join(one)} < {input_one}", f"{' '.join(other)} < {input_other}"]
        output_of([program, "--shell", "sh", "--export-json", str(report), *lines], folder)
        for result in json.loads(report.read_text())["results"]:
            times.append(mean_and_sigma(result))
        (fast, fast_sigma), (slow, slow_sigma) = sorted(times)
        ratio = slow / fast
        sigma = ratio * math.hypot(slow_sigma / slow, fast_sigma / fast)
        other_is_slower = times[1][0] > times[0][0]
        return ratio - sigma > 1.0 and (work == 1.0 or other_is_slower)

    return compare


def pyperf(programs: Programs, kernel: str) -> Compare:
    """Compare two files that pyperf wrote one after the other."""

    def measure(work: float, folder: Path, name: str) -> str:
        file = str(folder / name)
        Path(file).unlink(missing_ok=True)
        if kernel == "Python":
            setup = (
                f"import sys; sys.path.insert(0, {str(ROOT / 'kernels-python')!r}); from nbody import nbody"
            )
            timed = ["timeit", "-q", "-o", file, "--name", "kernel", "-s", setup]
            output_of([sys.executable, "-m", "pyperf", *timed, f"nbody({round(CALL_STEPS * work)})"], folder)
        else:
            command, words = programs.as_typed(kernel, work, folder)
            line = f"exec {' '.join(command)} < {words}"
            timed = ["command", "-q", "-o", file, "--name", "kernel", "--", "sh", "-c", line]
            output_of([sys.executable, "-m", "pyperf", *timed], folder)
        return file

    def compare(work: float, folder: Path) -> bool:
        files = [measure(1.0, folder, "one.json"), measure(work, folder, "other.json")]
        said = output_of([sys.executable, "-m", "pyperf", "compare_to", "-v", *files], folder)
        if "Significant (t=" not in said and "Not significant" not in said and "not significant" not in said:
            sys.exit(f"pyperf said something else:\n{said}")
        significant = "Significant (t=" in said
        return significant and (work == 1.0 or "slower" in said)

    return compare


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--minutes", type=float, default=30.0, help="begin no comparison after this time [30]")
    add("--identical-only", action="store_true", help="no comparisons with 5 %% more work")
    add("--tool", choices=["pyperf", "hyperfine"], action="append", help="only this one; may be repeated")
    add("--hyperfine", default="hyperfine", help="the program [hyperfine on PATH]")
    runner = ROOT / "target/ladder/build/c-plain/nbody/runner"
    add("--c-runner", type=Path, default=runner, help="the C program")
    return parser.parse_args()


def table(rows: list[Row]) -> str:
    """All rows, as Markdown."""
    head = "| tool | kernel | compared with | times | called different or slower | a comparison takes |"
    return "\n".join([head, "|---|---|---|---|---|---|", *(row.text() for row in rows)])


def main() -> None:
    """Always make the kind of comparison that has had the least time, so that all are seen."""
    options = arguments()
    if shutil.which(options.hyperfine) is None:
        sys.exit(f"{options.hyperfine} is not on PATH; hint: apt-get install hyperfine")
    if not options.c_runner.is_file():
        sys.exit(f"{options.c_runner} is not there; hint: cargo xtask build --rung c-plain --benchmark nbody")
    programs = Programs(options.c_runner)
    tools = {
        "pyperf": lambda kernel: pyperf(programs, kernel),
        "hyperfine": lambda kernel: hyperfine(options.hyperfine, programs, kernel),
    }
    shares = [0.0] if options.identical_only else [0.0, 0.05]
    rows = [
        Row(tool, kernel, share, of(kernel))
        for tool, of in tools.items()
        if tool in (options.tool or tools)
        for kernel in PROCESS_STEPS
        for share in shares
    ]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        try:
            while (minutes := (time.monotonic() - started) / 60) < options.minutes:
                count = sum(len(row.outcomes) for row in rows)
                print(f"{count} comparisons after {minutes:.1f} of {options.minutes:g} min", file=sys.stderr)
                min(rows, key=lambda row: row.seconds).add(Path(name))
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
    print(table(rows))


if __name__ == "__main__":
    main()
