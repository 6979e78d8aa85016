"""What was seen becomes types in a copy of a source, in which every line keeps its number."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import KERNELS

SOURCE = '''\
"""Some functions."""
import heapq


def total(n: int, by=1.5, *rest, scale=2):
    """Add up."""
    for i in range(n):
        by += i
    return by * scale


def steps(n):
    count, last = 0, n
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count, last


def words(
    lines,
    seen=(),
):
    out = []
    for line in lines:
        out.extend(line.split())
    return out


def called(values, graph):
    heap = sorted(values)
    return helper(heap), graph


def helper(values):
    return heapq.nlargest(1, values)
'''

INT, FLOAT, TEXT, ANY = ({"type": name} for name in ("int", "float", "str", "any"))


def list_of(part: Any) -> Any:
    """A list of this type."""
    return {"type": "list", "of": [part]}


def function(line: int, arguments: dict[str, Any], returns: Any) -> dict[str, Any]:
    """What was seen of a function."""
    return {"own": True, "line": line, "arguments": arguments, "returns": returns, "yields": None}


SEEN = [
    function(5, {"n": INT, "by": FLOAT}, FLOAT),
    function(12, {"n": INT}, {"type": "tuple", "of": [INT, INT]}),
    function(20, {"lines": list_of(TEXT), "seen": {"type": "tuple", "of": []}}, list_of(TEXT)),
    function(30, {"values": list_of(INT), "graph": {"type": "dict", "of": [TEXT, list_of(ANY)]}}, None),
]


@unittest.skipIf(sys.version_info < (3, 10), "it builds for no older Python")
class CopyTest(unittest.TestCase):
    """A copy in each notation."""

    def copy(
        self, notation: str, entry: str = "total", calls: Any = None, source: str = SOURCE, *more: str
    ) -> tuple[list[str], str]:
        """The lines of the copy, and what is said where there is none."""
        with tempfile.TemporaryDirectory() as folder:
            kernel, out = Path(folder) / "fns.py", Path(folder) / "typed" / "fns.py"
            kernel.write_text(source, encoding="utf-8")
            told = [{"functions": SEEN, "arrays": {}}] if calls is None else calls
            if told:
                kernel.with_suffix(".types.json").write_text(json.dumps({"calls": told}), encoding="utf-8")
            words = [sys.executable, str(KERNELS / "typed.py"), notation, str(kernel), entry, str(out), *more]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                return [], done.stderr.strip()
            text = out.read_text(encoding="utf-8")
            compile(text, "copy", "exec")
            return text.splitlines(), ""

    def test_hints_for_mypyc_leave_those_of_the_user(self) -> None:
        lines, _ = self.copy("mypyc")
        self.assertEqual(len(lines), len(SOURCE.splitlines()))
        self.assertEqual(lines[4], 'def total(n: int, by: "float"=1.5, *rest, scale=2) -> "float":')
        self.assertEqual(lines[11], 'def steps(n: "int") -> "tuple[int, int]":')
        self.assertEqual(
            lines[20:23], ['    lines: "list[str]",', '    seen: "tuple[()]"=(),', ') -> "list[str]":']
        )
        self.assertEqual(lines[34], "def helper(values):", "it was not seen")

    def test_whole_numbers_are_native_on_request_alone(self) -> None:
        lines, _ = self.copy("mypyc", "total", None, SOURCE, "--int64")
        self.assertEqual(lines[11], 'def steps(n: "_native.i64") -> "tuple[int, int]":')
        self.assertEqual(
            lines[12], "    count: _native.i64; last: _native.i64; count, last = 0, n", "before what it is in"
        )
        self.assertFalse(any("i64" in line for line in self.copy("mypyc")[0]))

    def test_cython_gets_types_of_c_for_floats_and_loses_hints(self) -> None:
        lines, _ = self.copy("cython")
        self.assertEqual(lines[1], "import cython; import heapq")
        self.assertEqual(lines[4], "def total(n, by: cython.double=1.5, *rest, scale=2):")
        self.assertEqual(lines[5], '    """Add up."""', "nothing is to be declared")
        lines, _ = self.copy("cython", "total", None, SOURCE, "--int64")
        self.assertEqual(lines[5], '    """Add up."""; i: cython.longlong')

    def test_a_name_that_is_also_something_else_is_not_declared(self) -> None:
        source = "import os\ndef f(n):\n    a = 0\n    b = 1\n    a += n\n    b = str(b)\n    return a, b\n"
        seen = [{"functions": [function(2, {"n": INT}, None)], "arrays": {}}]
        lines, _ = self.copy("cython", "f", seen, source, "--int64")
        self.assertEqual(lines[2], "    a: cython.longlong; a = 0")

    def test_codon_and_pythran_get_the_called_function_and_what_it_needs(self) -> None:
        lines, said = self.copy("codon", "steps")
        self.assertEqual(said, "")
        self.assertEqual(lines[11], "def steps(n: int):")
        self.assertEqual([line for line in lines if line.startswith("def ")], ["def steps(n: int):"])
        lines, _ = self.copy("pythran", "steps")
        self.assertEqual(lines[-1], "#pythran export steps(int)")
        self.assertNotIn("import heapq", lines)

    def test_what_has_no_type_there_is_refused_in_a_sentence(self) -> None:
        _, said = self.copy("codon", "called")
        self.assertEqual(said, "argument `graph` is of a type that was not seen, for which Codon has no type")
        _, said = self.copy("pythran", "helper")
        self.assertIn("helper is no function of the file itself, or no call of it was seen", said)

    def test_nobody_has_looked(self) -> None:
        self.assertIn("climb --typed", self.copy("mypyc", "total", [])[1])

    def test_types_of_several_calls_come_together(self) -> None:
        source = "import os\ndef f(x):\n    return x\n"
        calls = [
            {"functions": [function(2, {"x": kind}, kind)], "arrays": {}}
            for kind in (list_of(ANY), list_of(INT), {"type": "None"})
        ]
        lines, _ = self.copy("mypyc", "f", calls, source)
        self.assertEqual(lines[1], 'def f(x: "list[int] | None") -> "list[int] | None":')

    def test_arrays_have_elements_and_dimensions(self) -> None:
        array = {"type": "ndarray", "dtype": "float64", "dimensions": 2}
        seen = [{"functions": [function(2, {"x": ANY, "k": INT}, None)], "arrays": {"x": array}}]
        lines, _ = self.copy("pythran", "f", seen, "import os\ndef f(x, k):\n    return x\n")
        self.assertEqual(lines[-1], "#pythran export f(float64[:, :], int)")


if __name__ == "__main__":
    unittest.main()
