"""Calls of any Python function: `prepare` with `"input": "call"`, which docs/runner-protocol.md describes.

The arguments are made by an expression in the module's own namespace, outside the clock. What comes of a call
is what it returned or raised, what it printed, and what became of its arguments. `runner.py` loads this file
when it is asked for a call, and not before; it may know values and how to call a function, and nothing of the
protocol.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from types import ModuleType
from typing import Any

sibling: Callable[[str], Any] = globals()["sibling"]
"""Loads a module of this folder: `runner.py`, which loads this file, gives it."""

values = sibling("values")

MOST_COPIED = 256 * 1024 * 1024
"""The most bytes of arguments that are copied for one batch."""

MOST_CARRIED = 48 * 1024 * 1024
"""The most characters of what came of a call that are given to the harness, which takes 64 MiB in a line."""

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Clock = Callable[[], int]


class UnusableCallError(Exception):
    """A call that cannot be made as it was asked for: of the kind `call`, or `arguments`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.ladder_kind = kind


refusals: list[Callable[[BaseException], str | None]] = []
"""What tells of an exception that it is a tool's own, which does not take what it is given: in its words."""


class Raised:
    """An exception in the place of a result: its type and its text."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


class Call:
    """One call that is made again and again, and what came of the last time."""

    def __init__(
        self, function: Callable[..., object], namespace: dict[str, Any], request: dict[str, Any]
    ) -> None:
        self.function = function
        self.namespace = namespace
        origin = request.get("origin") or namespace.get("__file__") or ""
        self.folder = os.path.dirname(os.path.abspath(str(origin)))
        self.own_module = str(namespace.get("__name__", ""))
        self.fresh = request.get("fresh") is True
        self.make = maker(namespace, request)
        self.arguments = self.make()
        self.copied_bytes = 0
        self.before = self.described_arguments(self.arguments)
        self.changes: bool | None = True if self.fresh else None
        self.last: tuple[object, Arguments] | None = None
        self.printed: str | None = None
        if not self.fresh:
            copied(self.arguments)

    def described_arguments(self, arguments: Arguments) -> str:
        """Arguments as text, to see whether a call changes them."""
        writer = values.Writer(self.own_module)
        with values.any_digits():
            parts = argument_parts(writer, arguments)
            text: str = values.to_text([parts, writer.heap])
        self.copied_bytes = writer.bytes
        return text

    def time(
        self, iterations: int, wall: Clock, cpu: Clock, check: Callable[[], None] | None = None
    ) -> tuple[int, int]:
        """The wall and CPU nanoseconds of so many calls, or of so many checks."""
        if check is not None:
            cpu_start, wall_start = cpu(), wall()
            for _ in repeat(None, iterations):
                check()
            return wall() - wall_start, cpu() - cpu_start
        if self.changes is None:
            self.look_for_changes()
        total_wall = total_cpu = 0
        for arguments, count in self.batches(iterations):
            self.last = None
            wall_ns, cpu_ns, result, own = timed(self.function, arguments, count, wall, cpu)
            total_wall, total_cpu = total_wall + wall_ns, total_cpu + cpu_ns
            self.last = (result, own)
        return total_wall, total_cpu

    def look_for_changes(self) -> None:
        """Make one call on a copy, and see whether it changes what it is given."""
        arguments = copied(self.arguments)
        outcome(self.function, arguments)
        self.changes = self.described_arguments(arguments) != self.before

    def batches(self, iterations: int) -> Iterator[tuple[list[Arguments], int]]:
        """The arguments of the calls, made before the clock starts: the same again, or so many copies."""
        if not self.changes:
            yield [self.arguments], iterations
            return
        most = max(1, MOST_COPIED // max(self.copied_bytes, 1))
        while iterations > 0:
            count = min(iterations, most)
            yield [self.another() for _ in repeat(None, count)], count
            iterations -= count

    def another(self) -> Arguments:
        """Arguments that no call has changed."""
        return self.make() if self.fresh else copied(self.arguments)

    def check(self) -> None:
        """One call, all that it prints included."""
        self.last = None
        arguments = self.another()
        with captured_output() as printed:
            result = outcome(self.function, arguments)
        self.last = (result, arguments)
        self.printed = printed()

    def profile(self) -> str:
        """Where the time of a call goes, and what else is known of the function, in one line of JSON."""
        profiles = sibling("profiles")
        if self.changes is None:
            self.look_for_changes()
        # Made before, so that copying is no part of what is told.
        given = [self.another() for _ in range(profiles.CALLS)]
        told = profiles.profiled(
            [lambda one=one: ignored(outcome(self.function, one)) for one in given],
            self.folder,
        )
        told["changes_arguments"] = bool(self.changes) and not self.fresh
        told["files"] = profiles.own_files(self.folder)
        told["uses"] = profiles.used(self.function)
        told["remembers"] = profiles.remembering(self.namespace)
        return json.dumps(told)

    def types(self) -> str:
        """The types that functions were given and gave while a call ran, in one line of JSON."""
        seen = sibling("seen")
        given = self.another()
        told = seen.seen(
            lambda: ignored(outcome(self.function, given)), self.folder, self.own_module, self.named(given)
        )
        return json.dumps(told)

    def named(self, arguments: Arguments) -> dict[str, Any]:
        """Arguments by the names that the function has for them."""
        positional, keywords = arguments
        try:
            return dict(inspect.signature(self.function).bind(*positional, **keywords).arguments)
        except (TypeError, ValueError):
            return {}

    def output(self) -> str:
        """What came of the last call, in one line."""
        assert self.last is not None
        result, arguments = self.last
        writer = values.Writer(self.own_module)
        document: dict[str, Any] = {}
        with values.any_digits():
            # Arguments first, so that a result that is one of them is seen as that.
            parts = argument_parts(writer, arguments)
            if isinstance(result, Raised):
                error = type(result.error)
                document["raised"] = [writer.name_of(error), values.text_part(str(result.error))]
            else:
                document["returned"] = writer.root("result", result)
            document.update(parts)
            if self.printed is not None:
                document["printed"] = values.text_part(self.printed)
            document["heap"] = writer.heap
            text: str = values.to_text(document)
        return text if len(text) <= MOST_CARRIED else hashed(text)


def hashed(text: str) -> str:
    """What stands for what came of a call where its text is too long to be carried: its size and its hash."""
    import hashlib

    what = f"what came of it ({len(text):,} bytes as text, too large to be compared in parts): SHA-256"
    digest = hashlib.sha256(text.encode("ascii")).hexdigest()
    heap = [{"value": [what, digest]}]
    short: str = values.to_text({"returned": [0], "arguments": [], "keywords": {}, "heap": heap})
    return short


def ignored(_: object) -> None:
    """What came of a call that was made for another reason."""


def argument_parts(writer: Any, arguments: Arguments) -> dict[str, Any]:
    """What stands for the arguments; what in them cannot be compared, such as a function, is named."""
    positional, keywords = arguments
    return {
        "arguments": [
            writer.root(f"argument {index}", value, False) for index, value in enumerate(positional)
        ],
        "keywords": {
            name: writer.root(f"argument `{name}`", value, False) for name, value in keywords.items()
        },
    }


def timed(
    function: Callable[..., object], batch: list[Arguments], count: int, wall: Clock, cpu: Clock
) -> tuple[int, int, object, Arguments]:
    """The nanoseconds of so many calls, the last result, and the arguments that it was given.

    The CPU clock is a system call, so it is read outside the wall clock.
    """
    last = batch[-1]
    if any(keywords for _, keywords in batch):
        calls = iter(batch) if len(batch) > 1 else repeat(last, count)
        result: object = None
        cpu_start = cpu()
        wall_start = wall()
        try:
            for positional, keywords in calls:
                result = function(*positional, **keywords)
        except BaseException as error:
            result = raised(error, function, calls)
        return wall() - wall_start, cpu() - cpu_start, result, last
    plain = iter([positional for positional, _ in batch]) if len(batch) > 1 else repeat(last[0], count)
    result = None
    cpu_start = cpu()
    wall_start = wall()
    try:
        for positional in plain:
            result = function(*positional)
    except BaseException as error:
        result = raised(error, function, ((positional, {}) for positional in plain))
    return wall() - wall_start, cpu() - cpu_start, result, last


def raised(error: BaseException, function: Callable[..., object], rest: Iterator[Arguments]) -> object:
    """What comes of the last of the calls that are left, after one that raised: each raises again."""
    result: object = stopped_only(error)
    for positional, keywords in rest:
        try:
            result = function(*positional, **keywords)
        except BaseException as again:
            result = stopped_only(again)
    return result


def stopped_only(error: BaseException) -> Raised:
    """An exception as a result, unless it is the user's wish to stop or that of a tool that refuses."""
    if isinstance(error, KeyboardInterrupt) or hasattr(error, "ladder_kind"):
        raise error
    refused = next(filter(None, (refusal(error) for refusal in refusals)), None)
    if refused is not None:
        raise UnusableCallError("unsupported", refused)
    return Raised(error)


def outcome(function: Callable[..., object], arguments: Arguments) -> object:
    """What one call returns or raises."""
    positional, keywords = arguments
    try:
        return function(*positional, **keywords)
    except BaseException as error:
        return stopped_only(error)


def copied(arguments: Arguments) -> Arguments:
    """The arguments once more, equal in what they share."""
    try:
        return copy.deepcopy(arguments)
    except Exception as error:
        place = culprit(arguments)
        raise UnusableCallError(
            "arguments",
            f"{place} cannot be copied, so that every call would be given what the one before left of it "
            f"({type(error).__name__}: {error}); write a function in the file that returns the arguments, "
            "and name it with --arguments",
        ) from None


def culprit(arguments: Arguments) -> str:
    """Which of the arguments cannot be copied."""
    positional, keywords = arguments
    named = [(f"argument {index}", value) for index, value in enumerate(positional, 1)]
    for name, value in [*named, *((f"argument `{name}`", value) for name, value in keywords.items())]:
        try:
            copy.deepcopy(value)
        except Exception:
            return f"{name}, of the type {type(value).__name__},"
    return "what is given"


def maker(namespace: dict[str, Any], request: dict[str, Any]) -> Callable[[], Arguments]:
    """What makes the arguments: an expression that calls the function, or a file of JSON."""
    path = request.get("arguments")
    if isinstance(path, str):
        return lambda: arguments_of_file(path)
    text = str(request["call"])
    code = compiled(text, str(request["function"]))

    def make() -> Arguments:
        gathered: list[Arguments] = []
        names = {GATHER: lambda *positional, **keywords: gathered.append((positional, keywords))}
        try:
            eval(code, {**namespace, **names})
        except Exception as error:
            raise UnusableCallError("arguments", f"`{text}`: {type(error).__name__}: {error}") from error
        positional, keywords = gathered[0]
        for index, value in enumerate(positional, 1):
            if isinstance(value, Iterator) and request.get("fresh") is not True:
                raise UnusableCallError(
                    "arguments",
                    f"argument {index} is an iterator ({type(value).__name__}), of which one call leaves "
                    "nothing to the next; write a function in the file that returns the arguments, and name "
                    "it with --arguments",
                )
        return positional, keywords

    return make


GATHER = "_ladder_gather"


def compiled(text: str, function: str) -> Any:
    """The expression with the arguments' gatherer in the place of the function."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise UnusableCallError("call", f"`{text}` is no expression of Python: {error.msg}") from None
    call = tree.body
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != function:
        raise UnusableCallError("call", f"`{text}` is no call of {function}; write it as `{function}(...)`")
    call.func = ast.copy_location(ast.Name(GATHER, ast.Load()), call.func)
    return compile(ast.fix_missing_locations(tree), "<call>", "eval")


def arguments_of_file(path: str) -> Arguments:
    """An array of JSON is the arguments in their order, an object those by name."""
    with open(path, encoding="utf-8") as file:
        try:
            given = json.load(file)
        except ValueError as error:
            raise UnusableCallError("arguments", f"{path}: no JSON: {error}") from None
    if isinstance(given, list):
        return tuple(given), {}
    if isinstance(given, dict):
        return (), given
    raise UnusableCallError(
        "arguments", f"{path}: neither an array of arguments nor an object with their names"
    )


def imported(load: Callable[[], Any]) -> Any:
    """What a module offers; where its import fails, the lines of Python that led there."""
    try:
        return load()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) or hasattr(error, "ladder_kind"):
            raise
        import traceback

        own = os.path.dirname(os.path.abspath(__file__))
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if os.path.dirname(frame.filename) != own and not frame.filename.startswith("<frozen importlib")
        ]
        lines = [*traceback.format_list(frames), *traceback.format_exception_only(type(error), error)]
        raise UnusableCallError("import", "".join(lines).rstrip()) from None


def at_home(request: dict[str, Any]) -> None:
    """Go where the user was, and find what lies beside the user's file; nothing is written there."""
    sys.dont_write_bytecode = True
    origin = request.get("origin")
    if isinstance(origin, str):
        folder = os.path.dirname(os.path.abspath(origin))
        if folder not in sys.path:
            sys.path.insert(0, folder)
    home = request.get("folder")
    if isinstance(home, str) and os.path.isdir(home):
        os.chdir(home)


def is_copy(artefact: str, request: dict[str, Any]) -> bool:
    """Whether the artefact is a source, and still that of the user's file."""
    origin = request.get("origin")
    if not artefact.endswith(".py") or not isinstance(origin, str):
        return False
    try:
        with open(artefact, "rb") as copied_source, open(origin, "rb") as source:
            return copied_source.read() == source.read()
    except OSError:
        return False


def namespace_of(function: Callable[..., object], name: str) -> dict[str, Any]:
    """The namespace of the module of this name, which has been loaded."""
    module: ModuleType | None = sys.modules.get(name)
    return vars(module) if module is not None else getattr(function, "__globals__", {})


def print_to_nowhere() -> None:
    """Whatever Python or C code prints from now on is written, and kept nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115


@contextmanager
def captured_output() -> Iterator[Callable[[], str]]:
    """While this lasts, what is printed is kept; the function that is given tells it afterwards."""
    with tempfile.TemporaryFile() as kept:
        before, stdout = os.dup(1), sys.stdout
        os.dup2(kept.fileno(), 1)
        # Written at once, so that what Python and what C code prints keeps its order.
        sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", newline="", closefd=False)  # noqa: SIM115
        text: list[str] = []
        try:
            yield lambda: text[0]
        finally:
            sys.stdout.flush()
            flush_c()
            sys.stdout = stdout
            os.dup2(before, 1)
            os.close(before)
            kept.seek(0)
            text.append(kept.read().decode("utf-8", "backslashreplace"))


def flush_c() -> None:
    """Have the C library write what it keeps, where it can be asked."""
    try:
        import ctypes

        ctypes.CDLL(None).fflush(None)
    except (ImportError, OSError, AttributeError):
        pass
