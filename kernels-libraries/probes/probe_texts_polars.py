"""Probes of text with Polars: expressions over a column of texts."""

from typing import Any

import polars as pl

X, Y = pl.col("x"), pl.col("y")


def asked(expression: pl.Expr, **columns: object) -> Any:
    """The value of an expression over columns of one value."""
    frame = pl.DataFrame({name: [value] for name, value in columns.items()})
    return frame.select(expression).item()


def length(text: str) -> int:
    """How many characters there are."""
    return asked(X.str.len_chars(), x=text)  # type: ignore[no-any-return]


def upper(text: str) -> str:
    """Upper-case letters, which may be more."""
    return asked(X.str.to_uppercase(), x=text)  # type: ignore[no-any-return]


def comes_first(one: str, other: str) -> bool:
    """Whether a text is less than another."""
    return asked(X < Y, x=one, y=other)  # type: ignore[no-any-return]
