"""Probes of integers with NumPy: as elements of arrays of 64-bit integers."""

import numpy as np


def add(one: int, other: int) -> int:
    """The sum."""
    return int((np.array([one]) + np.array([other]))[0])


def above_signed(one: int, other: int) -> int:
    """The difference, where the first has no room among signed 64-bit integers."""
    return (np.array([one]) - np.array([other]))[0].item()  # type: ignore[no-any-return]


def shift_left(number: int, by: int) -> int:
    """The number with so many bits more."""
    return int((np.array([number]) << by)[0])


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Floor division and its rest."""
    a, b = np.array([one]), np.array([other])
    return int((a // b)[0]), int((a % b)[0])


def quotient_by_zero(one: int, other: int) -> int:
    """Floor division that cannot be."""
    return int((np.array([one]) // np.array([other]))[0])


def true_quotient(one: int, other: int) -> float:
    """The double that is nearest to the ratio."""
    return float((np.array([one]) / np.array([other]))[0])


def negative_power(base: int, exponent: int) -> float:
    """A power that is no integer."""
    return float((np.array([base]) ** np.array([exponent]))[0])


def same_as_float(number: int, value: float) -> bool:
    """Whether an integer and a float are equal, exactly."""
    return bool((np.array([number]) == np.array([value]))[0])


def masked(number: int) -> int:
    """The lowest 64 bits."""
    return int((np.array([number]) & 0xFFFFFFFFFFFFFFFF)[0])


def cut_off(value: float) -> int:
    """The whole part of a float."""
    return int(np.array([value]).astype(np.int64)[0])
