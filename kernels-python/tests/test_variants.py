"""A variant differs from what it is a variant of by its idea, and by nothing else."""

from __future__ import annotations

import difflib
import re
import unittest
from pathlib import Path

from support import KERNELS

ROOT = KERNELS.parent

# How many lines of code each variant adds to its kernel at most, and how many of the kernel's it lacks.
VARIANTS = {
    "kernels-c/nbody_power.c": (1, 1),
    "kernels-c/square_roots_power.c": (1, 1),
    "kernels-cython/nbody_no_cdivision.pyx": (0, 4),
    "kernels-cython/nbody_pairs.pyx": (29, 20),
    "kernels-cython/nbody_power.pyx": (1, 1),
    "kernels-cython/spectral_norm_no_cdivision.pyx": (0, 3),
    "kernels-cython/square_roots_power.pyx": (1, 2),
    "kernels-mojo/nbody_power.mojo": (9, 2),
    "kernels-mojo/square_roots_power.mojo": (4, 5),
    "kernels-mypyc/nbody_power.py": (2, 2),
    "kernels-mypyc/nbody_typed.py": (5, 3),
    "kernels-mypyc/spectral_norm_typed.py": (3, 4),
    "kernels-mypyc/spectral_norm_vec.py": (14, 13),
    "kernels-mypyc/square_roots_power.py": (1, 2),
    "kernels-numba/nbody_fast_math.py": (5, 0),
    "kernels-numba/nbody_power.py": (2, 3),
    "kernels-numba/spectral_norm_fast_math.py": (6, 0),
    "kernels-numba/spectral_norm_parallel.py": (10, 2),
    "kernels-numba/square_roots_power.py": (1, 2),
    "kernels-numpy/nbody_power.py": (2, 2),
    "kernels-python/json_parse_blog_contract.py": (3, 2),
    "kernels-python/nbody_sqrt.py": (4, 1),
    "kernels-python/pipeline_bytes_blog_contract.py": (3, 17),
    "kernels-python/pipeline_dicts_blog_contract.py": (10, 42),
    "kernels-python/spectral_norm_calls.py": (4, 4),
    "kernels-python/square_roots_sqrt.py": (2, 1),
    "kernels-rust/src/nbody_power.rs": (2, 2),
    "kernels-rust/src/square_roots_power.rs": (1, 1),
    "kernels-taichi/nbody_power.py": (2, 3),
    "kernels-taichi/spectral_norm_products.py": (8, 12),
}

# Beside a kernel by name, but not it with one idea more: another algorithm, form or library; and in what.
OTHERS = {
    "kernels-c/nbody_tuned.c": "the limit: planets in vector lanes",
    "kernels-c/spectral_norm_tuned.c": "the limit: each element once for both products",
    "kernels-cython/nbody_first.pyx": "the oracle's form with types, not the kernel's",
    "kernels-cython/pipeline_bytes_yyjson.pyx": "another parser",
    "kernels-libraries/pipeline_bytes_duckdb.py": "another parser, then a query",
    "kernels-libraries/pipeline_bytes_msgspec.py": "another parser, with a schema",
    "kernels-libraries/pipeline_bytes_orjson.py": "another parser",
    "kernels-libraries/pipeline_bytes_polars.py": "another parser, then a query",
    "kernels-libraries/pipeline_bytes_simdjson.py": "another parser, with proxies",
    "kernels-mojo/pipeline_bytes_yyjson.mojo": "another parser",
    "kernels-mypyc/nbody_lists.py": "the oracle's other form with types, not the kernel's",
    "kernels-mypyc/nbody_vec.py": "vectors of quantities in place of objects: every access is another",
    "kernels-python/nbody_lists.py": "the form of the blog's figures",
    "kernels-rust/src/nbody_tuned.rs": "the limit: planets in vector lanes",
    "kernels-rust/src/pipeline_bytes_tuned.rs": "the limit: a reader of its own",
    "kernels-rust/src/pipeline_bytes_yyjson.rs": "another parser",
    "kernels-rust/src/spectral_norm_threads.rs": "the tuned kernel's rows, divided among threads",
    "kernels-rust/src/spectral_norm_tuned.rs": "the limit: each element once for both products",
}

SUFFIXES = (".c", ".codon", ".mojo", ".py", ".pyx", ".rs")
COMMENTS = re.compile(r'""".*?"""|/\*.*?\*/|^ *(?:#(?![\w\[])|//).*?$', re.DOTALL | re.MULTILINE)
DEFINITION = re.compile(r"(?:pub )?(?:def|fn|struct|class) (\w+)")


def kernel_of(file: Path) -> Path | None:
    """`nbody.c` of `nbody_power.c`: the kernel of some benchmark in the same folder."""
    names = re.findall(
        r'^oracle = "kernels-python/(\w+)\.py"', (ROOT / "ladder.toml").read_text("utf-8"), re.MULTILINE
    )
    kernels = [file.with_name(name + file.suffix) for name in names if file.stem.startswith(name + "_")]
    return next((kernel for kernel in kernels if kernel.is_file()), None)


def beside_a_kernel() -> dict[str, Path]:
    """Every source that is named after another one, and that one."""
    files = [*ROOT.glob("kernels-*/*.*"), *ROOT.glob("kernels-*/src/*.*")]
    pairs = {file: kernel_of(file) for file in files if file.suffix in SUFFIXES}
    return {file.relative_to(ROOT).as_posix(): kernel for file, kernel in pairs.items() if kernel is not None}


def code(file: Path) -> list[str]:
    """The lines of a file without its comments, documentation and tests."""
    text = file.read_text("utf-8").partition("#[cfg(test)]")[0]
    return [line for line in COMMENTS.sub("", text).splitlines() if line.strip()]


def definitions(lines: list[str]) -> list[tuple[str, list[str]]]:
    """What begins in the first column, each with its name and with what is indented below it."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        begins = not line.startswith((" ", "\t", ")", "}", "]"))
        if begins:
            name = DEFINITION.match(line)
            found.append((name[1] if name else line, []))
        found[-1][1].append(line)
    return found


def changes(kernel: Path, variant: Path) -> tuple[list[str], list[str]]:
    """Lines that the variant adds, and that it lacks: of one that it imports, in what it repeats alone."""
    before, after = code(kernel), code(variant)
    if re.search(rf"^(?:from|import|use crate::) ?{kernel.stem}\b", "\n".join(after), re.MULTILINE):
        repeated = {name for name, _ in definitions(after)}
        before = [line for name, lines in definitions(before) for line in lines if name in repeated]
    lines = list(difflib.ndiff(before, after))
    added = [line for line in lines if line.startswith("+ ")]
    lacking = [line for line in lines if line.startswith("- ")]
    return added, lacking


class Variants(unittest.TestCase):
    """Whole files, or those that import what they do not change."""

    def test_what_is_named_after_a_kernel_is_a_variant_of_it_or_says_why_not(self) -> None:
        self.assertEqual(sorted(beside_a_kernel()), sorted([*VARIANTS, *OTHERS]))

    def test_a_variant_changes_no_more_than_its_idea(self) -> None:
        kernels = beside_a_kernel()
        for variant, (most_added, most_lacking) in VARIANTS.items():
            with self.subTest(variant):
                added, lacking = changes(kernels[variant], ROOT / variant)
                self.assertTrue(added or lacking, "the same code twice")
                self.assertLessEqual(len(added), most_added, "\n".join(added))
                self.assertLessEqual(len(lacking), most_lacking, "\n".join(lacking))


if __name__ == "__main__":
    unittest.main()
