"""Probes of floats with Pythran: Python's own source, and comments with the types."""


# pythran export rounded(float, int)
def rounded(value, places):  # type: ignore[no-untyped-def]
    """Rounded to so many places, exactly half-way cases to the even digit."""
    return round(value, places)


# pythran export rounded_to_whole(float)
def rounded_to_whole(value):  # type: ignore[no-untyped-def]
    """Rounded to a whole number."""
    return round(value)


# pythran export total(float list)
def total(values):  # type: ignore[no-untyped-def]
    """The sum by the built-in function."""
    return sum(values)


# pythran export power(float, float)
def power(base, exponent):  # type: ignore[no-untyped-def]
    """A power that may be complex."""
    return base**exponent


# pythran export power_of_zero(float, float)
def power_of_zero(base, exponent):  # type: ignore[no-untyped-def]
    """A power that would be infinite."""
    return base**exponent


# pythran export divided(float, float)
def divided(one, other):  # type: ignore[no-untyped-def]
    """The quotient."""
    return one / other


# pythran export rest(float, float)
def rest(one, other):  # type: ignore[no-untyped-def]
    """Floor division and its rest."""
    return one // other, one % other


# pythran export least_and_most(float, float)
def least_and_most(one, other):  # type: ignore[no-untyped-def]
    """The smaller and the larger one, where comparisons say nothing."""
    return min(one, other), max(one, other)


# pythran export in_order(float list)
def in_order(values):  # type: ignore[no-untyped-def]
    """The values sorted, a NaN among them."""
    return sorted(values)
