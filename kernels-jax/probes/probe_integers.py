"""Probes of integers with JAX, in 64 bits and compiled: as elements of arrays."""

# What stands for these libraries in the tests of types knows only what the kernels use.
# mypy: ignore-errors
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for arrays of one element, whose values XLA does not know when it compiles."""
    whole = jax.jit(function)

    def called(*values: Any) -> Any:
        return whole(*(jnp.asarray([value]) for value in values))[0].item()

    return called


ADDED = compiled(lambda x, y: x + y)
LESS = compiled(lambda x, y: x - y)
SHIFTED = compiled(lambda x, y: x << y)
QUOTIENT = compiled(lambda x, y: x // y)
REST = compiled(lambda x, y: x % y)
RATIO = compiled(lambda x, y: x / y)
POWER = compiled(lambda x, y: x**y)
EQUAL = compiled(lambda x, y: x == y)
WHOLE = compiled(lambda x: x.astype(jnp.int64))


def add(one: int, other: int) -> int:
    """The sum."""
    return ADDED(one, other)


def above_signed(one: int, other: int) -> int:
    """The difference, where the first has no room among signed 64-bit integers."""
    return LESS(one, other)


def shift_left(number: int, by: int) -> int:
    """The number with so many bits more."""
    return SHIFTED(number, by)


def quotient_and_rest(one: int, other: int) -> tuple[int, int]:
    """Floor division and its rest."""
    return QUOTIENT(one, other), REST(one, other)


def quotient_by_zero(one: int, other: int) -> int:
    """Floor division that cannot be."""
    return QUOTIENT(one, other)


def true_quotient(one: int, other: int) -> float:
    """The double that is nearest to the ratio."""
    return RATIO(one, other)


def negative_power(base: int, exponent: int) -> float:
    """A power that is no integer."""
    return POWER(base, exponent)


def same_as_float(number: int, value: float) -> bool:
    """Whether an integer and a float are equal, exactly."""
    return EQUAL(number, value)


def cut_off(value: float) -> int:
    """The whole part of a float."""
    return WHOLE(value)
