"""Probes of JSON with msgspec: numbers, keys, constants and depths on which parsers part."""

from typing import Any

import msgspec.json


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return msgspec.json.decode(text.encode())


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return msgspec.json.decode(text.encode())


def same_key_twice(text: str) -> object:
    """An object that has a key twice."""
    return msgspec.json.decode(text.encode())


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return msgspec.json.decode(text.encode())


def followed(text: str) -> object:
    """A document with something behind it."""
    return msgspec.json.decode(text.encode())


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return msgspec.json.decode(text.encode())


def marked(data: bytes) -> object:
    """A byte order mark."""
    return msgspec.json.decode(data)


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return msgspec.json.decode(text.encode())


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return msgspec.json.decode(text.encode())


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return msgspec.json.decode(text.encode())


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return msgspec.json.decode(text.encode())


def deep(levels: int) -> int:
    """How deep a document of arrays within arrays is read."""
    text = "[" * levels + "]" * levels
    found: Any = msgspec.json.decode(text.encode())
    depth = 0
    while isinstance(found, list):
        depth += 1
        found = found[0] if found else None
    return depth


def written_float(value: float) -> str:
    """A float as text."""
    return msgspec.json.encode(value).decode()


def written_keys(number: int) -> str:
    """An object whose key is no text."""
    return msgspec.json.encode({number: True}).decode()
