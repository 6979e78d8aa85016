"""Regular expressions: nearly all of its time is in the library."""

import re


def emails(text):
    """Regular expressions: nearly all of its time is in the library."""
    return re.findall(r"[\w.]+@[\w.]+\.\w+", text)
