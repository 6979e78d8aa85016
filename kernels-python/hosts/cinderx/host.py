"""The shared Python runner with CinderX's compiler: the oracle's own kernels, compiled before they are timed.

    python host.py ARTEFACT ENTRY

The kernel runs interpreted on a small input, so that the interpreter has seen its types; then every function
of its modules is compiled. One that was not is an error, and so is one that has lost its code when the last
round is over: nothing is timed that only looks compiled.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import runner

EVENTS = [
    {
        "user_id": user,
        "event_type": kind,
        "timestamp": f"2025-{month:02}-05T12:00:00+00:00",
        "metadata": {"page": "/home", "amount": 10.5 * user},
    }
    for user in range(1, 5)
    for month in range(1, 13)  # some before the months that count, and some after them
    for kind in ("page_view", "purchase", "signup", "click")
]
DOCUMENT = json.dumps(EVENTS).encode()

# What each entry is warmed up with, and how often.
WARM_UP: dict[str, tuple[object, int]] = {
    "nbody": (100, 10),
    "spectral_norm": (10, 10),
    "pipeline_dicts": (EVENTS, 100),
    "pipeline_bytes": (DOCUMENT, 100),
    "json_parse": (DOCUMENT, 100),
    "square_roots": (1000, 10),
    "fannkuch_redux": (6, 10),
    "mandelbrot": (16, 10),
    "binary_trees": (6, 10),
}

# ... and an entry that is not among them: a few repetitions.
ANY_OTHER = (2, 3)


# The functions that were compiled.
COMPILED: list[FunctionType] = []


def load_compiled(artefact: str, entry: str) -> Callable[[Any], object]:
    """The kernel, every function of which has been compiled."""
    # Here and not above: by now standard output is the protocol's alone, and whatever fails is answered for.
    from cinderx import jit

    if not jit.is_available():
        raise runner.ProtocolError("unsupported", f"CinderX has no compiler here: {jit.import_error}")
    jit.enable()
    kernel = runner.load_kernel(artefact, entry)
    argument, times = WARM_UP.get(entry, ANY_OTHER)
    for _ in range(times):
        kernel(argument)
    for function in functions_below(os.path.dirname(os.path.abspath(artefact))):
        jit.force_compile(function)
        if not jit.is_jit_compiled(function):
            raise runner.ProtocolError("unsupported", f"CinderX did not compile {function.__qualname__}")
        COMPILED.append(function)
    return kernel


def confirm_compiled() -> None:
    """Every function is still compiled; what watches a process, such as `sys.monitoring`, may undo it."""
    from cinderx import jit

    for function in COMPILED:
        if not jit.is_jit_compiled(function):
            what = f"{function.__qualname__} is no longer compiled by CinderX"
            raise runner.ProtocolError("unsupported", what)


def functions_below(folder: str) -> Iterator[FunctionType]:
    """The functions and methods that the loaded modules of the folder define, the runner's own aside."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if module is runner or path is None or os.path.dirname(os.path.abspath(path)) != folder:
            continue
        scopes = [vars(module), *(vars(value) for value in vars(module).values() if isinstance(value, type))]
        for scope in scopes:
            for value in scope.values():
                if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                    yield value


if __name__ == "__main__":
    sys.exit(runner.main(load_compiled, confirm_compiled))
