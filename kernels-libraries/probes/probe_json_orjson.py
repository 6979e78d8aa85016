"""Probes of JSON with orjson: numbers, keys, constants and depths on which parsers part."""

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


def written_float(value: float) -> str:
    """A float as text."""
    return orjson.dumps(value).decode()


def written_keys(number: int) -> str:
    """An object whose key is no text."""
    return orjson.dumps({number: True}).decode()
