"""Something is printed."""


def tell(names):
    """Something is printed."""
    for name in names:
        print("hello", name)
    return len(names)
