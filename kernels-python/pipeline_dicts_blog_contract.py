"""pipeline-dicts without the contract on its input: what the validation of `pipeline_dicts` costs.

The blog's own code trusts its input, and so does this: the same work and the same results on events that
keep the contract, no promise on others (a missing key is a KeyError, a wrong date may pass). It is timed
beside the oracle, so that a verdict on the blog's figures can say how much of a difference is the contract.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

KEPT_TYPES = frozenset({"page_view", "purchase", "click", "search", "add_to_cart"})
FIRST_MOMENT = datetime.fromisoformat("2025-03-01T00:00:00+00:00")
LAST_MOMENT = datetime.fromisoformat("2025-09-30T23:59:59+00:00")
HIGH_VALUE = 100.0


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


def pipeline_dicts(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    users = collect(events)
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


def collect(events: list[dict[str, Any]]) -> dict[int, User]:
    """The users of the kept events, in the order of their first appearance."""
    users: dict[int, User] = {}
    for event in events:
        event_type = event["event_type"]
        if event_type not in KEPT_TYPES:
            continue
        moment = datetime.fromisoformat(event["timestamp"])
        if not FIRST_MOMENT <= moment <= LAST_MOMENT:
            continue

        user_id = event["user_id"]
        metadata = event["metadata"]
        amount = float(metadata.get("amount") or 0.0)
        page = metadata.get("page") or ""

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
