"""The shared Python runner with CinderX's Static Python: machine numbers, compiled before they are timed.

    python static_host.py ARTEFACT ENTRY

The types are in the source, so that nothing has to be seen before it is compiled. A module that was not
taken for static, or a function that was not compiled, is an error.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import host
import runner


def load_static(artefact: str, entry: str) -> Callable[..., object]:
    """The kernel, every function of which has been compiled with its types."""
    # Here and not above: by now standard output is the protocol's alone, and whatever fails is answered for.
    from cinderx import StrictModule, jit
    from cinderx.compiler.strict import loader

    if not jit.is_available():
        raise runner.ProtocolError("unsupported", f"CinderX has no compiler here: {jit.import_error}")
    jit.enable()
    loader.install()
    module = importlib.import_module(runner.module_name(artefact))
    if not isinstance(module, StrictModule):
        raise runner.ProtocolError("unsupported", "CinderX did not take the kernel for static")
    for function in vars(module).values():
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            jit.force_compile(function)
            host.COMPILED.append(function)
    host.confirm_compiled()
    return vars(module)[entry]  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(runner.main(load_static, host.confirm_compiled))
