"""pipeline-dicts with NumPy: Python reads the columns out of the dicts, NumPy does everything after that.

What loops in Python is in `columns.py`. Timestamps are parsed, checked and compared as one array of
characters, and the grouping (per user, per user and page, per user and type) is sorting and counting of
integers. Amounts have the unit of the input, durations are seconds. The oracle in kernels-python defines the
behaviour.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from columns import (
    FIRST_MOMENT,
    HIGH_VALUE,
    KEPT_TYPES,
    LAST_MOMENT,
    TIMESTAMP_FORM,
    Characters,
    Columns,
    Integers,
    columns,
)

DIGIT_PLACES = [place for place, character in enumerate(TIMESTAMP_FORM) if character == ord("9")]
OTHER_PLACES = [place for place, character in enumerate(TIMESTAMP_FORM) if character != ord("9")]
OTHER_CHARACTERS = np.frombuffer(TIMESTAMP_FORM, np.uint8)[OTHER_PLACES]


def pipeline_dicts(events: object) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    return totals(columns(events, parse_timestamps))


def parse_timestamps(characters: Characters) -> tuple[Integers, int]:
    """Moments in seconds since 1970, nonsense from the first timestamp on that is none; and its number."""
    # Unsigned: what comes before "0" is above 9, too.
    digits = characters[:, DIGIT_PLACES] - np.uint8(ord("0"))
    good = (digits <= 9).all(axis=1)
    good &= (characters[:, OTHER_PLACES] == OTHER_CHARACTERS).all(axis=1)

    places = digits.T.astype(np.int64)
    year = number(places[0:4])
    month = number(places[4:6])
    day = number(places[6:8])
    hour = number(places[8:10])
    minute = number(places[10:12])
    second = number(places[12:14])

    # Months as a type of time know their lengths, leap years included.
    first_of_month = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = first_of_month.astype("datetime64[D]").astype(np.int64)
    length = (first_of_month + 1).astype("datetime64[D]").astype(np.int64) - days
    good &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    good &= (hour <= 23) & (minute <= 59) & (second <= 59)
    moments: Integers = (((days + day - 1) * 24 + hour) * 60 + minute) * 60 + second
    bad = np.flatnonzero(~good)
    return moments, int(bad[0]) if bad.size else len(characters)


def number(digits: Integers) -> Integers:
    """One decimal number per column; the first row has the highest place."""
    value: Integers = digits[0]
    for row in digits[1:]:
        value = 10 * value + row
    return value


def totals(events: Columns) -> dict[str, Any]:
    """Group by user, and lay the result out."""
    user_ids, first_events, users, event_counts = np.unique(
        events.user_ids, return_index=True, return_inverse=True, return_counts=True
    )
    # Adds one weight after the other, from 0.0: the order of the events is kept, as it must be to the last
    # bit. (`sum` and `add.reduceat` may add in pairs.)
    amounts = np.bincount(users, weights=events.amounts, minlength=len(user_ids))
    high_values = np.bincount(users[events.amounts > HIGH_VALUE], minlength=len(user_ids))
    earliest = np.full(len(user_ids), LAST_MOMENT)
    latest = np.full(len(user_ids), FIRST_MOMENT)
    np.minimum.at(earliest, users, events.moments)
    np.maximum.at(latest, users, events.moments)
    top_types = most_common(users, events.types, len(KEPT_TYPES))
    top_pages = most_common(users, events.pages, len(events.page_names))

    # In the order of the users' first appearance, and again one after the other.
    total_amount = 0.0
    for amount in amounts[np.argsort(first_events)].tolist():
        total_amount += amount

    type_names = [name.upper() for name in KEPT_TYPES]
    # Python's `round`: NumPy's multiplies, rounds and divides, which gives 2.68 for 2.675. Durations are
    # whole seconds.
    return {
        "total_users": len(user_ids),
        "total_events": len(users),
        "total_amount": round(total_amount, 2),
        "total_high_value": int(high_values.sum()),
        "users": [
            {
                "user_id": user_id,
                "event_count": event_count,
                "total_amount": round(amount, 2),
                "high_value_count": high_value_count,
                "duration_seconds": duration,
                "top_event_type": type_names[top_type],
                "top_page": events.page_names[top_page],
            }
            for user_id, event_count, amount, high_value_count, duration, top_type, top_page in zip(
                user_ids.tolist(),
                event_counts.tolist(),
                amounts.tolist(),
                high_values.tolist(),
                (latest - earliest).astype(np.float64).tolist(),
                top_types.tolist(),
                top_pages.tolist(),
            )
        ],
    }


def most_common(users: Integers, codes: Integers, code_count: int) -> Integers:
    """Each user's most common code, the first seen among equals."""
    # One integer for each pair of user and code; users are numbered, so that it cannot overflow.
    pairs, first_events, counts = np.unique(users * code_count + codes, return_index=True, return_counts=True)
    owners = pairs // max(code_count, 1)
    best_first = np.lexsort((first_events, -counts, owners))
    starts = np.flatnonzero(np.diff(owners[best_first], prepend=-1))
    top: Integers = pairs[best_first[starts]] % max(code_count, 1)
    return top
