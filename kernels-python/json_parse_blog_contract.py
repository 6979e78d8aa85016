"""json-parse as the blog does it: plain `json.loads`, which takes more than JSON."""

from __future__ import annotations

import json


def json_parse(data: bytes) -> object:
    """The value that the document stands for."""
    value: object = json.loads(data)
    return value
