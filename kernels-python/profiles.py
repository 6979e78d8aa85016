"""Where the time of a call goes: the answer to `profile`, which docs/runner-protocol.md describes.

One call is made under cProfile, whose own time makes short functions look longer than they are. What is told
is a share of the whole for code of the user's, for what is built into the interpreter, and for each library.
"""

from __future__ import annotations

import ast
import builtins
import cProfile
import inspect
import os
import pstats
import re
import sys
import textwrap
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

CALLS = 2
"""How often a call is made to be profiled: once to see what it takes, once under the profiler."""

MOST_FUNCTIONS = 8
"""The most functions that are named."""

OWN_TYPES = frozenset(
    kind.__name__
    for kind in vars(builtins).values()
    if isinstance(kind, type) and not issubclass(kind, BaseException)
) | {"generator", "iterator"}
"""Types that belong to the interpreter, not to a library."""

OWN_MODULES = frozenset(["builtins", "_operator", "operator", "sys"])
"""Modules that are as near to the interpreter."""

BUILT_IN = re.compile(r"<built-in method (?:(?P<module>[\w.]+)\.)?\w+(?: of (?P<kind>[\w.]+) object)?")
METHOD = re.compile(r"<(?:method|slot wrapper) '\w+' of '(?P<kind>[\w.]+)' objects>")


def profiled(calls: list[Callable[[], None]], folder: str) -> dict[str, Any]:
    """Two calls, and where the time of the second went; the user's code is what lies below the folder."""
    waits, cpu_start, wall_start = times_waited(), time.process_time(), time.perf_counter()
    calls[0]()
    wall, cpu = time.perf_counter() - wall_start, time.process_time() - cpu_start
    # Who only had to share the processor has not waited.
    waited = times_waited() > waits
    profiler = cProfile.Profile()
    try:
        profiler.runcall(calls[1])
    finally:
        profiler.disable()
    shares, functions = shared_out(pstats.Stats(profiler), folder)
    waiting = max(0.0, wall - cpu) / wall if waited and wall > 0.001 else 0.0
    return {"seconds": wall, "waiting": waiting, "shares": shares, "functions": functions}


def times_waited() -> int:
    """How often the process has given up the processor by itself; never, where nobody tells."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw


def shared_out(stats: pstats.Stats, folder: str) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """The share of each kind of code, and of the functions that take most."""
    entries: dict[Any, Any] = stats.stats  # type: ignore[attr-defined]
    spent: dict[str, float] = {}
    functions: list[tuple[float, dict[str, Any]]] = []
    for (file, line, name), (_, calls, own_time, _, _) in entries.items():
        if "_lsprof.Profiler" in name or is_runner(file):
            continue
        kind = kind_of(file, name, folder)
        spent[kind] = spent.get(kind, 0.0) + own_time
        where = {
            "name": shortened(name),
            "kind": kind,
            "calls": calls,
            "line": line if kind == "own" else None,
        }
        functions.append((own_time, where))
    whole = sum(spent.values()) or 1.0
    functions.sort(key=lambda entry: -entry[0])
    shares = {kind: own / whole for kind, own in sorted(spent.items(), key=lambda entry: -entry[1])}
    most = [
        {**where, "share": own / whole} for own, where in functions[:MOST_FUNCTIONS] if own / whole >= 0.01
    ]
    return shares, most


RUNNER = frozenset(["runner.py", "calls.py", "profiles.py"])
"""The files of this folder that make the call; others may be kernels."""


def is_runner(file: str) -> bool:
    """Whether code belongs to the runner."""
    folder, name = os.path.split(file)
    return name in RUNNER and folder == os.path.dirname(os.path.abspath(__file__))


def kind_of(file: str, name: str, folder: str) -> str:
    """`own`, `built in`, `LIBRARY`, or `LIBRARY in C`, which no compiler of Python makes faster."""
    if file == "~" or not file.endswith(".py"):
        return built_in(name)
    if os.path.abspath(file).startswith(os.path.join(folder, "")):
        return "own"
    parts = os.path.normpath(file).split(os.sep)
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    for position in range(len(parts) - 1, 0, -1):
        if re.fullmatch(r"(?:python|pypy)3\.\d+t?", parts[position - 1]):
            return parts[position].removesuffix(".py")
    return parts[-1].removesuffix(".py")


def built_in(name: str) -> str:
    """What code in C belongs to."""
    match = METHOD.match(name) or BUILT_IN.match(name)
    groups = match.groupdict() if match is not None else {}
    owner = groups.get("module") or groups.get("kind") or "builtins"
    top, is_type = owner.split(".", 1)[0], groups.get("module") is None
    if owner in OWN_MODULES or (is_type and owner in OWN_TYPES):
        return "built in"
    return f"{top.lstrip('_')} in C"


def shortened(name: str) -> str:
    """A name as people know it."""
    match = re.match(r"<(?:built-in )?(?:method|slot wrapper) '?([\w.]+)'?(?: of '([\w.]+)' objects)?", name)
    if match is None:
        return name
    return f"{match[2]}.{match[1]}" if match[2] else match[1].removeprefix("builtins.")


def own_files(folder: str) -> list[str]:
    """The sources in the folder that have been imported, one after another, relative to it."""
    found = set()
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) if isinstance(module, ModuleType) else None
        if isinstance(path, str) and path.endswith(".py"):
            path = os.path.abspath(path)
            if path.startswith(os.path.join(folder, "")) and "site-packages" not in path:
                found.add(os.path.relpath(path, folder))
    return sorted(found)


def remembering(namespace: dict[str, Any]) -> list[str]:
    """The functions that have given results that they had kept, so that only the first call computes them."""
    return sorted(name for name, value in namespace.items() if has_remembered(value))


def has_remembered(value: Any) -> bool:
    """Whether a result was asked for more than once, of `functools.cache` and of what tells as it does."""
    ask = getattr(value, "cache_info", None)
    try:
        return bool(ask().hits > 0) if callable(ask) else False
    except Exception:
        return False


OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.Invert: "~",
    ast.Eq: "==",
    ast.NotEq: "==",
    ast.Lt: "<",
    ast.LtE: "<",
    ast.Gt: "<",
    ast.GtE: "<",
    ast.In: "in",
    ast.NotIn: "in",
    ast.Is: "is",
    ast.IsNot: "is",
}
"""Operators by their signs."""

STATEMENTS: dict[type, str] = {
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.List: "list",
    ast.ListComp: "list",
    ast.JoinedStr: "f-string",
    ast.Slice: "slice",
    ast.Subscript: "subscript",
    ast.For: "for",
    ast.Delete: "del",
    ast.Lambda: "lambda",
    ast.Nonlocal: "nonlocal",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.ClassDef: "class",
    ast.Assert: "assert",
    ast.Try: "try",
    ast.Raise: "raise",
}
"""Parts of a program that have a word of their own."""


def used(function: Any) -> list[str]:
    """What of Python a function uses, and those of its file that it names: names, signs, statements."""
    namespace = getattr(function, "__globals__", {})
    words: set[str] = set()
    waiting, seen = [function], set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        found = words_of(part)
        words |= found
        own = [namespace.get(word) for word in found]
        waiting += [value for value in own if getattr(value, "__module__", "") == function.__module__]
    return sorted(words)


def words_of(part: Any) -> set[str]:
    """The words of one function or class; none where its source is not at hand."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
    except (OSError, TypeError, SyntaxError):
        return set()
    words = {f"hint {kind}" for kind in hints(tree)}
    for node in ast.walk(tree):
        words.add(STATEMENTS.get(type(node), ""))
        if isinstance(node, (ast.BinOp, ast.AugAssign, ast.UnaryOp)):
            words.add(OPERATORS.get(type(node.op), ""))
        elif isinstance(node, ast.Compare):
            words |= {OPERATORS.get(type(operator), "") for operator in node.ops}
        elif isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            words |= {"default"} if any(map(is_mutable, node.args.defaults)) else set()
            words |= {"decorator"} if node.decorator_list else set()
            calls = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
            own = any(isinstance(call, ast.Name) and call.id == node.name for call in calls)
            words |= {"recursion"} if own else set()
        elif isinstance(node, ast.Try) and node.finalbody:
            words.add("finally")
        elif type(node).__name__ == "Match":
            words.add("match")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            words.add("unpack")
    return words - {""}


def hints(tree: ast.AST) -> list[str]:
    """The types that arguments and results are said to have, which are taken out: nobody calls them."""
    found: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            found.append(node.annotation)
            node.annotation = None
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append(node.returns)
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    kinds = [hint.value if isinstance(hint, ast.Subscript) else hint for hint in found]
    return [kind.id for kind in kinds if isinstance(kind, ast.Name)]


def is_mutable(node: ast.expr) -> bool:
    """Whether a default value can be changed."""
    return isinstance(node, (ast.List, ast.Dict, ast.Set))
