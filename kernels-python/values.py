"""Any Python value as text that can be compared: typed, exact, in order, with what is the same object.

`Writer` makes JSON of named values, which docs/runner-protocol.md describes: what has parts is an entry of
`heap`, and everywhere else stands its number, so that depth, cycles and aliasing are no matter. Used by every
CPython from 3.9 on, PyPy and GraalPy, with the standard library alone; may know values and nothing of the
protocol.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import io
import json
import math
import pathlib
import sys
import types
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Part = Any
"""What stands for a value: JSON, or `[number]` for an entry of the heap."""

MOST_NODES = 1_000_000
"""The most entries of a heap: so many lists take seconds and 800 MB, and five times as many minutes."""

TYPICAL_BYTES = 64
"""The size of an object where the interpreter does not tell."""


Place = tuple[Any, str, object]
"""Where a value is: what it is a part of, the form of the step to it, and its index, key or name."""


class IncomparableError(Exception):
    """A value that has no text, and what to return instead."""

    ladder_kind = "incomparable"

    def __init__(self, place: Place, what: str, instead: str) -> None:
        super().__init__(f"{spelt(place)} is {what}, which cannot be compared: {instead}")


def spelt(place: Place) -> str:
    """A place as one would write it."""
    steps: list[str] = []
    here: Any = place
    while here is not None and len(steps) < 30:
        here, form, what = here
        steps.append(form.format(shortened(what) if form == "[{}]" else what))
    if here is not None:
        steps.append("... ")
    return "".join(reversed(steps)) if len(steps) > 1 or steps != ["result"] else "the result"


class Writer:
    """Values that are being written, and what they share."""

    def __init__(self, own_module: str = "") -> None:
        self.own_module = own_module
        self.heap: list[dict[str, Any]] = []
        self.bytes = 0
        # The place of each object, which is kept, so that no other can have its id.
        self.numbers: dict[int, int] = {}
        self.objects: list[tuple[object, Place, bool]] = []

    def root(self, name: str, value: object, strict: bool = True) -> Part:
        """What stands for a value; one that is not strict may have parts that cannot be compared."""
        begun = len(self.heap)
        part = self.part(value, (None, "{}", name), strict)
        # Parts are filled in one after another, so that no depth is too deep.
        while begun < len(self.heap):
            value, place, strict = self.objects[begun]
            self.heap[begun].update(self.entry(value, place, strict))
            begun += 1
        return part

    def part(self, value: object, place: Place, strict: bool) -> Part:
        """A plain value itself, or the number of its entry."""
        kind = type(value)
        if value is None or kind is bool or kind is int:
            return value
        if kind is float:
            return float_part(value)  # type: ignore[arg-type]
        if kind is str:
            return text_part(value)  # type: ignore[arg-type]
        plain = PLAIN.get(kind)
        if plain is not None:
            self.bytes += TYPICAL_BYTES
            return plain(value)
        number = self.numbers.get(id(value))
        if number is not None:
            return [number]
        special = self.special(value, kind, place, strict)
        if special is not None:
            return special
        return [self.node(value, place, strict)]

    def node(self, value: object, place: Place, strict: bool) -> int:
        """A new entry, which is filled later."""
        number = len(self.heap)
        if number >= MOST_NODES:
            raise IncomparableError(
                place, f"one of more than {MOST_NODES:,} objects", "return a part or a sum of them"
            )
        self.numbers[id(value)] = number
        self.objects.append((value, place, strict))
        self.heap.append({})
        self.bytes += size_of(value)
        return number

    def special(self, value: Any, kind: type, place: Place, strict: bool) -> Part | None:
        """What has no parts, and what cannot be compared; none for all others."""
        if isinstance(value, enum.Enum):
            name = value.name if value.name is not None else repr(value.value)
            return {"enum": [self.name_of(kind), name]}
        if isinstance(value, type):
            return {"class": self.name_of(value)}
        if isinstance(value, pathlib.PurePath):
            return {"value": [kind.__name__.replace("Pure", ""), str(value)]}
        if isinstance(value, datetime.tzinfo):
            return {"value": ["tzinfo", str(value)]}
        if is_numpy(kind):
            scalar = self.numpy_scalar(value, kind, place)
            if scalar is not None:
                return scalar
        reason = refusal(value, kind)
        if reason is None:
            return None
        if strict:
            raise IncomparableError(place, *reason)
        return {"opaque": reason[0]}

    def numpy_scalar(self, value: Any, kind: type, place: Place) -> Part | None:
        """A scalar of NumPy with the name of its type; none for its arrays."""
        if not hasattr(value, "dtype") or getattr(value, "shape", None) != () or kind.__name__ == "ndarray":
            return None
        if value.dtype.kind not in "?biufcSUMm":
            raise IncomparableError(
                place, f"a NumPy scalar of the type {value.dtype}", "return what it holds"
            )
        return {
            "scalar": [
                str(value.dtype),
                scalar_part(value.item() if value.dtype.kind not in "Mm" else str(value)),
            ]
        }

    def entry(self, value: Any, place: Place, strict: bool) -> dict[str, Any]:
        """What an entry of the heap says of a value."""
        kind = type(value)
        if kind is list or kind is tuple:
            return {kind.__name__: self.sequence(value, place, strict)}
        if kind is dict:
            return {"dict": self.members(value, place, strict)}
        if kind is set or kind is frozenset:
            return {kind.__name__: self.elements(value, place, strict)}
        if kind is bytearray:
            return {"bytearray": value.hex()}
        if is_numpy(kind) and hasattr(value, "dtype"):
            return self.array(value, place, strict)
        return self.instance(value, kind, place, strict)

    def sequence(self, values: Any, place: Place, strict: bool) -> list[Part]:
        """The parts of a list or a tuple."""
        kinds = set(map(type, values))
        if kinds <= UNCHANGED or (kinds == {float} and all(map(math.isfinite, values))):
            self.bytes += 32 * len(values)
            return list(values)
        return [self.part(value, (place, "[{}]", index), strict) for index, value in enumerate(values)]

    def members(self, values: Any, place: Place, strict: bool) -> list[Part]:
        """Keys and values in turn, in the order of the dict."""
        parts: list[Part] = []
        for key, value in values.items():
            parts.append(self.part(key, (place, ", key {}", key), strict))
            parts.append(self.part(value, (place, "[{}]", key), strict))
        return parts

    def elements(self, values: Any, place: Place, strict: bool) -> list[Part]:
        """The elements of a set in an order that no hash decides."""
        ordered = sorted(values, key=lambda value: sort_key(value, place, 0))
        return [self.part(value, (place, ", an element", ""), strict) for value in ordered]

    def array(self, value: Any, place: Place, strict: bool) -> dict[str, Any]:
        """An array of NumPy: type, shape, and its elements in C order."""
        kind = value.dtype.kind
        shape = list(value.shape)
        if value.dtype.names is not None or kind == "V":
            raise IncomparableError(place, "a structured array", "return its fields one by one")
        flat = value.ravel().tolist() if kind not in "Mm" else [str(one) for one in value.ravel()]
        if kind == "O":
            parts = [self.part(one, (place, ".flat[{}]", index), strict) for index, one in enumerate(flat)]
        else:
            parts = [scalar_part(one) for one in flat]
        return {"array": parts, "type": self.name_of(type(value)), "dtype": str(value.dtype), "shape": shape}

    def instance(self, value: Any, kind: type, place: Place, strict: bool) -> dict[str, Any]:
        """Subclasses of containers, named tuples, dataclasses, other objects: contents and attributes."""
        entry: dict[str, Any] = {"object": self.name_of(kind)}
        names: list[str] = []
        frozen = False
        if isinstance(value, tuple):
            frozen = True
            fields = getattr(kind, "_fields", None)
            if fields is not None:
                names = list(fields)
            else:
                entry["items"] = self.sequence(tuple(value), place, strict)
        elif isinstance(value, (list, deque)):
            entry["items"] = self.sequence(list(value), place, strict)
            if isinstance(value, deque):
                names = ["maxlen"]
        elif isinstance(value, dict):
            entry["members"] = self.members(value, place, strict)
            if isinstance(value, defaultdict):
                factory = value.default_factory
                entry["factory"] = None if factory is None else getattr(factory, "__qualname__", "a function")
        elif isinstance(value, (set, frozenset)):
            frozen = isinstance(value, frozenset)
            entry["elements"] = self.elements(value, place, strict)
        elif isinstance(value, (int, float, str, bytes)):
            frozen = True
            base: Any = next(base for base in (int, float, str, bytes) if isinstance(value, base))
            entry["value"] = self.part(base.__new__(base, value), place, strict)
        elif isinstance(value, BaseException):
            entry["text"] = text_part(str(value))
        if dataclasses.is_dataclass(kind):
            names = [field.name for field in dataclasses.fields(kind)]
            frozen = bool(kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]
        # PyPy has the factory, which is told, among the attributes.
        names = names or [name for name in attributes(value, kind) if name != "default_factory"]
        present = [name for name in names if hasattr(value, name)]
        if present:
            entry["names"] = present
            entry["parts"] = [
                self.part(getattr(value, name), (place, ".{}", name), strict) for name in present
            ]
        if frozen:
            entry["frozen"] = True
        return entry

    def name_of(self, kind: type) -> str:
        """What a class is called: those of the user's own file without its name, which tools may change."""
        module = getattr(kind, "__module__", None)
        name = getattr(kind, "__qualname__", kind.__name__)
        return name if module in ("builtins", self.own_module, None) else f"{module}.{name}"


UNCHANGED = {type(None), bool, int}
"""The types whose values JSON writes as they are."""


def float_part(value: float) -> Part:
    """A number where it is finite; JSON has no others."""
    return value if math.isfinite(value) else {"float": repr(value)}


def text_part(value: str) -> Part:
    """A text, or its bytes where it has half a pair of surrogates, which is no character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"surrogates": value.encode("utf-8", "surrogatepass").hex()}
    return value


def scalar_part(value: object) -> Part:
    """What NumPy's elements become: a plain value."""
    plain = PLAIN.get(type(value))
    if plain is not None:
        return plain(value)
    if isinstance(value, float):
        return float_part(value)
    return text_part(value) if isinstance(value, str) else value


def datetime_part(value: datetime.datetime | datetime.time) -> Part:
    """A time with its zone, and which of two it is where clocks are put back."""
    zone = "" if value.tzinfo is None else f" {value.tzinfo}"
    return {"value": [type(value).__name__, f"{value.isoformat()}{zone}{' fold' if value.fold else ''}"]}


PLAIN: dict[type, Callable[[Any], Part]] = {
    complex: lambda value: {"complex": [float_part(value.real), float_part(value.imag)]},
    bytes: lambda value: {"bytes": value.hex()},
    decimal.Decimal: lambda value: {"value": ["Decimal", str(value)]},
    fractions.Fraction: lambda value: {"value": ["Fraction", str(value)]},
    datetime.date: lambda value: {"value": ["date", value.isoformat()]},
    datetime.datetime: datetime_part,
    datetime.time: datetime_part,
    datetime.timedelta: lambda value: {
        "value": ["timedelta", f"{value.days} {value.seconds} {value.microseconds}"]
    },
    uuid.UUID: lambda value: {"value": ["UUID", str(value)]},
    range: lambda value: {"value": ["range", f"{value.start} {value.stop} {value.step}"]},
    type(Ellipsis): lambda value: {"value": ["Ellipsis", "..."]},
    type(NotImplemented): lambda value: {"value": ["NotImplemented", "NotImplemented"]},
}
"""Values without parts that can be seen: what writes them."""

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
)


VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))


def refusal(value: Any, kind: type) -> tuple[str, str] | None:
    """What a value is that cannot be compared, and what to return instead; none for one that can."""
    if isinstance(value, FUNCTIONS) or kind.__name__ in ("cython_function_or_method", "CPUDispatcher"):
        return "a function", "return what it computes"
    if isinstance(value, types.ModuleType):
        return "a module", "return what it holds"
    if isinstance(value, io.IOBase):
        return "an open file", "return what was read or written"
    if isinstance(value, (types.CoroutineType, types.AsyncGeneratorType)):
        return "a coroutine", "run it, for example with `asyncio.run`, and return its result"
    if isinstance(value, types.GeneratorType):
        return "a generator", "return a list of what it yields"
    if isinstance(value, Iterator):
        return f"an iterator ({kind.__name__})", "return a list of what it yields"
    if isinstance(value, (memoryview, types.MappingProxyType, *VIEWS)):
        return f"a view ({kind.__name__})", "return a copy of what it shows"
    if isinstance(value, (types.FrameType, types.TracebackType, types.CodeType)):
        return f"a part of the interpreter ({kind.__name__})", "return what it is about"
    return None


def is_numpy(kind: type) -> bool:
    """Whether a type is NumPy's own."""
    return getattr(kind, "__module__", "").split(".", 1)[0] == "numpy"


def attributes(value: Any, kind: type) -> list[str]:
    """The names of an object's attributes, in order of the alphabet: compilers keep them in another order."""
    names: set[str] = set(getattr(value, "__dict__", ()))
    for base in kind.__mro__:
        slots = vars(base).get("__slots__", ())
        names.update([slots] if isinstance(slots, str) else slots)
        names.update(vars(base).get("__mypyc_attrs__", ()))
    return sorted(name for name in names if not (name.startswith("__") and name.endswith("__")))


def sort_key(value: Any, place: Place, level: int) -> str:
    """A text by which elements of a set are ordered, whatever their hashes are."""
    if level > 50:
        raise IncomparableError((place, ", an element", ""), "nested deeper than 50 levels", "return a list")
    kind = type(value)
    if isinstance(value, (tuple, frozenset)):
        keys = [sort_key(part, place, level + 1) for part in value]
        return f"{kind.__name__}({','.join(keys if isinstance(value, tuple) else sorted(keys))})"
    if kind in (int, float, bool):
        # Numbers that are equal stand at the same place, whatever their type is.
        return f"number {fractions.Fraction(value)}" if math.isfinite(value) else f"number {value!r}"
    is_dataclass = dataclasses.is_dataclass(kind)
    tells = not is_dataclass and getattr(kind, "__repr__", None) is not object.__repr__
    if tells or isinstance(value, (str, bytes, enum.Enum, type)):
        return f"{kind.__name__} {value!r}"
    names = [field.name for field in dataclasses.fields(kind)] if is_dataclass else attributes(value, kind)
    keys = [sort_key(getattr(value, name), place, level + 1) for name in names]
    return f"{kind.__name__}({','.join(keys)})"


def shortened(key: object) -> str:
    """A key as a place names it."""
    text = repr(key)
    return text if len(text) <= 40 else f"{text[:39]}…"


def size_of(value: object) -> int:
    """The bytes of an object itself, as far as the interpreter tells."""
    try:
        return max(sys.getsizeof(value), TYPICAL_BYTES)
    except TypeError:
        return TYPICAL_BYTES


@contextmanager
def any_digits() -> Iterator[None]:
    """While this lasts, an integer may be written with any number of digits."""
    most_digits = getattr(sys, "get_int_max_str_digits", None)  # Python 3.11 and later
    if most_digits is None:
        yield
        return
    limit = most_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def to_text(document: object) -> str:
    """One line of JSON."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False)
