"""Probes of integers: small functions as anybody writes them, each a behaviour in which tools may differ."""


def add(one: int, other: int) -> int:
    """The sum."""
    return one + other


def above_signed(one: int, other: int) -> int:
    """The difference, where the first has no room among signed 64-bit integers."""
    return one - other


def shift_left(number: int, by: int) -> int:
    """The number with so many bits more."""
    return number << by


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Floor division and its rest."""
    return one // other, one % other


def quotient_by_zero(one: int, other: int) -> int:
    """Floor division that cannot be."""
    return one // other


def true_quotient(one: int, other: int) -> float:
    """The double that is nearest to the ratio."""
    return one / other


def negative_power(base: int, exponent: int) -> float:
    """A power that is no integer."""
    return base**exponent  # type: ignore[no-any-return]


def same_as_float(number: int, value: float) -> bool:
    """Whether an integer and a float are equal, exactly."""
    return number == value


def masked(number: int) -> int:
    """The lowest 64 bits."""
    return number & 0xFFFFFFFFFFFFFFFF


def fingerprint(text: str) -> int:
    """A hash of 64 bits (FNV-1a), kept in bounds by a mask."""
    value = 0xCBF29CE484222325
    for letter in text:
        value = ((value ^ ord(letter)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def cut_off(value: float) -> int:
    """The whole part of a float."""
    return int(value)
