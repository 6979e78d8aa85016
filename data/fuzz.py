"""Make documents for fuzzing, and say what every kernel must make of them.

    python fuzz.py generate --seed N --count N FOLDER   NAME.json and NAME.expected, as for `check --inputs`
    python fuzz.py expect FOLDER                        the NAME.expected of every NAME.json
    python fuzz.py distil --seed N --count N FOLDER     of so many documents, those that no others stand for

The same seed gives the same documents as long as the check inputs are the same. Documents of which the
contract expects nothing are left out; `expect` leaves them without a NAME.expected. With `--parse` all of it
is for `json-parse`, which has a contract of its own.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

import contract
import contract_parse
from fuzz_documents import Writer

DATA = Path(__file__).resolve().parent

# What is expected of a document: as the `.expected` of a check input, or None for nothing.
Judge = Callable[[bytes], "str | None"]


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
    for command in commands.choices.values():
        command.add_argument("--parse", action="store_true")
    arguments = parser.parse_args()
    judge: Judge = contract_parse.expectation if arguments.parse else contract.expectation
    if arguments.command == "expect":
        expect(arguments.folder, judge)
        return
    made = documents(arguments.seed, arguments.count, judge)
    if arguments.command == "generate":
        generate(arguments.folder, made)
    else:
        from distil import distil

        distil(arguments.folder, made, totals=not arguments.parse)


def documents(seed: int, count: int, judge: Judge = contract.expectation) -> list[tuple[bytes, str]]:
    """So many documents with their expectations, less those of which nothing is expected."""
    seeds = [path.read_bytes() for path in sorted(DATA.glob("check/*.json"))]
    writer = Writer(random.Random(seed), seeds)
    made = ((document, judge(document)) for document in (writer.document() for _ in range(count)))
    return [(document, expected) for document, expected in made if expected is not None]


def generate(folder: Path, made: list[tuple[bytes, str]]) -> None:
    """Fill a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, (document, expected) in enumerate(made):
        write(folder, f"{index:06}", document, expected)


def write(folder: Path, name: str, document: bytes, expected: str) -> None:
    """A document and what is expected of it."""
    (folder / f"{name}.json").write_bytes(document)
    (folder / f"{name}.expected").write_text(expected + "\n", encoding="ascii")


def expect(folder: Path, judge: Judge) -> None:
    """State what is expected of the documents of a folder."""
    for path in sorted(folder.glob("*.json")):
        expected = judge(path.read_bytes())
        if expected is not None:
            write(folder, path.stem, path.read_bytes(), expected)


if __name__ == "__main__":
    main()
