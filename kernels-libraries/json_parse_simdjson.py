"""json-parse with simdjson, all of whose document becomes Python.

What simdjson refuses goes to `json`, as in `pipeline_bytes_simdjson.py`.
"""

from __future__ import annotations

import simdjson
from pipeline_bytes import parse as with_json
from pipeline_bytes_simdjson import BYTE_ORDER_MARK


def json_parse(data: bytes) -> object:
    """The value that the document stands for."""
    if data.startswith(BYTE_ORDER_MARK):
        raise ValueError("document: a byte order mark")
    try:
        return simdjson.Parser().parse(data, recursive=True)
    except (ValueError, RuntimeError):
        return with_json(data)
