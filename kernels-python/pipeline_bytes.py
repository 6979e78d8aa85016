"""pipeline-bytes: the same as pipeline-dicts, from the raw bytes of the document, parsing included."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from pipeline_dicts import pipeline_dicts

# PyPy's fast parser does not know `parse_constant`: with it, json falls back to a much slower one.
# There it is given if the words occur at all; elsewhere looking for them would cost more than it saves.
HOOK_IS_FREE = sys.implementation.name != "pypy"


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))


def parse(data: bytes) -> object:
    """`json.loads` without what the RFC does not have: other encodings, a byte order mark, NaN."""
    try:
        text = data.decode("utf-8")
        if HOOK_IS_FREE or "NaN" in text or "Infinity" in text:
            return json.loads(text, parse_constant=refuse_constant)
        return json.loads(text)
    except json.JSONDecodeError as error:
        # Without the error's text, where PyPy cuts characters in the middle.
        raise ValueError(f"document: no JSON, line {error.lineno}, column {error.colno}") from None
    except ValueError as error:
        raise ValueError(f"document: {error}") from None


def refuse_constant(name: str) -> NoReturn:
    """Called by the parser where NaN or Infinity stands for a number."""
    raise ValueError(f"{name} is no JSON")
