"""pipeline-bytes: the same as pipeline-dicts, from the raw bytes of the document, parsing included.

The parser is the standard library's, so that most of the time goes into making Python objects.
`pipeline_bytes_yyjson.pyx` makes none.
"""

import json

# Included, not imported: an extension module would have to be built and found beside this one.
include "pipeline_dicts.pyx"


def pipeline_bytes(data: bytes) -> dict:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))


cdef object parse(bytes data):
    """`json.loads` without what the RFC does not have: other encodings, a byte order mark, NaN."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse_constant)
    except ValueError as error:
        raise ValueError(f"document: {error}") from None


def refuse_constant(name: str) -> None:
    """Called by the parser where NaN or Infinity stands for a number."""
    raise ValueError(f"{name} is no JSON")
