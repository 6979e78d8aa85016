"""Build the wheel: maturin, with the files of the ladder copied to where it takes a wheel's data from.

A build backend by PEP 517, so that `pip wheel .`, `uv build --wheel` and `uv tool install .` all do it.
maturin takes links to files for data, but none to folders.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import maturin

ROOT = Path(__file__).resolve().parents[2]
STAGE = ROOT / "target" / "wheel-data"
"""What pyproject.toml names as maturin's `data`."""

PARTS = ["ladder*.toml", "kernels-*", "data", "xtask/*requirements*", "LICENSE-*"]
"""What `ladder climb` reads, and what the ladder names."""

LEFT_OUT = ("tests", "benches")
"""Folders that nobody needs who does not work on the kernels."""


def stage() -> None:
    """Copy every tracked file of these parts into `share/optimization-ladder/`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", *PARTS], cwd=ROOT, capture_output=True, check=False
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if listed.returncode != 0 or not names:
        raise SystemExit("the wheel is built from a checkout of the repository, whose files git lists")
    shutil.rmtree(STAGE, ignore_errors=True)
    for name in names:
        if not set(LEFT_OUT) & set(Path(name).parts):
            place = STAGE / "data" / "share" / "optimization-ladder" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place)


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """The hook of PEP 517."""
    stage()
    settings = dict(config_settings or {})
    if sys.platform == "linux":
        # Without it maturin claims no more than this very system.
        settings.setdefault("build-args", "--compatibility pypi")
    return str(maturin.build_wheel(wheel_directory, settings, metadata_directory))


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: dict[str, Any] | None = None
) -> str:
    """The hook of PEP 517, which comes first: maturin wants what it names to be there."""
    stage()
    return str(maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings))


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """The hook of PEP 517: nothing beside what pyproject.toml says."""
    return []
