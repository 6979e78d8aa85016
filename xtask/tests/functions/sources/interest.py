"""Decimals."""

from decimal import Decimal


def interest(amount, years):
    """Decimals."""
    rate = Decimal("1.0125")
    for _ in range(years):
        amount = (amount * rate).quantize(Decimal("0.01"))
    return amount
