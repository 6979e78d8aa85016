"""Probes of JSON with orjson: numbers, keys, constants and depths on which parsers part."""

from typing import Any

import orjson


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return orjson.loads(text.encode())


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return orjson.loads(text.encode())


def same_key_twice(text: str) -> object:
    """An object that has a key twice."""
    return orjson.loads(text.encode())


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return orjson.loads(text.encode())


def followed(text: str) -> object:
    """A document with something behind it."""
    return orjson.loads(text.encode())


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return orjson.loads(text.encode())


def marked(data: bytes) -> object:
    """A byte order mark."""
    return orjson.loads(data)


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return orjson.loads(text.encode())


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return orjson.loads(text.encode())


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return orjson.loads(text.encode())


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return orjson.loads(text.encode())


def deep(levels: int) -> int:
    """How deep a document of arrays within arrays is read."""
    text = "[" * levels + "]" * levels
    found: Any = orjson.loads(text.encode())
    depth = 0
    while isinstance(found, list):
        depth += 1
        found = found[0] if found else None
    return depth


def written_float(value: float) -> str:
    """A float as text."""
    return orjson.dumps(value).decode()


def written_keys(number: int) -> str:
    """An object whose key is no text."""
    return orjson.dumps({number: True}).decode()
