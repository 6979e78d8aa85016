"""Copy the library that Cargo built to where Python can import it.

    python copy_extension.py FOLDER DESTINATION

Cargo names a library by the platform's custom (libkernels_rust.so, libkernels_rust.dylib, kernels_rust.dll);
Python wants the module's name and a suffix of its own. FOLDER is Cargo's (`.../release`), DESTINATION the
file to be.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

NAMES = ("libkernels_rust.so", "libkernels_rust.dylib", "kernels_rust.dll")


def main() -> int:
    """Copy the one that is there."""
    if len(sys.argv) != 3:
        print("usage: copy_extension.py FOLDER DESTINATION", file=sys.stderr)
        return 2
    folder, destination = map(Path, sys.argv[1:])
    built = [folder / name for name in NAMES if (folder / name).is_file()]
    if len(built) != 1:
        print(f"copy_extension.py: expected one of {', '.join(NAMES)} in {folder}", file=sys.stderr)
        return 1
    shutil.copyfile(built[0], destination)
    return 0


if __name__ == "__main__":
    sys.exit(main())
