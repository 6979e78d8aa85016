"""Probes of text with DuckDB: functions of SQL."""

from typing import Any

import duckdb


def asked(expression: str, *values: object) -> Any:
    """The value of an expression."""
    row = duckdb.execute(f"select {expression}", list(values)).fetchone()
    return None if row is None else row[0]


def length(text: str) -> int:
    """How many characters there are."""
    return asked("length(?::varchar)", text)  # type: ignore[no-any-return]


def upper(text: str) -> str:
    """Upper-case letters, which may be more."""
    return asked("upper(?::varchar)", text)  # type: ignore[no-any-return]


def comes_first(one: str, other: str) -> bool:
    """Whether a text is less than another."""
    return asked("?::varchar < ?::varchar", one, other)  # type: ignore[no-any-return]
