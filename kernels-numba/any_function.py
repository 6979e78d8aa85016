"""The shared Python runner with Numba around any function: `njit` for it, and for what it calls in its file.

    python any_function.py ARTEFACT ENTRY

What Numba does not compile is refused in its own words; nothing falls back to the interpreter.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernels-python"))

import runner


def load_compiled(artefact: str, entry: str) -> Callable[..., object]:
    """The function, which is compiled when it is first called."""
    # Here and not above: by now standard output is the protocol's alone, and whatever fails is answered for.
    from numba import njit

    # What the compiler says is a refusal, wherever it is raised, and no exception of the function's own.
    for error in vars(importlib.import_module("numba.core.errors")).values():
        if isinstance(error, type) and issubclass(error, Exception) and not issubclass(error, Warning):
            error.ladder_kind = "unsupported"  # type: ignore[attr-defined]
    runner.sibling("calls").refusals.append(refusal)
    compiler: Any = njit
    function: Any = runner.load_kernel(artefact, entry)
    if not isinstance(function, FunctionType):
        kind = type(function).__name__
        raise runner.ProtocolError("unsupported", f"Numba compiles functions, and {entry} is a {kind}")
    namespace = dict(function.__globals__)
    own = {name: value for name, value in namespace.items() if is_own(value, function)}
    if function.__closure__:
        raise runner.ProtocolError(
            "unsupported", f"{entry} is a closure, which Numba takes only where it is made"
        )
    for name, value in own.items():
        namespace[name] = compiler(moved(value, namespace))
    compiled: Any = namespace.get(function.__name__)
    return compiled if compiled is not None else compiler(moved(function, namespace))  # type: ignore[no-any-return]


NOT_TAKEN = re.compile(
    r"cannot reflect element of reflected container|can't unbox|unsupported array dtype", re.IGNORECASE
)
"""What Numba says of arguments that it cannot take, in exceptions that are Python's own."""


def refusal(error: BaseException) -> str | None:
    """What Numba says where it does not take the function, or an argument once the function is compiled."""
    if isinstance(error, TypeError) and NOT_TAKEN.match(str(error)):
        return f"Numba does not take the argument: {error}"
    # What the function itself raises comes out of machine code: no frame of the compiler is on the way.
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_name == COMPILING and Path(code.co_filename).parent.parent.name == "numba":
            return f"Numba fails to compile it: {type(error).__name__}: {error}"
        trace = trace.tb_next
    return None


COMPILING = "_compile_for_args"
"""Numba's function that compiles for the types of a call."""


def is_own(value: object, function: FunctionType) -> bool:
    """Whether it is a function of the same file, without anything around it."""
    return (
        isinstance(value, FunctionType) and value.__module__ == function.__module__ and not value.__closure__
    )


def moved(function: FunctionType, namespace: dict[str, Any]) -> FunctionType:
    """The same function where the names of others stand for the compiled ones."""
    copy = FunctionType(function.__code__, namespace, function.__name__, function.__defaults__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__annotations__ = function.__annotations__
    copy.__module__ = function.__module__
    return copy


if __name__ == "__main__":
    sys.exit(runner.main(load_compiled))
