"""Types of what the kernels use of Numba, which has none of its own."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

class Dispatcher(Generic[P, R]):
    """A function that is compiled when it is called."""

    py_func: Callable[P, R]
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...

def njit(
    *, cache: bool = ..., fastmath: bool = ..., parallel: bool = ...
) -> Callable[[Callable[P, R]], Dispatcher[P, R]]:
    """Compile without Python's objects."""

prange = range
