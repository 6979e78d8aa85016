"""Probes of integers with DuckDB: expressions of SQL over a value of type BIGINT."""

from typing import Any

import duckdb


def asked(expression: str, *values: object) -> Any:
    """The value of an expression."""
    row = duckdb.execute(f"select {expression}", list(values)).fetchone()
    return None if row is None else row[0]


def add(one: int, other: int) -> int:
    """The sum."""
    return asked("?::bigint + ?::bigint", one, other)  # type: ignore[no-any-return]


def above_signed(one: int, other: int) -> int:
    """The difference, where the first has no room among signed 64-bit integers."""
    return asked("? - ?", one, other)  # type: ignore[no-any-return]


def shift_left(number: int, by: int) -> int:
    """The number with so many bits more."""
    return asked("?::bigint << ?::bigint", number, by)  # type: ignore[no-any-return]


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Integer division and its rest."""
    return asked("?::bigint // ?::bigint", one, other), asked("?::bigint % ?::bigint", one, other)


def quotient_by_zero(one: int, other: int) -> int:
    """Integer division that cannot be."""
    return asked("?::bigint // ?::bigint", one, other)  # type: ignore[no-any-return]


def true_quotient(one: int, other: int) -> float:
    """The double that is nearest to the ratio."""
    return asked("?::bigint / ?::bigint", one, other)  # type: ignore[no-any-return]


def negative_power(base: int, exponent: int) -> float:
    """A power that is no integer."""
    return asked("?::bigint ** ?::bigint", base, exponent)  # type: ignore[no-any-return]


def same_as_float(number: int, value: float) -> bool:
    """Whether an integer and a float are equal."""
    return asked("?::bigint = ?::double", number, value)  # type: ignore[no-any-return]


def cut_off(value: float) -> int:
    """The whole part of a float."""
    return asked("trunc(?::double)::hugeint", value)  # type: ignore[no-any-return]
