"""Probes of floats with DuckDB: expressions of SQL over a value, or a column, of type DOUBLE."""

from typing import Any

import duckdb


def asked(expression: str, *values: object) -> Any:
    """The value of an expression."""
    row = duckdb.execute(f"select {expression}", list(values)).fetchone()
    return None if row is None else row[0]


def rounded(value: float, places: int) -> float:
    """Rounded to so many places."""
    return asked("round(?::double, ?::int)", value, places)  # type: ignore[no-any-return]


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return int(asked("round(?::double)", value))


def total(values: list[float]) -> float:
    """The sum of a column."""
    return asked("sum(x) from unnest(?::double[]) as _(x)", values)  # type: ignore[no-any-return]


def power(base: float, exponent: float) -> complex:
    """A power that may be complex."""
    return asked("?::double ** ?::double", base, exponent)  # type: ignore[no-any-return]


def power_of_zero(base: float, exponent: float) -> float:
    """A power that would be infinite."""
    return asked("?::double ** ?::double", base, exponent)  # type: ignore[no-any-return]


def divided(one: float, other: float) -> float:
    """The quotient."""
    return asked("?::double / ?::double", one, other)  # type: ignore[no-any-return]


def rest(one: float, other: float) -> tuple[float, float]:
    """Integer division and its rest."""
    return asked("?::double // ?::double", one, other), asked("?::double % ?::double", one, other)


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one."""
    smaller = asked("least(?::double, ?::double)", one, other)
    return smaller, asked("greatest(?::double, ?::double)", one, other)


def in_order(values: list[float]) -> list[float]:
    """The values sorted, a NaN among them."""
    return asked("list_sort(?::double[])", values)  # type: ignore[no-any-return]


def holds_itself(value: float) -> bool:
    """Whether a list holds what was put into it."""
    return asked("list_contains([?::double], ?::double)", value, value)  # type: ignore[no-any-return]


def as_text(value: float) -> str:
    """The value as text."""
    return asked("?::double::varchar", value)  # type: ignore[no-any-return]
