"""Probes of JSON with Polars: a column of documents, read as the type that they have."""

from typing import Any

import polars as pl


def read(text: str, kind: Any) -> Any:
    """The only document of a column."""
    return pl.Series([text]).str.json_decode(kind).to_list()[0]


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return read(text, pl.List(pl.Int64) if text.startswith("[") else pl.Int64)


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return read(text, pl.Float64)


def same_key_twice(text: str) -> object:
    """An object that has a key twice."""
    return read(text, pl.Struct({"a": pl.Int64, "b": pl.Int64}))


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return read(text, pl.String)


def followed(text: str) -> object:
    """A document with something behind it."""
    return read(text, pl.List(pl.Int64))


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return read(text, pl.List(pl.Int64))


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return read(text, pl.List(pl.Float64) if text.startswith("[") else pl.Float64)


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return read(text, pl.Int64)


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return read(text, pl.String)


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return read(text, pl.String)
