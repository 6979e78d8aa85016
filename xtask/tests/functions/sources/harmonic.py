"""Fractions."""

from fractions import Fraction


def harmonic(n):
    """Fractions."""
    return sum((Fraction(1, i) for i in range(1, n)), Fraction(0))
