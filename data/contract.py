"""What the contract on the pipeline's input asks of a document: a result, a refusal, or nothing at all.

The oracle answers every document; this says whether other kernels must answer the same. Faults are looked for
once more, without the oracle's code, and the oracle is held against what is found. Left open, so that nothing
is expected of them: duplicate keys in one object, lone surrogates, nesting beyond 64 levels, numbers and sums
beyond a double, faults in fields that need not be read. Of two faults, none is the one that must be named.
"""

from __future__ import annotations

import calendar
import json
import math
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "kernels-python"))

from pipeline_bytes import pipeline_bytes
from runner import described

KEPT_TYPES = ("page_view", "purchase", "click", "search", "add_to_cart")
FIRST_MOMENT = "2025-03-01T00:00:00+00:00"
LAST_MOMENT = "2025-09-30T23:59:59+00:00"
TIMESTAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\+00:00")
MOST_NESTING = 64
# Integers of more digits are beyond a double whatever they are, and Python refuses to read very long ones.
MOST_DIGITS = 400

STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)

# A fault in an event: its index and the field, None where the event itself is at fault.
Fault = tuple[int, "str | None"]


class OracleError(ValueError):
    """The oracle contradicts the contract, which is a fault of this project, not of a kernel."""


class Reading:
    """One reading of a document by `json`, and whether it met something that the contract leaves open."""

    def __init__(self) -> None:
        self.open = False

    def parse(self, text: str) -> Any:
        """The parsed document; a ValueError where it is no JSON."""
        value = json.loads(
            text,
            object_pairs_hook=self.pairs,
            parse_int=self.integer,
            parse_float=self.real,
            parse_constant=refuse_constant,
        )
        self.look_for_surrogates(value)
        return value

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object; with a key given twice it is open which value counts."""
        found = dict(pairs)
        self.open |= len(found) != len(pairs)
        return found

    def integer(self, digits: str) -> int:
        """A whole number, or zero in place of one that is beyond a double."""
        try:
            value = int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS
            float(value)
        except OverflowError:
            self.open = True
            return 0
        return value

    def real(self, digits: str) -> float:
        """A number with a point or an exponent."""
        value = float(digits)
        self.open |= math.isinf(value)
        return value

    def look_for_surrogates(self, value: Any) -> None:
        """Escapes can spell half a character, which no UTF-8 can."""
        if isinstance(value, str):
            self.open |= any("\ud800" <= character <= "\udfff" for character in value)
        elif isinstance(value, list):
            for part in value:
                self.look_for_surrogates(part)
        elif isinstance(value, dict):
            for key, part in value.items():
                self.look_for_surrogates(key)
                self.look_for_surrogates(part)


def refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def nesting(document: bytes) -> int:
    """The deepest level of brackets outside strings; in what is no JSON, roughly."""
    depth = deepest = 0
    for byte in STRING.sub(b"", document):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def moment(text: object) -> str | None:
    """The timestamp, if it is one: of such texts the earlier is the smaller."""
    match = TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    real = year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return match[0] if real and hour <= 23 and minute <= 59 and second <= 59 else None


def faults_of_details(event: dict[str, Any]) -> list[str]:
    """The fields at fault of those that count in an event in range."""
    faults = []
    user_id, metadata = event.get("user_id"), event.get("metadata")
    if type(user_id) is not int or not -(2**63) <= user_id < 2**63:
        faults.append("user_id")
    if not isinstance(metadata, dict):
        return [*faults, "metadata"]
    if type(metadata.get("amount")) not in (int, float, type(None)):
        faults.append("metadata.amount")
    if not isinstance(metadata.get("page"), (str, type(None))):
        faults.append("metadata.page")
    return faults


def faults_of_event(index: int, event: Any) -> tuple[list[Fault], bool]:
    """The faults that must be found, and whether there are others, that nobody needs to find."""
    if not isinstance(event, dict):
        return [(index, None)], False
    if not isinstance(event.get("event_type"), str):
        return [(index, "event_type")], False
    when = moment(event.get("timestamp"))
    if event["event_type"] not in KEPT_TYPES:
        return [], unread_faults(event) or (when is None and "timestamp" in event)
    if when is None:
        return [(index, "timestamp")], unread_faults(event)
    if not FIRST_MOMENT <= when <= LAST_MOMENT:
        return [], unread_faults(event)
    return [(index, field) for field in faults_of_details(event)], False


def unread_faults(event: dict[str, Any]) -> bool:
    """Whether details that do not count are at fault; that one is absent is no fault then."""
    return any(field.partition(".")[0] in event for field in faults_of_details(event))


def answer_of_oracle(document: bytes) -> dict[str, Any]:
    """What the oracle makes of it: `result`, or the `index` and `field` of its refusal."""
    try:
        return {"result": pipeline_bytes(document)}
    except ValueError as error:
        answer = described(error).answer
        if answer["kind"] != "input":
            raise
        return {"index": answer["index"], "field": answer["field"]}


def refusal(index: int | None, field: str | None) -> str:
    """An expected refusal at a place."""
    return "error " + canonical({"index": index, "field": field})


def canonical(value: object) -> str:
    """As the harness writes it; a ValueError where a number is none."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def expectation(document: bytes) -> str | None:
    """The `.expected` of a document as docs/manifest.md has it, or None where the contract expects nothing.

    A `OracleError` says that the oracle answers otherwise than the contract has it.
    """
    if nesting(document) > MOST_NESTING:
        return None
    reading = Reading()
    try:
        events = reading.parse(document.decode("utf-8"))
    except ValueError:
        return agreed(document, "error")
    if reading.open:
        return None
    if not isinstance(events, list):
        return agreed(document, refusal(None, None))
    faults: list[Fault] = []
    unread = False
    for index, event in enumerate(events):
        found, others = faults_of_event(index, event)
        faults += found
        unread |= others
    if faults:
        return agreed(document, refusal(*faults[0]) if len(faults) == 1 and not unread else "error")
    return None if unread else result(document)


def agreed(document: bytes, refused: str) -> str:
    """A refusal, once the oracle has refused the same."""
    answer = answer_of_oracle(document)
    if "result" in answer:
        raise OracleError(f"the oracle answers {document!r}, but must refuse it")
    if refused != "error" and refusal(answer["index"], answer["field"]) != refused:
        raise OracleError(f"the oracle refuses {document!r} at {answer}, but must with {refused}")
    return refused


def result(document: bytes) -> str | None:
    """What comes of a document without a fault; None where a sum is beyond a double."""
    answer = answer_of_oracle(document)
    if "result" not in answer:
        raise OracleError(f"the oracle refuses {document!r} at {answer}, but it keeps the contract")
    try:
        return canonical(answer["result"])
    except ValueError:
        return None
