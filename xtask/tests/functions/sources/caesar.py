"""Characters one by one."""


def caesar(text, by):
    """Characters one by one."""
    letters = []
    for letter in text:
        if "a" <= letter <= "z":
            letters.append(chr((ord(letter) - 97 + by) % 26 + 97))
        else:
            letters.append(letter)
    return "".join(letters)
