"""Probes of integers with Cython: 64-bit integers of C, as its users declare them."""

from libc.stdint cimport int64_t, uint64_t


def add(int64_t one, int64_t other):
    """The sum."""
    return one + other


def above_signed(int64_t one, int64_t other):
    """The difference, where the first has no room among signed 64-bit integers."""
    return one - other


def shift_left(int64_t number, int by):
    """The number with so many bits more."""
    return number << by


def quotient_and_rest(int64_t one, int64_t other):
    """Floor division and its rest."""
    return one // other, one % other


def quotient_by_zero(int64_t one, int64_t other):
    """Floor division that cannot be."""
    return one // other


def true_quotient(int64_t one, int64_t other):
    """The double that is nearest to the ratio."""
    return one / other


def negative_power(int64_t base, int64_t exponent):
    """A power that is no integer."""
    return base**exponent


def same_as_float(int64_t number, double value):
    """Whether an integer and a float are equal."""
    return number == value


def masked(int64_t number):
    """The lowest 64 bits."""
    return number & <int64_t>-1


def fingerprint(str text):
    """A hash of 64 bits (FNV-1a)."""
    cdef uint64_t value = 0xCBF29CE484222325
    cdef Py_UCS4 letter
    for letter in text:
        value = (value ^ letter) * 0x100000001B3
    return value


def cut_off(double value):
    """The whole part of a float."""
    return int(value)
