"""A compiler's own account of what stayed slow, as a small file that the harness keeps with the session.

    python account.py cython HTML KERNEL ACCOUNT

HTML is what `cython --annotate` wrote about KERNEL. ACCOUNT becomes JSON: the lines that most still go
through Python objects (`lines`, three at most, worst first), and known costs that the source or the C code
shows (`landmines`). mypyc's build has the same made of mypyc's annotation. An account is a courtesy: what
cannot be read gives an empty one, and no build fails for it.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

MOST_LINES = 3
"""How many lines are told."""

MOST_LANDMINES = 4
"""How many landmines are told."""

MOST_CHARACTERS = 80
"""How much of a line is told."""

MOST_OF_A_REASON = 160
"""How much of a reason is told."""


class Mark(NamedTuple):
    """What a compiler says of a line: how many of its operations go through Python objects, and in words."""

    weight: int
    why: str


class Line(NamedTuple):
    """A line of a source, and how many loops it stands in; -1 where it is in no function."""

    number: int
    text: str
    loops: int
    is_loop: bool


LOOP = re.compile(r"(async\s+)?(for|while)\b")
FUNCTION = re.compile(r"(async\s+def|def|cdef|cpdef)\b.*[(]")
FLOAT_POWER = re.compile(r"\*\*\s*(-?\s*\d+\.\d*|-?\s*\.\d+|\(\s*-?\s*\d*\.\d+\s*\)|-\s*\d)")


def lines_of(source: str) -> list[Line]:
    """The lines of a source with their depth in loops, by their indentation: it may be Cython's, too."""
    found: list[Line] = []
    around: list[tuple[int, str]] = []
    for number, text in enumerate(source.splitlines(), 1):
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        indent = len(text) - len(text.lstrip())
        while around and around[-1][0] >= indent:
            around.pop()
        is_loop, is_function = bool(LOOP.match(stripped)), bool(FUNCTION.match(stripped))
        loops = sum(kind == "loop" for _, kind in around) if any(k == "function" for _, k in around) else -1
        found.append(Line(number, stripped, loops, is_loop))
        if is_loop or is_function:
            around.append((indent, "loop" if is_loop else "function"))
    return found


def account(by: str, source: str, marks: dict[int, Mark], landmines: dict[int, str]) -> dict[str, object]:
    """The account: what is in more loops runs more often and comes first, then what has more operations."""
    lines = [line for line in lines_of(source) if line.loops >= 0]
    marked = [(line, marks[line.number]) for line in lines if line.number in marks]
    # The head of a loop runs as often as its body.
    marked.sort(key=lambda pair: (-(pair[0].loops + pair[0].is_loop), -pair[1].weight, pair[0].number))
    mines = {line.number: POWER for line in lines if FLOAT_POWER.search(line.text.split("#")[0])}
    known = {line.number for line in lines}
    for number, what in landmines.items():
        if number in known:
            mines[number] = f"{mines[number]}; {what}" if number in mines else what
    return {
        "by": by,
        "lines": [
            {
                "line": line.number,
                "text": shortened(line.text),
                "why": shortened(mark.why, MOST_OF_A_REASON) + within(line),
            }
            for line, mark in marked[:MOST_LINES]
        ],
        "landmines": [{"line": number, "what": mines[number]} for number in sorted(mines)[:MOST_LANDMINES]],
    }


POWER = "`**` with such an exponent calls `pow`: a square root, a product or a division is faster"
DIVISION = "each division checks for a divisor of zero: `cdivision=True` leaves that out"
BOXED = "the loop counts in Python objects: give its variable a C type"


def within(line: Line) -> str:
    """In how many loops it is run."""
    loops = line.loops + line.is_loop
    return f", in {loops} loop{'s' if loops > 1 else ''}" if loops else ""


def shortened(text: str, most: int = MOST_CHARACTERS) -> str:
    """The beginning of a text, of so many characters at most."""
    return text if len(text) <= most else text[: most - 1] + "…"


CYTHON_LINE = re.compile(
    r'<pre class="cython line score-(\d+)"[^>]*>.?<span class="">(\d+)</span>:(.*?)</pre>'
    r"(?:\s*<pre class='cython code score-\d+ ?'>(.*?)</pre>)?",
    re.DOTALL,
)
CYTHON_CALL = re.compile(r"<span class='(?:py|pyx)_c_api'>")


def cython(annotation: str, source: str, _name: str) -> dict[str, object]:
    """What `cython --annotate` shows: the calls of Python's C API in the C code of each line."""
    marks: dict[int, Mark] = {}
    landmines: dict[int, str] = {}
    for _, number, text, code in CYTHON_LINE.findall(annotation):
        calls = len(CYTHON_CALL.findall(code))
        if calls:
            marks[int(number)] = Mark(calls, f"{calls} call{'s' if calls > 1 else ''} of Python's C API")
        plain = html.unescape(text)
        if "PyExc_ZeroDivisionError" in code:
            landmines[int(number)] = DIVISION
        if calls and LOOP.match(plain.strip()) and "range(" in plain:
            landmines[int(number)] = BOXED
    return account("Cython's annotation", source, marks, landmines)


MYPYC_HINT = re.compile(
    r'<div class="collapsible"[^>]*>\s*(\d+)\s[^<]*</div>'
    r'<div class="content">\s*<div class="hint">(.*?)</div>',
    re.DOTALL,
)


def mypyc(annotation: str, source: str, name: str) -> dict[str, object]:
    """What mypyc's annotation shows of this file: a line's hints, each an operation on Python objects."""
    marks: dict[int, Mark] = {}
    parts = re.split(r"<h2><tt>(.*?)</tt></h2>", annotation)
    for path, part in zip(parts[1::2], parts[2::2], strict=False):
        if Path(html.unescape(path)).name != name:
            continue
        for number, hint in MYPYC_HINT.findall(part):
            said = html.unescape(re.sub(r"<[^>]+>", "", hint)).strip()
            # Each hint is a sentence, and some come once for every operation.
            sentences = Counter(one.rstrip(".") for one in re.split(r"(?<=\.)\s+", said) if one)
            told = [
                one + (f" ({count} times)" if count > 1 else "") for one, count in sentences.most_common()
            ]
            marks[int(number)] = Mark(sentences.total(), ", ".join(told))
    return account("mypyc's annotation", source, marks, {})


def main() -> int:
    """Write an account, whatever can be had."""
    if len(sys.argv) != 5 or sys.argv[1] not in TOOLS:
        print(f"usage: account.py {'|'.join(TOOLS)} HTML KERNEL ACCOUNT", file=sys.stderr)
        return 2
    write(sys.argv[1], *map(Path, sys.argv[2:]))
    return 0


TOOLS = {"cython": cython, "mypyc": mypyc}
"""Whose annotations can be read."""


def write(tool: str, annotation: Path, kernel: Path, place: Path) -> None:
    """Write an account, where there is an annotation that can be read."""
    try:
        text = annotation.read_text(encoding="utf-8")
        told = TOOLS[tool](text, kernel.read_text(encoding="utf-8"), kernel.name)
    except (OSError, ValueError):
        return
    place.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
