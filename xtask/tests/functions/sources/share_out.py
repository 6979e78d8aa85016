"""Quotients of negative integers."""


def share_out(amounts, people):
    """What each of the people gets of every amount, and what is left of all."""
    each = 0
    left = 0
    for amount in amounts:
        each += amount // people
        left += amount % people
    return each, left
