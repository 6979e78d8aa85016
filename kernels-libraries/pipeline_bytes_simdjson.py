"""pipeline-bytes with simdjson: only what is asked for becomes Python.

The parsed document stays where the parser has it, behind proxies. What simdjson refuses goes to `json` and
the oracle's loop, as it refuses integers beyond 64 bits as well, which are JSON; and so does a faulty
document, of which the oracle says what is wrong. Amounts have the unit of the input, durations are seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import simdjson
from pipeline_bytes import pipeline_bytes as with_json
from pipeline_dicts import (
    FIRST_MOMENT,
    HIGH_VALUE,
    INT64_MAX,
    INT64_MIN,
    KEPT_TYPES,
    LAST_MOMENT,
    User,
    is_timestamp,
    totals,
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # which simdjson passes over


class FaultError(ValueError):
    """The document breaks the contract."""


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """Parse, then total the events."""
    if data.startswith(BYTE_ORDER_MARK):
        raise ValueError("document: a byte order mark")
    try:
        return totals(collect(simdjson.Parser().parse(data)))
    except (ValueError, RuntimeError):  # the latter where integers are too big, or levels too many
        return with_json(data)


def collect(events: object) -> dict[int, User]:
    """The users of the kept events, in the order of their first appearance."""
    if not isinstance(events, simdjson.Array):
        raise FaultError
    users: dict[int, User] = {}
    for event in events:
        if not isinstance(event, simdjson.Object):
            raise FaultError
        event_type = event.get("event_type")
        if not isinstance(event_type, str):
            raise FaultError
        if event_type not in KEPT_TYPES:
            continue

        timestamp = event.get("timestamp")
        if not isinstance(timestamp, str) or not is_timestamp(timestamp):
            raise FaultError
        moment = datetime.fromisoformat(timestamp)  # a ValueError where there is no such date
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            continue

        user_id = event.get("user_id")
        if type(user_id) is not int or not INT64_MIN <= user_id <= INT64_MAX:
            raise FaultError
        metadata = event.get("metadata")
        if not isinstance(metadata, simdjson.Object):
            raise FaultError
        metadata = metadata.as_dict()
        amount = metadata.get("amount")
        if amount is None:
            amount = 0.0
        elif type(amount) is int:
            amount = float(amount)
        elif type(amount) is not float:
            raise FaultError
        page = metadata.get("page")
        if page is None:
            page = ""
        elif not isinstance(page, str):
            raise FaultError

        user = users.get(user_id)
        if user is None:
            user = users[user_id] = User(moment)
        user.event_count += 1
        user.total_amount += amount
        if amount > HIGH_VALUE:
            user.high_value_count += 1
        if moment < user.first:
            user.first = moment
        elif moment > user.last:
            user.last = moment
        user.types[event_type] = user.types.get(event_type, 0) + 1
        user.pages[page] = user.pages.get(page, 0) + 1
    return users
