"""pipeline-bytes with timestamps read digit by digit: the oracle's parsing, then `pipeline_dicts_digits`."""

from __future__ import annotations

from typing import Any

from pipeline_bytes import parse
from pipeline_dicts_digits import pipeline_dicts


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))
