"""Probes of floats with Taichi: kernels of doubles, without fast-math."""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import taichi as ti

ti.init(arch=ti.cpu, default_ip=ti.i64, default_fp=ti.f64, fast_math=False)


@ti.kernel
def nearest(value: ti.f64) -> ti.f64:
    """Rounded to a whole number."""
    return ti.round(value)


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return int(nearest(value))


@ti.kernel
def power(base: ti.f64, exponent: ti.f64) -> ti.f64:
    """A power that may be complex."""
    return base**exponent


@ti.kernel
def power_of_zero(base: ti.f64, exponent: ti.f64) -> ti.f64:
    """A power that would be infinite."""
    return base**exponent


@ti.kernel
def divided(one: ti.f64, other: ti.f64) -> ti.f64:
    """The quotient."""
    return one / other


@ti.kernel
def quotient_of(one: ti.f64, other: ti.f64) -> ti.f64:
    """Floor division."""
    return one // other


@ti.kernel
def rest_of(one: ti.f64, other: ti.f64) -> ti.f64:
    """Its rest."""
    return one % other


def rest(one: float, other: float) -> tuple[float, float]:
    """Floor division and its rest."""
    return quotient_of(one, other), rest_of(one, other)


@ti.kernel
def least_of(one: ti.f64, other: ti.f64) -> ti.f64:
    """The smaller one."""
    return ti.min(one, other)


@ti.kernel
def most_of(one: ti.f64, other: ti.f64) -> ti.f64:
    """The larger one."""
    return ti.max(one, other)


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one, where comparisons say nothing."""
    return least_of(one, other), most_of(one, other)
