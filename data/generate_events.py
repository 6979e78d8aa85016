"""Write the pipeline's input: the events that the blog's generator gives for seed 42, as one JSON array.

The calls of `random` below, in this order, are the specification: another order is another input. 100,000
events are 14,308,497 bytes, the same from every interpreter. A smaller number gives the first events of the
same stream.

    python generate_events.py --output data/events-100000.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SEED = 42
BLOG_EVENTS = 100_000
BLOG_BYTES = 14_308_497
BLOG_SHA256 = "bb1d037e7c5740610883a5e1d36089f00ac37312edb3d16a56187ea51d891e07"

EPOCH = datetime(2025, 1, 1, tzinfo=timezone.utc)
SECONDS_IN_2025 = 365 * 24 * 60 * 60
EVENT_TYPES = (
    "page_view",
    "click",
    "purchase",
    "signup",
    "logout",
    "search",
    "add_to_cart",
    "remove_from_cart",
    "checkout_start",
    "error",
)
PAGES = (
    "/home",
    "/products",
    "/products/123",
    "/cart",
    "/checkout",
    "/account",
    "/search",
    "/about",
    "/contact",
    "/blog",
)
QUERIES = (
    "python",
    "laptop",
    "headphones",
    "keyboard",
    "monitor",
    "mouse",
    "charger",
    "backpack",
    "shoes",
    "coffee",
)
ERROR_CODES = (400, 404, 500, 502, 503)


def events(count: int) -> Iterator[dict[str, Any]]:
    """The first `count` events of the stream."""
    rng = random.Random(SEED)
    for _ in range(count):
        user_id = rng.randint(1, 5000)
        event_type = rng.choice(EVENT_TYPES)
        timestamp = EPOCH + timedelta(seconds=rng.randint(0, SECONDS_IN_2025 - 1))
        yield {
            "user_id": user_id,
            "event_type": event_type,
            "timestamp": timestamp.isoformat(),
            "metadata": metadata(rng, event_type),
        }


def metadata(rng: random.Random, event_type: str) -> dict[str, Any]:
    """The page, which every event has, and what belongs to its type."""
    page = rng.choice(PAGES)
    fields: dict[str, Any] = {"page": page}
    if event_type == "purchase":
        fields["amount"] = round(rng.uniform(1, 500), 2)
        fields["currency"] = "USD"
        fields["item_count"] = rng.randint(1, 10)
    elif event_type == "search":
        fields["query"] = rng.choice(QUERIES)
        fields["results_count"] = rng.randint(0, 200)
    elif event_type == "click":
        fields["element_id"] = f"btn-{rng.randint(1, 50)}"
    elif event_type == "error":
        fields["error_code"] = rng.choice(ERROR_CODES)
        fields["message"] = f"Error on {page}"
    elif event_type == "add_to_cart":
        fields["product_id"] = rng.randint(1000, 9999)
        fields["quantity"] = rng.randint(1, 5)
        fields["price"] = round(rng.uniform(5, 300), 2)
    return fields


def document(count: int) -> bytes:
    """The bytes of the whole input, checked against the published hash where there is one."""
    data = json.dumps(list(events(count))).encode("ascii")
    if count == BLOG_EVENTS:
        digest = hashlib.sha256(data).hexdigest()
        if len(data) != BLOG_BYTES or digest != BLOG_SHA256:
            raise ValueError(
                f"this interpreter's random numbers differ: {len(data)} bytes with SHA-256 {digest}"
                f" instead of {BLOG_BYTES} bytes with {BLOG_SHA256}"
            )
    return data


def write_atomically(path: Path, data: bytes) -> None:
    """Whoever finds the file finds all of it: write beside it, then rename."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # mkstemp makes it private; this is an ordinary file, as `open` would make it.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def main() -> int:
    """Parse the arguments, write the file, say what it is."""
    parser = argparse.ArgumentParser(description="Write the pipeline's input.")
    parser.add_argument("--events", type=int, default=BLOG_EVENTS, metavar="N", help="default: 100000")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.events < 0:
        parser.error("--events must not be negative")
    try:
        data = document(arguments.events)
        write_atomically(arguments.output, data)
    except (OSError, ValueError) as error:
        print(f"failed to write {arguments.output}: {error}", file=sys.stderr)
        return 1
    print(f"{arguments.output}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
