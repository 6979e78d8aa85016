"""An exception in the middle."""


def parse(texts):
    """An exception in the middle."""
    return [int(text) for text in texts]
