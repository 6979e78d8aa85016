"""Probes of types at the border: what comes of an argument that is not what the hint says."""


def half(number: int) -> float:
    """Half of an integer, which may be given a float."""
    return number / 2


def unchanged(number: int) -> int:
    """An integer, which may be given a truth value or a subclass."""
    return number


def unchanged_float(value: float) -> float:
    """A float, which may be given an integer."""
    return value


def first(values: list[int]) -> int:
    """The first of a list, which may be given a tuple."""
    return values[0]


def found(places: dict[str, list[int]], name: str) -> list[int]:
    """What a dict has, which may be one that makes what is missing."""
    return places[name]


def longer(text: str) -> str:
    """A text, which may be given bytes."""
    return text * 2


def total_of_parts(values: list[int]) -> int:
    """A sum of integers, which may be given a list with a text in it."""
    result = 0
    for value in values:
        result += value
    return result


def length_of(values: list[int]) -> int:
    """The length of a list, which may be given None."""
    return len(values)


class Degrees(int):
    """A number with a unit, for the calls."""
