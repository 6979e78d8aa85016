"""What `session.py` makes of a session: counts, quartiles, and how well one speedup foretells another.

    python -m unittest test_session

It needs the packages of `xtask/tests/recompute/requirements.txt`.
"""

from __future__ import annotations

import unittest
from typing import Any, ClassVar

import session
import told


def cell(
    function: str, rung: str, status: str = "timed", speedup: float | None = None, flags: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A cell as a report has it."""
    told = {"estimate": speedup} if speedup is not None else None
    own = {"benchmark": function, "rung": rung, "title": rung.upper(), "status": status, "speedup": told}
    return {**own, "flags": [{"code": code} for code in flags]}


class Tables(unittest.TestCase):
    """The rows of the tables."""

    def test_a_rung_is_counted_by_what_became_of_it(self) -> None:
        report = {
            "cells": [
                *(cell(name, "base", speedup=1.0) for name in "abcd"),
                cell("a", "fast", speedup=2.0),
                cell("b", "fast", speedup=4.0),
                cell("c", "fast", "unsupported"),
                cell("d", "fast", "disagrees", 9.0),
                cell("a", "slow", speedup=0.5),
                cell("b", "slow", "failed"),
                cell("d", "slow", speedup=0.1, flags=("steadiness",)),
                cell("c", "slow", "missing"),
                cell("n-body", "fast", speedup=100.0),
            ]
        }
        rows = session.rows_of(session.cells_of(report), "base")
        self.assertEqual([row.rung for row in rows], ["fast", "slow"])
        counts = {"timed": 2, "refused": 1, "wrong": 1, "failed": 0, "figures": 2}
        fast = {"rung": "fast", "title": "FAST", **counts}
        self.assertEqual(
            rows[0].json(), {**fast, "q1": 2.5, "median": 3.0, "q3": 3.5}, "n-body is no function"
        )
        slow = rows[1].json()
        self.assertEqual(slow["failed"], 1, "what is not here is not counted")
        self.assertEqual((slow["timed"], slow["figures"], slow["median"]), (2, 1, 0.5), "d may not be steady")

    def test_of_two_sessions_a_rung_is_told_of_the_last_that_has_it(self) -> None:
        first = {"cells": [cell("a", rung, speedup=1.0) for rung in ("base", "fast", "slow")]}
        second = {"cells": [cell("a", rung, speedup=3.0) for rung in ("base", "fast")]}
        cells = session.cells_of(session.joined([first, second]))
        self.assertEqual({each.rung: each.speedup for each in cells}, {"slow": 1.0, "base": 3.0, "fast": 3.0})


class Foretelling(unittest.TestCase):
    """Spearman's rank correlation, and its interval."""

    def cells(self, of: Any) -> list[session.Cell]:
        """Functions on rungs, with n-body's speedups from 1 to 5."""
        rungs = range(1, 6)
        own = [
            session.Cell(f"f{function}", f"r{rung}", "", "timed", of(function, rung))
            for function in range(8)
            for rung in rungs
        ]
        return [*own, *(session.Cell("n-body", f"r{rung}", "", "timed", float(rung)) for rung in rungs)]

    def test_the_same_order_is_foretold_and_the_other_way_round_is_not(self) -> None:
        same = session.foretold(session.pairs_of(self.cells(lambda _, rung: rung**2 / 3), "n-body", "base"))
        assert same is not None
        self.assertEqual((same["functions"], same["pairs"]), (8, 40))
        self.assertAlmostEqual(same["rho"], 1.0)
        other = session.foretold(session.pairs_of(self.cells(lambda _, rung: 1 / rung), "n-body", "base"))
        assert other is not None
        self.assertAlmostEqual(other["high"], -1.0)

    def test_an_interval_is_as_wide_as_functions_differ(self) -> None:
        mixed = self.cells(lambda function, rung: rung if function % 2 else 1 / rung)
        told = session.foretold(session.pairs_of(mixed, "n-body", "base"))
        assert told is not None
        self.assertLess(told["low"], -0.2)
        self.assertGreater(told["high"], 0.2)

    def test_two_functions_are_too_few(self) -> None:
        few = [one for one in self.cells(lambda _, rung: rung) if one.function in ("f0", "f1", "n-body")]
        self.assertIsNone(session.foretold(session.pairs_of(few, "n-body", "base")))


class Documents(unittest.TestCase):
    """What documents say of a session."""

    FIGURES: ClassVar[dict[str, Any]] = {
        "sessions": ["20260101T000000Z-intervals", "20260102T000000Z-intervals"],
        "machine": "A processor, 2 cores",
        "baseline": "CPython 3.14",
        "functions": 33,
        "without_interval": 2,
        "rungs": [
            {
                "title": "Numba",
                "timed": 9,
                "figures": 8,
                "refused": 20,
                "wrong": 4,
                "failed": 0,
                "q1": 1.5,
                "median": 20.0,
                "q3": 40.0,
            },
            {
                "title": "Nuitka",
                "timed": 33,
                "figures": 30,
                "refused": 0,
                "wrong": 0,
                "failed": 0,
                "q1": 0.9,
                "median": 0.95,
                "q3": 1.1,
            },
            {
                "title": "Pythran",
                "timed": 9,
                "figures": 4,
                "refused": 20,
                "wrong": 1,
                "failed": 0,
                "q1": 0.1,
                "median": 0.8,
                "q3": 20.0,
            },
            {
                "title": "Codon",
                "timed": 0,
                "figures": 0,
                "refused": 33,
                "wrong": 0,
                "failed": 0,
                "q1": None,
                "median": None,
                "q3": None,
            },
        ],
        "foretold": {
            "n-body": {"rho": 0.5, "low": 0.25, "high": 0.75, "functions": 9, "pairs": 30},
            "spectral-norm": None,
        },
    }

    def test_before_there_is_a_session_they_say_that_there_is_none(self) -> None:
        self.assertIn("has not been published yet", told.sentence(None))

    def test_a_sentence_has_median_quartiles_and_what_was_wrong(self) -> None:
        said = told.sentence(self.FIGURES)
        self.assertIn("Numba 20.0x (1.50x to 40.0x, wrong on 4)", said)
        slower = "In the median slower: Pythran 0.800x (0.100x to 20.0x, steady on 4 of 9, wrong on 1)."
        self.assertIn(slower, said, "quartiles that are far apart are told")
        self.assertIn("A little slower in the median: Nuitka. [The table](", said)
        self.assertNotIn("Codon", said, "it was timed on nothing")
        self.assertIn("0.50 (0.25..0.75) with n-body", said)

    def test_what_stands_between_markers_is_replaced_and_nothing_else(self) -> None:
        text = "before\n<!-- functions -->\nold\n<!-- /functions -->\nafter\n"
        now = told.spliced(text, told.whole(self.FIGURES))
        self.assertTrue(now.startswith("before\n") and now.endswith("<!-- /functions -->\nafter\n"))
        self.assertIn("Sessions 20260101T000000Z-intervals and 20260102T000000Z-intervals, A proc", now)
        self.assertIn("| Numba | 9 | 8 | 20 | 4 | 0 | 1.50x | 20.0x | 40.0x |", now)
        self.assertIn("2 speedups rest on fewer than three invocations", now)
        self.assertEqual(told.times(0.0042), "0.00420x", "a slow one has its digits")
        self.assertEqual(told.spliced(now, told.whole(self.FIGURES)), now)
        with self.assertRaises(ValueError):
            told.spliced("no markers", "")


if __name__ == "__main__":
    unittest.main()
