"""The probe tells the truth about the interpreter that runs these tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import unittest
from typing import Any

from support import KERNELS, load


def probe(*options: str) -> dict[str, Any]:
    """What it prints, which must be one line."""
    command = [sys.executable, *options, str(KERNELS / "probe.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


class Probe(unittest.TestCase):
    """Facts that can be had by another way."""

    def test_it_knows_the_interpreter(self) -> None:
        for options in ((), ("-I", "-S")):
            facts = probe(*options)
            self.assertEqual(facts["version_tag"], f"{sys.version_info.major}.{sys.version_info.minor}")
            self.assertTrue(facts["version"].startswith(facts["version_tag"] + "."))
            self.assertEqual(facts["implementation"], sys.implementation.name)
            self.assertTrue(os.path.samefile(facts["executable"], sys.executable))
            self.assertEqual(facts["ext_suffix"], sysconfig.get_config_var("EXT_SUFFIX"))
            self.assertEqual(facts["headers"], os.path.exists(os.path.join(facts["include"], "Python.h")))
            self.assertIn(facts["pgo"], (True, False, None))
            self.assertEqual(set(facts["jit"]), {"available", "enabled"})

    def test_options_of_configure_count_when_they_are_on(self) -> None:
        switched_on = load("probe").switched_on
        for arguments, expected in (
            ("", False),
            ("'--enable-shared'", False),
            ("'--with-lto'", True),
            ("'--prefix=/usr' '--with-lto=full' 'CC=gcc'", True),
            ("--with-lto --enable-shared", True),
            ("'--with-lto=no'", False),
            ("'--without-lto'", False),
            ("'--with-lto-not'", False),
            ("'--with-lto' '--with-lto=no'", False),
        ):
            with self.subTest(arguments):
                self.assertEqual(switched_on(arguments, "--with-lto"), expected)

    def test_an_upstream_build_says_so_itself(self) -> None:
        if sys.implementation.name != "cpython":
            self.skipTest("not CPython")
        optimisation = load("probe").optimisation
        upstream = {"abs_srcdir": "/tmp/Python-3.13.0"}
        with_both = {**upstream, "CONFIG_ARGS": "'--enable-optimizations' '--with-lto'"}
        if sys.base_prefix != "/usr":
            self.assertEqual(optimisation(with_both)[:2], (True, True))
            self.assertEqual(optimisation({**upstream, "CONFIG_ARGS": "''"})[:2], (False, False))
        self.assertEqual(optimisation(upstream)[:2], (None, None))


if __name__ == "__main__":
    unittest.main()
