"""The pipeline once more, as unlike the oracle as can be: exact fractions, decimals, searching, the calendar.

It states the semantics a second time and shares no way of computing with the oracle, so that a mistake would
have to be made twice. It expects input that keeps the contract.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

KEPT = ("page_view", "purchase", "click", "search", "add_to_cart")
EXACT = Context(prec=2000)


def seconds(text: str) -> int:
    """Seconds since the beginning of 1970, from `YYYY-MM-DDTHH:MM:SS+00:00`."""
    parts = [int(text[a:b]) for a, b in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))]
    return calendar.timegm((*parts, 0, 0, 0))


def add(values: Iterable[float]) -> float:
    """One by one from zero, each step exact and then rounded to the nearest double."""
    return reduce(lambda total, value: float(Fraction(total) + Fraction(value)), values, 0.0)


def cents(value: float) -> float:
    """Two decimals of the exact binary value, halves to even; the sign of zero stays."""
    return float(Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN, context=EXACT))


def most_common(values: list[str]) -> str:
    """The one seen first among those seen most often."""
    return min(set(values), key=lambda value: (-values.count(value), values.index(value)))


def pipeline(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole result."""
    first, last = seconds("2025-03-01T00:00:00+00:00"), seconds("2025-09-30T23:59:59+00:00")
    kept = [
        event
        for event in events
        if event["event_type"] in KEPT and first <= seconds(event["timestamp"]) <= last
    ]
    order = list(dict.fromkeys(event["user_id"] for event in kept))
    lines, sums = {}, {}
    for user_id in order:
        own = [event for event in kept if event["user_id"] == user_id]
        amounts = [float(Fraction(event["metadata"].get("amount") or 0)) for event in own]
        moments = sorted(seconds(event["timestamp"]) for event in own)
        sums[user_id] = add(amounts)
        lines[user_id] = {
            "user_id": user_id,
            "event_count": len(own),
            "total_amount": cents(sums[user_id]),
            "high_value_count": sum(Fraction(amount) > 100 for amount in amounts),
            "duration_seconds": float(moments[-1] - moments[0]),
            "top_event_type": most_common([event["event_type"] for event in own]).upper(),
            "top_page": most_common([event["metadata"].get("page") or "" for event in own]),
        }
    return {
        "total_users": len(order),
        "total_events": len(kept),
        "total_amount": cents(add(sums[user_id] for user_id in order)),
        "total_high_value": sum(line["high_value_count"] for line in lines.values()),
        "users": [lines[user_id] for user_id in sorted(order)],
    }
