"""The lowest line of words on each page of a PDF, as JSON: an array of texts, one for each page.

python lowest.py FILE.pdf
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pypdf import PageObject, PdfReader

SAME_LINE = 2.0
"""Pieces of text that are so many points apart, or less, stand on one line."""


def lowest(page: PageObject) -> str:
    """The words of the lowest line of a page, from left to right."""
    pieces: list[tuple[float, float, str]] = []

    def look(text: str, space: list[float], at: list[float], *_font: Any) -> None:
        if text.strip():
            pieces.append(
                (
                    at[4] * space[1] + at[5] * space[3] + space[5],
                    at[4] * space[0] + at[5] * space[2] + space[4],
                    text.strip(),
                )
            )

    page.extract_text(visitor_text=look)
    foot = min((height for height, _, _ in pieces), default=0.0)
    line = sorted((left, text) for height, left, text in pieces if height - foot <= SAME_LINE)
    return " ".join(" ".join(text.split()) for _, text in line)


if __name__ == "__main__":
    print(json.dumps([lowest(page) for page in PdfReader(sys.argv[1]).pages]))
