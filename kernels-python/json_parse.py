"""json-parse: a JSON document from its raw bytes to Python objects, which every pipeline pays for first.

Any value may stand at the top. The result is the document itself, whole, as dicts, lists, strings and
numbers; nothing is left to be parsed when it is looked at. What is no RFC 8259 JSON in UTF-8 is a ValueError.
"""

from __future__ import annotations

from pipeline_bytes import parse


def json_parse(data: bytes) -> object:
    """The value that the document stands for."""
    return parse(data)
