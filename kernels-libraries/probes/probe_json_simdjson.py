"""Probes of JSON with simdjson: numbers, keys, constants and depths on which parsers part."""

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
