"""Write the check inputs of `json-parse`: small documents, one thought each, with the value stated by hand.

    python make_parse_inputs.py                  into data/check-parse/

The documents that are no JSON are some of those that the pipeline must refuse. Left open, as there: duplicate
keys in one object, lone surrogates, deep nesting, numbers beyond a double; here also integers beyond 64 bits
and minus zero without a point, which parsers read as they like.
"""

from __future__ import annotations

import sys

from make_check_inputs import HERE, WRONG_DOCUMENTS, canonical, nested, write_atomically

FOLDER = HERE / "check-parse"


def nested_value(levels: int) -> object:
    """What `nested` writes."""
    value: object = 1
    for level in range(levels):
        value = [value] if level % 2 else {"in": value}
    return value


# A document, and the Python value that it stands for.
GOOD: dict[str, tuple[str, object]] = {
    "array-empty": ("[]", []),
    "object-empty": ("{}", {}),
    "top-string": ('"[]"', "[]"),
    "top-integer": ("7", 7),
    "top-float": ("7.0", 7.0),
    "top-null": ("null", None),
    "literals": ("[true, false, null]", [True, False, None]),
    "white-space": (' \n[\t1 ,\r{ "a" : [ ] } ]\n ', [1, {"a": []}]),
    "integers": (
        "[0, 1, -1, 100001, 9223372036854775807, -9223372036854775808]",
        [0, 1, -1, 100001, 2**63 - 1, -(2**63)],
    ),
    "floats": (
        "[0.0, -0.0, 1e2, 1E+2, 1.5e-3, 0.1, 2.675, 9007199254740993.0, 1.7976931348623157e308, 5e-324]",
        [0.0, -0.0, 100.0, 100.0, 0.0015, 0.1, 2.675, 2.0**53, sys.float_info.max, 2.0**-1074],
    ),
    "escapes": (
        r'["\"\\\/\b\f\n\r\t", "\u0041\u00e9\u65e5\ud83d\ude00", "\u0000"]',
        ['"\\/\b\f\n\r\t', "Aé日😀", "\0"],
    ),
    "not-ascii": ('{"größe": "日本", "😀": "\u2028"}', {"größe": "日本", "😀": "\u2028"}),
    "key-order": ('{"b": 1, "a": {"d": 2, "c": 3}}', {"b": 1, "a": {"d": 2, "c": 3}}),
    "key-empty": ('{"": {"": ""}}', {"": {"": ""}}),
    "nested": (nested(60), nested_value(60)),
    "long-string": ('["' + "x" * 70000 + '"]', ["x" * 70000]),
    "many-values": ("[" + "1,2.5,[],{}," * 500 + "null]", [1, 2.5, [], {}] * 500 + [None]),
}

# Of the pipeline's documents that are no JSON: something of each kind.
BAD = (
    "empty",
    "unclosed",
    "truncated-in-string",
    "trailing-comma-in-array",
    "trailing-comma-in-object",
    "missing-colon",
    "second-document",
    "trailing-nul",
    "nan",
    "minus-infinity",
    "single-quotes",
    "comment-line",
    "leading-zero",
    "no-digit-after-point",
    "string-with-newline",
    "escape-unknown",
    "byte-order-mark",
    "utf-16",
    "utf-8-overlong",
    "utf-8-surrogate",
    "utf-8-after-the-end",
)


def parse_checks() -> dict[str, bytes]:
    """Every file of the folder: its name and contents."""
    files: dict[str, bytes] = {}
    for name, (text, value) in GOOD.items():
        files[f"{name}.json"] = text.encode("utf-8")
        files[f"{name}.expected"] = canonical(value).encode("ascii") + b"\n"
    for name in BAD:
        document = WRONG_DOCUMENTS[name]
        files[f"bad-{name}.json"] = document if isinstance(document, bytes) else document.encode("utf-8")
        files[f"bad-{name}.expected"] = b'error {"index":null,"field":null}\n'
    return files


def main() -> int:
    """Write the files, remove what is no longer stated, say how many."""
    files = parse_checks()
    FOLDER.mkdir(exist_ok=True)
    for name, data in files.items():
        write_atomically(FOLDER / name, data)
    for stale in {path.name for path in FOLDER.iterdir() if path.is_file()} - files.keys():
        (FOLDER / stale).unlink()
    print(f"{FOLDER}: {len(files) // 2} check inputs, {sum(map(len, files.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
