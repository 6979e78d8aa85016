"""The shared Python runner with CinderX's compiler for any function.

    python any_function.py ARTEFACT ENTRY

Nobody knows a small input for it, so a function is compiled when it has been called twice, as the compiler
itself decides on longer runs; what it does not compile stays interpreted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import runner


def load_watched(artefact: str, entry: str) -> Callable[..., object]:
    """The function, with the compiler watching."""
    # Here and not above: by now standard output is the protocol's alone, and whatever fails is answered for.
    from cinderx import jit

    if not jit.is_available():
        raise runner.ProtocolError("unsupported", f"CinderX has no compiler here: {jit.import_error}")
    jit.enable()
    jit.compile_after_n_calls(2)
    return runner.load_kernel(artefact, entry)


if __name__ == "__main__":
    sys.exit(runner.main(load_watched))
