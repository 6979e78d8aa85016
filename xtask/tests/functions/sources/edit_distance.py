"""Strings, and lists of numbers."""


def edit_distance(one, other):
    """Strings, and lists of numbers."""
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, other_letter in enumerate(other):
            row.append(min(before[j + 1] + 1, row[j] + 1, before[j] + (letter != other_letter)))
        before = row
    return before[-1]
