"""Probes of text: length, letters, slices, numbers in text."""


def length(text: str) -> int:
    """How many characters there are."""
    return len(text)


def upper(text: str) -> str:
    """Upper-case letters, which may be more."""
    return text.upper()


def letter(text: str, index: int) -> str:
    """One character."""
    return text[index]


def comes_first(one: str, other: str) -> bool:
    """Whether a text is less than another, by code points."""
    return one < other


def digits(text: str) -> tuple[bool, bool, bool]:
    """What of digits the text has."""
    return text.isdecimal(), text.isdigit(), text.isnumeric()


def printable(text: str) -> bool:
    """Whether the Unicode tables know a character that came late."""
    return text.isprintable()


def words(text: str) -> list[str]:
    """What stands between blanks of any kind."""
    return text.split()


def joined(parts: list[str]) -> str:
    """Parts with commas between them."""
    return ",".join(parts)


def character(code: int) -> str:
    """The character of a code point."""
    return chr(code)
