"""Write the pipeline's check inputs: small documents, one thought each, with the result stated by hand.

Nothing here runs a kernel. The numbers in `GOOD` were worked out from the contract: counts by counting,
durations from the calendar, sums and roundings from the exact binary values. The oracle then has to agree,
as every other kernel has to.

    python make_check_inputs.py                  the small ones, into data/check/
    python make_check_inputs.py --large DIR      100,001 users and 70,001 pages, 38 MB

Not in any check, because the contract leaves them open: duplicate keys in one object, lone surrogates,
nesting beyond 64 levels, numbers beyond a double, faults in fields that need not be read; nor two faults in
one document.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

NOON = "2025-06-01T12:00:00+00:00"


def event(
    user_id: str | None = "1",
    event_type: str | None = '"click"',
    timestamp: str | None = f'"{NOON}"',
    metadata: str | None = '{"page": "/home"}',
    **others: str,
) -> str:
    """One event from the JSON texts of its fields; None leaves the field out."""
    fields = {"user_id": user_id, "event_type": event_type, "timestamp": timestamp, "metadata": metadata}
    fields.update(others)
    return "{" + ", ".join(f'"{key}": {text}' for key, text in fields.items() if text is not None) + "}"


def array(*values: str) -> str:
    """A document with one value a line."""
    return "[\n" + ",\n".join(values) + "\n]\n"


def at(*moments: str, user_id: str = "1") -> list[str]:
    """Clicks at these moments, given without their offset."""
    return [event(user_id, timestamp=f'"{moment}+00:00"') for moment in moments]


def views(user_id: int, *pages: str) -> list[str]:
    """Clicks on these pages, given as JSON texts."""
    return [event(str(user_id), metadata=f'{{"page": {page}}}') for page in pages]


def types(user_id: int, *names: str) -> list[str]:
    """Events of these types."""
    return [event(str(user_id), event_type=f'"{name}"') for name in names]


def amounts(user_id: int, *texts: str) -> list[str]:
    """Purchases of these amounts, given as JSON texts."""
    return [event(str(user_id), '"purchase"', metadata=f'{{"amount": {text}}}') for text in texts]


def user(
    user_id: int,
    count: int = 1,
    amount: float = 0.0,
    high: int = 0,
    seconds: float = 0.0,
    top: str = "CLICK",
    page: str = "/home",
) -> dict[str, Any]:
    """What the result says of one user."""
    return {
        "user_id": user_id,
        "event_count": count,
        "total_amount": amount,
        "high_value_count": high,
        "duration_seconds": seconds,
        "top_event_type": top,
        "top_page": page,
    }


def buyer(user_id: int, amount: float, count: int = 1, high: int = 0) -> dict[str, Any]:
    """A user of `amounts`."""
    return user(user_id, count, amount, high, top="PURCHASE", page="")


def result(*users: dict[str, Any], amount: float = 0.0) -> dict[str, Any]:
    """The whole result; the users in the order stated."""
    return {
        "total_users": len(users),
        "total_events": sum(line["event_count"] for line in users),
        "total_amount": amount,
        "total_high_value": sum(line["high_value_count"] for line in users),
        "users": list(users),
    }


def nested(levels: int) -> str:
    """Arrays and objects in turn, `levels` deep."""
    text = "1"
    for level in range(levels):
        text = f"[{text}]" if level % 2 else f'{{"in": {text}}}'
    return text


# Names, because PyPy 7.3.11 takes the float -2.0**63 for the integer, where a module has both as constants.
TWO_TO_63 = 2.0**63
TWO_TO_64 = 2.0**64

# Longer than 64 KiB.
LONG = '"' + "x" * 70000 + '%s"'

GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    # --- the shape of the document -------------------------------------------------------------------------
    "empty-array": ("[]", result()),
    "empty-array-in-white-space": ("\n\t [\r\n ] \t\r\n", result()),
    "no-event-kept": (
        array(event(event_type='"logout"'), event(timestamp='"2025-10-01T00:00:00+00:00"')),
        result(),
    ),
    "one-event": (array(event()), result(user(1))),
    "one-user": (
        array(
            event("7", '"page_view"', '"2025-04-01T00:00:00+00:00"', '{"page": "/a"}'),
            event("7", '"purchase"', '"2025-04-01T00:01:00+00:00"', '{"page": "/b", "amount": 12.5}'),
            event("7", '"purchase"', '"2025-04-01T00:02:30+00:00"', '{"page": "/b", "amount": 250}'),
        ),
        result(user(7, 3, 262.5, 1, 150.0, "PURCHASE", "/b"), amount=262.5),
    ),
    "no-white-space": (
        '[{"user_id":1,"event_type":"search","timestamp":"2025-06-01T12:00:00+00:00",'
        '"metadata":{"page":"/a","amount":1.5}},{"user_id":2,"event_type":"click",'
        '"timestamp":"2025-06-01T12:00:00+00:00","metadata":{}}]',
        result(user(1, amount=1.5, top="SEARCH", page="/a"), user(2, page=""), amount=1.5),
    ),
    "white-space-everywhere": (
        '\r\n [ \t{ "user_id"\t:\r1\n,\n"event_type" : "click"\t,'
        ' "timestamp"\n:\n"2025-06-01T12:00:00+00:00" ,'
        ' "metadata" : { \n\t"page"\r:\r"/home" \n , "amount" :\t2.5\t} \n} \t] \n\n',
        result(user(1, amount=2.5), amount=2.5),
    ),
    "any-key-order": (
        array(
            '{"metadata": {"amount": 1.5, "page": "/a"},'
            f' "timestamp": "{NOON}", "event_type": "click", "user_id": 1}}',
            f'{{"timestamp": "{NOON}", "user_id": 1,'
            ' "metadata": {"page": "/a", "amount": 2}, "event_type": "click"}',
            f'{{"event_type": "click", "metadata": {{}}, "user_id": 1, "timestamp": "{NOON}"}}',
        ),
        result(user(1, 3, 3.5, page="/a"), amount=3.5),
    ),
    "unknown-keys-of-all-kinds": (
        array(
            '{"a": null, "b": true, "c": false, "d": 0, "e": -1.5e3, "f": "text", "g": [], "h": {}, "": "",'
            ' "i": [1, "two", [3, {"four": null}], {}], "user_id": 1, "event_type": "click",'
            f' "timestamp": "{NOON}",'
            ' "metadata": {"j": [[[]]], "page": "/home", "k": {"l": {"m": []}}, "n": "x"}}'
        ),
        result(user(1)),
    ),
    "unknown-keys-with-our-names-inside": (
        array(
            '{"extra": {"user_id": 9, "event_type": "search", "timestamp": "never", "metadata": 3},'
            ' "more": [{"user_id": 8, "page": "/no", "amount": 700}], "amount": 500, "page": "/no",'
            f' "user_id": 1, "event_type": "click", "timestamp": "{NOON}",'
            ' "metadata": {"metadata": {"amount": 900, "page": "/no"}, "user_id": 5, "page": "/yes"}}'
        ),
        result(user(1, page="/yes")),
    ),
    "unknown-keys-that-resemble-ours": (
        array(
            '{"user_id2": "x", "user_i": [], "User_id": {}, "event_types": 1, "event_typ": 2,'
            f' "timestamps": 3, "user_id": 1, "event_type": "click", "timestamp": "{NOON}",'
            ' "metadat": 4, "metadatas": 5,'
            ' "metadata": {"amounts": 700, "Amount": 700, "amoun": 700, "pages": 1, "Page": 2, "pag": 3}}'
        ),
        result(user(1, page="")),
    ),
    "numbers-in-unknown-keys": (
        array(
            '{"n": [0, -0, 0.0, -0.0, 1, -1, 1e5, 1E5, 1e+5, 1E-5, 0e0, 0.5, 10.25e-3, 9223372036854775808,'
            " 18446744073709551616, 123456789012345678901234567890, 1.7976931348623157e308, 5e-324],"
            ' "user_id": 1, "event_type": "click",'
            f' "timestamp": "{NOON}", "metadata": {{"page": "/home"}}}}'
        ),
        result(user(1)),
    ),
    "sixty-levels-deep": (
        # The array and the event are two of the levels.
        array(event(deep=nested(58))),
        result(user(1)),
    ),
    "bare-event-of-another-type": (
        array('{"event_type": "logout"}', '{"event_type": ""}', event()),
        result(user(1)),
    ),
    "bare-event-out-of-range": (
        array('{"event_type": "click", "timestamp": "2024-06-01T12:00:00+00:00"}', event()),
        result(user(1)),
    ),
    # --- which events are kept -----------------------------------------------------------------------------
    "five-types-kept": (
        array(
            *types(1, "page_view"),
            *types(2, "purchase"),
            *types(3, "click"),
            *types(4, "search"),
            *types(5, "add_to_cart", "signup", "logout", "remove_from_cart", "checkout_start", "error"),
        ),
        result(
            user(1, top="PAGE_VIEW"),
            user(2, top="PURCHASE"),
            user(3),
            user(4, top="SEARCH"),
            user(5, top="ADD_TO_CART"),
        ),
    ),
    "types-match-whole": (
        array(
            *types(
                1,
                "clickbait",
                "clic",
                "Click",
                "CLICK",
                " click",
                "click ",
                "",
                "page_view_",
                "page-view",
                "pageview",
                "purchased",
                "searchs",
                "add_to_cart\\u0000",
                "click\\u0000",
                "click\\n",
                "\u0441lick",  # begins with a Cyrillic letter
                "click",
            )
        ),
        result(user(1)),
    ),
    "timestamp-boundaries": (
        array(
            *at("2025-02-28T23:59:59", user_id="1"),
            *at("2025-03-01T00:00:00", user_id="2"),
            *at("2025-09-30T23:59:59", user_id="3"),
            *at("2025-10-01T00:00:00", user_id="4"),
        ),
        result(user(2), user(3)),
    ),
    "leap-days-out-of-range": (
        array(
            *at("2024-02-29T12:00:00", "2000-02-29T00:00:00", "1600-02-29T00:00:00", "2028-02-29T23:59:59"),
            *at("0004-02-29T00:00:00", "2400-02-29T00:00:00", "2025-05-05T05:05:05"),
        ),
        result(user(1)),
    ),
    "years-1-and-9999": (
        array(
            *at("0001-01-01T00:00:00", "9999-12-31T23:59:59", "1969-12-31T23:59:59", "2031-06-01T00:00:00"),
            *at("2025-05-05T05:05:05"),
        ),
        result(user(1)),
    ),
    "last-days-of-all-months": (
        array(
            *at("2025-01-31T23:59:59", "2025-02-28T23:59:59", "2025-03-31T23:59:59", "2025-04-30T23:59:59"),
            *at("2025-05-31T23:59:59", "2025-06-30T23:59:59", "2025-07-31T23:59:59", "2025-08-31T23:59:59"),
            *at("2025-09-30T23:59:59", "2025-10-31T23:59:59", "2025-11-30T23:59:59", "2025-12-31T23:59:59"),
        ),
        # From 31 March to 30 September: 30 + 31 + 30 + 31 + 31 + 30 = 183 days.
        result(user(1, 7, seconds=183 * 86400.0)),
    ),
    "durations": (
        array(
            # The whole range: 31 + 30 + 31 + 30 + 31 + 31 + 30 = 214 days, less a second.
            *at("2025-09-30T23:59:59", "2025-03-01T00:00:00", user_id="1"),
            *at("2025-06-30T23:59:59", "2025-07-01T00:00:00", user_id="2"),
            *at("2025-06-01T12:00:00", "2025-06-01T12:00:00", user_id="3"),
            # Latest and earliest in the middle.
            *at("2025-05-02T10:00:00", "2025-05-04T10:00:30", "2025-05-01T09:00:00", user_id="4"),
            *at("2025-05-03T10:00:00", user_id="4"),
            *at("2025-08-08T08:08:08", user_id="5"),
            *at("2025-03-30T00:30:00", "2025-03-30T03:30:00", user_id="6"),  # clocks change here, not in UTC
        ),
        result(
            user(1, 2, seconds=18489599.0),
            user(2, 2, seconds=1.0),
            user(3, 2),
            user(4, 4, seconds=3 * 86400.0 + 3630.0),
            user(5),
            user(6, 2, seconds=10800.0),
        ),
    ),
    "duration-counts-kept-events-alone": (
        array(
            event(timestamp='"2025-06-01T00:00:00+00:00"', event_type='"logout"'),
            *at("2025-06-01T01:00:00", "2025-06-01T02:00:00", "2025-01-01T00:00:00"),
            event(timestamp='"2025-06-01T09:00:00+00:00"', event_type='"error"'),
        ),
        result(user(1, 2, seconds=3600.0)),
    ),
    # --- users ---------------------------------------------------------------------------------------------
    "users-in-numeric-order": (
        array(*(event(user_id) for user_id in ("10", "9", "100", "1", "20", "9"))),
        result(user(1), user(9, 2), user(10), user(20), user(100)),
    ),
    "negative-ids": (
        array(*(event(user_id) for user_id in ("5", "-1", "0", "-10", "-9", "0"))),
        result(user(-10), user(-9), user(-1), user(0, 2), user(5)),
    ),
    "extreme-ids": (
        array(
            *(event(user_id) for user_id in ("9223372036854775807", "1", "-9223372036854775808")),
            *(event(user_id) for user_id in ("1099511627777", "4294967297", "9007199254740993")),
            *(event(user_id) for user_id in ("9007199254740992", "-9223372036854775807", "65537")),
        ),
        result(
            user(-9223372036854775808),
            user(-9223372036854775807),
            user(1),
            user(65537),
            user(4294967297),
            user(1099511627777),
            user(9007199254740992),
            user(9007199254740993),
            user(9223372036854775807),
        ),
    ),
    "minus-zero-is-user-0": (array(event("-0"), event("0")), result(user(0, 2))),
    "three-hundred-users": (
        array(*(event(str(user_id)) for user_id in range(300, 0, -1))),
        result(*(user(user_id) for user_id in range(1, 301))),
    ),
    # --- the most common type and page ---------------------------------------------------------------------
    "ties-event-type": (
        array(
            *types(1, "click", "search"),
            *types(2, "search", "click"),
            *types(3, "click", "search", "search", "click"),
            *types(4, "search", "click", "click", "search", "purchase"),
            *types(5, "purchase", "page_view", "add_to_cart", "search", "click"),
            *types(6, "search", "click", "purchase", "purchase", "click"),
        ),
        result(
            user(1, 2),
            user(2, 2, top="SEARCH"),
            user(3, 4),
            user(4, 5, top="SEARCH"),
            user(5, 5, top="PURCHASE"),
            user(6, 5),
        ),
    ),
    "ties-page": (
        array(
            *views(1, '"/b"', '"/a"'),
            *views(2, '"/a"', '"/b"'),
            *views(3, '"/z"', '"/y"', '"/y"', '"/z"', '"/x"'),
            *views(4, '"/x"', '"/z"', '"/y"', '"/y"', '"/z"'),
            *views(5, "null", '"/home"'),
            *views(6, '"/home"', '""'),
        ),
        result(
            user(1, 2, page="/b"),
            user(2, 2, page="/a"),
            user(3, 5, page="/z"),
            user(4, 5, page="/z"),
            user(5, 2, page=""),
            user(6, 2),
        ),
    ),
    "ties-ignore-events-not-kept": (
        array(
            event(event_type='"logout"', metadata='{"page": "/a"}'),
            event(timestamp='"2025-01-01T00:00:00+00:00"', event_type='"search"', metadata='{"page": "/a"}'),
            event(event_type='"click"', metadata='{"page": "/b"}'),
            event(event_type='"search"', metadata='{"page": "/a"}'),
        ),
        result(user(1, 2, page="/b")),
    ),
    "ties-across-users": (
        # What another user saw first is of no account.
        array(*views(1, '"/a"'), *views(2, '"/b"', '"/a"'), *views(1, '"/b"')),
        result(user(1, 2, page="/a"), user(2, 2, page="/b")),
    ),
    "majority-beats-first-seen": (
        array(*types(1, "click", "search", "search"), *views(2, '"/a"', '"/b"', '"/c"', '"/b"')),
        result(user(1, 3, top="SEARCH"), user(2, 4, page="/b")),
    ),
    "three-hundred-pages": (
        array(*views(1, *(f'"/{number}"' for number in range(300)), '"/299"')),
        result(user(1, 301, page="/299")),
    ),
    # --- pages ---------------------------------------------------------------------------------------------
    "page-absent-null-or-empty": (
        array(
            event("1", metadata="{}"),
            event("1", metadata='{"page": "/a"}'),
            event("1", metadata='{"page": null}'),
            event("2", metadata='{"page": "/a"}'),
            event("2", metadata='{"page": ""}'),
            event("2", metadata="{}"),
        ),
        result(user(1, 3, page=""), user(2, 3, page="")),
    ),
    "page-prefixes": (
        array(
            *views(1, '"/products"', '"/products/123"', '"/products/12"', '"/products/123"'),
            *views(2, '"/products/"', '"/products"', '"/products"', '"/Products"', '"/Products"'),
        ),
        result(user(1, 4, page="/products/123"), user(2, 5, page="/products")),
    ),
    "page-texts-that-look-like-json": (
        array(
            *views(1, '"null"'),
            *views(2, '"true"'),
            *views(3, '"0"'),
            *views(4, r'"[{\"user_id\": 7}]"'),
            *views(5, '" "'),
            *views(6, '"],[{}:,"'),
        ),
        result(
            user(1, page="null"),
            user(2, page="true"),
            user(3, page="0"),
            user(4, page='[{"user_id": 7}]'),
            user(5, page=" "),
            user(6, page="],[{}:,"),
        ),
    ),
    "page-quotes-and-backslashes": (
        array(*views(1, r'"\""'), *views(2, r'"\\"'), *views(3, r'"\\\\\"\\"'), *views(4, r'"a\"b\\c/d\/e"')),
        result(
            user(1, page='"'),
            user(2, page="\\"),
            user(3, page='\\\\"\\'),
            user(4, page='a"b\\c/d/e'),
        ),
    ),
    "page-control-characters": (
        array(
            *views(1, r'"\b\f\n\r\t"'),
            *views(2, r'"\u0000\u0001\u001f"'),
            *views(3, r'"\u007f\u0080\u00a0"'),
            *views(4, '"\x7f\x80"'),  # these may stand as they are
        ),
        result(
            user(1, page="\b\f\n\r\t"),
            user(2, page="\0\x01\x1f"),
            user(3, page="\x7f\x80\xa0"),
            user(4, page="\x7f\x80"),
        ),
    ),
    "page-with-nul-inside": (
        array(*views(1, r'"a"', r'"a\u0000b"', r'"a\u0000c"', r'"a\u0000c"')),
        result(user(1, 4, page="a\0c")),
    ),
    "pages-not-ascii": (
        array(
            *views(1, '"/größe"'),
            *views(2, '"/日本語"'),
            *views(3, '"/\u2028\u2029\ufeff\uffff"'),
            *views(4, '"/\u00e9"', '"/e\u0301"', '"/e\u0301"'),  # the same to the eye, not the same page
            *views(5, '"/\u07ff\u0800\ud7ff\ue000\ufffd"'),
        ),
        result(
            user(1, page="/größe"),
            user(2, page="/日本語"),
            user(3, page="/\u2028\u2029\ufeff\uffff"),
            user(4, 3, page="/e\u0301"),
            user(5, page="/\u07ff\u0800\ud7ff\ue000\ufffd"),
        ),
    ),
    "pages-beyond-the-basic-plane": (
        array(*views(1, '"/😀"'), *views(2, '"/\U00010000\U0010ffff"')),
        result(user(1, page="/😀"), user(2, page="/\U00010000\U0010ffff")),
    ),
    "long-pages": (
        # Alike but for the last letter.
        array(
            *views(1, LONG % "a", LONG % "b", LONG % "b"),
            *views(2, '"' + "y" * 255 + '"', '"' + "y" * 256 + '"', '"' + "y" * 256 + '"'),
        ),
        result(user(1, 3, page="x" * 70000 + "b"), user(2, 3, page="y" * 256)),
    ),
    "long-escapes": (
        # 10,000 letters, and as many, spelt as escapes; the one letter less is another page.
        array(*views(1, '"' + "A" * 9999 + '"', '"' + r"\u0041" * 10000 + '"', '"' + "A" * 10000 + '"')),
        result(user(1, 3, page="A" * 10000)),
    ),
    "long-unknown-strings": (
        array(event(note='"' + r"\"quoted\" " * 8000 + '"'), event()),
        result(user(1, 2)),
    ),
    # --- escapes -------------------------------------------------------------------------------------------
    "escapes-in-pages": (
        # Four spellings of /home, then a page that is named three times.
        array(
            *views(1, r'"/home"', r'"\/home"', r'"\u002fhome"', r'"\u002Fh\u006f\u006De"'),
            *views(1, '"/a"', '"/a"', '"/a"'),
        ),
        result(user(1, 7)),
    ),
    "escapes-not-ascii": (
        array(*views(1, '"/a"', '"/a"', r'"/\u00e9"', '"/é"', r'"/\u00E9"')),
        result(user(1, 5, page="/é")),
    ),
    "escapes-surrogate-pairs": (
        array(*views(1, '"/a"', '"/a"', r'"/\ud83d\ude00"', '"/😀"', r'"/\uD83D\uDE00"')),
        result(user(1, 5, page="/😀")),
    ),
    "escapes-in-event-type": (
        array(*types(1, r"cl\u0069ck", r"\u0063\u006c\u0069\u0063\u006b", r"se\u0061rch", r"log\u006fut")),
        result(user(1, 3)),
    ),
    "escapes-in-timestamp": (
        array(event(timestamp=r'"2025\u002d06-01\u005412:00:0\u0030+00:00"')),
        result(user(1)),
    ),
    "escapes-in-keys": (
        array(
            r'{"\u0075ser_id": 1, "event\u005ftype": "click", "timestam\u0070": "2025-06-01T12:00:00+00:00",'
            r' "m\u0065tadata": {"\u0070age": "/home", "amoun\u0074": 7.5}}',
            r'{"user_id\u0000": 8, "user_id": 1, "event_type": "click",'
            r' "timestamp": "2025-06-01T12:00:00+00:00",'
            r' "metadata": {"page\u0000": 5, "amount\u0000": 100.5}}',
        ),
        result(user(1, 2, 7.5), amount=7.5),
    ),
    "escapes-in-unknown-strings": (
        array(event(metadata=r'{"page": "/home", "x": "\"}],[{\\", "\"": "\\\"", "\\": "\ud83d\ude00\/\b"}')),
        result(user(1)),
    ),
    # --- amounts -------------------------------------------------------------------------------------------
    "amount-absent-or-null": (
        array(event("1", metadata="{}"), event("1", metadata='{"amount": null}'), *amounts(1, "2.5")),
        result(user(1, 3, 2.5, page=""), amount=2.5),
    ),
    "amount-of-any-kept-type": (
        array(
            event("1", '"click"', metadata='{"amount": 150.5}'),
            event("1", '"search"', metadata='{"amount": 0.25}'),
            event("1", '"logout"', metadata='{"amount": 1000}'),
        ),
        result(user(1, 2, 150.75, 1, page=""), amount=150.75),
    ),
    "amounts-whole": (
        array(*amounts(1, "5", "0", "101", "100"), *amounts(2, "3", "0.5")),
        result(buyer(1, 206.0, 4, 1), buyer(2, 3.5, 2), amount=209.5),
    ),
    "amounts-around-100": (
        array(
            *amounts(1, "100"),
            *amounts(2, "100.0"),
            *amounts(3, "100.00000000000001"),
            *amounts(4, "99.99999999999999"),
            *amounts(5, "1e2", "1E+2", "1000e-1"),
            *amounts(6, "101"),
            *amounts(7, "100.000000000000000001"),  # the nearest double is 100
            *amounts(8, "-101"),
            *amounts(9, "60", "60"),  # each is compared, not their sum
        ),
        # The total: 400 + 300 - 101 + 101 + 120, and two amounts that are one unit in the last place off 100
        # and are lost when added.
        result(
            buyer(1, 100.0),
            buyer(2, 100.0),
            buyer(3, 100.0, high=1),
            buyer(4, 100.0),
            buyer(5, 300.0, 3),
            buyer(6, 101.0, high=1),
            buyer(7, 100.0),
            buyer(8, -101.0),
            buyer(9, 120.0, 2),
            amount=920.0,
        ),
    ),
    "amounts-with-exponents": (
        array(
            *amounts(1, "1E2", "1e+1", "1e0", "12.5E-1"),
            *amounts(2, "1e-7", "1.5e-3", "0e0", "0.0e-10"),
            *amounts(3, "-1E-2", "-2.5e1"),
            *amounts(4, "1.01E2", "0.0000101e7"),
        ),
        result(
            buyer(1, 112.25, 4),
            buyer(2, 0.0, 4),
            buyer(3, -25.01, 2),
            buyer(4, 202.0, 2, 2),
            amount=289.24,
        ),
    ),
    "amounts-minus-zero": (
        array(*amounts(1, "-0"), *amounts(2, "-0.0", "-0e5")),
        result(buyer(1, 0.0), buyer(2, 0.0, 2)),
    ),
    "amounts-negative": (
        array(*amounts(1, "-5.25", "-200", "3"), *amounts(2, "-0.015625")),
        result(buyer(1, -202.25, 3), buyer(2, -0.02), amount=-202.27),
    ),
    "amount-rounds-to-minus-zero": (
        # As Python's `round` has it: the sign stays.
        array(*amounts(1, "-0.001")),
        result(buyer(1, -0.0), amount=-0.0),
    ),
    "half-cents-exact": (
        # Eighths are exact in binary, so these are true halves, and go to the even cent.
        array(
            *amounts(1, "0.125"),
            *amounts(2, "0.375"),
            *amounts(3, "0.625"),
            *amounts(4, "0.875"),
            *amounts(5, "-0.125"),
            *amounts(6, "2.125"),
            *amounts(7, "1000000.375"),
            *amounts(8, "-0.625", "0"),
        ),
        result(
            buyer(1, 0.12),
            buyer(2, 0.38),
            buyer(3, 0.62),
            buyer(4, 0.88),
            buyer(5, -0.12),
            buyer(6, 2.12),
            buyer(7, 1000000.38, high=1),
            buyer(8, -0.62, 2),
            amount=1000003.75,
        ),
    ),
    "half-cents-in-decimal-alone": (
        # None of these is a half in binary; beside each, its double.
        array(
            *amounts(1, "2.675"),  # 2.67499999999999982236431605997495353221893310546875
            *amounts(2, "1.005"),  # 1.00499999999999989341858963598497211933135986328125
            *amounts(3, "2.665"),  # 2.66500000000000003552713678800500929355621337890625
            *amounts(4, "0.615"),  # 0.61499999999999999111821580299874767661094665527343750
            *amounts(5, "0.045"),  # 0.04499999999999999833466546306226518936455249786376953125
            *amounts(6, "0.035"),  # 0.03500000000000000333066907387546962127089500427246093750
            *amounts(7, "8.345"),  # 8.3450000000000006394884621840901672840118408203125
            *amounts(8, "-2.675"),
            *amounts(9, "0.005"),  # 0.005000000000000000104083408558608425664715468883514404296875
        ),
        result(
            buyer(1, 2.67),
            buyer(2, 1.0),
            buyer(3, 2.67),
            buyer(4, 0.61),
            buyer(5, 0.04),
            buyer(6, 0.04),
            buyer(7, 8.35),
            buyer(8, -2.67),
            buyer(9, 0.01),
            # In decimal a half again, 12.715; the doubles' sum is 12.7150000000000016...
            amount=12.72,
        ),
    ),
    "half-cent-sums": (
        array(
            *amounts(1, "0.0625", "0.0625"),
            *amounts(2, "0.1", "0.025"),  # 0.125 in doubles, exactly
            *amounts(3, "1.1", "2.2", "3.3"),
            *amounts(4, "0.25", "0.125"),
            *amounts(5, "0.1", "0.2"),
        ),
        result(
            buyer(1, 0.12, 2),
            buyer(2, 0.12, 2),
            buyer(3, 6.6, 3),
            buyer(4, 0.38, 2),
            buyer(5, 0.3, 2),
            amount=7.52,  # 7.525 in decimal; the doubles' sum is 7.5249999999999994...
        ),
    ),
    "sums-add-one-by-one": (
        # The 1 is lost beside 1e16; a compensated or exact sum would keep it.
        array(*amounts(1, "1e16", "1", "-1e16"), *amounts(2, "1e16", "-1e16", "1"), *amounts(3, "1e16", "3")),
        result(
            buyer(1, 0.0, 3, 1), buyer(2, 1.0, 3, 1), buyer(3, 1e16 + 4.0, 2, 1), amount=10000000000000004.0
        ),
    ),
    "totals-add-users-as-they-appear": (
        # 1e16 - 1e16 + 1 in this order; by id, or event by event, the 1 would be lost.
        array(*amounts(9, "1e16"), *amounts(5, "-1e16"), *amounts(1, "1")),
        result(buyer(1, 1.0), buyer(5, -1e16), buyer(9, 1e16, high=1), amount=1.0),
    ),
    "totals-add-sums-of-users": (
        # Event by event the 1 would be lost.
        array(*amounts(1, "1e16"), *amounts(2, "1"), *amounts(1, "-1e16")),
        result(buyer(1, 0.0, 2, 1), buyer(2, 1.0), amount=1.0),
    ),
    "totals-are-rounded-last": (
        array(*amounts(1, "0.004"), *amounts(2, "0.004"), *amounts(3, "0.004")),
        result(buyer(1, 0.0), buyer(2, 0.0), buyer(3, 0.0), amount=0.01),
    ),
    "amounts-large": (
        array(
            *amounts(1, "1e22"),
            *amounts(2, "-1e22"),
            *amounts(3, "2251799813685249.5"),  # beyond 2^51 doubles have halves and nothing smaller
            *amounts(4, "-2251799813685249.5"),
            *amounts(5, "70368744177664.125"),  # beyond 2^46, 64ths: .12 and .125 are the same double
            *amounts(6, "-70368744177664.125"),
            *amounts(7, "123456789012.345"),  # 123456789012.345001220703125
        ),
        # All but the last cancel.
        result(
            buyer(1, 1e22, high=1),
            buyer(2, -1e22),
            buyer(3, 2251799813685249.5, high=1),
            buyer(4, -2251799813685249.5),
            buyer(5, 70368744177664.12, high=1),
            buyer(6, -70368744177664.12),
            buyer(7, 123456789012.35, high=1),
            amount=123456789012.35,
        ),
    ),
    "amounts-big-integers": (
        array(
            *amounts(1, "100000000000000001"),  # steps of 16 here
            *amounts(2, "-100000000000000001"),
            *amounts(3, "9007199254740993"),  # halfway between two doubles: to the even one
            *amounts(4, "-9007199254740993"),
            *amounts(5, "9007199254740995"),  # the same, upwards
            *amounts(6, "-9007199254740995"),
            *amounts(7, "9223372036854775807"),
            *amounts(8, "-9223372036854775808"),
            *amounts(9, "9223372036854775808"),
            *amounts(10, "-9223372036854775809"),
            *amounts(11, "18446744073709551615"),
            *amounts(12, "-18446744073709551616"),
            *amounts(13, "10000000000000000000000000"),
            *amounts(14, "-10000000000000000000000000"),
        ),
        result(
            buyer(1, 1e17, high=1),
            buyer(2, -1e17),
            buyer(3, 9007199254740992.0, high=1),
            buyer(4, -9007199254740992.0),
            buyer(5, 9007199254740996.0, high=1),
            buyer(6, -9007199254740996.0),
            buyer(7, TWO_TO_63, high=1),
            buyer(8, -TWO_TO_63),
            buyer(9, TWO_TO_63, high=1),
            buyer(10, -TWO_TO_63),
            buyer(11, TWO_TO_64, high=1),
            buyer(12, -TWO_TO_64),
            buyer(13, 1e25, high=1),
            buyer(14, -1e25),
        ),
    ),
    "amount-largest-double": (
        array(*amounts(1, "1.7976931348623157e308"), *amounts(2, "-1.7976931348623157e308")),
        result(buyer(1, 1.7976931348623157e308, high=1), buyer(2, -1.7976931348623157e308)),
    ),
    "amounts-with-many-digits": (
        # Only a parser that rounds correctly gets these.
        array(
            *amounts(1, "9007199254740993.0"),
            *amounts(2, "-9007199254740993e0"),
            *amounts(3, "9007199254740993.00000000000000000001"),
            *amounts(4, "-9007199254740993.00000000000000000001"),
            *amounts(5, "0.1000000000000000055511151231257827021181583404541015625"),
            *amounts(6, "0.125000000000000000000000000000000000000000000000000000"),
            *amounts(7, "0.12500000000000001387778780781445675529539585113525390625"),  # nearest: 0.125
            *amounts(8, "123456789.98765432109876543210987654321e-5"),
        ),
        result(
            buyer(1, 9007199254740992.0, high=1),
            buyer(2, -9007199254740992.0),
            buyer(3, 9007199254740994.0, high=1),
            buyer(4, -9007199254740994.0),
            buyer(5, 0.1),
            buyer(6, 0.12),
            buyer(7, 0.12),
            buyer(8, 1234.57, high=1),
            amount=1234.92,  # 0.1 + 0.125 + 0.125 + 1234.5678998...
        ),
    ),
}

FIELDS = ("event_type", "timestamp", "user_id", "metadata", "metadata.amount", "metadata.page")

# What may stand for a value and is of another type. Where null or a real number is right, it is left out
# below.
WRONG = {
    "null": "null",
    "true": "true",
    "false": "false",
    "number": "5",
    "real": "1.5",
    "string": '"1"',
    "empty-string": '""',
    "array": "[]",
    "object": "{}",
}

# Timestamps of the wrong form or of no date, by what is wrong with them.
WRONG_TIMESTAMPS = {
    "empty": "",
    "date-alone": "2025-06-01",
    "no-offset": "2025-06-01T12:00:00",
    "no-seconds": "2025-06-01T12:00+00:00",
    "cut-short": "2025-06-01T12:00:00+00:0",
    "too-long": "2025-06-01T12:00:00+00:000",
    "fraction": "2025-06-01T12:00:00.5+00:00",
    "fraction-of-six-digits": "2025-06-01T12:00:00.000000+00:00",
    "zulu": "2025-06-01T12:00:00Z",
    "lower-case-t": "2025-06-01t12:00:00+00:00",
    "space-for-t": "2025-06-01 12:00:00+00:00",
    "other-offset": "2025-06-01T12:00:00+01:00",
    "other-offset-minutes": "2025-06-01T12:00:00+00:01",
    "negative-offset": "2025-06-01T12:00:00-00:00",
    "offset-without-colon": "2025-06-01T12:00:00+0000",
    "offset-with-seconds": "2025-06-01T12:00:00+00:00:00",
    "basic-form": "20250601T120000+00:00",
    "week-date": "2025-W22-7T12:00:00+00:00",
    "ordinal-date": "2025-152T12:00:00+00:00",
    "slashes": "2025/06/01T12:00:00+00:00",
    "dots-in-time": "2025-06-01T12.00.00+00:00",
    "leading-space": " 2025-06-01T12:00:00+00:00",
    "trailing-space": "2025-06-01T12:00:00+00:00 ",
    "trailing-newline": "2025-06-01T12:00:00+00:00\\n",
    "trailing-nul": "2025-06-01T12:00:00+00:00\\u0000",
    "nul-inside": "2025-06-01T12:00:\\u00000+00:00",
    "letter-for-digit": "2025-O6-01T12:00:00+00:00",
    "space-for-digit": "2025- 6-01T12:00:00+00:00",
    "sign-in-year": "+025-06-01T12:00:00+00:00",
    "sign-in-day": "2025-06-+1T12:00:00+00:00",
    "one-digit-month": "2025-6-01T12:00:00+00:00",
    "five-digit-year": "12025-06-01T12:00:00+00:00",
    "arabic-digits": "2025-06-\u0660\u0661T12:00:00+00:00",
    "arabic-digits-in-seconds": "2025-06-01T12:00:0\u0660+00:00",
    "full-width-digits": "\uff12\uff10\uff12\uff15-06-01T12:00:00+00:00",
    "year-0": "0000-06-01T12:00:00+00:00",
    "month-0": "2025-00-01T12:00:00+00:00",
    "month-13": "2025-13-01T12:00:00+00:00",
    "day-0": "2025-06-00T12:00:00+00:00",
    "day-32": "2025-07-32T12:00:00+00:00",
    "31-april": "2025-04-31T12:00:00+00:00",
    "31-june": "2025-06-31T12:00:00+00:00",
    "31-september": "2025-09-31T12:00:00+00:00",
    "31-november": "2025-11-31T12:00:00+00:00",
    "30-february": "2024-02-30T12:00:00+00:00",
    "no-leap-year-2025": "2025-02-29T12:00:00+00:00",
    "no-leap-year-1900": "1900-02-29T12:00:00+00:00",
    "no-leap-year-2100": "2100-02-29T12:00:00+00:00",
    "hour-24": "2025-06-01T24:00:00+00:00",
    "hour-25": "2025-06-01T25:00:00+00:00",
    "minute-60": "2025-06-01T12:60:00+00:00",
    "second-60": "2025-06-30T23:59:60+00:00",
    "second-61": "2025-06-01T12:00:61+00:00",
    "out-of-range-and-hour-24": "2025-12-31T24:00:00+00:00",
}

WRONG_USER_IDS = {
    "real": "1.0",
    "exponent": "1e2",
    "above-64-bits": "9223372036854775808",
    "below-64-bits": "-9223372036854775809",
    "2-to-the-64": "18446744073709551616",
    "of-25-digits": "1000000000000000000000001",
}

# Documents that are no JSON, or JSON and no array.
WRONG_DOCUMENTS: dict[str, str | bytes] = {
    "top-object": '{"events": []}',
    "top-string": '"[]"',
    "top-number": "7",
    "top-null": "null",
    "top-true": "true",
    "empty": "",
    "white-space": " \n\t\r\n",
    "closing-bracket": "]",
    "unclosed": f"[{event()}",
    "truncated-in-key": "[" + event()[:5],
    "truncated-in-string": "[" + event()[:38],
    "truncated-after-colon": '[{"user_id":',
    "truncated-after-comma": f"[{event()},",
    "truncated-in-literal": '[{"user_id": 1, "x": tru',
    "truncated-in-escape": '[{"user_id": 1, "x": "\\u00',
    "truncated-after-backslash": '[{"user_id": 1, "x": "\\',
    "truncated-in-number": '[{"user_id": 1, "x": 1e',
    "trailing-comma-in-array": f"[{event()},]",
    "trailing-comma-in-object": array(event()[:-1] + ",}"),
    "trailing-comma-in-metadata": array(event(metadata='{"page": "/home",}')),
    "leading-comma": f"[,{event()}]",
    "double-comma": f"[{event()},,{event()}]",
    "missing-comma-in-array": f"[{event()} {event()}]",
    "missing-comma-in-object": array(event().replace(', "metadata"', ' "metadata"')),
    "missing-colon": array(event().replace('"user_id":', '"user_id"')),
    "missing-value": array(event().replace('"user_id": 1', '"user_id": ')),
    "missing-key": array(event().replace('"user_id":', ":")),
    "semicolon": f"[{event()};{event()}]",
    "colon-in-array": '[{"x": [1:2]}]',
    "mismatched-brackets": '[{"x": [1}]]',
    "extra-bracket": "[]]",
    "second-document": "[] []",
    "trailing-text": f"[{event()}] end",
    "trailing-comma-after": "[],",
    "trailing-nul": b"[]\0",
    "nul-between": b"[\0]",
    "nan": array(event(x="NaN")),
    "nan-as-amount": array(event(metadata='{"amount": NaN}')),
    "infinity": array(event(metadata='{"amount": Infinity}')),
    "minus-infinity": array(event(metadata='{"amount": -Infinity}')),
    "inf": array(event(x="inf")),
    "python-literals": array(event(x="None")),
    "capital-true": array(event(x="True")),
    "capital-null": array(event(x="NULL")),
    "misspelt-literal": array(event(x="nul")),
    "literal-too-long": array(event(x="nulls")),
    "undefined": array(event(x="undefined")),
    "single-quotes": array("{'event_type': 'logout'}"),
    "unquoted-key": array('{event_type: "logout"}'),
    "number-as-key": array('{1: 2, "event_type": "logout"}'),
    "null-as-key": array('{null: 2, "event_type": "logout"}'),
    "comment-line": "// events\n[]",
    "comment-block": "[/* none */]",
    "comment-hash": "# events\n[]",
    "leading-zero": array(event(x="01")),
    "leading-zero-negative": array(event(x="-01")),
    "leading-zero-as-user-id": array(event("01")),
    "no-digit-before-point": array(event(metadata='{"amount": .5}')),
    "no-digit-after-point": array(event(metadata='{"amount": 1.}')),
    "no-digit-before-exponent": array(event(metadata='{"amount": 1.e5}')),
    "no-digit-in-exponent": array(event(metadata='{"amount": 1e}')),
    "no-digit-in-signed-exponent": array(event(metadata='{"amount": 1e+}')),
    "plus-sign": array(event(metadata='{"amount": +1}')),
    "minus-alone": array(event(metadata='{"amount": -}')),
    "minus-apart": array(event(metadata='{"amount": - 1}')),
    "two-points": array(event(metadata='{"amount": 1.2.3}')),
    "hexadecimal": array(event(x="0x10")),
    "underscore-in-number": array(event(x="1_000")),
    "arabic-digit": array(event(x="1\u0662")),
    "string-unclosed": array(event(x='"abc')),
    "string-with-newline": array(event(x='"a\nb"')),
    "string-with-tab": array(event(metadata='{"page": "/a\tb"}')),
    "string-with-nul": array(event(x='"a\0b"')),
    "string-with-control-1f": array(event(x='"a\x1fb"')),
    "key-with-newline": array('{"a\nb": 1, "event_type": "logout"}'),
    "escape-unknown": array(event(x=r'"\x41"')),
    "escape-quote": array(event(x=r'"\'"')),
    "escape-in-capitals": array(event(x=r'"\N"')),
    "escape-of-three-digits": array(event(x=r'"\u041"')),
    "escape-not-hexadecimal": array(event(x=r'"\u12G4"')),
    "escape-with-sign": array(event(x=r'"\u+123"')),
    "escape-outside-string": r"[\n]",
    "white-space-form-feed": b"[\x0c]",
    "white-space-vertical-tab": b"[\x0b]",
    "white-space-no-break": "[\u00a0]",
    "byte-order-mark": b"\xef\xbb\xbf[]",
    "utf-16": b"\xff\xfe" + "[]".encode("utf-16-le"),
    "utf-16-without-mark": array(event()).encode("utf-16-le"),
    "utf-16-big-endian": "[]".encode("utf-16-be"),
    "utf-32": "[]".encode("utf-32-le"),
    "latin-1": array(event(metadata='{"page": "/größe"}')).encode("latin-1"),
    "utf-8-lone-continuation": array(event(x='"?"')).encode().replace(b"?", b"\x80"),
    "utf-8-truncated": array(event(x='"?"')).encode().replace(b"?", b"\xe6\x97"),
    "utf-8-truncated-in-page": array(event(metadata='{"page": "/?"}'))
    .encode()
    .replace(b"?", b"\xf0\x9f\x98"),
    "utf-8-overlong": array(event(x='"?"')).encode().replace(b"?", b"\xc0\xaf"),
    "utf-8-overlong-of-three": array(event(x='"?"')).encode().replace(b"?", b"\xe0\x80\xaf"),
    "utf-8-surrogate": array(event(x='"?"')).encode().replace(b"?", b"\xed\xa0\x80"),
    "utf-8-beyond-unicode": array(event(x='"?"')).encode().replace(b"?", b"\xf4\x90\x80\x80"),
    "utf-8-byte-ff": array(event(x='"?"')).encode().replace(b"?", b"\xff"),
    "utf-8-in-key": array(event().replace("{", '{"?": 1, ', 1)).encode().replace(b"?", b"\xc3"),
    "utf-8-in-event-not-kept": array(event(None, '"logout"', x='"?"')).encode().replace(b"?", b"\xc3\x28"),
    "utf-8-after-the-end": b"[]\xff",
}


def faulty(text: str) -> str:
    """The event in question between two good ones, so that its index is 1."""
    return array(event(), text, event())


def wrong(allowed: set[str], more: dict[str, str] | None = None) -> dict[str, str]:
    """The texts of `WRONG` but for those that are right here, and more."""
    return {**{name: text for name, text in WRONG.items() if name not in allowed}, **(more or {})}


def bad_events() -> dict[str, tuple[str, int, str | None]]:
    """The documents with one faulty event: text, index and field."""
    bad: dict[str, tuple[str, int, str | None]] = {}
    for name, text in wrong({"object"}).items():
        bad[f"event-{name}"] = (faulty(text), 1, None)
    for name, text in wrong({"string", "empty-string"}).items():
        bad[f"event-type-{name}"] = (faulty(event(event_type=text)), 1, "event_type")
        bad[f"timestamp-{name}"] = (faulty(event(timestamp=text)), 1, "timestamp")
    for name, moment in WRONG_TIMESTAMPS.items():
        bad[f"timestamp-{name}"] = (faulty(event(timestamp=f'"{moment}"')), 1, "timestamp")
    for name, text in wrong({"number", "object"}, WRONG_USER_IDS).items():
        bad[f"user-id-{name}"] = (faulty(event(text)), 1, "user_id")
    for name, text in wrong({"object"}).items():
        bad[f"metadata-{name}"] = (faulty(event(metadata=text)), 1, "metadata")
    for name, text in wrong({"null", "number", "real"}).items():
        bad[f"amount-{name}"] = (faulty(event(metadata=f'{{"amount": {text}}}')), 1, "metadata.amount")
    for name, text in wrong({"null", "string", "empty-string"}).items():
        bad[f"page-{name}"] = (faulty(event(metadata=f'{{"page": {text}}}')), 1, "metadata.page")

    bad["event-type-missing"] = (faulty(event(event_type=None)), 1, "event_type")
    bad["timestamp-missing"] = (faulty(event(timestamp=None)), 1, "timestamp")
    bad["user-id-missing"] = (faulty(event(None)), 1, "user_id")
    bad["metadata-missing"] = (faulty(event(metadata=None)), 1, "metadata")
    bad["event-empty"] = (faulty("{}"), 1, "event_type")
    # Fields of the right name in the wrong place are not the fields.
    bad["amount-outside-metadata"] = (faulty(event(metadata=None, amount="5")), 1, "metadata")
    bad["user-id-in-metadata"] = (faulty(event(None, metadata='{"user_id": 1}')), 1, "user_id")
    # The place is the same wherever it is.
    bad["first-event"] = (array(event("null"), event()), 0, "user_id")
    bad["last-event"] = (array(event(), event(), event("null")), 2, "user_id")
    bad["only-event"] = (array(event("null")), 0, "user_id")
    bad["event-1000"] = (array(*[event()] * 1000, event("null"), event()), 1000, "user_id")
    bad["after-events-not-kept"] = (
        array(event(event_type='"logout"'), event(timestamp='"2024-06-01T12:00:00+00:00"'), event("null")),
        2,
        "user_id",
    )
    bad["types-of-events-not-kept"] = (
        array('{"event_type": "logout"}', '{"event_type": 7}'),
        1,
        "event_type",
    )
    return bad


def canonical(value: object) -> str:
    """JSON as the harness writes it."""
    return json.dumps(value, separators=(",", ":"))


def small_checks() -> dict[str, bytes]:
    """Every file of the folder: its name and contents."""
    files: dict[str, bytes] = {}

    def put(name: str, document: str | bytes, expected: str) -> None:
        assert f"{name}.json" not in files, name
        files[f"{name}.json"] = document if isinstance(document, bytes) else document.encode("utf-8")
        files[f"{name}.expected"] = expected.encode("ascii") + b"\n"

    for name, (text, expected) in GOOD.items():
        put(name, text, canonical(expected))
    for name, (text, index, field) in bad_events().items():
        put(f"bad-{name}", text, "error " + canonical({"index": index, "field": field}))
    for name, document in WRONG_DOCUMENTS.items():
        put(f"bad-document-{name}", document, "error " + canonical({"index": None, "field": None}))
    return files


USERS = 100_001
PAGES = 70_001


def large_users() -> tuple[str, dict[str, Any]]:
    """More users than 16 bits count, each once: their ids are the multiples of a prime, modulo their number.

    User k buys once, for k mod 400 and a quarter, which sums exactly.
    """
    lines = []
    for step in range(USERS):
        user_id = step * 7919 % USERS
        metadata = f'{{"page": "/user/{user_id}", "amount": {user_id % 400}.25}}'
        lines.append(event(str(user_id), '"purchase"', metadata=metadata))
    users = [
        user(
            user_id,
            1,
            user_id % 400 + 0.25,
            int(user_id % 400 >= 100),
            top="PURCHASE",
            page=f"/user/{user_id}",
        )
        for user_id in range(USERS)
    ]
    # 250 times the numbers 0 to 399, then 0 once more, and a quarter for each user.
    return array(*lines), result(*users, amount=250 * (399 * 400 // 2) + USERS * 0.25)


def large_pages() -> tuple[str, dict[str, Any]]:
    """One user on more pages than 16 bits count, each once, then one of them again."""
    pages = [f'"/page/{number}"' for number in range(PAGES)]
    return array(*views(1, *pages, pages[-1])), result(user(1, PAGES + 1, page=f"/page/{PAGES - 1}"))


def large_checks() -> dict[str, bytes]:
    """The large documents: worth having, not worth keeping in the repository."""
    files: dict[str, bytes] = {}
    for name, (text, expected) in (
        (f"large-{USERS}-users", large_users()),
        (f"large-{PAGES}-pages", large_pages()),
    ):
        files[f"{name}.json"] = text.encode("ascii")
        files[f"{name}.expected"] = canonical(expected).encode("ascii") + b"\n"
    return files


def write_atomically(path: Path, data: bytes) -> None:
    """Whoever finds the file finds all of it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def main() -> int:
    """Parse the arguments, write the files, say how many."""
    parser = argparse.ArgumentParser(description="Write the pipeline's check inputs.")
    parser.add_argument("--large", type=Path, metavar="DIR", help="write the large ones there instead")
    arguments = parser.parse_args()
    folder: Path = arguments.large or HERE / "check"
    files = large_checks() if arguments.large else small_checks()
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_atomically(folder / name, data)
    if arguments.large is None:
        # A document that is no longer stated here would be checked for ever.
        for stale in {path.name for path in folder.iterdir() if path.is_file()} - files.keys():
            (folder / stale).unlink()
    print(f"{folder}: {len(files) // 2} check inputs, {sum(map(len, files.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
