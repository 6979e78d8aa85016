"""From the dicts of `json.loads` to columns, for NumPy and Numba, neither of which can look into dicts.

Two Python loops do it: one over all events for the event type, one over the events in range for the rest.
Both check what the contract asks for. What is between them, the timestamps, is for the caller to parse.

Events are checked column by column, but the first faulty event decides: a stage that finds a fault hands on
the events before it, and its complaint is raised only if no later stage has one (that stage's event would be
an earlier one).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Characters = NDArray[np.uint8]
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
TIMESTAMP_FORM = b"9999-99-99T99:99:99+00:00"
TIMESTAMP_LENGTH = len(TIMESTAMP_FORM)


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


def columns(events: object, parse_timestamps: Callable[[Characters], tuple[Integers, int]]) -> Columns:
    """What is needed of the events of the kept types and months, all of it checked.

    `parse_timestamps` takes a row of characters for each timestamp. It has the moments in seconds since 1970,
    and says how many come before the first timestamp that is none.
    """
    if not isinstance(events, list):
        raise ValueError("document: not an array")
    kept, fault = kept_events(events)
    # One byte for each character, whatever it is: what is not ASCII becomes a question mark, and no digit.
    text = "".join(kept.timestamps).encode("ascii", "replace")
    moments, good_count = parse_timestamps(np.frombuffer(text, np.uint8).reshape(-1, TIMESTAMP_LENGTH))
    if good_count < len(moments):
        index = kept.indices[good_count]
        fault = ValueError(f"event {index}: timestamp: no time of the form YYYY-MM-DDTHH:MM:SS+00:00")
    moments = moments[:good_count]
    rows = np.flatnonzero((moments >= FIRST_MOMENT) & (moments <= LAST_MOMENT))

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
        if not isinstance(timestamp, str) or len(timestamp) != TIMESTAMP_LENGTH:
            return kept, ValueError(
                f"event {index}: timestamp: not a string of {TIMESTAMP_LENGTH} characters"
            )
        kept.indices.append(index)
        kept.events.append(event)
        kept.types.append(code)
        kept.timestamps.append(timestamp)
    return kept, None
