"""Probes of JSON: numbers, keys, constants and depths on which parsers part."""

import json


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


def written_float(value: float) -> str:
    """A float as text."""
    return json.dumps(value)


def written_keys(number: int) -> str:
    """An object whose key is no text."""
    return json.dumps({number: True})
