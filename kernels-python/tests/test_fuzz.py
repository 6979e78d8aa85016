"""The documents for fuzzing: what is expected of them, and that all kinds are among them."""

from __future__ import annotations

import sys
import unittest
from collections import Counter
from pathlib import Path

from support import CHECKS, DATA, load

sys.path.insert(0, str(DATA))

EVENT = b'{"user_id":1,"event_type":"click","timestamp":"2025-06-01T12:00:00+00:00","metadata":{}}'
CORPUS = DATA / "fuzz"


def expectation(document: bytes) -> str | None:
    """What the contract expects."""
    said: str | None = load("contract", DATA).expectation(document)
    return said


class Contract(unittest.TestCase):
    """The second reading of the contract."""

    def test_it_expects_what_the_check_inputs_state(self) -> None:
        for path in sorted(CHECKS.glob("*.json")):
            with self.subTest(path.name):
                stated = path.with_suffix(".expected").read_text(encoding="ascii").strip()
                expected = expectation(path.read_bytes())
                # Of what is no JSON at all, nobody needs to know where the fault is.
                self.assertEqual(
                    expected, "error" if expected == "error" and stated[:5] == "error" else stated
                )

    def test_it_expects_nothing_of_what_is_left_open(self) -> None:
        for old, new in [
            (b'"user_id":1', b'"user_id":1,"user_id":2'),
            (b'"metadata":{}', b'"metadata":{"page":"a","p\\u0061ge":"b"}'),
            (b'"metadata":{}', b'"metadata":{"page":"\\ud800"}'),
            (b'"metadata":{}', b'"metadata":{"amount":1e309}'),
            (b'"metadata":{}', b'"metadata":{"amount":1' + b"0" * 309 + b"}"),
            (b'"metadata":{}', b'"metadata":{"x":1' + b"0" * 5000 + b"}"),
            (b'"metadata":{}', b'"metadata":{"x":' + b"[" * 70 + b"]" * 70 + b"}"),
            (b"click", b'signup","x":"\\udc00'),
            (b'"click"', b'"signup","amount":1,"x":{"y":1,"y":2}'),
        ]:
            self.assertIn(old, EVENT)
            self.assertIsNone(expectation(b"[" + EVENT.replace(old, new) + b"]"), new)
        unread = EVENT.replace(b"click", b"signup")
        for old, new in [(b'"user_id":1', b'"user_id":true'), (b"{}", b"[]"), (b"2025-06-01", b"2025-06-31")]:
            self.assertIsNone(expectation(b"[" + unread.replace(old, new) + b"]"), new)
        most = b"[" + EVENT.replace(b"{}", b'{"amount":1.7e308}') + b"]"
        self.assertIsNotNone(expectation(most))
        self.assertIsNone(expectation(most.replace(b"]", b"," + most[1:])), "a sum beyond a double")

    def test_two_faults_must_be_refused_anywhere(self) -> None:
        bad = EVENT.replace(b'"user_id":1', b'"user_id":"1"')
        self.assertEqual(expectation(b"[" + bad + b"]"), 'error {"index":0,"field":"user_id"}')
        self.assertEqual(expectation(b"[" + bad + b"," + bad + b"]"), "error")

    def test_an_oracle_that_is_wrong_is_no_kernels_fault(self) -> None:
        contract = load("contract", DATA)
        with self.assertRaises(contract.OracleError):
            contract.agreed(b"[" + EVENT + b"]", "error")
        with self.assertRaises(contract.OracleError):
            contract.result(b"[1]")


class Documents(unittest.TestCase):
    """The generator."""

    def test_a_seed_gives_the_same_documents_and_another_one_others(self) -> None:
        documents = load("fuzz", DATA).documents
        self.assertEqual(documents(5, 20), documents(5, 20))
        self.assertNotEqual(documents(5, 20), documents(6, 20))

    def test_every_kind_is_among_them(self) -> None:
        kinds: Counter[str] = Counter()
        for _, expected in load("fuzz", DATA).documents(1, 400):
            word, _, place = expected.partition(" ")
            kinds[place.rpartition(":")[2] if place else word if word == "error" else "result"] += 1
        fields = ["event_type", "timestamp", "user_id", "metadata", "metadata.amount", "metadata.page"]
        for kind in ["result", "error", "null}", *(f'"{field}"}}' for field in fields)]:
            self.assertGreaterEqual(kinds[kind], 3, kinds)


class Corpus(unittest.TestCase):
    """The documents that are kept."""

    def test_it_is_what_the_contract_expects_and_small(self) -> None:
        documents = sorted(CORPUS.glob("*.json"))
        self.assertGreater(len(documents), 50)
        self.assertLess(sum(path.stat().st_size for path in CORPUS.iterdir()), 1_000_000)
        for path in documents:
            with self.subTest(path.name):
                stated = Path(path.with_suffix(".expected")).read_text(encoding="ascii").strip()
                self.assertEqual(expectation(path.read_bytes()), stated)
