"""The probe tells the truth about the interpreter that runs these tests."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import sysconfig
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

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
            self.assertIn(facts["jit_available"], (True, False, None))
            self.assertIn(facts["distribution"], (True, False))
            if sys.platform == "linux":
                self.assertGreater(facts["peak_memory_bytes"], 1_000_000)

    def test_a_jit_that_is_off_by_default_is_on_when_it_is_asked_for(self) -> None:
        if probe()["jit_available"] is not True or sys.implementation.name != "cpython":
            self.skipTest("no JIT in this interpreter")
        for wanted in ("0", "1"):
            with self.subTest(wanted), mock.patch.dict(os.environ, PYTHON_JIT=wanted):
                self.assertEqual(probe()["jit_enabled"], wanted == "1")

    def test_the_generic_cpu_has_a_name_of_its_own_on_x86_64(self) -> None:
        module = load("probe")
        for machine, name in (
            ("x86_64", "x86-64"),
            ("AMD64", "x86-64"),
            ("aarch64", "generic"),
            ("arm64", "generic"),
        ):
            with self.subTest(machine), mock.patch.object(module, "machine", return_value=machine):
                self.assertEqual(module.generic_cpu(), name)

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
        upstream = {"abs_srcdir": "/tmp/Python-3.13.0"}
        with_both = {**upstream, "CONFIG_ARGS": "'--enable-optimizations' '--with-lto'"}
        with built_elsewhere() as module:
            self.assertEqual(module.optimisation(with_both)[:2], (True, True))
            self.assertEqual(module.optimisation({**upstream, "CONFIG_ARGS": "''"})[:2], (False, False))
            self.assertEqual(module.optimisation(upstream)[:2], (None, None))


@contextlib.contextmanager
def built_elsewhere(prefix: str = "/opt/python", release: str = "debian", like: str = "") -> Iterator[Any]:
    """The probe's module, as if it ran in a CPython without a library of its own, on some distribution."""
    module = load("probe")
    names = {"ID": release, "ID_LIKE": like}
    with (
        mock.patch.object(module.sys, "base_prefix", prefix),
        mock.patch.object(module.sys.implementation, "name", "cpython"),
        mock.patch.object(module, "os_release", return_value=names),
        mock.patch.object(module, "compiler", return_value="GCC 12.2.0"),
        mock.patch.object(module, "machine", return_value="x86_64"),
        mock.patch.object(module, "shared", side_effect=lambda config: config.get("Py_ENABLE_SHARED") == 1),
        mock.patch.object(module, "debug", side_effect=lambda config: config.get("Py_DEBUG") == 1),
    ):
        yield module


class Jit(unittest.TestCase):
    """Whether anything is compiled while it runs."""

    def test_graalpy_without_its_compiler_has_none(self) -> None:
        for runtime, compiles in (("GraalVM CE", True), ("Oracle GraalVM", True), ("Interpreted", False)):
            version = f"3.12.8 (Sun Nov 22 05:56:02 UTC 2026)\n[Graal, {runtime}, Java 25.0.3 (amd64)]"
            with (
                self.subTest(runtime),
                built_elsewhere() as module,
                mock.patch.object(module.sys.implementation, "name", "graalpy"),
                mock.patch.object(module.sys, "version", version),
            ):
                self.assertEqual(module.jit({}), (compiles, compiles))


class BuildKind(unittest.TestCase):
    """What may be compared as versions has one kind; what may not has two."""

    def test_builds_from_source_are_told_apart_by_their_flags(self) -> None:
        for arguments, kind in (
            ("", "source, GCC 12.2.0, plain"),
            ("'--enable-optimizations'", "source, GCC 12.2.0, PGO"),
            ("'--enable-optimizations' '--with-lto'", "source, GCC 12.2.0, PGO + LTO"),
            ("'--enable-optimizations' '--with-lto' '--enable-bolt'", "source, GCC 12.2.0, PGO + LTO + BOLT"),
        ):
            with self.subTest(arguments), built_elsewhere() as module:
                self.assertEqual(module.build_kind({"CONFIG_ARGS": arguments}), kind)
                self.assertEqual(
                    module.build_kind({"CONFIG_ARGS": arguments, "Py_ENABLE_SHARED": 1, "Py_DEBUG": 1}),
                    f"{kind}, shared library, debug",
                )

    def test_where_and_when_it_was_built_makes_no_kind(self) -> None:
        places = ("/tmp/python-build.20260509073628.234/Python-3.13.0", "/home/me/Python-3.9.18")
        with built_elsewhere() as module:
            kinds = {module.build_kind({"CONFIG_ARGS": "", "abs_srcdir": place}) for place in places}
        self.assertEqual(len(kinds), 1)

    def test_debian_s_own_are_one_kind_installed_or_unpacked(self) -> None:
        config = {"CONFIG_ARGS": "'--enable-shared'", "Py_ENABLE_SHARED": 1}
        unpacked = {**config, "abs_srcdir": "/build/reproducible-path/python3.14-3.14.8/build-shared/.."}
        for prefix in ({"prefix": "/usr"}, {}):
            with built_elsewhere(**prefix) as module:
                names = (module.build_kind(unpacked), module.packager(unpacked))
                self.assertEqual(names, ("Debian", "Debian"))
        with built_elsewhere(prefix="/usr") as module:  # somebody's `make install` into /usr
            self.assertIsNone(module.packager(config))
            self.assertFalse(module.optimisation(config)[0])
        with built_elsewhere() as module:
            self.assertEqual(module.optimisation(unpacked), (True, True, "distribution"))
            self.assertIsNone(module.packager(config))
        with built_elsewhere(prefix="/usr", release="ubuntu", like="debian") as module:
            self.assertEqual(module.build_kind(unpacked), "Ubuntu")

    def test_other_distributions_and_standalone_builds_are_named(self) -> None:
        optimised = {"CONFIG_ARGS": "'--enable-optimizations' '--with-lto'"}
        with built_elsewhere(prefix="/usr", release="fedora") as module:
            self.assertEqual(module.build_kind(optimised), "fedora, PGO + LTO")
        with built_elsewhere() as module:
            standalone = "python-build-standalone, PGO + LTO"
            self.assertEqual(module.build_kind({**optimised, "PYTHON_BUILD_STANDALONE": 1}), standalone)
            self.assertEqual(module.build_kind({**optimised, "prefix": "/install"}), standalone)

    def test_what_is_not_known_has_no_kind(self) -> None:
        with built_elsewhere() as module:
            self.assertIsNone(module.build_kind({}))
            with mock.patch.object(module.sys.implementation, "name", "pypy"):
                self.assertIsNone(module.build_kind({"CONFIG_ARGS": ""}))


if __name__ == "__main__":
    unittest.main()
