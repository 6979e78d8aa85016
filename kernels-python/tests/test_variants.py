"""A variant differs from what it is a variant of by its idea, and by nothing else."""

from __future__ import annotations

import difflib
import re
import unittest
from pathlib import Path

from support import KERNELS

ROOT = KERNELS.parent

# How many lines of code each variant adds to its kernel at most, and how many of the kernel's it lacks, with
# all that both include; and how many of the kernel's its own file repeats at most.
VARIANTS = {
    "kernels-c/nbody_power.c": (1, 0, 0),
    "kernels-c/square_roots_power.c": (1, 0, 0),
    "kernels-codon/nbody_power.codon": (23, 1, 12),
    "kernels-codon/square_roots_power.codon": (1, 2, 6),
    "kernels-cython/nbody_no_cdivision.pyx": (1, 1, 0),
    "kernels-cython/nbody_pairs.pyx": (29, 20, 22),
    "kernels-cython/nbody_power.pyx": (1, 1, 39),
    "kernels-cython/spectral_norm_no_cdivision.pyx": (1, 1, 0),
    "kernels-cython/square_roots_power.pyx": (1, 2, 5),
    "kernels-mojo/nbody_power.mojo": (9, 2, 35),
    "kernels-mojo/square_roots_power.mojo": (4, 5, 14),
    "kernels-mypyc/pipeline_bytes_blog_contract.py": (3, 10, 3),
    "kernels-mypyc/nbody_power.py": (2, 2, 30),
    "kernels-mypyc/nbody_typed.py": (5, 3, 28),
    "kernels-mypyc/spectral_norm_typed.py": (3, 4, 32),
    "kernels-mypyc/spectral_norm_vec.py": (14, 13, 23),
    "kernels-mypyc/square_roots_power.py": (1, 2, 7),
    "kernels-numba/mandelbrot_parallel.py": (7, 1, 3),
    "kernels-numba/nbody_fast_math.py": (5, 0, 2),
    "kernels-numba/nbody_power.py": (5, 3, 22),
    "kernels-numba/spectral_norm_fast_math.py": (6, 0, 2),
    "kernels-numba/spectral_norm_parallel.py": (10, 2, 11),
    "kernels-numba/square_roots_power.py": (1, 2, 8),
    "kernels-numpy/nbody_power.py": (8, 6, 16),
    "kernels-python/json_parse_blog_contract.py": (3, 2, 2),
    "kernels-python/nbody_sqrt.py": (4, 1, 26),
    "kernels-python/pipeline_bytes_blog_contract.py": (3, 17, 3),
    "kernels-python/pipeline_bytes_digits.py": (3, 0, 3),
    "kernels-python/pipeline_dicts_blog_contract.py": (10, 35, 23),
    "kernels-python/spectral_norm_calls.py": (4, 4, 29),
    "kernels-python/square_roots_sqrt.py": (2, 1, 6),
    "kernels-rust/src/binary_trees_threads.rs": (3, 1, 1),
    "kernels-rust/src/mandelbrot_threads.rs": (3, 3, 5),
    "kernels-rust/src/nbody_power.rs": (2, 2, 22),
    "kernels-rust/src/square_roots_power.rs": (1, 1, 7),
    "kernels-taichi/nbody_power.py": (2, 3, 37),
    "kernels-taichi/spectral_norm_products.py": (8, 12, 28),
}

# Beside a kernel by name, but not it with one idea more: another algorithm, form or library; in what, and how
# many of the kernel's lines it repeats at most.
OTHERS = {
    "kernels-c/binary_trees_tuned.c": ("the limit: the nodes of a tree in one piece of memory", 19),
    "kernels-c/fannkuch_redux_tuned.c": ("the limit: a permutation in a register", 18),
    "kernels-c/mandelbrot_tuned.c": ("the limit: eight points in vector lanes", 20),
    "kernels-c/nbody_tuned.c": ("the limit: planets in vector lanes", 16),
    "kernels-c/spectral_norm_tuned.c": ("the limit: each element once for both products", 10),
    "kernels-cython/nbody_first.pyx": ("three ideas at once, all of them mistakes", 21),
    "kernels-cython/pipeline_bytes_blog_contract.pyx": ("includes another pipeline", 2),
    "kernels-cython/pipeline_bytes_yyjson_blog_contract.pyx": ("another parser, and trust in the input", 3),
    "kernels-cython/pipeline_dicts_blog_contract.pyx": ("trust in the input: no check is left", 18),
    "kernels-cython/pipeline_dicts_loop.pyx": ("the oracle's counting, not the kernel's", 54),
    "kernels-cython/pipeline_bytes_yyjson.pyx": ("another parser", 3),
    "kernels-jax/spectral_norm_recomputed.py": ("elements in every product, and no matrix", 17),
    "kernels-libraries/json_parse_msgspec.py": ("another parser", 2),
    "kernels-libraries/json_parse_orjson.py": ("another parser", 3),
    "kernels-libraries/json_parse_simdjson.py": ("another parser", 2),
    "kernels-libraries/pipeline_bytes_duckdb.py": ("another parser, then a query", 3),
    "kernels-libraries/pipeline_bytes_msgspec.py": ("another parser, with a schema", 5),
    "kernels-libraries/pipeline_bytes_orjson.py": ("another parser", 7),
    "kernels-libraries/pipeline_bytes_polars.py": ("another parser, then a query", 3),
    "kernels-libraries/pipeline_bytes_simdjson.py": ("another parser, with proxies", 3),
    "kernels-mojo/nbody_simd.mojo": ("vectors of coordinates: every access is another", 15),
    "kernels-mojo/pipeline_bytes_yyjson.mojo": ("another parser", 15),
    "kernels-mypyc/pipeline_dicts_blog_contract.py": ("trust in the input: no check is left", 25),
    "kernels-mypyc/nbody_lists.py": ("the oracle's other form with types, not the kernel's", 6),
    "kernels-mypyc/nbody_vec.py": ("vectors of quantities in place of objects: every access is another", 10),
    "kernels-python/nbody_lists.py": ("the form of the blog's figures", 14),
    "kernels-python/pipeline_dicts_digits.py": ("moments are numbers, and so is all that knows of them", 73),
    "kernels-python/spectral_norm_threads.py": ("rows divided among threads: each product is of a range", 30),
    "kernels-rust/src/pipeline_bytes_blog_contract.rs": ("typed structs, and trust in the input", 40),
    "kernels-rust/src/pipeline_bytes_threads.rs": ("parts that begin anywhere, and shares of users", 14),
    "kernels-rust/src/fannkuch_redux_threads.rs": ("blocks of permutations that begin anywhere", 10),
    "kernels-rust/src/nbody_tuned.rs": ("the limit: planets in vector lanes", 16),
    "kernels-rust/src/pipeline_bytes_tuned.rs": ("the limit: a reader of its own", 26),
    "kernels-rust/src/pipeline_bytes_yyjson.rs": ("another parser", 19),
    "kernels-rust/src/pipeline_dicts_loop.rs": ("the oracle's counting, not the kernel's", 7),
    "kernels-rust/src/spectral_norm_threads.rs": ("the tuned kernel's rows, divided among threads", 2),
    "kernels-rust/src/spectral_norm_tuned.rs": ("the limit: each element once for both products", 15),
}

SUFFIXES = (".c", ".codon", ".mojo", ".py", ".pyx", ".rs")
# What Cython reads in the comments at the head of a module is code.
COMMENTS = re.compile(r'""".*?"""|/\*.*?\*/|^ *(?:#(?! cython:)(?![\w\[])|//).*?$', re.DOTALL | re.MULTILINE)
INCLUDE = re.compile(r'#?include "([^"]+)"')
DEFINITION = re.compile(r"(?:pub )?(?:def|fn|struct|class) (\w+)")


def kernel_of(file: Path) -> Path | None:
    """`nbody.c` of `nbody_power.c`: the kernel of some benchmark in the same folder, or else the oracle."""
    ladder = "".join((ROOT / name).read_text("utf-8") for name in ("ladder.toml", "ladder.games.toml"))
    names = re.findall(r'^oracle = "kernels-python/(\w+)\.py"', ladder, re.MULTILINE)
    named = [name + file.suffix for name in names if file.stem.startswith(name + "_")]
    kernels = [folder / name for name in named for folder in (file.parent, KERNELS)]
    return next((kernel for kernel in kernels if kernel.is_file()), None)


def beside_a_kernel() -> dict[str, Path]:
    """Every source that is named after another one, and that one."""
    files = [*ROOT.glob("kernels-*/*.*"), *ROOT.glob("kernels-*/src/*.*")]
    pairs = {file: kernel_of(file) for file in files if file.suffix in SUFFIXES}
    return {file.relative_to(ROOT).as_posix(): kernel for file, kernel in pairs.items() if kernel is not None}


def own_code(file: Path) -> list[str]:
    """The lines of a file without its comments, documentation and tests."""
    text = file.read_text("utf-8").partition("#[cfg(test)]")[0]
    return [line for line in COMMENTS.sub("", text).splitlines() if line.strip()]


def code(file: Path) -> list[str]:
    """The same with the files beside it that it includes, in their places: what the compiler sees."""
    lines = []
    for line in own_code(file):
        included = INCLUDE.fullmatch(line)
        if included and file.with_name(included[1]).is_file():
            # Directives count at the head of a module alone.
            lines += [line for line in code(file.with_name(included[1])) if not line.startswith("# cython:")]
        else:
            lines.append(line)
    return lines


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


def repeated(kernel: Path, variant: Path) -> list[str]:
    """Lines of the variant's own file that are the kernel's, in their order."""
    lines = own_code(variant)
    # Not `ndiff`: which lines it pairs is not the same in all versions of Python.
    matcher = difflib.SequenceMatcher(None, code(kernel), lines, autojunk=False)
    return [line for block in matcher.get_matching_blocks() for line in lines[block.b : block.b + block.size]]


class Variants(unittest.TestCase):
    """They hold their idea, and include or import the rest."""

    def test_what_is_named_after_a_kernel_is_a_variant_of_it_or_says_why_not(self) -> None:
        self.assertEqual(sorted(beside_a_kernel()), sorted([*VARIANTS, *OTHERS]))

    def test_a_variant_changes_no_more_than_its_idea(self) -> None:
        kernels = beside_a_kernel()
        for variant, (most_added, most_lacking, _) in VARIANTS.items():
            with self.subTest(variant):
                added, lacking = changes(kernels[variant], ROOT / variant)
                self.assertTrue(added or lacking, "the same code twice")
                self.assertLessEqual(len(added), most_added, "\n".join(added))
                self.assertLessEqual(len(lacking), most_lacking, "\n".join(lacking))

    def test_what_could_be_included_is_not_repeated(self) -> None:
        kernels = beside_a_kernel()
        limits = {variant: most for variant, (_, _, most) in VARIANTS.items()}
        limits |= {other: most for other, (_, most) in OTHERS.items()}
        for variant, most in limits.items():
            with self.subTest(variant):
                again = repeated(kernels[variant], ROOT / variant)
                self.assertLessEqual(len(again), most, "\n".join(again))


if __name__ == "__main__":
    unittest.main()
