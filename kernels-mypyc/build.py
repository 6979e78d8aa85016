"""Compile a kernel with mypyc: `python build.py [--as-it-is] OUT FILE` makes OUT/<name><EXT_SUFFIX>.

Modules beside the file that it imports are compiled with it, into the same folder. Everything that is made
lies in OUT, mypyc's account of what stayed slow (`account.json`) among it. The command line of setuptools is
the only way to tell it where to build.

A file `--as-it-is` is anybody's: it need not have types, and whatever it imports stays as it is.
"""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kernels-python"))

import account
from mypyc.build import mypycify
from setuptools import setup  # type: ignore[import-untyped]

AS_IT_IS = "--as-it-is"


def main() -> None:
    """Build in the file's folder as the current one: mypyc names modules after relative paths."""
    as_it_is = sys.argv[1:2] == [AS_IT_IS]
    out, file = (Path(word).resolve() for word in sys.argv[-2:])
    os.chdir(file.parent)
    anybodys = ["--follow-imports=skip", "--ignore-missing-imports", "--disable-error-code=var-annotated"]
    checks = anybodys if as_it_is else ["--strict"]
    sources = [file.name] if as_it_is else modules(file)
    annotation = out / "annotation.html"
    extensions = mypycify(
        # No configuration file: what is compiled should not depend on where the folder lies.
        [
            *checks,
            "--config-file=",
            f"--cache-dir={out / 'mypy'}",
            "-a",
            str(annotation),
            *sources,
        ],
        target_dir=str(out / "c"),
    )
    account.write("mypyc", annotation, file, out / "account.json")
    setup(
        name="kernel",
        py_modules=[],
        ext_modules=extensions,
        script_args=["--quiet", "build_ext", f"--build-lib={out}", f"--build-temp={out / 'objects'}"],
    )


def modules(file: Path) -> list[str]:
    """The names of the file and of those beside it that it imports, and so on."""
    names = [file.name]
    for name in names:  # which grows
        for node in ast.walk(ast.parse(Path(name).read_text(encoding="utf-8"))):
            imported = f"{node.module}.py" if isinstance(node, ast.ImportFrom) else ""
            if imported not in names and imported and Path(imported).exists():
                names.append(imported)
    return names


if __name__ == "__main__":
    main()
