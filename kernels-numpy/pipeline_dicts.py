"""pipeline-dicts with NumPy: Python reads the columns out of the dicts, NumPy does everything after that.

NumPy cannot look into dicts, so two Python loops are left: one over all events for the event type, one over
the events in range for the rest; both check what the contract asks for. Timestamps are parsed, checked and
compared as one array of characters, and the grouping (per user, per user and page, per user and type) is
sorting and counting of integers. Amounts have the unit of the input, durations are seconds. The oracle in
kernels-python defines the behaviour.

Events are checked column by column, but the first faulty event decides: a stage that finds a fault hands on
the events before it, and its complaint is raised only if no later stage has one (that stage's event would be
an earlier one).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

KEPT_TYPES = ("page_view", "purchase", "click", "search", "add_to_cart")
TYPE_CODES = {name: code for code, name in enumerate(KEPT_TYPES)}
HIGH_VALUE = 100.0
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1

# Seconds since 1970, as all moments here.
FIRST_MOMENT = np.datetime64("2025-03-01T00:00:00", "s").astype(np.int64)
LAST_MOMENT = np.datetime64("2025-09-30T23:59:59", "s").astype(np.int64)

# Any digit may stand where the form has a 9; all other characters are themselves.
TIMESTAMP_FORM = "9999-99-99T99:99:99+00:00"
DIGIT_PLACES = [place for place, character in enumerate(TIMESTAMP_FORM) if character == "9"]
OTHER_PLACES = [place for place, character in enumerate(TIMESTAMP_FORM) if character != "9"]
OTHER_CHARACTERS = np.frombuffer(TIMESTAMP_FORM.encode(), np.uint8)[OTHER_PLACES]


class KeptEvents(NamedTuple):
    """The events of the kept types, in the document's order."""

    indices: list[int]
    events: list[dict[str, Any]]
    types: list[int]
    timestamps: list[str]


class Columns(NamedTuple):
    """The events that count, in the document's order; pages are numbers, as they first appear."""

    user_ids: Integers
    types: Integers
    pages: Integers
    page_names: list[str]
    moments: Integers
    amounts: Floats


def pipeline_dicts(events: object) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    return totals(columns(events))


def columns(events: object) -> Columns:
    """What is needed of the events of the kept types and months, all of it checked."""
    if not isinstance(events, list):
        raise ValueError("document: not an array")
    kept, fault = kept_events(events)
    moments, form_is_good = parse_timestamps(kept.timestamps)
    in_range = (moments >= FIRST_MOMENT) & (moments <= LAST_MOMENT)
    bad_forms = np.flatnonzero(~form_is_good)
    if bad_forms.size:
        index = kept.indices[bad_forms[0]]
        fault = ValueError(f"event {index}: timestamp: no time of the form YYYY-MM-DDTHH:MM:SS+00:00")
        in_range[bad_forms[0] :] = False
    rows = np.flatnonzero(in_range)

    user_ids: list[int] = []
    pages: list[int] = []
    amounts: list[float] = []
    page_codes: dict[str, int] = {}
    for row in rows.tolist():
        event = kept.events[row]
        # `type` rather than `isinstance`: True is an int, and no number here.
        user_id = event.get("user_id")
        if type(user_id) is not int or not INT64_MIN <= user_id <= INT64_MAX:
            raise ValueError(f"event {kept.indices[row]}: user_id: not an integer of 64 bits")
        metadata = event.get("metadata")
        if not isinstance(metadata, dict):
            raise ValueError(f"event {kept.indices[row]}: metadata: not an object")
        amount = metadata.get("amount")
        if amount is None:
            amount = 0.0
        elif type(amount) is int:
            amount = float(amount)
        elif type(amount) is not float:
            raise ValueError(f"event {kept.indices[row]}: metadata.amount: not a number")
        page = metadata.get("page")
        if page is None:
            page = ""
        elif not isinstance(page, str):
            raise ValueError(f"event {kept.indices[row]}: metadata.page: not a string")
        user_ids.append(user_id)
        amounts.append(amount)
        pages.append(page_codes.setdefault(page, len(page_codes)))

    if fault is not None:
        raise fault
    return Columns(
        user_ids=np.array(user_ids, np.int64),
        types=np.array(kept.types, np.int64)[rows],
        pages=np.array(pages, np.int64),
        page_names=list(page_codes),
        moments=moments[rows],
        amounts=np.array(amounts, np.float64),
    )


def kept_events(events: list[Any]) -> tuple[KeptEvents, ValueError | None]:
    """The events of the kept types up to the first fault, and that."""
    kept = KeptEvents([], [], [], [])
    for index, event in enumerate(events):
        if not isinstance(event, dict):
            return kept, ValueError(f"event {index}: not an object")
        event_type = event.get("event_type")
        if not isinstance(event_type, str):
            return kept, ValueError(f"event {index}: event_type: not a string")
        code = TYPE_CODES.get(event_type)
        if code is None:
            continue
        timestamp = event.get("timestamp")
        # The length is judged here: the array needs rows of one length.
        if not isinstance(timestamp, str) or len(timestamp) != len(TIMESTAMP_FORM):
            return kept, ValueError(
                f"event {index}: timestamp: not a string of {len(TIMESTAMP_FORM)} characters"
            )
        kept.indices.append(index)
        kept.events.append(event)
        kept.types.append(code)
        kept.timestamps.append(timestamp)
    return kept, None


def parse_timestamps(timestamps: list[str]) -> tuple[Integers, NDArray[np.bool_]]:
    """Moments, and which of them are real: of strings of the right length; the others are nonsense."""
    # One byte for each character, whatever it is: what is not ASCII becomes a question mark, and no digit.
    text = "".join(timestamps).encode("ascii", "replace")
    characters = np.frombuffer(text, np.uint8).reshape(-1, len(TIMESTAMP_FORM))
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
    return (((days + day - 1) * 24 + hour) * 60 + minute) * 60 + second, good


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
