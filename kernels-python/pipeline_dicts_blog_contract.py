"""pipeline-dicts without the contract on its input: what the validation of `pipeline_dicts` costs.

The blog's own code trusts its input, and so does this: the same work and the same results on events that
keep the contract, no promise on others (a missing key is a KeyError, a wrong date may pass). It is timed
beside the oracle, so that a verdict on the blog's figures can say how much of a difference is the contract.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline_dicts import FIRST_MOMENT, HIGH_VALUE, KEPT_TYPES, LAST_MOMENT, User, totals


def pipeline_dicts(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The totals of all users and of each, ordered by user id."""
    return totals(collect(events))


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
