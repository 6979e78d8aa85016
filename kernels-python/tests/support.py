"""What the tests share: where things are, and how to load a kernel that lives beside this folder."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

KERNELS = Path(__file__).resolve().parents[1]
DATA = KERNELS.parent / "data"
CHECKS = DATA / "check"


def load(name: str, folder: Path = KERNELS) -> Any:
    """The module of this name in the folder."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    module: ModuleType = importlib.import_module(name)
    return module
