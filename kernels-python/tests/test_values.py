"""Any Python value has a text that is typed, exact, in order, and keeps what is the same object."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import json
import os
import subprocess
import sys
import unittest
import unittest.mock
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from typing import Any

from support import KERNELS, load

values = load("values")


def written(value: object, own_module: str = __name__) -> tuple[Any, list[Any]]:
    """What stands for a value, and the heap."""
    writer = values.Writer(own_module)
    with values.any_digits():
        part = writer.root("result", value)
        part, heap = json.loads(values.to_text([part, writer.heap]), parse_int=str)
    return part, heap


def entry(value: object) -> Any:
    """The first entry of the heap."""
    part, heap = written(value)
    assert part == ["0"]
    return heap[0]


class Colour(enum.Enum):
    """Two of them."""

    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Point:
    """It can be changed."""

    y: float
    x: object


@dataclasses.dataclass(frozen=True)
class Frozen:
    """It cannot."""

    x: int


class Slotted:
    """Attributes without a dict."""

    __slots__ = ("a", "b")

    def __init__(self) -> None:
        self.b, self.a = 2, 1


class Money(int):
    """A number of another name."""


Pair = namedtuple("Pair", "first second")


class PlainValues(unittest.TestCase):
    """Values without parts."""

    def test_types_are_strict_and_each_value_is_exact(self) -> None:
        self.assertEqual(written(None), (None, []))
        self.assertEqual(written(True), (True, []))
        self.assertEqual(written(2**70), ("1180591620717411303424", []))
        self.assertEqual(written(1.0), (1.0, []))
        self.assertEqual(str(written(-0.0)[0]), "-0.0")
        self.assertEqual(written(0.1 + 0.2)[0], 0.30000000000000004)
        self.assertEqual(written(float("-inf"))[0], {"float": "-inf"})
        self.assertEqual(written("é\n")[0], "é\n")
        self.assertEqual(written("\ud800")[0], {"surrogates": "eda080"})
        self.assertEqual(written(b"\x00\xff")[0], {"bytes": "00ff"})
        self.assertEqual(written(1 - 2j)[0], {"complex": [1.0, -2.0]})

    def test_integers_have_all_of_their_digits(self) -> None:
        self.assertEqual(len(written(10**6000)[0]), 6001)

    def test_what_the_library_has_is_told_apart(self) -> None:
        texts = [
            written(value)[0]["value"]
            for value in (
                decimal.Decimal("1.0"),
                fractions.Fraction(1, 3),
                datetime.date(2024, 2, 29),
                datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.timezone.utc),
                datetime.timedelta(days=-1, microseconds=1),
                range(0, 9, 3),
            )
        ]
        self.assertEqual(
            texts,
            [
                ["Decimal", "1.0"],
                ["Fraction", "1/3"],
                ["date", "2024-02-29"],
                ["datetime", "2024-02-29T01:02:03+00:00 UTC"],
                ["timedelta", "-1 0 1"],
                ["range", "0 9 3"],
            ],
        )
        self.assertEqual(written(Colour.RED)[0], {"enum": ["Colour", "RED"]})
        self.assertEqual(written(int)[0], {"class": "int"})
        self.assertEqual(written(Colour, "other")[0], {"class": f"{__name__}.Colour"})


class Containers(unittest.TestCase):
    """Values with parts."""

    def test_each_kind_has_its_name_and_its_order(self) -> None:
        self.assertEqual(entry([1, "a", None]), {"list": ["1", "a", None]})
        self.assertEqual(entry((1.5,)), {"tuple": [1.5]})
        self.assertEqual(entry({"b": 1, 2: "a"}), {"dict": ["b", "1", "2", "a"]})
        self.assertEqual(entry(bytearray(b"a")), {"bytearray": "61"})
        self.assertEqual(entry(Counter("aab"))["members"], ["a", "2", "b", "1"])
        self.assertEqual(entry(OrderedDict(a=1))["object"], "collections.OrderedDict")
        self.assertEqual(entry(defaultdict(int, a=1))["factory"], "int")
        self.assertEqual(entry(deque([1, 2], maxlen=3))["parts"], ["3"])
        self.assertEqual(entry([float("nan"), 1.0])["list"], [{"float": "nan"}, 1.0])

    def test_the_order_of_a_set_is_no_hash(self) -> None:
        words = {f"word {number}" for number in range(50)}
        text = f"import sys; sys.path.insert(0, {str(KERNELS)!r}); import values; w = values.Writer(); "
        text += f"print(w.root('r', {words!r}), w.heap)"
        answers = {
            subprocess.run(
                [sys.executable, "-c", text],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
            for seed in ("0", "1", "2")
        }
        self.assertEqual(len(answers), 1)
        self.assertEqual(entry({1, 2.5, 3})["set"], ["1", "3", 2.5])

    def test_objects_tell_their_attributes(self) -> None:
        self.assertEqual(entry(Point(1.0, 2)), {"object": "Point", "names": ["y", "x"], "parts": [1.0, "2"]})
        self.assertTrue(entry(Frozen(1))["frozen"])
        self.assertEqual(entry(Slotted())["names"], ["a", "b"])
        self.assertEqual(entry(Pair(1, 2))["names"], ["first", "second"])
        self.assertEqual(entry(Money(5)), {"object": "Money", "value": "5", "frozen": True})

    def test_the_same_object_has_one_entry_and_an_equal_one_its_own(self) -> None:
        shared: list[int] = []
        self.assertEqual(written([shared, shared, []])[1][0], {"list": [["1"], ["1"], ["2"]]})

    def test_cycles_and_depth_are_no_matter(self) -> None:
        circle: list[object] = []
        circle.append(circle)
        self.assertEqual(written(circle), (["0"], [{"list": [["0"]]}]))
        deep: list[object] = []
        for _ in range(50_000):
            deep = [deep]
        self.assertEqual(len(written(deep)[1]), 50_001)


class WhatCannotBeCompared(unittest.TestCase):
    """Values without a text."""

    def test_more_objects_than_anybody_compares_are_refused(self) -> None:
        with unittest.mock.patch.object(values, "MOST_NODES", 4):
            self.assertEqual(len(written([[], [], []])[1]), 4)
            refused = r"result\[3\] is one of more than 4 objects"
            with self.assertRaisesRegex(values.IncomparableError, refused):
                written([[], [], [], []])

    def test_it_is_named_with_its_place_and_what_to_return_instead(self) -> None:
        for value, said in [
            ([1, {"a": (one for one in "a")}], "result[1]['a'] is a generator"),
            (len, "the result is a function"),
            (sys, "the result is a module"),
            (iter([]), "the result is an iterator (list_iterator)"),
            (Point(1.0, {}.keys()), "result.x is a view (dict_keys)"),
        ]:
            with self.assertRaises(values.IncomparableError) as caught:
                written(value)
            self.assertIn(said, str(caught.exception))
            self.assertIn("which cannot be compared: ", str(caught.exception))

    def test_in_an_argument_it_is_named_and_no_more(self) -> None:
        writer = values.Writer()
        self.assertEqual(writer.root("argument 0", len, False), {"opaque": "a function"})


@unittest.skipUnless(__import__("importlib.util").util.find_spec("numpy"), "there is no NumPy here")
class Arrays(unittest.TestCase):
    """NumPy's values."""

    def test_an_array_has_its_type_its_shape_and_its_elements(self) -> None:
        import numpy as np

        array = entry(np.array([[1, 2], [3, 4]], dtype=np.int32))
        self.assertEqual(
            array,
            {"array": ["1", "2", "3", "4"], "type": "numpy.ndarray", "dtype": "int32", "shape": ["2", "2"]},
        )
        self.assertEqual(written(np.float64(1.5))[0], {"scalar": ["float64", 1.5]})
        self.assertEqual(written(np.bool_(True))[0], {"scalar": ["bool", True]})
        self.assertEqual(entry(np.array([np.nan]))["array"], [{"float": "nan"}])


if __name__ == "__main__":
    unittest.main()
