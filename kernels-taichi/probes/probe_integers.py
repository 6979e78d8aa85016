"""Probes of integers with Taichi: kernels of 64-bit integers."""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import taichi as ti

ti.init(arch=ti.cpu, default_ip=ti.i64, default_fp=ti.f64, fast_math=False)


@ti.kernel
def add(one: ti.i64, other: ti.i64) -> ti.i64:
    """The sum."""
    return one + other


@ti.kernel
def above_signed(one: ti.i64, other: ti.i64) -> ti.i64:
    """The difference, where the first has no room among signed 64-bit integers."""
    return one - other


@ti.kernel
def shift_left(number: ti.i64, by: ti.i64) -> ti.i64:
    """The number with so many bits more."""
    return number << by


@ti.kernel
def quotient_of(one: ti.i64, other: ti.i64) -> ti.i64:
    """Floor division."""
    return one // other


@ti.kernel
def rest_of(one: ti.i64, other: ti.i64) -> ti.i64:
    """Its rest."""
    return one % other


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Floor division and its rest."""
    return quotient_of(one, other), rest_of(one, other)


@ti.kernel
def true_quotient(one: ti.i64, other: ti.i64) -> ti.f64:
    """The double that is nearest to the ratio."""
    return one / other


@ti.kernel
def negative_power(base: ti.i64, exponent: ti.i64) -> ti.f64:
    """A power that is no integer."""
    return base**exponent


@ti.kernel
def same_as_float(number: ti.i64, value: ti.f64) -> ti.i32:
    """Whether an integer and a float are equal."""
    return number == value


@ti.kernel
def cut_off(value: ti.f64) -> ti.i64:
    """The whole part of a float."""
    return ti.cast(value, ti.i64)
