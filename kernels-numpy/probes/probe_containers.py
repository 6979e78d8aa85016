"""Probes of containers with NumPy: indices, slices and what changes across a call."""

import numpy as np


def set_of_small(numbers: list[int]) -> list[int]:
    """The different elements."""
    return np.unique(np.array(numbers)).tolist()  # type: ignore[no-any-return]


def by_length(words: list[str]) -> list[str]:
    """Words by their length; those of one length keep their order where the sort is stable."""
    order = np.argsort(np.array([len(word) for word in words]))
    return [words[index] for index in order]


def beyond_the_end(values: list[int], index: int) -> int:
    """An element that is not there."""
    return int(np.array(values)[index])


def replaced_part(values: list[int]) -> list[int]:
    """An array in which a slice is replaced by a longer one."""
    array = np.array(values)
    array[1:2] = [7, 8, 9]
    return np.delete(array, np.s_[::3]).tolist()  # type: ignore[no-any-return]


def mixed(number: int, text: str) -> list[object]:
    """An array of several types."""
    return np.array([number, text, 1.5]).tolist()  # type: ignore[no-any-return]


def rows(count: int) -> list[list[int]]:
    """Rows of which one is changed."""
    table = np.zeros((count, 2), dtype=np.int64)
    table[0, 0] = 1
    return table.tolist()
