"""pipeline-bytes with Polars: msgspec parses, Polars reads the timestamps, filters, groups and adds.

Polars' own reader of JSON takes true for 1 and 7 for "7", and so cannot refuse them. Amounts have the unit of
the input, durations are seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from events import Columns, UnusualError, columns, one_by_one, result
from polars.exceptions import PolarsError

SCHEMA = {
    "user_id": pl.Int64,
    "event_type": pl.String,
    "timestamp": pl.String,
    "amount": pl.Float64,
    "page": pl.String,
}

# The form first: the calendar alone would take a day of one digit, a second of 60 and the year 0.
FORM = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]\+00:00$"
FORMAT = "%Y-%m-%dT%H:%M:%S+00:00"
FIRST_MOMENT = datetime(2025, 3, 1)
LAST_MOMENT = datetime(2025, 9, 30, 23, 59, 59)
HIGH_VALUE = 100.0


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    try:
        events = events_in_range(columns(data))
    except UnusualError:
        return one_by_one(data)
    users = by_user(events)
    # The users are in the order of their first appearance, and added one after the other.
    return result(users.sort("user_id").rows(), users["amount"].cum_sum().last() or 0.0)


def events_in_range(kept: Columns) -> pl.DataFrame:
    """The events that count, in the document's order, each with its moment."""
    try:
        events = pl.DataFrame(kept._asdict(), schema=SCHEMA)
        moment = pl.col("timestamp").str.to_datetime(FORMAT, time_unit="ms")
        events = events.with_columns(moment=moment, good=pl.col("timestamp").str.contains(FORM))
    except PolarsError as error:
        raise UnusualError from error
    if not events["good"].all() or (events["moment"].dt.year() < 1).any():
        raise UnusualError
    return events.filter(pl.col("moment").is_between(FIRST_MOMENT, LAST_MOMENT))


def by_user(events: pl.DataFrame) -> pl.DataFrame:
    """A row for each user, in the order of their first appearance.

    `sum` may add in any order; `cum_sum` adds one after the other, and the contract's sum begins with 0.0.
    """
    users = events.group_by("user_id", maintain_order=True).agg(
        event_count=pl.len(),
        amount=pl.col("amount").cum_sum().last() + 0.0,
        high_value_count=(pl.col("amount") > HIGH_VALUE).sum(),
        duration=(pl.col("moment").max() - pl.col("moment").min()).dt.total_seconds().cast(pl.Float64),
    )
    tops = (most_common(events, column) for column in ("event_type", "page"))
    for top in tops:
        users = users.join(top, on="user_id", how="left", maintain_order="left")
    return users.with_columns(pl.col("event_type").str.to_uppercase())


def most_common(events: pl.DataFrame, column: str) -> pl.DataFrame:
    """Each user's most common value of a column, the first seen among equals: every sort here is stable."""
    counts = events.group_by("user_id", column, maintain_order=True).len()
    best = counts.sort("len", descending=True, maintain_order=True).unique("user_id", keep="first")
    return best.select("user_id", column)
