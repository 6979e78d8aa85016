"""A small corpus: of many documents, those that make a parser or the oracle do what no smaller one does.

What a document makes them do is seen by tracing: which line follows which, in the parser in Python that
`json` has and in the oracle, and how often, by powers of two.
"""

from __future__ import annotations

import contextlib
import json
import json.decoder
import json.scanner
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import contract
import pipeline_dicts

TRACED = {json.decoder.__file__, json.scanner.__file__, pipeline_dicts.__file__}
# Larger documents are for the generator to make again, not to be kept.
MOST_BYTES = 6000

Behaviour = tuple[str, int, int, int]


def distil(folder: Path, documents: list[tuple[bytes, str]], totals: bool) -> None:
    """Write what is worth keeping, the small first; a document is named by what is expected, and a number.

    Without `totals` it is the parser's behaviour alone that counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    small = [pair for pair in documents if len(pair[0]) <= MOST_BYTES]
    seen: set[Behaviour] = set()
    for index, (document, expected) in enumerate(sorted(small, key=lambda pair: (len(pair[0]), pair[0]))):
        new = behaviour(document, totals) - seen
        if new:
            seen |= new
            name = f"{'bad' if expected.startswith('error') else 'good'}-{index:06}"
            (folder / f"{name}.json").write_bytes(document)
            (folder / f"{name}.expected").write_text(expected + "\n", encoding="ascii")


def behaviour(document: bytes, totals: bool) -> set[Behaviour]:
    """Which lines followed each other, each with its number's length in binary digits."""
    counts: Counter[tuple[str, int, int]] = Counter()
    traced(lambda: run(document, totals), counts)
    return {(*arc, count.bit_length()) for arc, count in counts.items()}


def run(document: bytes, totals: bool) -> None:
    """Parse in Python and, perhaps, total the events."""
    decoder = json.JSONDecoder(parse_constant=contract.refuse_constant)
    decoder.parse_string = json.decoder.py_scanstring  # type: ignore[attr-defined]
    decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    with contextlib.suppress(ValueError):
        events = decoder.decode(document.decode("utf-8"))
        if totals:
            pipeline_dicts.pipeline_dicts(events)


def traced(work: Callable[[], None], counts: Counter[tuple[str, int, int]]) -> None:
    """Do it, and count how often each line followed each other within a function."""

    def enter(frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        name = frame.f_code.co_filename
        if name not in TRACED:
            return None
        last = frame.f_lineno

        def step(frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
            nonlocal last
            if event == "line":
                counts[Path(name).name, last, frame.f_lineno] += 1
                last = frame.f_lineno
            return step

        return step

    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(None)
