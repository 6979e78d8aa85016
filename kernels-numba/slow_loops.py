"""Numba's own account of a kernel: a runner that times nothing, and says at its end what stayed slow.

    python slow_loops.py ACCOUNT [--any] [--with FOLDER]... ARTEFACT ENTRY

What is compiled while it answers gets line numbers, and LLVM tells what its vectoriser makes of each
innermost loop. ACCOUNT becomes JSON of the shape that `kernels-python/account.py` describes: the loops of the
file that are not vectorised and why, in LLVM's words, and as landmines what Numba warned of and what is
compiled in object mode. `njit` never falls back to Python objects: it refuses. `--any` puts `njit` around any
function. An account is a courtesy: what cannot be read gives none.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernels-python"))

import account as accounts
import runner

BY = "Numba: its warnings, and LLVM's vectoriser"

CHECKING = re.compile(r"LV: Checking a loop in '[^']*' from (?P<file>.*):(?P<line>\d+):\d+$")
REASON = re.compile(r"LV: (?:Not vectorizing|loop not vectorized): (?P<reason>.*)")
VECTORISED = re.compile(r"LV: Found a vectorizable loop")
NO_REASON = "Cannot prove legality"
"""What LLVM says at the end of every loop that it does not vectorise, after the reason."""


def loops_of(said: str, name: str) -> dict[int, str | None]:
    """What LLVM said of the loops in the file of this name, by lines; none of one that is vectorised."""
    found: dict[int, str | None] = {}
    line, reason = 0, ""
    for text in [*said.splitlines(), "LV: Checking a loop in '' from :0:0"]:
        begins = CHECKING.match(text)
        if begins is not None:
            # A loop may have been compiled more than once; that one copy is vectorised is enough.
            if line and reason and found.get(line, "") is not None:
                found.setdefault(line, reason)
            line = int(begins["line"]) if os.path.basename(begins["file"]) == name else 0
            reason = ""
        elif line and VECTORISED.match(text):
            found[line], reason = None, ""
        elif line and (match := REASON.match(text)) is not None and (not reason or reason == NO_REASON):
            # What follows is LLVM's own code.
            reason = match["reason"].split("   ")[0].strip().rstrip(".")
    return found


class Told:
    """What Numba warns of, by lines of a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.landmines: dict[int, str] = {}

    def warned(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        """Keeps a warning of Numba's that names a line of the file."""
        if not category.__module__.startswith("numba"):
            return
        text = re.sub(r"\x1b\[[0-9;]*m", "", str(message))
        where = re.search(r'File "(?P<file>[^"]*)", line (?P<line>\d+)', text)
        if where is not None and os.path.basename(where["file"]) == self.file.name:
            sentence = " ".join(text.split("\n\n")[0].split())
            self.landmines.setdefault(int(where["line"]), sentence[: accounts.MOST_OF_A_REASON])

    def look_at(self, modules: list[Any]) -> None:
        """Notes what was compiled for Python objects."""
        for module in modules:
            for value in list(vars(module).values()):
                compiled = getattr(value, "overloads", None)
                code = getattr(getattr(value, "py_func", None), "__code__", None)
                if (
                    not isinstance(compiled, dict)
                    or code is None
                    or Path(code.co_filename).name != self.file.name
                ):
                    continue
                if any(getattr(one, "objectmode", False) for one in compiled.values()):
                    self.landmines[code.co_firstlineno] = (
                        "compiled in object mode: every operation is Python's"
                    )


def account_of(said: str, told: Told) -> dict[str, Any]:
    """The account of a file, from what LLVM and Numba said."""
    source = told.file.read_text(encoding="utf-8")
    loops = loops_of(said, told.file.name).items()
    marks = {
        line: accounts.Mark(1, f"not vectorised: {reason}") for line, reason in loops if reason is not None
    }
    document: dict[str, Any] = accounts.account(BY, source, marks, {})
    # Numba speaks of a function by its head, which is in no function.
    mines = {entry["line"]: entry["what"] for entry in document["landmines"]} | told.landmines
    document["landmines"] = [
        {"line": line, "what": mines[line]} for line in sorted(mines)[: accounts.MOST_LANDMINES]
    ]
    return document


def main() -> int:
    """Serve as a runner, with what is said on standard error kept."""
    place, words = Path(sys.argv[1]), sys.argv[2:]
    takes_any = words[:1] == ["--any"]
    sys.argv[1:] = words[1:] if takes_any else words
    told = Told(Path(words[-2]).absolute())
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryFile() as kept:
        # Before Numba is imported: no code without line numbers is taken, and none with them is kept.
        os.environ.update(NUMBA_CACHE_DIR=cache, NUMBA_DEBUGINFO="1")
        os.dup2(kept.fileno(), 2)
        binding: Any = importlib.import_module("llvmlite.binding")
        binding.set_option("", "--debug-only=loop-vectorize")
        warnings.simplefilter("always")
        warnings.showwarning = told.warned
        if takes_any:
            import any_function

            status = runner.main(any_function.load_compiled)
        else:
            status = runner.main()
        kept.seek(0)
        said = kept.read().decode("utf-8", "replace")
    told.look_at([module for module in sys.modules.values() if module is not None])
    with suppress(OSError, ValueError):
        place.write_text(json.dumps(account_of(said, told), ensure_ascii=False), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
