"""The documents for fuzzing: what is expected of them, and that all kinds are among them."""

from __future__ import annotations

import sys
import unittest
from collections import Counter
from unittest import mock

from support import CHECKS, DATA, load

sys.path.insert(0, str(DATA))

EVENT = b'{"user_id":1,"event_type":"click","timestamp":"2025-06-01T12:00:00+00:00","metadata":{}}'


def expectation(document: bytes) -> str | None:
    """What the contract expects."""
    said: str | None = load("contract", DATA).expectation(document)
    return said


def value_of(document: bytes) -> str | None:
    """What `json-parse` is expected to make of it."""
    said: str | None = load("contract_parse", DATA).expectation(document)
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


class ContractOfParsing(unittest.TestCase):
    """The contract of `json-parse`."""

    def test_it_expects_what_the_check_inputs_state(self) -> None:
        for path in sorted((DATA / "check-parse").glob("*.json")):
            with self.subTest(path.name):
                stated = path.with_suffix(".expected").read_text(encoding="ascii").strip()
                self.assertEqual(
                    value_of(path.read_bytes()), "error" if stated.startswith("error") else stated
                )

    def test_every_value_counts_and_what_parsers_read_as_they_like_does_not(self) -> None:
        self.assertEqual(value_of(b'{"a":[1,2.50,"\\u0041"]}'), '{"a":[1,2.5,"A"]}')
        self.assertEqual(
            value_of(b"[-9223372036854775808,9223372036854775807,-0.0]"),
            "[-9223372036854775808,9223372036854775807,-0.0]",
        )
        for document in (
            b"9223372036854775808",
            b"-9223372036854775809",
            b"-0",
            b"1e309",
            b'{"a":1,"a":1}',
            b'"\\ud800"',
            b"[" * 65 + b"]" * 65,
        ):
            self.assertIsNone(value_of(document), document)

    def test_an_oracle_that_is_wrong_is_no_kernels_fault(self) -> None:
        contract = load("contract_parse", DATA)
        with mock.patch.object(contract, "json_parse", return_value=[2]), self.assertRaises(ValueError):
            contract.expectation(b"[1]")


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
        for name, judge in [("fuzz", expectation), ("fuzz-parse", value_of)]:
            documents = sorted((DATA / name).glob("*.json"))
            self.assertGreater(len(documents), 50, name)
            self.assertLess(sum(path.stat().st_size for path in (DATA / name).iterdir()), 1_000_000, name)
            for path in documents:
                with self.subTest(f"{name}/{path.name}"):
                    stated = path.with_suffix(".expected").read_text(encoding="ascii").strip()
                    self.assertEqual(judge(path.read_bytes()), stated)
