"""Probes of JSON: numbers, keys, constants and depths on which parsers part."""

import json
from typing import Any


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return json.loads(text)


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return json.loads(text)


def same_key_twice(text: str) -> object:
    """An object that has a key twice."""
    return json.loads(text)


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return json.loads(text)


def marked(data: bytes) -> object:
    """A byte order mark."""
    return json.loads(data)


def followed(text: str) -> object:
    """A document with something behind it."""
    return json.loads(text)


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return json.loads(text)


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return json.loads(text)


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return json.loads(text)


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return json.loads(text)


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return json.loads(text)


def deep(levels: int) -> int:
    """How deep a document of arrays within arrays is read."""
    text = "[" * levels + "]" * levels
    found: Any = json.loads(text)
    depth = 0
    while isinstance(found, list):
        depth += 1
        found = found[0] if found else None
    return depth


def written_float(value: float) -> str:
    """A float as text."""
    return json.dumps(value)


def written_keys(number: int) -> str:
    """An object whose key is no text."""
    return json.dumps({number: True})
