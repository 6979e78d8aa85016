"""A variant that is a whole file differs from what it is a variant of by its idea, and by nothing else."""

from __future__ import annotations

import difflib
import re
import unittest

from support import KERNELS

# The folder, the kernel, its variant, and the lines of code of the latter that the former may lack.
VARIANTS = (
    ("kernels-c", "nbody.c", "nbody_power.c", 1),
    ("kernels-c", "square_roots.c", "square_roots_power.c", 1),
    ("kernels-cython", "nbody.pyx", "nbody_power.pyx", 1),
    ("kernels-cython", "nbody.pyx", "nbody_pairs.pyx", 29),
    ("kernels-cython", "nbody.pyx", "nbody_no_cdivision.pyx", 0),
    ("kernels-cython", "spectral_norm.pyx", "spectral_norm_no_cdivision.pyx", 0),
    ("kernels-cython", "square_roots.pyx", "square_roots_power.pyx", 1),
    ("kernels-mojo", "square_roots.mojo", "square_roots_power.mojo", 4),  # with the module's name
    ("kernels-mypyc", "spectral_norm.py", "spectral_norm_typed.py", 3),
    ("kernels-mypyc", "square_roots.py", "square_roots_power.py", 1),
    ("kernels-numba", "square_roots.py", "square_roots_power.py", 1),
    ("kernels-python", "square_roots.py", "square_roots_sqrt.py", 2),
)

COMMENTS = re.compile(r'""".*?"""|/\*.*?\*/', re.DOTALL)


def code(folder: str, name: str) -> list[str]:
    """The lines of a file without its comments and documentation."""
    text = (KERNELS.parent / folder / name).read_text(encoding="utf-8")
    return [line for line in COMMENTS.sub("", text).splitlines() if line.strip()]


class Variants(unittest.TestCase):
    """Whole files, side by side."""

    def test_a_variant_adds_no_more_than_its_idea(self) -> None:
        for folder, kernel, variant, most in VARIANTS:
            lines = difflib.ndiff(code(folder, kernel), code(folder, variant))
            changed = [line for line in lines if line.startswith(("+ ", "- "))]
            added = [line for line in changed if line.startswith("+ ")]
            with self.subTest(folder=folder, variant=variant):
                self.assertTrue(changed, "the same code twice")
                self.assertLessEqual(len(added), most, "\n".join(added))


if __name__ == "__main__":
    unittest.main()
