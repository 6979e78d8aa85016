"""Probes of exceptions: which, with what text, and what runs on the way."""

import json
from typing import Any


def modulo_zero(number: int, other: int) -> int:
    """A rest that cannot be."""
    return number % other


def parsed_badly(text: str) -> int:
    """A number that is none."""
    return int(text)


def not_yet(flag: bool) -> int:
    """A variable that has no value yet."""
    if flag:
        value = 1
    return value


def asserted(number: int) -> int:
    """A number that must be above zero."""
    assert number > 0, "not above zero"
    return number


def raised_nothing(value: Any) -> None:
    """Raises what is no exception."""
    raise value


def noted(text: str) -> list[str]:
    """A note that is added to an exception."""
    error: Any = ValueError(text)
    error.add_note("a note")
    return list(error.__notes__)


def bad_document(text: str) -> object:
    """A text that is no JSON."""
    return json.loads(text)


def frames(text: str) -> int:
    """How many functions a traceback names."""
    try:
        parsed_badly(text)
    except ValueError as error:
        trace, count = error.__traceback__, 0
        while trace is not None:
            count += 1
            trace = trace.tb_next
        return count
    return 0
