"""A list that is sorted in place, and nothing returned."""


def bubble(values):
    """A list that is sorted in place, and nothing returned."""
    for end in range(len(values), 1, -1):
        for i in range(end - 1):
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]
