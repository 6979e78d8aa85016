"""Compile a kernel with mypyc: `python build.py OUT FILE` makes OUT/<name><EXT_SUFFIX>.

Modules beside the file that it imports are compiled with it, into the same folder. Everything that is made
lies in OUT. The command line of setuptools is the only way to tell it where to build.
"""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

from mypyc.build import mypycify
from setuptools import setup  # type: ignore[import-untyped]


def main() -> None:
    """Build in the file's folder as the current one: mypyc names modules after relative paths."""
    out, file = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    os.chdir(file.parent)
    extensions = mypycify(
        # No configuration file: what is compiled should not depend on where the folder lies.
        ["--strict", "--config-file=", f"--cache-dir={out / 'mypy'}", *modules(file)],
        target_dir=str(out / "c"),
    )
    setup(
        name="kernel",
        py_modules=[],
        ext_modules=extensions,
        script_args=["--quiet", "build_ext", f"--build-lib={out}", f"--build-temp={out / 'objects'}"],
    )


def modules(file: Path) -> list[str]:
    """The names of the file and of those beside it that it imports."""
    names = [file.name]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and Path(f"{node.module}.py").exists():
            names.append(f"{node.module}.py")
    return names


if __name__ == "__main__":
    main()
