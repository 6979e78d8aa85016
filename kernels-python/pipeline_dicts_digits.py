"""pipeline-dicts with timestamps read digit by digit in place of `re` and `datetime`.

What a just-in-time compiler makes machine code of is Python's own loops: a call into a library is a wall to
it. All else is that of `pipeline_dicts`. Moments are seconds since 0000-03-01.
"""

from __future__ import annotations

from typing import Any

from pipeline_dicts import HIGH_VALUE, INT64_MAX, INT64_MIN, KEPT_TYPES

SECONDS_A_DAY = 86400


class User:
    """What is known of one user so far."""

    __slots__ = ("event_count", "first", "high_value_count", "last", "pages", "total_amount", "types")

    def __init__(self, moment: int) -> None:
        self.event_count = 0
        self.total_amount = 0.0
        self.high_value_count = 0
        self.first = moment
        self.last = moment
        self.types: dict[str, int] = {}
        self.pages: dict[str, int] = {}


def pipeline_dicts(events: object) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    users = collect(events)
    total_events = total_high_value = 0
    total_amount = 0.0
    for user in users.values():
        total_events += user.event_count
        total_amount += user.total_amount
        total_high_value += user.high_value_count
    return {
        "total_users": len(users),
        "total_events": total_events,
        "total_amount": round(total_amount, 2),
        "total_high_value": total_high_value,
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
        if not isinstance(timestamp, str):
            raise ValueError(f"event {index}: timestamp: not a string")
        moment = parse_timestamp(timestamp)
        if moment < 0:
            raise ValueError(f"event {index}: timestamp: no moment of the form YYYY-MM-DDTHH:MM:SS+00:00")
        if not FIRST_MOMENT <= moment < END:
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


def parse_timestamp(text: str) -> int:
    """The seconds to a moment written as the contract has it; negative for anything else."""
    if (
        len(text) != 25
        or text[4] != "-"
        or text[7] != "-"
        or text[10] != "T"
        or text[13] != ":"
        or text[16] != ":"
        or not text.endswith("+00:00")
    ):
        return -1
    year, month, day = digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)
    hour, minute, second = digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)
    if (
        year < 1
        or not 1 <= month <= 12
        or not 1 <= day <= month_length(year, month)
        or not 0 <= hour < 24
        or not 0 <= minute < 60
        or not 0 <= second < 60
    ):
        return -1
    return days_before(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second


def digits(text: str, start: int, end: int) -> int:
    """The number that decimal digits stand for; negative when one of them is none."""
    number = 0
    for i in range(start, end):
        digit = ord(text[i]) - 48
        if not 0 <= digit <= 9:
            return -1
        number = number * 10 + digit
    return number


def month_length(year: int, month: int) -> int:
    """The days of a month of the Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_before(year: int, month: int, day: int) -> int:
    """The days from 0000-03-01 to a date; in years that begin in March the leap day is the last."""
    if month < 3:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1


FIRST_MOMENT = days_before(2025, 3, 1) * SECONDS_A_DAY
END = days_before(2025, 10, 1) * SECONDS_A_DAY


def summary(user_id: int, user: User) -> dict[str, Any]:
    """One user's part of the result."""
    return {
        "user_id": user_id,
        "event_count": user.event_count,
        "total_amount": round(user.total_amount, 2),
        "high_value_count": user.high_value_count,
        "duration_seconds": float(user.last - user.first),  # whole: rounding would change nothing
        "top_event_type": most_frequent(user.types).upper(),
        "top_page": most_frequent(user.pages),
    }


def most_frequent(counts: dict[str, int]) -> str:
    """Of equals the one seen first: dicts keep the order of insertion."""
    top, top_count = "", 0
    for item, count in counts.items():
        if count > top_count:
            top, top_count = item, count
    return top
