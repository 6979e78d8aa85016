"""What a session of the functions came to, as Markdown, and in the documents that say it.

    python told.py            # writes it into the documents again
    python told.py --check    # says whether they have it: status 1 where they do not

`session.py --documents` keeps the figures in `results/published/functions.json`. The documents have markers,
between which stands what this file makes of them. It needs the standard library alone.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]

FIGURES = ROOT / "results" / "published" / "functions.json"
"""What is published."""

NONE = "\u2013"
"""What stands for no figure."""

MUCH = 2.0
"""Of what is slower in the median, a rung is told with its figures where its quartiles are this far apart."""

MOST = 0.8
"""Where fewer of the functions that a rung took have a speedup than this share, it is said how many have."""

COMMAND = "xtask/tests/functions/session.py"

TABLE = "results/published/README.md#ordinary-functions"
"""Where all figures stand."""


def times(value: float | None) -> str:
    """A speedup as it is printed."""
    return NONE if value is None else f"{value:#.3g}x".replace(".x", "x")


def few_invocations(figures: dict[str, Any]) -> str:
    """That speedups have no interval, where some have none."""
    few = figures["without_interval"]
    return f" {few} speedups rest on fewer than three invocations and have no interval." if few else ""


def tables(figures: dict[str, Any]) -> str:
    """What became of each rung, and what was foretold, as two tables."""
    baseline, count = figures["baseline"], figures["functions"]
    lines = [
        f"{count} functions, unmodified, beside {baseline}. A rung that was timed has no speedup where it",
        "did not get steady, where it compiles while it runs and had not the time to be known to be steady,",
        "and where its interpreter was not built like the baseline's. Quartiles are of those that have one."
        + few_invocations(figures),
        "",
        "| rung | timed | a speedup | refused | wrong | failed | lower quartile | median | upper quartile |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in figures["rungs"]:
        counts = " | ".join(str(row[name]) for name in ("timed", "figures", "refused", "wrong", "failed"))
        speedups = " | ".join(times(row[name]) for name in ("q1", "median", "q3"))
        lines.append(f"| {row['title']} | {counts} | {speedups} |")
    lines += [
        "",
        "| foretold from | rank correlation | 95 % interval | functions | pairs |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, foretold in figures["foretold"].items():
        if foretold is None:
            lines.append(f"| {name} | too few functions | {NONE} | {NONE} | {NONE} |")
            continue
        interval = f"{foretold['low']:.2f}..{foretold['high']:.2f}"
        rest = f"{interval} | {foretold['functions']} | {foretold['pairs']}"
        lines.append(f"| {name} | {foretold['rho']:.2f} | {rest} |")
    return "\n".join(lines) + "\n"


def noted(row: dict[str, Any]) -> str:
    """A rung with its median, and what must be known beside it."""
    notes = [f"{times(row['q1'])} to {times(row['q3'])}"]
    if row["figures"] < MOST * row["timed"]:
        notes.append(f"steady on {row['figures']} of {row['timed']}")
    if row["wrong"]:
        notes.append(f"wrong on {row['wrong']}")
    return f"{row['title']} {times(row['median'])} ({', '.join(notes)})"


def sentence(figures: dict[str, Any] | None) -> str:
    """What ordinary functions gain, in a sentence or two."""
    if figures is None:
        return f"What ordinary functions gain has not been published yet: `{COMMAND}` measures it."
    known = [row for row in figures["rungs"] if row["median"] is not None]
    # Of what is a little slower wherever one looks the table has it all.
    alike = [row["title"] for row in known if row["median"] < 1.0 and row["q3"] <= MUCH * row["q1"]]
    slower = [noted(row) for row in known if row["median"] < 1.0 and row["q3"] > MUCH * row["q1"]]
    told = [noted(row) for row in known if row["median"] >= 1.0]
    unknown = sum(row["median"] is None and row["timed"] > 0 for row in figures["rungs"])
    foretold = [
        f"{one['rho']:.2f} ({one['low']:.2f}..{one['high']:.2f}) with {name}"
        for name, one in figures["foretold"].items()
        if one is not None
    ]
    text = (
        f"On {figures['functions']} ordinary functions, unmodified, the median speedup beside "
        f"{figures['baseline']} was, with its quartiles: {'; '.join(told) or 'on no rung above 1x'}."
    )
    if slower:
        text += f" In the median slower: {'; '.join(slower)}."
    if alike:
        text += f" A little slower in the median: {'; '.join(alike)}."
    more = f", with {unknown} that have no fair figure" if unknown else ""
    text += f" [The table]({TABLE}) has them all{more}."
    if foretold:
        text += f" The rank correlation of all these speedups is {', '.join(foretold)}."
    return text


def whole(figures: dict[str, Any] | None) -> str:
    """The tables, with where they come from."""
    if figures is None:
        return sentence(None)
    sessions = figures["sessions"]
    word = "Session" if len(sessions) == 1 else "Sessions"
    where = f"{word} {' and '.join(sessions)}, {figures['machine']}, by `{COMMAND}`."
    return f"{where}\n\n{tables(figures).rstrip()}"


PLACES = {"README.md": sentence, "docs/climb.md": whole, "results/published/README.md": whole}
"""The documents, and what each of them says."""

BLOCK = re.compile(r"(<!-- functions -->)(\s*).*?\s*(<!-- /functions -->)", re.DOTALL)


def spliced(text: str, said: str) -> str:
    """A document with this between its markers, which stand in lines of their own or within a line."""
    found, count = BLOCK.subn(lambda block: f"{block[1]}{block[2]}{said}{block[2]}{block[3]}", text)
    if count != 1:
        raise ValueError(f"it has {count} pairs of markers in place of one")
    return found


def publish(figures: dict[str, Any]) -> None:
    """Keep figures for everybody, and write them into the documents."""
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    main([])


def main(words: list[str]) -> int:
    """Write the documents, or say which are not as they should be."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else None
    status = 0
    for name, say in PLACES.items():
        file = ROOT / name
        text = file.read_text(encoding="utf-8")
        now = spliced(text, say(figures))
        if now == text:
            continue
        if "--check" in words:
            print(f"{name} does not say what was published: python xtask/tests/functions/told.py")
            status = 1
        else:
            file.write_text(now, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
