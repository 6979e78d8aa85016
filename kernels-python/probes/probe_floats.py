"""Probes of floats: rounding, sums, powers, NaN, text, and functions of the C library."""


def rounded(value: float, places: int) -> float:
    """Rounded to so many places, exactly half-way cases to the even digit."""
    return round(value, places)


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return round(value)


def total(values: list[float]) -> float:
    """The sum by the built-in function."""
    return sum(values)


def power(base: float, exponent: float) -> complex:
    """A power that may be complex."""
    return base**exponent  # type: ignore[no-any-return]


def power_of_zero(base: float, exponent: float) -> float:
    """A power that would be infinite."""
    return base**exponent  # type: ignore[no-any-return]


def divided(one: float, other: float) -> float:
    """The quotient."""
    return one / other


def rest(one: float, other: float) -> tuple[float, float]:
    """Floor division and its rest."""
    return one // other, one % other


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one, where comparisons say nothing."""
    return min(one, other), max(one, other)


def in_order(values: list[float]) -> list[float]:
    """The values sorted, a NaN among them."""
    return sorted(values)


def holds_itself(value: float) -> bool:
    """Whether a list holds what was put into it."""
    values = [value]
    return value in values


def as_text(value: float) -> str:
    """The shortest text that reads back as the same float."""
    return repr(value)
