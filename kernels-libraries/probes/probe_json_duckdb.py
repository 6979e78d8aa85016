"""Probes of JSON with DuckDB: what its type JSON takes; JSON comes out of it as text, which is read."""

import json
from typing import Any

import duckdb


def read(text: str) -> Any:
    """A document, checked and written by DuckDB."""
    row = duckdb.execute("select json(?)", [text]).fetchone()
    return json.loads(row[0]) if row is not None else None


def same_key_twice(text: str) -> object:
    """An object that has a key twice, of which DuckDB is asked each key."""
    row = duckdb.execute("select ?::json->'a', ?::json->'b'", [text, text]).fetchone()
    return {"a": json.loads(row[0]), "b": json.loads(row[1])} if row is not None else None


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return read(text)


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return read(text)


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return read(text)


def followed(text: str) -> object:
    """A document with something behind it."""
    return read(text)


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return read(text)


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return read(text)


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return read(text)


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return read(text)


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return read(text)


def deep(levels: int) -> int:
    """How deep a document of arrays within arrays is read."""
    text = "[" * levels + "]" * levels
    found: Any = read(text)
    depth = 0
    while isinstance(found, list):
        depth += 1
        found = found[0] if found else None
    return depth
