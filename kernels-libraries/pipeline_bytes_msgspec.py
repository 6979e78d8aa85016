"""pipeline-bytes with msgspec: events are decoded into typed objects, without anything that is not asked for.

A document with a value of another type than the schema has is decoded once more, into dicts, and is left to
the oracle's loop: it may be a fault, or lie in an event that is not kept. Amounts have the unit of the
input, durations are seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder
from pipeline_dicts import (
    FIRST_MOMENT,
    HIGH_VALUE,
    INT64_MAX,
    INT64_MIN,
    KEPT_TYPES,
    LAST_MOMENT,
    User,
    is_timestamp,
    pipeline_dicts,
    totals,
)


class Metadata(Struct, gc=False):
    """What is asked of an event's particulars; an integer amount becomes a float."""

    amount: float | None = None
    page: str | None = None


class Event(Struct, gc=False):
    """What is asked of an event."""

    event_type: str
    timestamp: str | None = None
    user_id: int | float | None = None
    metadata: Metadata | None = None


typed = Decoder(list[Event])
untyped = Decoder()


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Decode, then total the events."""
    try:
        text = data.decode("utf-8")
        try:
            events = typed.decode(text)
        except ValidationError:
            return pipeline_dicts(untyped.decode(text))
    except (DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"document: {error}") from None
    return totals(collect(events))


def collect(events: list[Event]) -> dict[int, User]:
    """The users of the kept events, in the order of their first appearance."""
    users: dict[int, User] = {}
    for index, event in enumerate(events):
        event_type = event.event_type
        if event_type not in KEPT_TYPES:
            continue

        timestamp = event.timestamp
        if timestamp is None or not is_timestamp(timestamp):
            raise ValueError(f"event {index}: timestamp: not of the form YYYY-MM-DDTHH:MM:SS+00:00")
        try:
            moment = datetime.fromisoformat(timestamp)
        except ValueError:
            raise ValueError(f"event {index}: timestamp: no such date") from None
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            continue

        user_id = event.user_id
        if type(user_id) is not int or not INT64_MIN <= user_id <= INT64_MAX:
            raise ValueError(f"event {index}: user_id: not an integer of 64 bits")
        metadata = event.metadata
        if metadata is None:
            raise ValueError(f"event {index}: metadata: not an object")

        user = users.get(user_id)
        if user is None:
            user = users[user_id] = User(moment)
        user.event_count += 1
        amount = metadata.amount
        if amount is not None:
            user.total_amount += amount
            if amount > HIGH_VALUE:
                user.high_value_count += 1
        if moment < user.first:
            user.first = moment
        elif moment > user.last:
            user.last = moment
        user.types[event_type] = user.types.get(event_type, 0) + 1
        page = metadata.page or ""
        user.pages[page] = user.pages.get(page, 0) + 1
    return users
