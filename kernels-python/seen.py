"""The types that were seen while a call ran: the answer to `types`, which docs/runner-protocol.md describes.

MonkeyType looks at arguments and results of the functions in the user's folder. It need not be installed
where calls are only timed, so this file is loaded when it is asked for.
"""

from __future__ import annotations

import collections.abc
import os
import sys
import time
import typing
from collections import defaultdict
from collections.abc import Callable
from typing import Any

PATIENCE_S = 3.0
"""How long calls are watched: a watched call takes many times as long, and what was seen by then is told."""

Type = dict[str, Any]
"""A type: its name as `type`, and what it is made of as `of`."""

CONTAINERS: dict[Any, str] = {
    list: "list",
    set: "set",
    frozenset: "frozenset",
    dict: "dict",
    tuple: "tuple",
    defaultdict: "defaultdict",
}
"""Generic types that have a name of their own here."""

ITERATORS = (collections.abc.Iterator, collections.abc.Iterable, collections.abc.Generator)


class Seen:
    """What MonkeyType tells, gathered for each function."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.complete = True
        self.arguments: dict[Any, dict[str, list[Any]]] = {}
        self.results: dict[Any, list[Any]] = {}
        self.yields: dict[Any, list[Any]] = {}

    def log(self, trace: Any) -> None:
        """Take in one call; when there was time enough, watch no further."""
        arguments = self.arguments.setdefault(trace.func, {})
        for name, kind in trace.arg_types.items():
            note(arguments.setdefault(name, []), kind)
        note(self.results.setdefault(trace.func, []), trace.return_type)
        note(self.yields.setdefault(trace.func, []), trace.yield_type)
        if time.perf_counter() > self.until:
            self.complete = False
            sys.setprofile(None)

    def flush(self) -> None:
        """There is nothing that would be kept back."""


def note(kinds: list[Any], kind: Any) -> None:
    """Add a type that is not there yet; none is what was not seen."""
    if kind is not None and kind not in kinds:
        kinds.append(kind)


def seen(make_call: Callable[[], None], folder: str, own_module: str, arguments: dict[str, Any]) -> Type:
    """The types of all functions in the folder while a call ran; `arguments` are the called one's."""
    from monkeytype.tracing import CallTracer
    from monkeytype.typing import shrink_types

    watched = Seen(time.perf_counter() + PATIENCE_S)
    inside = os.path.join(folder, "")
    sys.setprofile(CallTracer(watched, 0, lambda code: os.path.abspath(code.co_filename).startswith(inside)))
    try:
        make_call()
    finally:
        sys.setprofile(None)

    def one(kinds: list[Any]) -> Type:
        return described(shrink_types(kinds, 0), own_module)

    functions = []
    for function, given in watched.arguments.items():
        code = function.__code__
        yields = watched.yields[function]
        functions.append(
            {
                "name": function.__qualname__,
                "own": function.__module__ == own_module,
                "line": code.co_firstlineno,
                "arguments": {name: one(kinds) for name, kinds in given.items()},
                "returns": one(watched.results[function]) if watched.results[function] else None,
                "yields": one(yields) if yields else None,
            }
        )
    arrays = {name: array for name, value in arguments.items() if (array := array_type(value)) is not None}
    return {"complete": watched.complete, "functions": functions, "arrays": arrays}


def array_type(value: object) -> Type | None:
    """The type of an array of NumPy: what its elements are, and how many dimensions it has."""
    kind = type(value)
    if kind.__module__ != "numpy" or kind.__name__ != "ndarray":
        return None
    array: Any = value
    return {"type": "ndarray", "dtype": str(array.dtype), "dimensions": array.ndim}


def described(kind: Any, own_module: str) -> Type:
    """A type as JSON: of what it is made, or its module and name."""
    if kind is None or kind is type(None):
        return {"type": "None"}
    if kind is Any:
        return {"type": "any"}
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        return {"type": "union", "of": [described(part, own_module) for part in parts]}
    if origin in CONTAINERS:
        if origin is tuple and parts == ((),):
            parts = ()
        return {
            "type": CONTAINERS[origin],
            "of": [described(part, own_module) for part in parts if part is not ...],
        }
    if origin in ITERATORS:
        return {"type": "iterator", "of": [described(part, own_module) for part in parts[:1]]}
    if not isinstance(kind, type):
        return {"type": "any"}
    module, name = kind.__module__, kind.__qualname__
    if module == "builtins":
        return {"type": name}
    if module == own_module:
        return {"type": "own", "name": name}
    return {"type": "other", "module": module, "name": name}
