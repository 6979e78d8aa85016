"""Build the wheel, install it in an empty environment, and climb with it: no Rust and no C compiler on PATH.

    python try.py [FOLDER]

FOLDER keeps what is made; otherwise it goes. It takes pip, git, cargo and PyPI, and some minutes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MOST_BYTES = 15_000_000
"""A wheel of more is no download for a quick look."""

SOURCE = """\
def distance(one, other):
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, other_letter in enumerate(other):
            row.append(min(before[j + 1] + 1, row[j] + 1, before[j] + (letter != other_letter)))
        before = row
    return before[-1]
"""


def ran(words: list[str], status: int = 0, **settings: object) -> str:
    """What a command prints, which must end with this status."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, **settings)  # type: ignore[call-overload]
    said: str = done.stdout + done.stderr
    assert done.returncode == status, f"{words} ended with {done.returncode}, not {status}:\n{said}"
    return said


def built(folder: Path) -> Path:
    """The wheel, made as pip makes it of a checkout."""
    ran(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(folder / "wheels"),
            str(ROOT),
        ]
    )
    (wheel,) = (folder / "wheels").glob("optimization_ladder-*.whl")
    return wheel


def looked_at(wheel: Path, folder: Path) -> None:
    """Its size, its licences, its version, its tag."""
    assert wheel.stat().st_size < MOST_BYTES, f"{wheel.stat().st_size} bytes"
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        assert any(each.endswith(f".dist-info/licenses/{name}") for each in names), f"no {name}"
    for name in ("ladder.toml", "kernels-python/runner.py"):
        assert any(each.endswith(f"share/optimization-ladder/{name}") for each in names), f"no {name}"
    version = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None and wheel.name.split("-")[1] == version[1], wheel.name
    if sys.platform == "linux":
        tools = folder / "tools"
        ran([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), "auditwheel==6.8.2"])
        own = {**os.environ, "PYTHONPATH": str(tools)}
        said = ran([sys.executable, "-m", "auditwheel", "show", str(wheel)], env=own)
        tag = wheel.stem.split("-")[-1].split(".")[0]
        assert tag in said, f"{tag} is not what auditwheel says:\n{said}"


def climbed(wheel: Path, folder: Path) -> str:
    """What a climb says in an environment that has nothing but the wheel."""
    venv.create(folder / "empty", with_pip=True, clear=True)
    programs = folder / "empty" / "bin"
    ran([str(programs / "python"), "-m", "pip", "install", "--quiet", "--no-index", str(wheel)])
    home, work = folder / "home", folder / "my wörk"
    for each in (home, work):
        each.mkdir(exist_ok=True)
    (work / "slow.py").write_text(SOURCE, encoding="utf-8")
    # One interpreter for the climb, and nothing else that a system has.
    few = folder / "few"
    few.mkdir(exist_ok=True)
    for name in ("python3", f"python3.{sys.version_info.minor}"):
        (few / name).unlink(missing_ok=True)
        (few / name).symlink_to(Path(sys.executable).resolve())
    own = {"PATH": f"{programs}:{few}", "HOME": str(home)}
    own |= {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "UV_", "SSL_")) or "proxy" in name
    }

    def ladder(words: list[str], status: int = 0) -> str:
        return ran([str(programs / "ladder"), *words], status, cwd=work, env=own)

    assert "ladder climb" in ladder(["--help"]) and "cargo xtask" not in ladder(["climb", "--help"])
    for words in (["run"], ["check"], ["test"], ["splice", "README.md"]):
        said = ladder(words, 2)
        assert "this takes a checkout of the repository" in said, said
    call, limits = "distance('saturday', 'sunday')", ["--budget", "30s", "--timeout", "2m"]
    said = ladder(["climb", "slow.py:distance", "--call", call, *limits])
    assert "cargo xtask" not in said, said
    assert (home / ".cache" / "optimization-ladder").is_dir() and (
        home / ".local/share/optimization-ladder/results"
    ).is_dir()
    assert sorted(path.name for path in work.iterdir()) == ["slow.py"], "nothing is written beside the file"
    assert "distance of slow.py" in ladder(["report"])
    return said


def main() -> int:
    """Say what was seen."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else made)
        folder.mkdir(parents=True, exist_ok=True)
        wheel = built(folder)
        print(f"{wheel.name}: {wheel.stat().st_size:,} bytes")
        looked_at(wheel, folder)
        print(climbed(wheel, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
