"""The strict way into a frame, and the way out: msgspec before it, the oracle for unusual documents.

A document that has anything but complete events may be faulty, or not: the oracle knows, and says where.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder
from pipeline_dicts import INT64_MAX, INT64_MIN, KEPT_TYPES, pipeline_dicts


class UnusualError(Exception):
    """The document has something that complete events do not have."""


class Metadata(Struct, gc=False):
    """What is asked of an event's particulars; an integer amount becomes a float."""

    amount: float | None = None
    page: str | None = None


class Event(Struct, gc=False):
    """What is asked of an event."""

    user_id: int | float
    event_type: str
    timestamp: str
    metadata: Metadata


class Columns(NamedTuple):
    """The events of the kept types, in the document's order."""

    user_id: list[int]
    event_type: list[str]
    timestamp: list[str]
    amount: list[float]
    page: list[str]


typed = Decoder(list[Event])
untyped = Decoder()


def columns(data: bytes) -> Columns:
    """The columns of a document of complete events."""
    try:
        events = typed.decode(text_of(data))
    except ValidationError as error:
        raise UnusualError from error
    except DecodeError as error:
        raise ValueError(f"document: {error}") from None
    kept = [event for event in events if event.event_type in KEPT_TYPES]
    user_ids = [event.user_id for event in kept if type(event.user_id) is int]
    if (
        len(user_ids) < len(kept)
        or min(user_ids, default=0) < INT64_MIN
        or max(user_ids, default=0) > INT64_MAX
    ):
        raise UnusualError
    return Columns(
        user_id=user_ids,
        event_type=[event.event_type for event in kept],
        timestamp=[event.timestamp for event in kept],
        amount=[event.metadata.amount or 0.0 for event in kept],
        page=[event.metadata.page or "" for event in kept],
    )


def one_by_one(data: bytes) -> dict[str, Any]:
    """The oracle's loop, which knows what the contract says of the document."""
    try:
        events = untyped.decode(text_of(data))
    except DecodeError as error:
        raise ValueError(f"document: {error}") from None
    return pipeline_dicts(events)


def text_of(data: bytes) -> str:
    """UTF-8 and nothing else: the parser does not look into strings that it passes over."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"document: {error}") from None


def result(users: Sequence[tuple[Any, ...]], total_amount: float) -> dict[str, Any]:
    """The whole result of a row for each user: its fields in their order, and then what is not for them.

    Python rounds: of the double 2.675, which is a little less, it makes 2.67, and both engines 2.68.
    """
    return {
        "total_users": len(users),
        "total_events": sum(user[1] for user in users),
        "total_amount": round(total_amount, 2),
        "total_high_value": sum(user[3] for user in users),
        "users": [
            {
                "user_id": user_id,
                "event_count": event_count,
                "total_amount": round(amount, 2),
                "high_value_count": high_value_count,
                "duration_seconds": duration,
                "top_event_type": top_type,
                "top_page": top_page,
            }
            for user_id, event_count, amount, high_value_count, duration, top_type, top_page, *_ in users
        ],
    }
