"""pipeline-bytes with orjson in place of `json`: its parser, and the oracle's loop over the dicts."""

from __future__ import annotations

from typing import Any

import orjson
from pipeline_dicts import pipeline_dicts


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse, which orjson does as strictly as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))


def parse(data: bytes) -> object:
    """Dicts and lists; an integer beyond 64 bits comes as a float, which no user id may be."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"document: {error}") from None
