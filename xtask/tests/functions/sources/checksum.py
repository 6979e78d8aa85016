"""Bytes, and integers that are cut to 64 bits."""


def checksum(data):
    """The hash FNV-1a."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value
