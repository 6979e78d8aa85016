"""The parser of pipeline-bytes, for NumPy and Numba, which have none of their own."""

from __future__ import annotations

import json
from typing import NoReturn


def parse(data: bytes) -> object:
    """`json.loads` without what the RFC does not have: other encodings, a byte order mark, NaN."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse_constant)
    except ValueError as error:
        raise ValueError(f"document: {error}") from None


def refuse_constant(name: str) -> NoReturn:
    """Called by the parser where NaN or Infinity stands for a number."""
    raise ValueError(f"{name} is no JSON")
