"""Probes of floats with Cython: doubles of C, and functions of its library."""

from libc.math cimport cbrt, erf, exp, floor, fmax, fmin, hypot, log2, log10, sin, sqrt, tgamma


def rounded(double value, int places):
    """Rounded to so many places, exactly half-way cases to the even digit."""
    return round(value, places)


def rounded_to_whole(double value):
    """Rounded to a whole number."""
    return round(value)




def power(double base, double exponent):
    """A power that may be complex."""
    return base**exponent


def power_of_zero(double base, double exponent):
    """A power that would be infinite."""
    return base**exponent


def divided(double one, double other):
    """The quotient."""
    return one / other


def rest(double one, double other):
    """Floor division and its rest."""
    return one // other, one % other


def least_and_most(double one, double other):
    """The smaller and the larger one, by C's functions."""
    return fmin(one, other), fmax(one, other)
