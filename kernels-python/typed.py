"""Write the types that were seen into a copy of a source: `python typed.py FOR KERNEL ENTRY OUT [--int64]`.

FOR is the notation: `mypyc` (hints), `cython` (its pure-Python types), `codon` (hints of the called function)
or `pythran` (a line that exports it). What was seen lies beside the kernel as `<stem>.types.json`, which
`climb` writes and docs/runner-protocol.md describes. Every line keeps its number, so that what a tool says
of a line is said of the user's.

With `--int64`, whole numbers become native ones of 64 bits, which wrap around.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Type = dict[str, Any]

MOST_LEVELS = 3
"""Types within types beyond this are any type."""

MOST_PARTS = 10
"""A tuple of more parts is a tuple of anything."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class RefusedError(Exception):
    """Why there is no such copy, in a sentence."""


class Edits:
    """Texts to put into a source, none of which adds or takes away a line."""

    def __init__(self, source: str) -> None:
        self.lines = [line.encode() for line in source.splitlines(keepends=True)]
        self.edits: list[tuple[int, int, int, int, str]] = []

    def insert(self, line: int, column: int, text: str) -> None:
        """Put a text at a place, as `ast` counts: lines from 1, columns in bytes."""
        self.edits.append((line, column, line, column, text))

    def replace(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Put a text in the place of another; the lines that this had remain."""
        self.edits.append((*start, *end, text + "\n" * (end[0] - start[0])))

    def text(self) -> str:
        """The source as it is then."""
        lines = list(self.lines)
        for line, column, end_line, end_column, text in sorted(
            self.edits, key=lambda edit: edit[:2], reverse=True
        ):
            rest = lines[end_line - 1][end_column:]
            lines[line - 1] = lines[line - 1][:column] + text.encode() + rest
            for emptied in range(line, end_line):
                lines[emptied] = b""
        return b"".join(lines).decode()


class Source:
    """A source with what was seen of its functions."""

    def __init__(self, kernel: Path, entry: str, int64: bool) -> None:
        text = kernel.read_text(encoding="utf-8")
        self.tree = ast.parse(text)
        self.edits = Edits(text if text.endswith("\n") else text + "\n")
        self.entry = entry
        self.int64 = int64
        seen = read_seen(kernel)
        self.functions = dict(merged(seen, functions_of(self.tree)))
        self.arrays: dict[str, list[Type]] = {}
        for call in seen:
            for name, array in call["arrays"].items():
                self.arrays.setdefault(name, []).append(array)

    def called(self) -> tuple[Function, dict[str, Any]]:
        """The called function, which must be one of the file's own, and what was seen of it."""
        for node, seen in self.functions.items():
            if node.name == self.entry and node in self.tree.body:
                return node, seen
        raise RefusedError(f"{self.entry} is no function of the file itself, or no call of it was seen")

    def add_import(self, text: str) -> None:
        """Put an import in front of everything that may need it, on a line that is there.

        Not on that of the module's docstring, behind which Cython 3.3 takes nothing.
        """
        body = self.tree.body
        first = 0
        while first < len(body) and is_preface(body[first]):
            first += 1
        following = body[first] if first < len(body) else None
        if following is not None and not is_compound(following):
            self.edits.insert(following.lineno, following.col_offset, f"{text}; ")
            return
        # A comment or an empty line gives its place; where there is none, all lines have another number.
        begins = (body[first - 1].end_lineno or 1) + 1 if first else 1
        ends = first_line(following) if following is not None else begins
        if begins < ends:
            self.edits.replace((begins, 0), (begins, len(self.edits.lines[begins - 1].rstrip(b"\r\n"))), text)
        else:
            self.edits.insert(begins, 0, f"{text}\n")

    def keep_only(self, node: Function) -> None:
        """Leave out what the function does not need, itself or through others: some tools stop there."""
        needed, statements = {node.name}, list(self.tree.body)
        kept: set[ast.stmt] = set()
        grows = True
        while grows:
            grows = False
            for each in statements:
                if each not in kept and needed & set(bound_by(each)):
                    kept.add(each)
                    needed |= {name.id for name in ast.walk(each) if isinstance(name, ast.Name)}
                    grows = True
        for each in statements:
            is_future = isinstance(each, ast.ImportFrom) and each.module == "__future__"
            if each not in kept or is_future:
                end = (each.end_lineno or each.lineno, each.end_col_offset or 0)
                self.edits.replace((first_line(each), each.col_offset), end, "")


def bound_by(node: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    else:
        stored = (
            each for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        )
        yield from (each.id for each in stored)


def read_seen(kernel: Path) -> list[dict[str, Any]]:
    """What was seen of each call."""
    path = kernel.with_suffix(".types.json")
    try:
        calls: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["calls"]
    except FileNotFoundError:
        raise RefusedError("nobody has looked at its types: `cargo xtask climb --typed` does") from None
    return calls


def is_preface(node: ast.stmt) -> bool:
    """Whether nothing may stand before it: a text of documentation, or an import from the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_compound(node: ast.stmt) -> bool:
    """Whether no other statement may stand before it on its line."""
    return hasattr(node, "body") or isinstance(node, ast.Match)


def first_line(node: ast.stmt) -> int:
    """The first line of a statement, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def functions_of(tree: ast.Module) -> dict[int, Function]:
    """All functions by the line in which they begin."""
    return {first_line(node): node for node in ast.walk(tree) if isinstance(node, Function)}


def merged(
    calls: list[dict[str, Any]], nodes: dict[int, Function]
) -> Iterator[tuple[Function, dict[str, Any]]]:
    """What was seen of each function of the file in all calls together."""
    gathered: dict[int, list[dict[str, Any]]] = {}
    for call in calls:
        for function in call["functions"]:
            if function["own"]:
                gathered.setdefault(function["line"], []).append(function)
    for line, seen in gathered.items():
        if line not in nodes:
            continue
        names = list(dict.fromkeys(name for one in seen for name in one["arguments"]))
        yield (
            nodes[line],
            {
                "arguments": {name: one_of([each["arguments"].get(name) for each in seen]) for name in names},
                "returns": one_of([each["returns"] for each in seen]),
                "yields": any(each["yields"] is not None for each in seen),
            },
        )


def one_of(types: list[Type | None]) -> Type:
    """A type that all of these are; any type is what was not seen."""
    known: list[Type] = []
    for kind in types:
        for part in (kind or {}).get("of", []) if kind and kind["type"] == "union" else [kind]:
            add(known, part or {"type": "any"})
    if len(known) == 1:
        return known[0]
    return {"type": "union", "of": known}


def add(known: list[Type], kind: Type) -> None:
    """Add a type, unless it is there; a container of nothing is like one of something."""
    for place, other in enumerate(known):
        if other == kind:
            return
        parts, others = kind.get("of", []), other.get("of", [])
        if (
            kind["type"] == other["type"]
            and kind["type"] not in ("tuple", "union")
            and len(parts) == len(others)
        ):
            known[place] = {"type": kind["type"], "of": [one_of([a, b]) for a, b in zip(others, parts)]}
            return
    if kind["type"] != "any" or not known:
        known[:] = [*(other for other in known if other["type"] != "any"), kind]


def arguments_of(node: Function) -> list[ast.arg]:
    """The arguments that are given one by one, `self` and `cls` left out."""
    given = [*node.args.posonlyargs, *node.args.args]
    if given and given[0].arg in ("self", "cls"):
        return given[1:]
    return given


# ------------------------------------------------------------------------------------- whole numbers, floats

WHOLE = (
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.FloorDiv,
    ast.Mod,
    ast.BitAnd,
    ast.BitOr,
    ast.BitXor,
    ast.LShift,
    ast.RShift,
)
"""Operations of whole numbers whose result is one."""

FLOATING = (ast.Add, ast.Sub, ast.Mult, ast.Div)
"""Operations of floats whose result is one."""


class Locals:
    """The local names of a function that are always whole numbers, or always floats."""

    def __init__(self, node: Function, seen: dict[str, Any]) -> None:
        self.kinds: dict[str, str | None] = {}
        for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
            kind = seen["arguments"].get(argument.arg, {}).get("type")
            self.kinds[argument.arg] = kind if kind in ("int", "float") else None
        for argument in filter(None, [node.args.vararg, node.args.kwarg]):
            self.kinds[argument.arg] = None
        self.arguments = set(self.kinds)
        self.bindings = list(bindings(node))
        hidden = {
            name
            for each in ast.walk(node)
            if isinstance(each, (ast.Global, ast.Nonlocal))
            for name in each.names
        }
        inner = {name.id for each in nested(node) for name in ast.walk(each) if isinstance(name, ast.Name)}
        for name in hidden | inner:
            self.kinds[name] = None
        self.settle()

    def settle(self) -> None:
        """Guess from the first values, then give up every name that is bound to something else."""
        unknown = [name for name, _ in self.bindings if name not in self.kinds]
        for _ in range(len(unknown) + 1):
            for name, value in self.bindings:
                if name not in self.kinds and (kind := self.kind(value)) is not None:
                    self.kinds[name] = kind
        given_up = True
        while given_up:
            given_up = False
            for name, value in self.bindings:
                if self.kinds.get(name) is not None and self.kind(value) != self.kinds[name]:
                    self.kinds[name] = None
                    given_up = True

    def kind(self, value: ast.expr | None) -> str | None:
        """What an expression always is."""
        if isinstance(value, ast.Constant):
            return {int: "int", float: "float"}.get(type(value.value))
        if isinstance(value, ast.Name):
            return self.kinds.get(value.id)
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, (ast.USub, ast.UAdd)):
            return self.kind(value.operand)
        if isinstance(value, ast.IfExp):
            kind = self.kind(value.body)
            return kind if kind == self.kind(value.orelse) else None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            return {"len": "int", "ord": "int", "range": "int", "float": "float"}.get(value.func.id)
        if isinstance(value, ast.BinOp):
            kinds = {self.kind(value.left), self.kind(value.right)}
            if kinds == {"int"} and isinstance(value.op, WHOLE):
                return "int"
            if "float" in kinds and kinds <= {"int", "float"} and isinstance(value.op, FLOATING):
                return "float"
            if kinds == {"int"} and isinstance(value.op, ast.Div):
                return "float"
        return None

    def of_kind(self, kind: str) -> list[str]:
        """The names of this kind that are no arguments, in the order in which they are bound."""
        return [
            name
            for name in dict.fromkeys(name for name, _ in self.bindings)
            if self.kinds.get(name) == kind and name not in self.arguments
        ]


def nested(node: Function) -> Iterator[ast.AST]:
    """Functions and comprehensions within a function, whose names are others."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return (each for each in ast.walk(node) if isinstance(each, inner) and each is not node)


NAMED = (ast.FunctionDef, ast.ClassDef, ast.MatchAs, ast.MatchStar)
"""What binds the name that it has."""


def is_range(value: ast.expr) -> bool:
    """Whether it is a call of `range`, whose elements are whole numbers."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "range"


def bindings(node: Function) -> Iterator[tuple[str, ast.expr | None]]:
    """Every name that is bound in a function with its value, or none where that is not to be seen."""
    for each in ast.walk(node):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                yield from bound(target, each.value)
        elif isinstance(each, ast.AugAssign) and isinstance(each.target, ast.Name):
            value = ast.BinOp(ast.Name(each.target.id, ast.Load()), each.op, each.value)
            yield each.target.id, value
        elif isinstance(each, (ast.AnnAssign, ast.NamedExpr)) and isinstance(each.target, ast.Name):
            yield each.target.id, each.value if isinstance(each, ast.NamedExpr) else None
        elif isinstance(each, (ast.For, ast.AsyncFor)):
            call = each.iter
            is_range = (
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
            )
            yield from bound(each.target, call if is_range else None)
        elif isinstance(each, ast.withitem) and each.optional_vars is not None:
            yield from bound(each.optional_vars, None)
        elif isinstance(each, ast.ExceptHandler) and each.name is not None:
            yield each.name, None
        elif isinstance(each, (ast.Import, ast.ImportFrom)):
            for alias in each.names:
                yield (alias.asname or alias.name).split(".")[0], None
        elif isinstance(each, NAMED) and each is not node and each.name is not None:
            yield each.name, None
        elif isinstance(each, ast.Delete):
            for target in each.targets:
                yield from bound(target, None)


def bound(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    """The names of a target, which may be a tuple of them."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Starred):
        yield from bound(target.value, None)
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts: list[ast.expr | None] = [None] * len(target.elts)
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(parts):
            parts = list(value.elts)
        for each, part in zip(target.elts, parts):
            yield from bound(each, part)


def declare(source: Source, node: Function, declarations: list[str]) -> None:
    """Declare local names in front of a function's first statement, on its line, where that can be."""
    if not declarations:
        return
    text, first = "; ".join(declarations), node.body[0]
    if is_preface(first):
        source.edits.insert(first.end_lineno or first.lineno, first.end_col_offset or 0, f"; {text}")
    elif not is_compound(first):
        source.edits.insert(first.lineno, first.col_offset, f"{text}; ")


def hint(source: Source, argument: ast.arg, text: str | None, keep: bool) -> None:
    """Give an argument a hint, or none; the user's own stays where it is to be kept."""
    if argument.annotation is None:
        if text is not None:
            source.edits.insert(
                argument.end_lineno or argument.lineno, argument.end_col_offset or 0, f": {text}"
            )
        return
    if keep:
        return
    name_ends = (argument.lineno, argument.col_offset + len(argument.arg.encode()))
    ends = (argument.end_lineno or argument.lineno, argument.end_col_offset or 0)
    source.edits.replace(name_ends, ends, "" if text is None else f": {text}")


def hint_result(source: Source, node: Function, text: str) -> None:
    """Give a function a hint for its result, where it has none: behind its last parenthesis."""
    if node.returns is not None:
        return
    line, column = node.body[0].lineno, node.body[0].col_offset
    before = list(source.edits.lines[node.lineno - 1 : line])
    before[-1] = before[-1][:column] if line > node.lineno else before[-1]
    place = closing(before, node.col_offset)
    if place is not None:
        source.edits.insert(node.lineno + place[0], place[1] + 1, f" -> {text}")


def closing(lines: list[bytes], column: int) -> tuple[int, int] | None:
    """Where the parenthesis of a definition ends that begins in the first line."""
    import io
    import tokenize

    text = b"".join([b" " * column + lines[0][column:], *lines[1:]]).decode()
    level = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.OP and token.string in "([{":
                level += 1
            elif token.type == tokenize.OP and token.string in ")]}":
                level -= 1
                if level == 0:
                    row = token.start[0] - 1
                    return row, len(text.splitlines()[row][: token.start[1]].encode())
    except (tokenize.TokenError, IndentationError):
        pass
    return None


# ------------------------------------------------------------------------------------------------------ mypyc

PLAIN_HINTS = {"int", "float", "bool", "str", "bytes", "complex", "bytearray", "range", "object"}
"""Types that are called the same in hints."""


def for_mypyc(source: Source) -> str:
    """Hints for arguments and results, where the user has none."""
    source.add_import("import typing as _typing, mypy_extensions as _native")
    for node, seen in source.functions.items():
        for argument in arguments_of(node):
            kind = seen["arguments"].get(argument.arg)
            if kind is not None:
                hint(source, argument, native(source, kind, mypyc_hint(kind)), keep=True)
        if not seen["yields"]:
            hint_result(source, node, native(source, seen["returns"], mypyc_hint(seen["returns"])))
        if source.int64:
            names = Locals(node, seen).of_kind("int")
            declare(source, node, [f"{name}: _native.i64" for name in names])
    return source.edits.text()


def native(source: Source, kind: Type, text: str) -> str:
    """The hint, with a native number for a whole one where that is allowed; quoted: names may come later."""
    return '"_native.i64"' if source.int64 and kind["type"] == "int" else f'"{text}"'


def mypyc_hint(kind: Type, level: int = 0) -> str:
    """A type as a hint."""
    name, parts = kind["type"], kind.get("of", [])

    def inner(part: Type) -> str:
        return mypyc_hint(part, level + 1)

    if name == "None":
        return "None"
    if name in PLAIN_HINTS:
        return str(name)
    if name == "own" and "<locals>" not in kind["name"]:
        return str(kind["name"])
    if level >= MOST_LEVELS:
        return "_typing.Any"
    if name == "union" and not any(part["type"] == "any" for part in parts):
        hints = [mypyc_hint(part, level) for part in parts]
        return "_typing.Any" if "_typing.Any" in hints else " | ".join(hints)
    if name in ("list", "set", "frozenset") and len(parts) == 1:
        return f"{name}[{inner(parts[0])}]"
    if name in ("dict", "defaultdict") and len(parts) == 2:
        return f"dict[{inner(parts[0])}, {inner(parts[1])}]"
    if name == "tuple":
        if len(parts) > MOST_PARTS:
            return "tuple[_typing.Any, ...]"
        return f"tuple[{', '.join(map(inner, parts)) or '()'}]"
    return "_typing.Any"


# ----------------------------------------------------------------------------------------------------- Cython

CYTHON_OBJECTS = {"str", "bytes", "bytearray", "list", "dict", "set", "frozenset", "tuple"}
"""Types for which Cython has shorter ways, and which take no others."""


def for_cython(source: Source) -> str:
    """C types for floats, and for whole numbers where that is allowed; without the user's hints."""
    source.add_import("import cython")
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            seen = source.functions.get(node)
            cython_function(source, node, seen or {"arguments": {}})
    return source.edits.text()


def cython_function(source: Source, node: Function, seen: dict[str, Any]) -> None:
    """The same of one function; without what was seen it loses its hints."""
    for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
        kind = seen["arguments"].get(argument.arg)
        hint(source, argument, None if kind is None else cython_type(source, kind), keep=False)
    if node.returns is not None:
        hint_is = (node.returns.end_lineno or node.lineno, node.returns.end_col_offset or 0)
        arrow = arrow_before(source.edits.lines, node.returns)
        if arrow is not None:
            source.edits.replace(arrow, hint_is, "")
    if not seen["arguments"]:
        return
    names = Locals(node, seen)
    declared = [f"{name}: cython.double" for name in names.of_kind("float")]
    if source.int64:
        declared += [f"{name}: cython.longlong" for name in names.of_kind("int")]
    declare(source, node, declared)


def arrow_before(lines: list[bytes], returns: ast.expr) -> tuple[int, int] | None:
    """Where the arrow stands that leads to a hint; none where it is on another line."""
    line = lines[returns.lineno - 1]
    column = line.rfind(b"->", 0, returns.col_offset)
    return None if column < 0 else (returns.lineno, len(line[:column].rstrip()))


def cython_type(source: Source, kind: Type) -> str | None:
    """A type in Cython's notation for Python sources, where it has one."""
    name = kind["type"]
    if name == "float":
        return "cython.double"
    if name == "int":
        return "cython.longlong" if source.int64 else None
    return str(name) if name in CYTHON_OBJECTS else None


# ------------------------------------------------------------------------------------------ Codon and Pythran


def for_codon(source: Source) -> str:
    """Hints for the called function, without which Codon does not export it."""
    node, seen = source.called()
    source.keep_only(node)
    for argument in arguments_of(node):
        kind = seen["arguments"].get(argument.arg, {"type": "any"})
        hint(source, argument, codon_type(kind, f"argument `{argument.arg}`"), keep=False)
    return source.edits.text()


def codon_type(kind: Type, place: str) -> str:
    """A type as Codon calls it."""
    name, parts = kind["type"], kind.get("of", [])
    if name in ("int", "float", "bool", "str"):
        return str(name)
    generic = {"list": "List", "set": "Set", "dict": "Dict", "tuple": "Tuple"}.get(name)
    if generic is not None and parts:
        return f"{generic}[{', '.join(codon_type(part, place) for part in parts)}]"
    if name == "union" and len(parts) == 2 and {"type": "None"} in parts:
        return f"Optional[{codon_type(next(part for part in parts if part['type'] != 'None'), place)}]"
    raise RefusedError(f"{place} is {spoken(kind)}, for which Codon has no type")


def for_pythran(source: Source) -> str:
    """A line that exports the called function with its types."""
    node, seen = source.called()
    source.keep_only(node)
    given = []
    for argument in [*node.args.posonlyargs, *node.args.args]:
        arrays = source.arrays.get(argument.arg)
        kind = one_of(list(arrays)) if arrays else seen["arguments"].get(argument.arg, {"type": "any"})
        given.append(pythran_type(kind, f"argument `{argument.arg}`"))
    return source.edits.text() + f"#pythran export {node.name}({', '.join(given)})\n"


def pythran_type(kind: Type, place: str) -> str:
    """A type as Pythran calls it."""
    name, parts = kind["type"], kind.get("of", [])

    def inner(part: Type) -> str:
        return pythran_type(part, place)

    if name in ("int", "float", "bool", "str", "None"):
        return str(name)
    if name == "complex":
        return "complex128"
    if name == "ndarray":
        return (
            f"{kind['dtype']}[{', '.join(':' * kind['dimensions'])}]"
            if kind["dimensions"]
            else str(kind["dtype"])
        )
    if name in ("list", "set") and len(parts) == 1:
        return f"{inner(parts[0])} {name}"
    if name == "dict" and len(parts) == 2:
        return f"{inner(parts[0])}: {inner(parts[1])} dict"
    if name == "tuple" and parts:
        return f"({', '.join(map(inner, parts))})"
    if name == "union":
        return " or ".join(map(inner, parts))
    raise RefusedError(f"{place} is {spoken(kind)}, for which Pythran has no type")


def spoken(kind: Type) -> str:
    """A type in words."""
    name, parts = kind["type"], kind.get("of", [])
    if name == "union":
        return " or ".join(map(spoken, parts))
    if name == "any":
        return "of a type that was not seen"
    called = str(kind.get("name", name))
    return f"{called} of {', '.join(map(spoken, parts))}" if parts else called


NOTATIONS: dict[str, Callable[[Source], str]] = {
    "mypyc": for_mypyc,
    "cython": for_cython,
    "codon": for_codon,
    "pythran": for_pythran,
}
"""The notations by name."""


def main() -> int:
    """Write the copy; 1 with a sentence where there is none."""
    words = [word for word in sys.argv[1:] if word != "--int64"]
    if len(words) != 4 or words[0] not in NOTATIONS:
        print(__doc__, file=sys.stderr)
        return 2
    notation, kernel, entry, out = words
    try:
        text = NOTATIONS[notation](Source(Path(kernel), entry, "--int64" in sys.argv))
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
