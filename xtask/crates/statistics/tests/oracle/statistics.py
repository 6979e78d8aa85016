"""Known answers for the harness's statistics, by SciPy and ruptures.

    uv run --no-project --with-requirements requirements.txt statistics.py

Writes statistics.json beside itself, which unit tests of the crate `statistics` read. The inputs come from a
seeded generator and are written with the answers, so that the tests need neither of the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import ruptures
import scipy
from scipy import stats

SEED = 1908


def quantiles() -> list[dict[str, float]]:
    """Student's t: the number of standard errors to each side."""
    degrees = [2, 3, 4, 5, 7, 9, 11, 19, 29, 59, 199]
    return [
        {"confidence": level, "values": free + 1, "quantile": float(stats.t.ppf(0.5 + level / 2, free))}
        for level in (0.9, 0.95, 0.99)
        for free in degrees
    ]


def cut(count: int) -> int:
    """How many values are left out at each end."""
    return max(0, min((count - 7) // 3, count // 5)) if count >= 10 else 0


def samples(random: np.random.Generator, count: int) -> list[np.ndarray]:
    """Values that are near normal, of heavy tails and skewed."""
    return [random.normal(10, 1, count), random.standard_t(2, count) * 0.01, random.lognormal(0, 1, count)]


def intervals(random: np.random.Generator) -> list[dict[str, Any]]:
    """Student's intervals of the mean, and of ten values or more Yuen's of the trimmed mean."""
    known = []
    for count in (3, 4, 6, 9, 10, 12, 15, 40):
        for values in samples(random, count):
            left_out = cut(count)
            kept = count - 2 * left_out
            pulled = stats.mstats.winsorize(values, limits=(left_out / count, left_out / count))
            error = np.sqrt(np.var(pulled, ddof=1) * (count - 1) / (kept * (kept - 1)))
            middle = stats.trim_mean(values, left_out / count)
            low, high = stats.t.interval(0.95, kept - 1, loc=middle, scale=error)
            known.append({"values": values.tolist(), "low": float(low), "high": float(high)})
    return known


def differences(random: np.random.Generator) -> list[dict[str, Any]]:
    """Welch's intervals of the difference of two means, and Yuen's where both are trimmed."""
    known = []
    # Of each pair both sides have as many left out as SciPy leaves out of them with this one share.
    for first, second, trim in (
        (3, 5, 0.0),
        (6, 6, 0.0),
        (10, 12, 0.1),
        (13, 14, 2.0001 / 13),
        (25, 20, 0.2),
    ):
        for before, after in zip(samples(random, first), samples(random, second), strict=True):
            result = stats.ttest_ind(after, before, equal_var=False, trim=trim)
            low, high = result.confidence_interval(0.95)
            sets = {"before": before.tolist(), "after": after.tolist()}
            known.append({**sets, "low": float(low), "high": float(high)})
    return known


def changepoints(random: np.random.Generator) -> list[dict[str, Any]]:
    """The ends of the levels of curves, as an exact search finds them."""
    known = []
    for levels in (
        [(0.0, 40)],
        [(2.0, 5), (1.0, 20), (0.0, 60)],
        [(0.0, 30), (0.4, 30)],
        [(3.0, 1), (0.0, 24)],
    ):
        for noise in (0.02, 0.1):
            steps = [np.full(count, level) for level, count in levels]
            values = np.concatenate(steps) + random.normal(0, noise, sum(count for _, count in levels))
            for penalty in (0.02, 0.2, 2.0):
                search = ruptures.Pelt(model="l2", min_size=1, jump=1).fit(values.reshape(-1, 1))
                ends = [int(end) for end in search.predict(pen=penalty)]
                known.append({"values": values.tolist(), "penalty": penalty, "ends": ends})
    return known


def main() -> None:
    """Writes the fixture."""
    random = np.random.default_rng(SEED)
    known = {
        "scipy": scipy.__version__,
        "ruptures": ruptures.__version__,
        "quantiles": quantiles(),
        "intervals": intervals(random),
        "differences": differences(random),
        "changepoints": changepoints(random),
    }
    lines = [f'"{name}": {json.dumps(value)}' for name, value in known.items()]
    Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
