"""Probes of floats with Polars: expressions over a column of doubles."""

from typing import Any

import polars as pl

X, Y, Z = pl.col("x"), pl.col("y"), pl.col("z")


def asked(expression: pl.Expr, **columns: object) -> Any:
    """The value of an expression over columns of one value."""
    frame = pl.DataFrame({name: [value] for name, value in columns.items()})
    return frame.select(expression).item()


def rounded(value: float, places: int) -> float:
    """Rounded to so many places."""
    return asked(X.round(places), x=value)  # type: ignore[no-any-return]


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return int(asked(X.round(), x=value))


def total(values: list[float]) -> float:
    """The sum of a column."""
    return pl.Series(values).sum()  # type: ignore[no-any-return]


def power(base: float, exponent: float) -> complex:
    """A power that may be complex."""
    return asked(X**Y, x=base, y=exponent)  # type: ignore[no-any-return]


def power_of_zero(base: float, exponent: float) -> float:
    """A power that would be infinite."""
    return asked(X**Y, x=base, y=exponent)  # type: ignore[no-any-return]


def divided(one: float, other: float) -> float:
    """The quotient."""
    return asked(X / Y, x=one, y=other)  # type: ignore[no-any-return]


def rest(one: float, other: float) -> tuple[float, float]:
    """Floor division and its rest."""
    return asked(X // Y, x=one, y=other), asked(X % Y, x=one, y=other)


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one, where comparisons say nothing."""
    values = pl.Series([one, other])
    return values.min(), values.max()


def in_order(values: list[float]) -> list[float]:
    """The values sorted, a NaN among them."""
    return pl.Series(values).sort().to_list()  # type: ignore[no-any-return]


def holds_itself(value: float) -> bool:
    """Whether a column holds what was put into it."""
    return value in pl.Series([value])


def as_text(value: float) -> str:
    """The value as text."""
    return asked(X.cast(pl.String), x=value)  # type: ignore[no-any-return]
