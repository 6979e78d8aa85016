"""pipeline-dicts with Numba: Python reads the columns out of the dicts, compiled loops do the rest.

Compiled (`@njit`) are the parsing of the timestamps and, per user, the sums, the extremes and the search for
the most common type and page. Not compiled, because Numba knows neither the dicts of `json.loads` nor their
strings: the reading of the columns, which is NumPy's (`kernels-numpy/columns.py`), and the building of the
result. The one sort is NumPy's own: Numba's would take longer to compile than all the rest. Amounts have the
unit of the input, durations are seconds. The oracle in kernels-python defines the behaviour.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from columns import (
    HIGH_VALUE,
    KEPT_TYPES,
    TIMESTAMP_FORM,
    TIMESTAMP_LENGTH,
    Characters,
    Floats,
    Integers,
    columns,
)
from numba import njit

TYPE_COUNT = len(KEPT_TYPES)
FORM = tuple(TIMESTAMP_FORM)  # A tuple is a constant to Numba.
ZERO, NINE = ord("0"), ord("9")


class Totals(NamedTuple):
    """A row for each user, in the order of the user ids."""

    amounts: Floats
    high_values: Integers
    durations: Integers
    top_types: Integers
    top_pages: Integers


def pipeline_dicts(events: object) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    kept = columns(events, parse_timestamps)
    # Stable: each user's events stay in their order, which the sums and the ties need.
    order = np.argsort(kept.user_ids, kind="stable")
    starts = group_starts(kept.user_ids[order])
    first_events = order[starts[:-1]]
    users = group(order, starts, kept.types, kept.pages, len(kept.page_names), kept.moments, kept.amounts)
    type_names = [name.upper() for name in KEPT_TYPES]
    # Python's `round` is the correctly rounded one. Durations are whole seconds.
    return {
        "total_users": len(first_events),
        "total_events": len(order),
        "total_amount": round(add_up(users.amounts, np.argsort(first_events)), 2),
        "total_high_value": int(users.high_values.sum()),
        "users": [
            {
                "user_id": user_id,
                "event_count": event_count,
                "total_amount": round(amount, 2),
                "high_value_count": high_value_count,
                "duration_seconds": float(duration),
                "top_event_type": type_names[top_type],
                "top_page": kept.page_names[top_page],
            }
            for user_id, event_count, amount, high_value_count, duration, top_type, top_page in zip(
                kept.user_ids[first_events].tolist(),
                np.diff(starts).tolist(),
                users.amounts.tolist(),
                users.high_values.tolist(),
                users.durations.tolist(),
                users.top_types.tolist(),
                users.top_pages.tolist(),
            )
        ],
    }


@njit(cache=True)
def parse_timestamps(characters: Characters) -> tuple[Integers, int]:
    """Moments in seconds since 1970 up to the first timestamp that is none, and how many those are."""
    moments = np.empty(len(characters), np.int64)
    for row in range(len(characters)):
        timestamp = characters[row]
        if not has_form(timestamp):
            return moments, row
        year = number(timestamp, 0, 4)
        month = number(timestamp, 5, 7)
        day = number(timestamp, 8, 10)
        hour = number(timestamp, 11, 13)
        minute = number(timestamp, 14, 16)
        second = number(timestamp, 17, 19)
        if year == 0 or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
            return moments, row
        if hour > 23 or minute > 59 or second > 59:
            return moments, row
        moments[row] = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    return moments, len(characters)


@njit(cache=True)
def has_form(timestamp: Characters) -> bool:
    """Digits and separators are where they must be."""
    for place in range(TIMESTAMP_LENGTH):
        if FORM[place] == NINE:
            if not ZERO <= timestamp[place] <= NINE:
                return False
        elif timestamp[place] != FORM[place]:
            return False
    return True


@njit(cache=True)
def number(timestamp: Characters, start: int, end: int) -> int:
    """The decimal number of these digits."""
    value = 0
    for place in range(start, end):
        value = 10 * value + timestamp[place] - ZERO
    return value


@njit(cache=True)
def days_in_month(year: int, month: int) -> int:
    """Of the Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@njit(cache=True)
def days_since_1970(year: int, month: int, day: int) -> int:
    """Of the Gregorian calendar; negative before.

    The year is taken to begin in March, so that the leap day is its last, and months from there on have 153
    days in every five.
    """
    months = (month + 9) % 12
    if month <= 2:
        year -= 1
    leap_days = year // 4 - year // 100 + year // 400
    days_from_year_0 = 365 * year + leap_days + (153 * months + 2) // 5 + day - 1
    return days_from_year_0 - 719468


@njit(cache=True)
def group_starts(values: Integers) -> Integers:
    """Where each group of equal values begins, and after them the end of the last."""
    starts = np.empty(len(values) + 1, np.int64)
    count = 0
    for place in range(len(values)):
        if place == 0 or values[place] != values[place - 1]:
            starts[count] = place
            count += 1
    starts[count] = len(values)
    return starts[: count + 1]


@njit(cache=True)
def group(
    order: Integers,
    starts: Integers,
    types: Integers,
    pages: Integers,
    page_count: int,
    moments: Integers,
    amounts: Floats,
) -> Totals:
    """The totals of each user, whose events are those of `order` from its start to the next one's."""
    user_count = len(starts) - 1
    sums = np.zeros(user_count)
    high_values = np.zeros(user_count, np.int64)
    durations = np.empty(user_count, np.int64)
    top_types = np.empty(user_count, np.int64)
    top_pages = np.empty(user_count, np.int64)
    type_counts = np.zeros(TYPE_COUNT, np.int64)
    page_counts = np.zeros(page_count, np.int64)
    for user in range(user_count):
        events = order[starts[user] : starts[user + 1]]
        earliest = latest = moments[events[0]]
        for event in events:
            sums[user] += amounts[event]
            if amounts[event] > HIGH_VALUE:
                high_values[user] += 1
            earliest = min(earliest, moments[event])
            latest = max(latest, moments[event])
        durations[user] = latest - earliest
        top_types[user] = most_common(types, events, type_counts)
        top_pages[user] = most_common(pages, events, page_counts)
    return Totals(sums, high_values, durations, top_types, top_pages)


@njit(cache=True)
def most_common(codes: Integers, events: Integers, counts: Integers) -> int:
    """The most common code of these events, the first seen among equals.

    The counts are zeros before and after.
    """
    for event in events:
        counts[codes[event]] += 1
    best: int = codes[events[0]]
    for event in events:
        if counts[codes[event]] > counts[best]:
            best = codes[event]
    for event in events:
        counts[codes[event]] = 0
    return best


@njit(cache=True)
def add_up(values: Floats, order: Integers) -> float:
    """One after the other, in this order, from 0.0: the last bit depends on it."""
    total = 0.0
    for place in order:
        total += values[place]
    return total
