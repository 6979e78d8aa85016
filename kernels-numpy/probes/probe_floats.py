"""Probes of floats with NumPy: as elements of arrays of doubles."""

import numpy as np


def rounded(value: float, places: int) -> float:
    """Rounded to so many places, exactly half-way cases to the even digit."""
    return float(np.round(np.array([value]), places)[0])


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return int(np.round(np.array([value]))[0])


def total(values: list[float]) -> float:
    """The sum by the library's function."""
    return float(np.array(values).sum())


def power(base: float, exponent: float) -> complex:
    """A power that may be complex."""
    return float((np.array([base]) ** exponent)[0])


def power_of_zero(base: float, exponent: float) -> float:
    """A power that would be infinite."""
    return float((np.array([base]) ** exponent)[0])


def divided(one: float, other: float) -> float:
    """The quotient."""
    return float((np.array([one]) / np.array([other]))[0])


def rest(one: float, other: float) -> tuple[float, float]:
    """Floor division and its rest."""
    a, b = np.array([one]), np.array([other])
    return float((a // b)[0]), float((a % b)[0])


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one, where comparisons say nothing."""
    values = np.array([one, other])
    return float(values.min()), float(values.max())


def in_order(values: list[float]) -> list[float]:
    """The values sorted, a NaN among them."""
    return np.sort(np.array(values)).tolist()  # type: ignore[no-any-return]


def holds_itself(value: float) -> bool:
    """Whether an array holds what was put into it."""
    return value in np.array([value])
