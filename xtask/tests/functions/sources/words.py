"""Dicts, whose order counts."""


def words(text):
    """Dicts, whose order counts."""
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts
