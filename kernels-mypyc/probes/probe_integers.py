"""Probes of integers with mypyc: its native 64-bit integers."""

from mypy_extensions import i64


def add(one: i64, other: i64) -> i64:
    """The sum."""
    return one + other


def above_signed(one: i64, other: i64) -> i64:
    """The difference, where the first has no room among signed 64-bit integers."""
    return one - other


def shift_left(number: i64, by: i64) -> i64:
    """The number with so many bits more."""
    return number << by


def quotient_and_rest(one: i64, other: i64) -> tuple[i64, i64]:
    """Floor division and its rest."""
    return one // other, one % other


def quotient_by_zero(one: i64, other: i64) -> i64:
    """Floor division that cannot be."""
    return one // other


def cut_off(value: float) -> i64:
    """The whole part of a float."""
    return i64(value)
