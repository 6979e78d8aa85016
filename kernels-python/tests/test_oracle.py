"""The oracle computes what is published, and what the contract says."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import reference
from support import DATA, load

RESULT_BYTES = 767_053
RESULT_SHA256 = "938758bca15672e372cb8d92747212b135ff0153d78d0492942983442217f282"


def canonical(value: object) -> str:
    """As the harness writes it."""
    return json.dumps(value, separators=(",", ":"))


class Nbody(unittest.TestCase):
    """Energies to nine decimals, from the Benchmarks Game and its reference program."""

    def test_energies_are_the_published_ones(self) -> None:
        for name in ("nbody", "nbody_lists", "nbody_sqrt"):
            nbody = load(name).nbody
            for steps, after in ((0, "-0.169075164"), (1000, "-0.169087605"), (10000, "-0.169016441")):
                with self.subTest(kernel=name, steps=steps):
                    before, energy = nbody(steps)
                    self.assertEqual(f"{before:.9f}", "-0.169075164")
                    self.assertEqual(f"{energy:.9f}", after)

    def test_a_call_begins_from_the_initial_state(self) -> None:
        for name in ("nbody", "nbody_lists", "nbody_sqrt"):
            nbody = load(name).nbody
            first = nbody(50)
            nbody(3)
            self.assertEqual(nbody(50), first)


class SquareRoots(unittest.TestCase):
    """Sums of square roots."""

    def test_the_sum_is_that_of_exact_roots(self) -> None:
        for name in ("square_roots", "square_roots_sqrt"):
            square_roots = load(name).square_roots
            for n in (0, 1, 2, 1000):
                exact = sum((Decimal(k).sqrt() for k in range(1, n + 1)), Decimal(0))
                with self.subTest(kernel=name, n=n):
                    self.assertAlmostEqual(square_roots(n), float(exact), delta=1e-9)


class SpectralNorm(unittest.TestCase):
    """Norms to nine decimals, from the Benchmarks Game."""

    def test_norms_are_the_published_ones(self) -> None:
        for name in ("spectral_norm", "spectral_norm_calls"):
            spectral_norm = load(name).spectral_norm
            for n, norm in ((2, "1.183350177"), (100, "1.274219991")):
                with self.subTest(kernel=name, n=n):
                    self.assertEqual(f"{spectral_norm(n)[0]:.9f}", norm)

    def test_the_norm_comes_from_the_sums(self) -> None:
        norm, u_dot_v, v_dot_v = load("spectral_norm").spectral_norm(7)
        self.assertAlmostEqual(norm**2 * v_dot_v, u_dot_v, delta=u_dot_v * 1e-14)

    def test_the_sums_are_those_of_exact_arithmetic(self) -> None:
        # Power iteration in fractions, for a matrix of 3 by 3.
        from fractions import Fraction

        matrix = [[Fraction(1, (i + j) * (i + j + 1) // 2 + i + 1) for j in range(3)] for i in range(3)]
        transposed = [list(row) for row in zip(*matrix)]

        def times(a: list[list[Fraction]], x: list[Fraction]) -> list[Fraction]:
            return [sum((p * q for p, q in zip(row, x)), Fraction(0)) for row in a]

        u = v = [Fraction(1)] * 3
        for _ in range(10):
            v = times(transposed, times(matrix, u))
            u = times(transposed, times(matrix, v))
        expected = [float(sum(x * y for x, y in zip(u, v))), float(sum(y * y for y in v))]
        for got, exact in zip(load("spectral_norm").spectral_norm(3)[1:], expected):
            self.assertAlmostEqual(got / exact, 1.0, delta=1e-13)


class Pipeline(unittest.TestCase):
    """The pipeline's result on the blog's input, and on random ones."""

    document: bytes

    @classmethod
    def setUpClass(cls) -> None:
        cls.document = load("generate_events", DATA).document(100_000)

    def test_the_result_on_the_blogs_input_is_the_known_one(self) -> None:
        for name in ("pipeline_bytes", "pipeline_bytes_blog_contract"):
            with self.subTest(kernel=name):
                result = canonical(load(name).pipeline_bytes(self.document)).encode("ascii")
                self.assertEqual(len(result), RESULT_BYTES)
                self.assertEqual(hashlib.sha256(result).hexdigest(), RESULT_SHA256)

    def test_dicts_give_what_bytes_give_and_stay_as_they_were(self) -> None:
        events = json.loads(self.document)[:5000]
        untouched = copy.deepcopy(events)
        from_bytes = load("pipeline_bytes").pipeline_bytes(canonical(events).encode())
        for name in ("pipeline_dicts", "pipeline_dicts_blog_contract"):
            with self.subTest(kernel=name):
                self.assertEqual(canonical(load(name).pipeline_dicts(events)), canonical(from_bytes))
        self.assertEqual(events, untouched)

    def test_random_documents_agree_with_the_second_implementation(self) -> None:
        rng = random.Random(7)
        for _ in range(300):
            events = [random_event(rng) for _ in range(rng.randint(0, 40))]
            expected = canonical(reference.pipeline(events))
            for name in ("pipeline_bytes", "pipeline_bytes_blog_contract"):
                got = load(name).pipeline_bytes(json.dumps(events).encode())
                self.assertEqual(canonical(got), expected, events)

    def test_rounding_is_that_of_the_second_implementation(self) -> None:
        # Python's own `round`, on every interpreter that runs this: halves, and numbers just off them.
        rng = random.Random(11)
        values = [0.125, 0.375, 2.675, 1.005, 0.005, 1e22, -0.001, 70368744177664.125, 2.0**52 + 1]
        values += [rng.randint(-(10**9), 10**9) / 8 for _ in range(2000)]
        values += [rng.randint(-(10**9), 10**9) / 1000 for _ in range(2000)]
        for value in values:
            self.assertEqual(repr(round(value, 2)), repr(reference.cents(value)))


def random_event(rng: random.Random) -> dict[str, Any]:
    """An event that keeps the contract, of few users, types and pages, so that ties and sums come about."""
    edges = [datetime(2025, 3, 1, tzinfo=timezone.utc), datetime(2025, 10, 1, tzinfo=timezone.utc)]
    moment = rng.choice(edges) + timedelta(seconds=rng.choice([-1, 0, 1, rng.randint(-(10**7), 10**7)]))
    metadata: dict[str, Any] = {}
    if rng.random() < 0.8:
        metadata["page"] = rng.choice(["/a", "/b", "", None, "/é", "/😀", '"\\\n'])
    if rng.random() < 0.8:
        metadata["amount"] = rng.choice(
            [None, 0, 100, 101, 100.0, 0.125, 2.675, -0.0, 1e16, -1e16, 10**17 + 1, rng.uniform(-5, 300)]
        )
    return {
        "user_id": rng.choice([0, -1, 1, 2, 10, -(2**63), 2**63 - 1]),
        "event_type": rng.choice(["click", "search", "purchase", "page_view", "logout", "Click"]),
        "timestamp": moment.isoformat(),
        "metadata": metadata,
    }


if __name__ == "__main__":
    unittest.main()
