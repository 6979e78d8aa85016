"""Make documents for fuzzing, and say what every kernel must make of them.

    python fuzz.py generate --seed N --count N FOLDER   NAME.json and NAME.expected, as for `check --inputs`
    python fuzz.py expect FOLDER                        the NAME.expected of every NAME.json
    python fuzz.py distil --seed N --count N FOLDER     of so many documents, those that no others stand for

The same seed gives the same documents as long as the check inputs are the same. Documents of which the
contract expects nothing are left out; `expect` leaves them without a NAME.expected.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from contract import expectation
from fuzz_documents import Writer

CHECKS = Path(__file__).resolve().parent / "check"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("generate", "distil"):
        command = commands.add_parser(name)
        command.add_argument("--seed", type=int, required=True)
        command.add_argument("--count", type=int, required=True)
        command.add_argument("folder", type=Path)
    commands.add_parser("expect").add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "expect":
        expect(arguments.folder)
    elif arguments.command == "generate":
        generate(arguments.folder, arguments.seed, arguments.count)
    else:
        from distil import distil

        distil(arguments.folder, documents(arguments.seed, arguments.count))


def documents(seed: int, count: int) -> list[tuple[bytes, str]]:
    """So many documents with their expectations, less those of which nothing is expected."""
    seeds = [path.read_bytes() for path in sorted(CHECKS.glob("*.json"))]
    writer = Writer(random.Random(seed), seeds)
    made = ((document, expectation(document)) for document in (writer.document() for _ in range(count)))
    return [(document, expected) for document, expected in made if expected is not None]


def generate(folder: Path, seed: int, count: int) -> None:
    """Fill a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, (document, expected) in enumerate(documents(seed, count)):
        write(folder, f"{index:06}", document, expected)


def write(folder: Path, name: str, document: bytes, expected: str) -> None:
    """A document and what is expected of it."""
    (folder / f"{name}.json").write_bytes(document)
    (folder / f"{name}.expected").write_text(expected + "\n", encoding="ascii")


def expect(folder: Path) -> None:
    """State what is expected of the documents of a folder."""
    for path in sorted(folder.glob("*.json")):
        expected = expectation(path.read_bytes())
        if expected is not None:
            write(folder, path.stem, path.read_bytes(), expected)


if __name__ == "__main__":
    main()
