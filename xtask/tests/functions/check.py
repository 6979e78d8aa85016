"""Functions of unlike kinds through every rung: is what becomes of each what `expected.json` says?

    python check.py XTASK [--write] [--rung NAME]...

`XTASK check` builds and checks them all, which takes a while the first time. Rungs that cannot be had here
are left out, and said. What a rung does is one of `agrees`, `unsupported` with how its words begin, or
`disagrees` with the first difference. `--write` keeps what is found beside what is known of other rungs and
functions, to be read before it is committed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
EXPECTED = FOLDER / "expected.json"

MOST = 160
"""How many characters of a reason are compared: the rest is a tool's own, and long."""

ABSENT = ("missing",)
"""What becomes of a rung whose tools are not here."""


def found(xtask: str, more: list[str]) -> dict[str, dict[str, str]]:
    """What becomes of each function on each rung that is here."""
    words = [xtask, "check", "--manifest", str(FOLDER / "ladder.toml"), "--target"]
    words += [str(FOLDER.parents[2] / "target" / "ladder"), "--timeout", "60s", "--format", "json", *more]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"check ended with {done.returncode}")
    functions: dict[str, dict[str, str]] = {}
    for cell in json.loads(done.stdout)["cells"]:
        if cell["status"] not in ABSENT:
            functions.setdefault(cell["benchmark"], {})[cell["rung"]] = outcome(cell)
    return functions


def outcome(cell: dict[str, Any]) -> str:
    """What became of a cell, without what differs from machine to machine."""
    reason = cell.get("reason")
    if not reason:
        return str(cell["status"])
    lines = [line for line in reason.splitlines() if line.strip() and not line.startswith("`")]
    telling = next((line for line in lines if "rror" in line), lines[0] if lines else "")
    # Paths, addresses and colours.
    text = re.sub(r"\x1b\[[0-9;]*m|\S*/(?=[\w.-]+)|0x[0-9a-f]+", "", " ".join(telling.split()))
    return f"{cell['status']}: {text[:MOST]}"


def main() -> int:
    """0 where all is as expected."""
    is_written = "--write" in sys.argv
    xtask, *more = (word for word in sys.argv[1:] if word != "--write")
    functions = found(xtask, more)
    if is_written:
        before: dict[str, dict[str, str]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
        functions = {name: before.get(name, {}) | functions.get(name, {}) for name in {*before, *functions}}
        EXPECTED.write_text(
            json.dumps(functions, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        return 0
    expected: dict[str, dict[str, str]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    differences = 0
    for function, rungs in expected.items():
        for rung, what in rungs.items():
            got = functions.get(function, {}).get(rung)
            if got is not None and got != what:
                print(f"{rung}/{function}: expected {what}\n{'':>8}got {got}")
                differences += 1
    here = {rung for rungs in functions.values() for rung in rungs}
    known = {rung for rungs in expected.values() for rung in rungs}
    print(f"{len(expected)} functions on {len(here & known)} rungs, {differences} not as expected")
    print(f"not here: {sorted(known - here)}; new: {sorted(here - known)}")
    return 1 if differences or not here & known else 0


if __name__ == "__main__":
    sys.exit(main())
