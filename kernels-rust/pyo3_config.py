"""Say for which Python PyO3 builds, in the file that its PYO3_CONFIG_FILE names.

    python pyo3_config.py FILE

It is the Python that runs this. PyO3 could ask it itself (PYO3_PYTHON), and would link what that tells it.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path


def main() -> int:
    """Write the file."""
    if len(sys.argv) != 2:
        print("usage: pyo3_config.py FILE", file=sys.stderr)
        return 2
    lines = [
        "implementation=CPython",
        f"version={sys.version_info.major}.{sys.version_info.minor}",
        f"pointer_width={8 * struct.calcsize('P')}",
    ]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
