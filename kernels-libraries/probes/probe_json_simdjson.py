"""Probes of JSON with simdjson: numbers, keys, constants and depths on which parsers part."""

from typing import Any

import simdjson

PARSER = simdjson.Parser()


def large_integer(text: str) -> object:
    """An integer of more than 64 bits."""
    return PARSER.parse(text.encode(), recursive=True)


def beyond_the_largest(text: str) -> object:
    """A number beyond the largest double."""
    return PARSER.parse(text.encode(), recursive=True)


def same_key_twice(text: str) -> object:
    """An object that has a key twice."""
    return PARSER.parse(text.encode(), recursive=True)


def half_a_character(text: str) -> object:
    """Half of a pair of surrogates."""
    return PARSER.parse(text.encode(), recursive=True)


def followed(text: str) -> object:
    """A document with something behind it."""
    return PARSER.parse(text.encode(), recursive=True)


def comma_too_many(text: str) -> object:
    """A comma at the end of an array."""
    return PARSER.parse(text.encode(), recursive=True)


def marked(data: bytes) -> object:
    """A byte order mark."""
    return PARSER.parse(data, recursive=True)


def constants(text: str) -> object:
    """A number that is none, which Python reads and the standard does not have."""
    return PARSER.parse(text.encode(), recursive=True)


def leading_zero(text: str) -> object:
    """A number that begins with zeros."""
    return PARSER.parse(text.encode(), recursive=True)


def control_character(text: str) -> object:
    """A text with an unwritten control character in it."""
    return PARSER.parse(text.encode(), recursive=True)


def beyond_and_followed(text: str) -> object:
    """A document with a character beyond U+FFFF, and something behind it."""
    return PARSER.parse(text.encode(), recursive=True)


def deep(levels: int) -> int:
    """How deep a document of arrays within arrays is read."""
    text = "[" * levels + "]" * levels
    found: Any = PARSER.parse(text.encode(), recursive=True)
    depth = 0
    while isinstance(found, list):
        depth += 1
        found = found[0] if found else None
    return depth
