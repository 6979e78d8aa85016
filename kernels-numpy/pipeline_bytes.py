"""pipeline-bytes with NumPy: `json.loads`, which takes most of the time, and pipeline-dicts."""

from __future__ import annotations

from typing import Any

from pipeline_dicts import pipeline_dicts
from strict_json import parse


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))
