"""Probes of floats with JAX, in 64 bits and compiled: as elements of arrays."""

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
        return whole(*(jnp.asarray([value], dtype=jnp.float64) for value in values))[0].item()

    return called


ROUNDED = {places: compiled(lambda x, places=places: jnp.round(x, places)) for places in (0, 2)}
POWER = compiled(lambda x, y: x**y)
DIVIDED = compiled(lambda x, y: x / y)
QUOTIENT = compiled(lambda x, y: x // y)
REST = compiled(lambda x, y: x % y)
LEAST = compiled(jnp.minimum)
MOST = compiled(jnp.maximum)


def rounded(value: float, places: int) -> float:
    """Rounded to so many places, exactly half-way cases to the even digit."""
    return ROUNDED[places](value)


def rounded_to_whole(value: float) -> int:
    """Rounded to a whole number."""
    return int(ROUNDED[0](value))


def total(values: list[float]) -> float:
    """The sum by the library's function."""
    return float(jax.jit(jnp.sum)(jnp.asarray(values)))


def power(base: float, exponent: float) -> complex:
    """A power that may be complex."""
    return POWER(base, exponent)


def power_of_zero(base: float, exponent: float) -> float:
    """A power that would be infinite."""
    return POWER(base, exponent)


def divided(one: float, other: float) -> float:
    """The quotient."""
    return DIVIDED(one, other)


def rest(one: float, other: float) -> tuple[float, float]:
    """Floor division and its rest."""
    return QUOTIENT(one, other), REST(one, other)


def least_and_most(one: float, other: float) -> tuple[float, float]:
    """The smaller and the larger one, where comparisons say nothing."""
    return LEAST(one, other), MOST(one, other)


def in_order(values: list[float]) -> list[float]:
    """The values sorted, a NaN among them."""
    return jax.jit(jnp.sort)(jnp.asarray(values)).tolist()
