"""Probes of integers with Polars: expressions over a column of 64-bit integers."""

from typing import Any

import polars as pl


def asked(expression: pl.Expr, **columns: object) -> Any:
    """The value of an expression over columns of one value."""
    frame = pl.DataFrame({name: [value] for name, value in columns.items()})
    return frame.select(expression).item()


X, Y = pl.col("x"), pl.col("y")


def add(one: int, other: int) -> int:
    """The sum."""
    return asked(X + Y, x=one, y=other)  # type: ignore[no-any-return]


def above_signed(one: int, other: int) -> int:
    """The difference, where the first has no room among signed 64-bit integers."""
    return asked(X - Y, x=one, y=other)  # type: ignore[no-any-return]


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Floor division and its rest."""
    return asked(X // Y, x=one, y=other), asked(X % Y, x=one, y=other)


def quotient_by_zero(one: int, other: int) -> int:
    """Floor division that cannot be."""
    return asked(X // Y, x=one, y=other)  # type: ignore[no-any-return]


def true_quotient(one: int, other: int) -> float:
    """The double that is nearest to the ratio."""
    return asked(X / Y, x=one, y=other)  # type: ignore[no-any-return]


def negative_power(base: int, exponent: int) -> float:
    """A power that is no integer."""
    return asked(X**Y, x=base, y=exponent)  # type: ignore[no-any-return]


def same_as_float(number: int, value: float) -> bool:
    """Whether an integer and a float are equal."""
    return asked(X == Y, x=number, y=value)  # type: ignore[no-any-return]


def cut_off(value: float) -> int:
    """The whole part of a float."""
    return asked(X.cast(pl.Int64), x=value)  # type: ignore[no-any-return]
