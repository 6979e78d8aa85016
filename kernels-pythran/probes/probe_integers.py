"""Probes of integers with Pythran: Python's own source, and comments with the types of 64-bit integers."""


# pythran export add(int, int)
def add(one, other):  # type: ignore[no-untyped-def]
    """The sum."""
    return one + other


# pythran export above_signed(int, int)
def above_signed(one, other):  # type: ignore[no-untyped-def]
    """The difference, where the first has no room among signed 64-bit integers."""
    return one - other


# pythran export shift_left(int, int)
def shift_left(number, by):  # type: ignore[no-untyped-def]
    """The number with so many bits more."""
    return number << by


# pythran export quotient_and_rest(int, int)
def quotient_and_rest(one, other):  # type: ignore[no-untyped-def]
    """Floor division and its rest."""
    return one // other, one % other


# pythran export true_quotient(int, int)
def true_quotient(one, other):  # type: ignore[no-untyped-def]
    """The double that is nearest to the ratio."""
    return one / other


# pythran export negative_power(int, int)
def negative_power(base, exponent):  # type: ignore[no-untyped-def]
    """A power that is no integer."""
    return base**exponent


# pythran export same_as_float(int, float)
def same_as_float(number, value):  # type: ignore[no-untyped-def]
    """Whether an integer and a float are equal, exactly."""
    return number == value


# pythran export cut_off(float)
def cut_off(value):  # type: ignore[no-untyped-def]
    """The whole part of a float."""
    return int(value)
