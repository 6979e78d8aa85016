"""Probes of containers with JAX: indices into arrays in compiled code."""

# What stands for these libraries in the tests of types knows only what the kernels use.
# mypy: ignore-errors
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

ELEMENT = jax.jit(lambda values, index: values[index])


def beyond_the_end(values: list[int], index: int) -> int:
    """An element that is not there."""
    return int(ELEMENT(jnp.asarray(values), index))
