"""Probes of containers with Numba: its typed lists and dicts, as its users write them."""

# What stands for these libraries in the tests of types knows only what the kernels use.
# mypy: ignore-errors
from numba import njit, types
from numba.typed import Dict, List


def typed_texts(words: list[str]) -> List:
    """The words as a typed list."""
    texts = List.empty_list(types.unicode_type)
    for word in words:
        texts.append(word)
    return texts


def typed_numbers(values: list[int]) -> List:
    """The numbers as a typed list."""
    numbers = List.empty_list(types.int64)
    for value in values:
        numbers.append(value)
    return numbers


@njit
def inserted(names: List) -> List:
    """The keys of a dict into which all names were put."""
    places = Dict.empty(types.unicode_type, types.int64)
    for name in names:
        places[name] = len(name)
    return List([name for name in places])


def dict_order(names: list[str]) -> list[str]:
    """The keys of a dict, in the order in which they came."""
    return list(inserted(typed_texts(names)))


@njit
def grown(places: Dict) -> int:
    """Adds keys to a dict that is being read."""
    for name in places:
        places[name + "x"] = 1
    return len(places)


def growing(places: dict[str, int]) -> int:
    """The same of Python's dict."""
    typed = Dict.empty(types.unicode_type, types.int64)
    for name, value in places.items():
        typed[name] = value
    return int(grown(typed))


@njit
def element(values: List, index: int) -> int:
    """An element."""
    return values[index]


def beyond_the_end(values: list[int], index: int) -> int:
    """An element that is not there."""
    return int(element(typed_numbers(values), index))


@njit
def with_length(values: List) -> None:
    """Adds to the list."""
    values.append(len(values))


def appended(values: list[int]) -> None:
    """Changes what is a copy of the list of its caller."""
    with_length(typed_numbers(values))


@njit
def popped_of(places: Dict) -> tuple[str, int]:
    """The pair that came last."""
    return places.popitem()


def popped(places: dict[str, int]) -> tuple[str, int]:
    """The same of Python's dict."""
    typed = Dict.empty(types.unicode_type, types.int64)
    for name, value in places.items():
        typed[name] = value
    return popped_of(typed)
