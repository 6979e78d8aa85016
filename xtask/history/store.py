"""A history of many sessions as one Parquet file, which answers for one cell without reading the rest.

    store.py write FILE ROWS        the rows of ROWS (JSON, one a line) into FILE, whole or not at all
    store.py read FILE [PATTERN]    the rows of FILE whose cells (rung/benchmark) a pattern names, as JSON

Patterns are those of shells. Columns are named as in docs/json.md, "The history".
"""

from __future__ import annotations

import json
import os
import sys

import duckdb

TEXTS = [
    "session",
    "started",
    "commit",
    "branch",
    "label",
    "machine",
    "profile",
    "benchmark",
    "size",
    "baseline",
    "rung",
    "title",
    "toolchain",
    "baseline_toolchain",
    "sources",
    "baseline_sources",
    "kernel",
    "harness",
    "manifest",
]
NUMBERS = ["median_ns", "speedup", "low", "high"]
COLUMNS = (
    dict.fromkeys(TEXTS, "VARCHAR")
    | dict.fromkeys(NUMBERS, "DOUBLE")
    | {"dirty": "BOOLEAN", "invocations": "UINTEGER"}
)


def write(file: str, rows: str) -> None:
    """Writes all rows, ordered by cell and session, so that a cell lies in few row groups."""
    unfinished = f"{file}.unfinished"
    relation = duckdb.read_json(rows, format="newline_delimited", columns=COLUMNS)
    relation.order("benchmark, rung, session").write_parquet(unfinished, compression="zstd")
    os.replace(unfinished, file)


def read(file: str, patterns: list[str]) -> None:
    """Prints the rows of the cells that any of the patterns names; of all cells without one."""
    named = " OR ".join(
        "rung || '/' || benchmark GLOB ? OR benchmark || '/' || rung GLOB ?"
        " OR rung GLOB ? OR benchmark GLOB ?"
        for _ in patterns
    )
    asked = [pattern for pattern in patterns for _ in range(4)]
    query = f"SELECT * FROM read_parquet(?) WHERE {named or 'true'} ORDER BY session"
    answer = duckdb.execute(query, [file, *asked])
    columns = [column[0] for column in answer.description or []]
    for row in answer.fetchall():
        print(json.dumps(dict(zip(columns, row))))


def main() -> int:
    """Does what the command line says; 1 with a sentence where that cannot be done."""
    try:
        match sys.argv[1:]:
            case ["write", file, rows]:
                write(file, rows)
            case ["read", file, *patterns]:
                read(file, patterns)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (duckdb.Error, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
