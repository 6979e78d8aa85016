"""Dates."""

from datetime import date, timedelta  # noqa: F401 (calls are made with `date`)


def workdays(start, n):
    """Dates."""
    days, day = [], start
    while len(days) < n:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days
