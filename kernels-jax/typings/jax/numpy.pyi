"""JAX's NumPy, of unknown types."""

from typing import Any

def __getattr__(name: str) -> Any: ...
