"""What `json-parse` must make of a document: the value that it stands for, a refusal, or nothing at all.

Beside what the pipeline's contract leaves open (`contract.py`), integers beyond 64 bits are, and minus zero
without a point: parsers read them as they like.
"""

from __future__ import annotations

from contract import MOST_NESTING, OracleError, Reading, canonical, nesting
from json_parse import json_parse
from runner import described


class WholeReading(Reading):
    """One reading of a document of which every value counts."""

    def integer(self, digits: str) -> int:
        """A whole number of 64 bits; any other is open."""
        value = super().integer(digits)
        self.open |= digits == "-0" or not -(2**63) <= value < 2**63
        return value


def expectation(document: bytes) -> str | None:
    """The `.expected` of a document as docs/manifest.md has it, or None where nothing is expected.

    A `OracleError` says that the oracle answers otherwise.
    """
    if nesting(document) > MOST_NESTING:
        return None
    reading = WholeReading()
    try:
        value = reading.parse(document.decode("utf-8"))
    except ValueError:
        expected = "error"
    else:
        if reading.open:
            return None
        expected = canonical(value)
    answer = answer_of_oracle(document)
    if answer != expected:
        raise OracleError(f"the oracle makes {answer} of {document!r}, but it stands for {expected}")
    return expected


def answer_of_oracle(document: bytes) -> str:
    """What the oracle makes of it, in the same words."""
    try:
        return canonical(json_parse(document))
    except ValueError as error:
        if described(error).answer["kind"] != "input":
            raise
        return "error"
