"""json-parse with orjson in place of `json`."""

from __future__ import annotations

from pipeline_bytes_orjson import parse


def json_parse(data: bytes) -> object:
    """The value that the document stands for."""
    return parse(data)
