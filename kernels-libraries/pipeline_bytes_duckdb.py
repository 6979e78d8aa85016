"""pipeline-bytes with DuckDB: msgspec parses, Arrow has the columns, SQL filters, groups and adds.

DuckDB's own reader of JSON would cast true to 1 and 7 to '7', and takes NaN. Amounts have the unit of the
input, durations are seconds.
"""

from __future__ import annotations

import os
from typing import Any

import duckdb
import pyarrow as pa
from events import UnusualError, columns, one_by_one, result

SCHEMA = pa.schema(
    {
        "user_id": pa.int64(),
        "event_type": pa.string(),
        "timestamp": pa.string(),
        "amount": pa.float64(),
        "page": pa.string(),
    }
)

# The form first: the calendar alone would take a day of one digit, a second of 60 and the year 0.
READ = r"""
CREATE OR REPLACE TEMP TABLE events AS
WITH dated AS (
    SELECT *, row_number() OVER () AS place, CASE
        WHEN timestamp SIMILAR TO '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]\+00:00'
            AND timestamp >= '0001'
        THEN try_strptime(timestamp, '%Y-%m-%dT%H:%M:%S+00:00')
    END AS moment
    FROM kept
)
SELECT place, user_id, event_type, moment, amount, page
FROM dated
WHERE moment IS NULL OR moment BETWEEN '2025-03-01 00:00:00' AND '2025-09-30 23:59:59'
"""

FAULTS = "SELECT count(*) FROM events WHERE moment IS NULL"

# Sums in the order of the events, so that they are the same to the last bit; ties to the first seen.
TOTAL = """
WITH tops AS (
    SELECT user_id, top_type, top_page FROM
        (SELECT user_id, arg_max(event_type, (count, -first)) AS top_type FROM
            (SELECT user_id, event_type, count(*) AS count, min(place) AS first FROM events GROUP BY ALL)
        GROUP BY user_id)
    JOIN
        (SELECT user_id, arg_max(page, (count, -first)) AS top_page FROM
            (SELECT user_id, page, count(*) AS count, min(place) AS first FROM events GROUP BY ALL)
        GROUP BY user_id)
    USING (user_id)
),
sums AS (
    SELECT
        user_id,
        min(place) AS first,
        count(*) AS event_count,
        sum(amount ORDER BY place) AS amount,
        count(*) FILTER (amount > 100.0) AS high_value_count,
        date_diff('second', min(moment), max(moment))::DOUBLE AS duration
    FROM events GROUP BY user_id
)
SELECT
    user_id, event_count, amount, high_value_count, duration, upper(top_type), top_page,
    (SELECT sum(amount ORDER BY first) FROM sums) AS total
FROM sums JOIN tops USING (user_id)
ORDER BY user_id
"""

# In memory. Left alone it has a thread for every core of the machine, whichever of them it may use.
threads = os.environ.get("LADDER_DUCKDB_THREADS")
connection = duckdb.connect(config={} if threads is None else {"threads": threads})


def pipeline_bytes(data: bytes) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    try:
        # Named in the query: DuckDB reads the columns where they lie, and boxes no value.
        kept = pa.table(columns(data)._asdict(), schema=SCHEMA)  # noqa: F841
        connection.execute(READ)
    except UnusualError:
        return one_by_one(data)
    if connection.execute(FAULTS).fetchone() != (0,):
        return one_by_one(data)
    users = connection.execute(TOTAL).fetchall()
    return result(users, users[0][-1] if users else 0.0)
