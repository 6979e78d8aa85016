"""What the kernels use of JAX, for the type checker: that a compiled function keeps its type."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Array = Any

config: Any
lax: Any

def jit(fun: Function) -> Function: ...
