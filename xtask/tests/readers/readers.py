"""Reads an export as its users do, and prints what it found as JSON.

    python readers.py pyperf FILE     with pyperf's own loader
    python readers.py csv FILE        with Python's csv module
    python readers.py pandas FILE     with pandas
    python readers.py schema SCHEMA FILE    what a JSON Schema has against a file of TOML

`tests/it/exporting.rs` compares that with the report, and `tests/it/schema.rs` with what the harness accepts.
requirements.txt beside it pins the packages.
"""

from __future__ import annotations

import csv
import json
import sys
from typing import Any


def read_pyperf(file: str) -> Any:
    """What pyperf makes of each benchmark."""
    import pyperf

    suite = pyperf.BenchmarkSuite.load(file)
    return {
        benchmark.get_name(): {
            "median": benchmark.median(),
            "mean": benchmark.mean(),
            "runs": benchmark.get_nrun(),
            "values": benchmark.get_nvalue(),
            "warmups": sum(len(run.warmups) for run in benchmark.get_runs()),
            "unit": benchmark.get_unit(),
            "metadata": benchmark.get_metadata(),
        }
        for benchmark in suite.get_benchmarks()
    }


def read_csv(file: str) -> Any:
    """The rows as text."""
    with open(file, newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened, strict=True))


def read_pandas(file: str) -> Any:
    """The rows with the types that pandas infers; what is empty is null."""
    import pandas

    return json.loads(pandas.read_csv(file).to_json(orient="records", double_precision=15))


def judge(schema: str, file: str) -> str:
    """What a JSON Schema has against a file of TOML; nothing, if the text is empty."""
    import fastjsonschema

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    with open(schema, encoding="utf-8") as opened:
        validate = fastjsonschema.compile(json.load(opened))
    with open(file, "rb") as opened:
        document = tomllib.load(opened)
    try:
        validate(document)
    except fastjsonschema.JsonSchemaException as error:
        return str(error)
    return ""


READERS = {"pyperf": read_pyperf, "csv": read_csv, "pandas": read_pandas, "schema": judge}

if __name__ == "__main__":
    _, reader, *paths = sys.argv
    json.dump(READERS[reader](*paths), sys.stdout)
