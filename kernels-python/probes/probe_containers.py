"""Probes of containers: order, stability, ends, and what is the same object."""


def dict_order(names: list[str]) -> list[str]:
    """The keys of a dict, in the order in which they came."""
    places = {}
    for name in names:
        places[name] = len(name)
    return list(places)


def set_of_small(numbers: list[int]) -> list[int]:
    """The elements of a set of small integers, in an order that nothing promises."""
    return list(set(numbers))


def by_length(words: list[str]) -> list[str]:
    """Words by their length; those of one length keep their order."""
    return sorted(words, key=len)


def beyond_the_end(values: list[int], index: int) -> int:
    """An element that is not there."""
    return values[index]


def appended(values: list[int]) -> None:
    """Changes the list of its caller."""
    values.append(len(values))


def rows(count: int) -> list[list[int]]:
    """Rows that are one list, of which one is changed."""
    table = [[0] * 2] * count
    table[0][0] = 1
    return table


def growing(places: dict[str, int]) -> int:
    """Adds keys to a dict that is being read."""
    for name in places:
        places[name + "x"] = 1
    return len(places)


def replaced_part(values: list[int]) -> list[int]:
    """A list in which a slice is replaced by a longer one."""
    values[1:2] = [7, 8, 9]
    del values[::3]
    return values


def mixed(number: int, text: str) -> list[object]:
    """A list of several types."""
    return [number, text, None, 1.5]


def unpacked(values: list[int]) -> tuple[int, int]:
    """Two names for a list that may be longer."""
    one, other = values
    return other, one


def popped(places: dict[str, int]) -> tuple[str, int]:
    """The pair that came last."""
    return places.popitem()
