"""pipeline-dicts: filter a list of parsed JSON events and total them per user.

Kept are the events of five types within the seven months from March to September 2025. The argument is what
`json.loads` returns; whatever breaks the contract is a ValueError that names the event and the field.
Amounts have the unit of the input, durations are seconds.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

KEPT_TYPES = frozenset({"page_view", "purchase", "click", "search", "add_to_cart"})
FIRST_MOMENT = datetime.fromisoformat("2025-03-01T00:00:00+00:00")
LAST_MOMENT = datetime.fromisoformat("2025-09-30T23:59:59+00:00")
HIGH_VALUE = 100.0
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1

# `datetime.fromisoformat` takes more than this (how much depends on the version: other separators and
# offsets, weeks, 24:00), so the form is matched first and only the date is left for it to judge.
is_timestamp = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\+00:00"
).fullmatch


class User:
    """What is known of one user so far."""

    __slots__ = ("event_count", "first", "high_value_count", "last", "pages", "total_amount", "types")

    def __init__(self, moment: datetime) -> None:
        self.event_count = 0
        self.total_amount = 0.0
        self.high_value_count = 0
        self.first = moment
        self.last = moment
        self.types: dict[str, int] = {}
        self.pages: dict[str, int] = {}


def pipeline_dicts(events: object) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    return totals(collect(events))


def totals(users: dict[int, User]) -> dict[str, Any]:
    """The whole result; the users come in the order of their first appearance."""
    total_amount = 0.0
    for user in users.values():
        total_amount += user.total_amount
    return {
        "total_users": len(users),
        "total_events": sum(user.event_count for user in users.values()),
        "total_amount": round(total_amount, 2),
        "total_high_value": sum(user.high_value_count for user in users.values()),
        "users": [summary(user_id, users[user_id]) for user_id in sorted(users)],
    }


def collect(events: object) -> dict[int, User]:
    """The users of the kept events, in the order of their first appearance."""
    if not isinstance(events, list):
        raise ValueError("document: not an array")
    users: dict[int, User] = {}
    for index, event in enumerate(events):
        if not isinstance(event, dict):
            raise ValueError(f"event {index}: not an object")
        event_type = event.get("event_type")
        if not isinstance(event_type, str):
            raise ValueError(f"event {index}: event_type: not a string")
        if event_type not in KEPT_TYPES:
            continue

        timestamp = event.get("timestamp")
        if not isinstance(timestamp, str) or not is_timestamp(timestamp):
            raise ValueError(f"event {index}: timestamp: not of the form YYYY-MM-DDTHH:MM:SS+00:00")
        try:
            moment = datetime.fromisoformat(timestamp)
        except ValueError:
            raise ValueError(f"event {index}: timestamp: no such date") from None
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            continue

        # `type` rather than `isinstance`: True is an int, and no number here.
        user_id = event.get("user_id")
        if type(user_id) is not int or not INT64_MIN <= user_id <= INT64_MAX:
            raise ValueError(f"event {index}: user_id: not an integer of 64 bits")
        metadata = event.get("metadata")
        if not isinstance(metadata, dict):
            raise ValueError(f"event {index}: metadata: not an object")
        amount = metadata.get("amount")
        if amount is None:
            amount = 0.0
        elif type(amount) is int:
            amount = float(amount)
        elif type(amount) is not float:
            raise ValueError(f"event {index}: metadata.amount: not a number")
        page = metadata.get("page")
        if page is None:
            page = ""
        elif not isinstance(page, str):
            raise ValueError(f"event {index}: metadata.page: not a string")

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


def summary(user_id: int, user: User) -> dict[str, Any]:
    """One user's part of the result; `max` returns the first of equals, dicts keep the order of insertion."""
    return {
        "user_id": user_id,
        "event_count": user.event_count,
        "total_amount": round(user.total_amount, 2),
        "high_value_count": user.high_value_count,
        "duration_seconds": round((user.last - user.first).total_seconds(), 2),
        "top_event_type": max(user.types, key=user.types.__getitem__).upper(),
        "top_page": max(user.pages, key=user.pages.__getitem__),
    }
