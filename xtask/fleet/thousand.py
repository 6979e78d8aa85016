"""Many sessions of a generated ladder, made from a real one, to see what a merge of them costs.

    python3 xtask/fleet/thousand.py results/published/reference FOLDER 1000
    cargo xtask merge FOLDER/* --format json > merged.json

Each session has the cells of the real one, a name of its own, and times that are off by some per cent; there
are five kinds of processors. Put `/usr/bin/time -v` in front of the second one to see time and memory.
"""

from __future__ import annotations

import json
import pathlib
import random
import re
import sys
import zlib

KINDS = 5
CHECKSUM = re.compile(rb',"crc32":"[0-9a-f]{8}"\}$')
WALL = re.compile(rb'"wall_ns":(\d+)')


def sealed(line: bytes) -> bytes:
    """A record with its checksum, as the journal writes it."""
    return line[:-1] + b',"crc32":"%08x"}\n' % zlib.crc32(line)


def main(real: str, folder: str, count: str) -> None:
    """Writes so many sessions into a folder."""
    dice = random.Random(7)
    lines = pathlib.Path(real, "samples.jsonl").read_bytes().splitlines()
    lines = [CHECKSUM.sub(b"}", line) for line in lines]
    environment = json.loads(pathlib.Path(real, "environment.json").read_text(encoding="utf-8"))
    for number in range(int(count)):
        name = f"20260101T{number // 3600:02}{number // 60 % 60:02}{number % 60:02}Z-generated"
        place = pathlib.Path(folder, name)
        place.mkdir(parents=True)
        environment["machine"]["cpu"] = f"Processor {number % KINDS}"
        text = json.dumps(environment, indent=2) + "\n"
        (place / "environment.json").write_text(text, encoding="utf-8")
        factors: dict[bytes, float] = {}
        with (place / "samples.jsonl").open("wb") as file:
            for line in lines:
                changed = line
                if line.startswith(b'{"type":"session"'):
                    session = json.loads(line)
                    session["id"] = name
                    changed = json.dumps(session, separators=(",", ":")).encode()
                elif line.startswith(b'{"type":"sample"') and (time := WALL.search(line)):
                    rung = line.split(b'"', 12)[11]
                    factor = factors.setdefault(rung, dice.uniform(0.95, 1.05))
                    wall = b'"wall_ns":%d' % round(int(time[1]) * factor)
                    changed = line[: time.start()] + wall + line[time.end() :]
                file.write(sealed(changed))


if __name__ == "__main__":
    main(*sys.argv[1:])
