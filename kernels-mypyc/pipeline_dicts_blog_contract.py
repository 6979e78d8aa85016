"""pipeline-dicts without the contract on its input, as the blog's own code has none.

All else is that of `pipeline_dicts`. The same results on events that keep the contract, no promise on others
(a missing key is a KeyError, a wrong date may pass). Amounts have the unit of the input, durations are
seconds.
"""

from __future__ import annotations

from typing import Any

from mypy_extensions import i64
from pipeline_dicts import HIGH_VALUE, KEPT_TYPES, SECONDS_A_DAY, User, days_before, totals


def pipeline_dicts(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    return totals(collect(events))


def collect(events: list[dict[str, Any]]) -> dict[int, User]:
    """The users of the kept events, in the order of their first appearance."""
    users: dict[int, User] = {}
    first_moment = days_before(2025, 3, 1) * SECONDS_A_DAY
    end = days_before(2025, 10, 1) * SECONDS_A_DAY
    for event in events:
        event_type: str = event["event_type"]
        if event_type not in KEPT_TYPES:
            continue
        moment = seconds(event["timestamp"])
        if not first_moment <= moment < end:
            continue

        user_id: int = event["user_id"]
        metadata: dict[str, Any] = event["metadata"]
        amount = float(metadata.get("amount") or 0.0)
        page: str = metadata.get("page") or ""

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


def seconds(text: str) -> i64:
    """The seconds from 0000-03-01 to a moment written as the contract has it, which is trusted."""
    days = days_before(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
    return (
        days * SECONDS_A_DAY + number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19)
    )


def number(text: str, start: i64, end: i64) -> i64:
    """The number that decimal digits stand for."""
    value: i64 = 0
    for i in range(start, end):
        value = value * 10 + i64(ord(text[i])) - 48
    return value
