"""The runner of pyperformance's benchmarks: each is run by its own command, and its JSON is what is answered.

    LADDER_PYPERFORMANCE=FOLDER python pyperf_runner.py ARTEFACT pyperformance_NAME

FOLDER has `lib/python3*/site-packages` with pyperf and pyperformance, of any CPython: both are pure Python.
One iteration is one value of pyperf's, of as many turns as the argument says, after a warm-up that is not
counted. The sum of a batch is its time. pyperf says nothing of CPU time: told is the same share of it that
the whole command took of a CPU.
"""

from __future__ import annotations

import glob
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import runner

# Values before those that count: compilers that work while a program runs need more of them.
WARM_UPS, WARM_UPS_OF_COMPILERS = 1, 20

# The largest peak of memory that a command told.
PEAK = [0]


def compiles() -> bool:
    """Whether this interpreter compiles while it runs."""
    return sys.implementation.name != "cpython" or os.environ.get("PYTHON_JIT") == "1"


def packages() -> str:
    """Where pyperf and pyperformance are."""
    found = glob.glob(os.environ["LADDER_PYPERFORMANCE"] + "/lib/python3*/site-packages")
    if len(found) != 1:
        raise runner.ProtocolError("unsupported", "LADDER_PYPERFORMANCE names no environment")
    return found[0]


class Command:
    """One benchmark's own command."""

    def __init__(self, name: str) -> None:
        self.packages = packages()
        self.script = f"{self.packages}/pyperformance/data-files/benchmarks/bm_{name}/run_benchmark.py"

    def __call__(self, loops: int) -> list[object]:
        """What it says of itself, without a time: nothing is warmed up for that."""
        return self.time(loops, 1, 0)[2]

    def time(self, loops: int, values: int, warm_ups: int) -> tuple[int, int, list[object]]:
        """Wall and CPU time of so many values after others, and what it says of itself."""
        with tempfile.TemporaryDirectory() as folder:
            written = os.path.join(folder, "values.json")
            before, start = os.times(), time.perf_counter()
            words = self.words(loops, (warm_ups, values), written)
            done = subprocess.run(words, env=self.surroundings(), check=False)
            elapsed, after = time.perf_counter() - start, os.times()
            if done.returncode != 0:
                raise RuntimeError(f"{self.script} exited with {done.returncode}")
            with open(written, encoding="utf-8") as file:
                document = json.load(file)
        wall, said = read(document, values)
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return wall, min(wall, round(wall * cpu / elapsed)), said

    def words(self, loops: int, counts: tuple[int, int], written: str) -> list[str]:
        """The command: one worker with this environment; `counts` are of warm-ups and of values."""
        warm_ups, values = counts
        options = f"--quiet --processes 1 --warmups {warm_ups} --values {values} --loops {loops}"
        inherited = ["--inherit-environ", "PYTHONPATH,PYTHON_JIT,PYTHONNOUSERSITE", "--output", written]
        return [sys.executable, self.script, *options.split(), *inherited]

    def surroundings(self) -> dict[str, str]:
        """With the packages, which are another interpreter's."""
        return {**os.environ, "PYTHONPATH": self.packages, "PYTHONDONTWRITEBYTECODE": "1"}


def read(document: dict[str, Any], values: int) -> tuple[int, list[object]]:
    """The time of all values in nanoseconds, and the figure's name with its turns."""
    (benchmark,) = document["benchmarks"]
    runs = [run for run in benchmark["runs"] if "values" in run]
    metadata = {**document.get("metadata", {}), **benchmark.get("metadata", {})}
    (run,) = runs
    metadata.update(run.get("metadata", {}))
    if len(run["values"]) != values or metadata.get("unit", "second") != "second":
        raise ValueError("no values in seconds, as many as were asked for")
    loops = metadata.get("loops", 1)
    PEAK[0] = max(PEAK[0], int(metadata.get("mem_max_rss", 0)))
    # A value is for one turn of the inner loop.
    turns = loops * metadata.get("inner_loops", 1)
    return round(sum(run["values"]) * turns * 1e9), [metadata["name"], loops]


def load_command(artefact: str, entry: str) -> Command:
    """The command behind an entry, in place of the kernel, which says what it must say of itself."""
    runner.load_kernel(artefact, entry)
    return Command(entry.removeprefix("pyperformance_"))


class CommandRunner(runner.Runner):
    """The runner, by the command's own clock."""

    def batch(self, iterations: int) -> tuple[int, int, object]:
        """What is timed; nothing is warmed up for a check."""
        warm_ups = WARM_UPS_OF_COMPILERS if compiles() else WARM_UPS
        kernel: Any = self.loaded()
        wall, cpu, said = kernel.time(self.argument, iterations, 0 if self.verify else warm_ups)
        return wall, cpu, said


if __name__ == "__main__":
    runner.Runner = CommandRunner  # type: ignore[misc]
    runner.peak_memory = lambda: PEAK[0] or 1
    sys.exit(runner.main(load_command))
