"""Whole steps in a length of floats."""


def full_steps(lengths: list[float], step: float) -> int:
    """How many whole steps fit into the lengths, one by one."""
    count = 0
    for i in range(len(lengths)):
        length: float = lengths[i]
        count += int(length // step)
    return count
