"""A compiler's own account: which lines are told, in which order, and what of annotations is understood."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import KERNELS, load

SOURCE = """\
import math

SCALE = 2.0 ** 0.5

def f(values, n):
    total = n
    for i in range(n):
        for value in values:
            total += value ** 1.5
        total += i / n
    return total
"""


def cython_line(number: int, calls: int, more: str = "") -> str:
    """A line as Cython's annotation has it."""
    text = SOURCE.splitlines()[number - 1].replace(">", "&gt;")
    code = "<span class='py_c_api'>PyNumber_Add</span>(a);\n" * calls + more
    return (
        f'<pre class="cython line score-{calls}" onclick="x">+<span class="">{number}</span>: {text}</pre>\n'
        f"<pre class='cython code score-{calls} '>{code}</pre>"
    )


class Account(unittest.TestCase):
    """What is told of a source."""

    def told(self, tool: str, annotation: str, name: str = "f.py") -> dict[str, Any]:
        """The account that is written."""
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "a.html").write_text(annotation, encoding="utf-8")
            (folder / name).write_text(SOURCE, encoding="utf-8")
            module: Any = load("account")
            module.write(tool, folder / "a.html", folder / name, folder / "account.json")
            told: dict[str, Any] = json.loads((folder / "account.json").read_text(encoding="utf-8"))
            return told

    def test_the_line_in_most_loops_comes_first_then_the_one_with_most_calls(self) -> None:
        lines = [
            cython_line(3, 9),
            cython_line(6, 8),
            cython_line(7, 2),
            cython_line(9, 1),
            cython_line(10, 5),
        ]
        told = self.told("cython", "".join(lines))
        self.assertEqual([entry["line"] for entry in told["lines"]], [9, 10, 7], "none outside of functions")
        self.assertEqual(told["lines"][0]["why"], "1 call of Python's C API, in 2 loops")
        self.assertEqual(told["lines"][0]["text"], "total += value ** 1.5")

    def test_landmines_are_told_with_their_lines(self) -> None:
        zero = 'PyErr_SetString(PyExc_ZeroDivisionError, "float division");'
        told = self.told("cython", cython_line(7, 2) + cython_line(10, 0, zero))
        mines = {entry["line"]: entry["what"] for entry in told["landmines"]}
        self.assertEqual(sorted(mines), [7, 9, 10], "the power of the constant is computed once")
        self.assertIn("counts in Python objects", mines[7])
        self.assertIn("`pow`", mines[9])
        self.assertIn("cdivision", mines[10])

    def test_hints_of_mypyc_are_counted(self) -> None:
        hint = 'Generic "+" operation. Generic "+" operation. Generic indexing operation.'
        line = (
            '<div class="collapsible" style="x">    9  total += value ** 1.5\n</div>'
            f'<div class="content">       <div class="hint">{hint}</div></div>'
        )
        told = self.told(
            "mypyc", f"<h2><tt>other.py</tt></h2><pre></pre><h2><tt>f.py</tt></h2>\n<pre>{line}</pre>"
        )
        self.assertEqual(
            told["lines"][0]["why"], 'Generic "+" operation (2 times), Generic indexing operation, in 2 loops'
        )

    def test_what_cannot_be_read_gives_an_empty_account_or_none(self) -> None:
        self.assertEqual(self.told("cython", "<html>")["lines"], [])
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            module: Any = load("account")
            module.write("cython", folder / "none.html", folder / "none.py", folder / "account.json")
            self.assertFalse((folder / "account.json").exists())


LLVM = """\
LV: Checking a loop in '_ZN1f' from f.py:7:1
LV: Not vectorizing: Found a non-intrinsic callsite   %.126 = call ptr @g(i64 %.123)
LV: Not vectorizing: Cannot prove legality.
LV: Checking a loop in '_ZN1f' from f.py:8:1
LV: We can vectorize this loop!
LV: loop not vectorized: cannot prove it is safe to reorder floating-point operations
LV: Checking a loop in '_ZN1f' from f.py:10:1
LV: Not vectorizing: Cannot prove legality.
LV: Checking a loop in '_ZN1f' from f.py:10:1
LV: Found a vectorizable loop (4) in f
LV: Checking a loop in '_ZN1f' from other.py:9:1
LV: Not vectorizing: Cannot prove legality.
LV: Checking a loop in 'cpython_f' from f
LV: Not vectorizing: Cannot prove legality.
"""


class OfNumba(unittest.TestCase):
    """What is told of what Numba compiled."""

    def test_loops_that_are_not_vectorised_are_told_with_the_reason(self) -> None:
        slow_loops: Any = load("slow_loops", KERNELS.parent / "kernels-numba")
        loops = slow_loops.loops_of(LLVM, "f.py")
        reason = "cannot prove it is safe to reorder floating-point operations"
        self.assertEqual(loops, {7: "Found a non-intrinsic callsite", 8: reason, 10: None})

    def test_warnings_of_numba_with_a_line_of_the_file_are_landmines(self) -> None:
        slow_loops: Any = load("slow_loops", KERNELS.parent / "kernels-numba")
        warning = type("NumbaWarning", (Warning,), {"__module__": "numba.core.errors"})
        with tempfile.TemporaryDirectory() as made:
            file = Path(made) / "f.py"
            file.write_text(SOURCE, encoding="utf-8")
            told = slow_loops.Told(file)
            told.warned('\x1b[1mnothing to\nparallelise\n\nFile "f.py", line 5:\ndef f', warning)
            told.warned('of another\n\nFile "g.py", line 5:', warning)
            told.warned('File "f.py", line 6', DeprecationWarning)
            account = slow_loops.account_of(LLVM, told)
        self.assertEqual([entry["line"] for entry in account["lines"]], [8, 7])
        self.assertIn("in 2 loops", account["lines"][0]["why"])
        mines = {entry["line"]: entry["what"] for entry in account["landmines"]}
        self.assertEqual(mines[5], "nothing to parallelise")
        self.assertNotIn(6, mines)


if __name__ == "__main__":
    unittest.main()
