"""What a function uses of Python leads to the behaviours in which rungs differ, whatever its calls make."""

from __future__ import annotations

import json
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import KERNELS

sys.path.insert(0, str(KERNELS))

import profiles

PROBES: dict[str, Any] = json.loads(
    (KERNELS.parent / "data" / "differences.json").read_text(encoding="utf-8")
)["probes"]

FUNCTIONS = """
import math
import threading
from collections import Counter

MASK = (1 << 64) - 1


def rounds(values):
    return [round(value, 2) for value in values]


def sums(values):
    return sum(values)


def keeps_order(words):
    seen = {}
    for word in words:
        seen[word] = True
    return list(seen)


def is_given_a_dict(table: dict):
    return [name for name in table]


def counts(words):
    return list(Counter(words))


def squares(number):
    return number * number


def takes_away(number):
    number -= 1
    return number


def hashes(text):
    number = 14695981039346656037
    for letter in text:
        number = (number ^ ord(letter)) * 1099511628211 & MASK
    return number


def divides(number):
    return divmod(number, 3)


def raises_to(number):
    return pow(number, -1)


def slices(values):
    values[1:2] = []
    return values


def reads(values, index):
    return values[index]


def shouts(text):
    return text.upper()


def compares(one, other):
    return one <= other


def ranks(words):
    words.sort(key=len)
    return words


def tells(value):
    return f"{value} m"


def whole(value):
    return math.floor(value)


def finds(value, values):
    return value in values


def least(values):
    return min(values)


def asserts(number):
    assert number
    return number


def starts():
    threading.Thread(target=print).start()


def remembers(item, into=[]):
    into.append(item)
    return into


def leads_elsewhere(values):
    return rounds(values)


def does_nothing(value):
    return value
"""

TOUCHED = {
    "rounds": ["floats/rounded", "floats/rounded_to_whole"],
    "sums": ["floats/total"],
    "keeps_order": ["containers/dict_order"],
    "is_given_a_dict": ["containers/dict_order", "border/found"],
    "counts": ["containers/dict_order"],
    "squares": ["integers/add", "integers/above_signed"],
    "takes_away": ["integers/add"],
    "hashes": ["integers/add", "integers/masked", "integers/fingerprint"],
    "divides": ["integers/quotient_and_rest", "integers/quotient_by_zero", "floats/rest"],
    "raises_to": ["integers/negative_power", "floats/power_of_zero"],
    "slices": ["containers/replaced_part"],
    "reads": ["containers/beyond_the_end", "texts/letter"],
    "shouts": ["texts/upper"],
    "compares": ["texts/comes_first"],
    "ranks": ["containers/by_length", "floats/in_order"],
    "tells": ["floats/as_text"],
    "whole": ["integers/cut_off"],
    "finds": ["floats/holds_itself"],
    "least": ["floats/least_and_most"],
    "asserts": ["exceptions/asserted"],
    "starts": ["process/lock_is_on", "process/runs_threads"],
    "remembers": ["functions/default_list", "containers/appended"],
    "leads_elsewhere": ["floats/rounded"],
    "does_nothing": [],
}


class Used(unittest.TestCase):
    """Each function uses one thing or two."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (Path(folder.name) / "theirs.py").write_text(FUNCTIONS, encoding="utf-8")
        sys.path.insert(0, folder.name)
        self.addCleanup(sys.path.remove, folder.name)
        self.addCleanup(sys.modules.pop, "theirs", None)
        self.theirs = __import__("theirs")

    def touched(self, name: str) -> set[str]:
        """The behaviours that a function touches."""
        uses = set(profiles.used(getattr(self.theirs, name)))
        return {probe for probe, told in PROBES.items() if uses & set(told["touches"])}

    def test_each_function_touches_the_behaviours_that_it_uses(self) -> None:
        for name, probes in TOUCHED.items():
            with self.subTest(name):
                self.assertLessEqual(set(probes), self.touched(name))

    def test_a_function_that_uses_nothing_touches_nothing(self) -> None:
        self.assertEqual(self.touched("does_nothing"), set())

    def test_a_loop_alone_says_nothing_of_dicts(self) -> None:
        self.assertNotIn("containers/growing", self.touched("hashes"))
        self.assertNotIn("floats/total", self.touched("rounds"))


if __name__ == "__main__":
    unittest.main()
