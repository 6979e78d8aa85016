"""Objects, which are the result."""


class Account:
    """A class that changes."""

    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.history = []

    def move(self, amount):
        """Change the balance."""
        self.balance += amount
        self.history.append((amount, self.balance))


def accounts(n):
    """Objects, which are the result."""
    ada, bob = Account("Ada"), Account("Bob")
    for amount in range(n):
        ada.move(amount)
        bob.move(-amount)
    return [ada, bob, ada]
