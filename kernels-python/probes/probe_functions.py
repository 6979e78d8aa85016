"""Probes of functions and classes: defaults, names, what is replaced as a program runs, when objects go."""

import builtins
from collections.abc import Iterator
from typing import Any


def default_list(item: int, into: list[int] = []) -> list[int]:  # noqa: B006
    """Adds to a default value, which is one object for all calls."""
    into.append(item)
    return list(into)


def helper() -> str:
    """What is replaced."""
    return "own"


def replaced_helper() -> str:
    """Whether a function that is replaced in its module is replaced for others."""
    before = globals()["helper"]
    globals()["helper"] = lambda: "replaced"
    try:
        return helper()
    finally:
        globals()["helper"] = before


def replaced_builtin(values: list[int]) -> int:
    """Whether a built-in function that is replaced is replaced here."""
    before = builtins.len
    builtins.len = lambda _: -1
    try:
        return len(values)
    finally:
        builtins.len = before


class Shape:
    """What has an area."""

    def __init__(self, side: int) -> None:
        self.side = side

    def area(self) -> int:
        """Of a square."""
        return self.side * self.side

    def described(self) -> str:
        """Calls a method that others may override."""
        return f"area {self.area()}"


def attribute_later(side: int) -> int:
    """Gives an object an attribute of which its class knows nothing."""
    shape: Any = Shape(side)
    shape.colour = 3
    return shape.colour + shape.side  # type: ignore[no-any-return]


def numbers(end: int) -> Iterator[int]:
    """Numbers, one after another."""
    yield from range(end)


def depth(levels: int) -> int:
    """Calls itself so many times."""
    return 0 if levels == 0 else 1 + depth(levels - 1)


def names() -> tuple[str, str, str | None]:
    """What a function says of itself."""
    return depth.__name__, Shape.area.__qualname__, numbers.__doc__


def local_names(one: int, other: int) -> list[str]:
    """The names of the variables."""
    third = one + other
    return sorted(locals()) if third else []


class Watched:
    """What tells that it is gone."""

    gone: list[str] = []

    def __del__(self) -> None:
        Watched.gone.append("gone")


def gone_at_once() -> list[str]:
    """What an object has said when its last name is gone."""
    Watched.gone.clear()
    some: Any = Watched()
    some = None  # noqa: F841
    return list(Watched.gone)
