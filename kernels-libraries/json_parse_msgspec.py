"""json-parse with msgspec, without a schema: the document has none."""

from __future__ import annotations

from msgspec import DecodeError
from msgspec.json import Decoder

decoder = Decoder()


def json_parse(data: bytes) -> object:
    """The value that the document stands for."""
    try:
        return decoder.decode(data)
    except (DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"document: {error}") from None
