"""Make a Cargo package around one file of Rust that has a function for Python.

    python one_file.py KERNEL ENTRY FOLDER

KERNEL has `#[pyfunction] pub fn ENTRY`. The package in FOLDER compiles it where it lies, so that paths in it
are true, and is built as this project's own library is. Packages are those of this project's Cargo.lock,
where it is at hand.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

NAME = "kernels_rust"
"""What Cargo calls the library, whatever the kernel's name."""

MANIFEST = """\
[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]

[dependencies]
pyo3 = {pyo3}

[profile.release]
lto = "fat"
codegen-units = 1
panic = "unwind"

[workspace]
"""

LIBRARY = """\
#[path = {path}]
mod kernel;

#[pyo3::pymodule]
fn kernels_rust(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {{
    use pyo3::types::PyModuleMethods as _;
    module.add_function(pyo3::wrap_pyfunction!(kernel::{entry}, module)?)
}}
"""


def pyo3() -> str:
    """How this project's own kernels ask for PyO3."""
    text = (HERE / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(r'^pyo3 = \{ version = "([^"]+)", features = (\[[^]]*\])', text, re.MULTILINE)
    if found is None:
        raise SystemExit("one_file.py: kernels-rust/Cargo.toml does not say which PyO3 it needs")
    return f'{{ version = "{found[1]}", features = {found[2]} }}'


def main() -> int:
    """Write the package, and leave as it is what has not changed."""
    if len(sys.argv) != 4:
        print("usage: one_file.py KERNEL ENTRY FOLDER", file=sys.stderr)
        return 2
    kernel, entry, folder = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3])
    (folder / "src").mkdir(parents=True, exist_ok=True)
    library = LIBRARY.format(path=json.dumps(str(kernel), ensure_ascii=False), entry=entry)
    files = {"Cargo.toml": MANIFEST.format(name=NAME, pyo3=pyo3()), "src/lib.rs": library}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    lock = HERE.parent / "Cargo.lock"
    if lock.is_file() and not (folder / "Cargo.lock").exists():
        shutil.copyfile(lock, folder / "Cargo.lock")
    return 0


if __name__ == "__main__":
    sys.exit(main())
