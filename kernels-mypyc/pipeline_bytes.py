"""pipeline-bytes: the same as pipeline-dicts, from the raw bytes of the document, parsing included.

The parser is the standard library's: mypyc has nothing to compile there, and this is most of the time.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from pipeline_dicts import pipeline_dicts


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))


def parse(data: bytes) -> object:
    """`json.loads` without what the RFC does not have: other encodings, a byte order mark, NaN."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse_constant)
    except ValueError as error:
        raise ValueError(f"document: {error}") from None


def refuse_constant(name: str) -> NoReturn:
    """Called by the parser where NaN or Infinity stands for a number."""
    raise ValueError(f"{name} is no JSON")
