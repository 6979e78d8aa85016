"""The runner keeps the protocol of docs/runner-protocol.md, whatever the kernel does."""

from __future__ import annotations

import errno
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Sequence
from glob import glob
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any
from unittest import mock

from support import KERNELS, load

RUNNER = KERNELS / "runner.py"


class Conversation:
    """A runner at the other end of two pipes."""

    def __init__(
        self, artefact: Path, entry: str, *options: str, shared: Sequence[Path] = (), host: Path = RUNNER
    ) -> None:
        folders = [word for folder in shared for word in ("--with", str(folder))]
        self.process = subprocess.Popen(
            [sys.executable, *options, str(host), *folders, str(artefact), entry],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def send(self, command: str | bytes) -> None:
        """One line."""
        assert self.process.stdin is not None
        self.process.stdin.write((command if isinstance(command, bytes) else command.encode()) + b"\n")
        self.process.stdin.flush()

    def receive(self) -> str:
        """One line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().rstrip("\n")

    def ask(self, command: str | bytes) -> str:
        """A command that has one line for an answer."""
        self.send(command)
        return self.receive()

    def prepare(self, value: int = 1, **fields: Any) -> str:
        """Prepare an integer, unless the fields say otherwise."""
        return self.ask("prepare " + json.dumps({"input": "integer", "value": value, **fields}))

    def run(self, samples: int = 1, iterations: int = 1) -> list[str]:
        """All answers to `run`."""
        self.send(f"run {samples} {iterations}")
        lines = [self.receive()]
        while lines[-1].startswith("sample "):
            lines.append(self.receive())
        return lines

    def result(self) -> Any:
        """The value of the last iteration."""
        line = self.ask("output")
        assert line.startswith("output "), line
        return json.loads(line[len("output ") :])

    def finish(self, command: str = "quit") -> tuple[int, str]:
        """Exit status and standard error; without a command the input just ends."""
        if command:
            self.send(command)
        out, err = self.process.communicate(timeout=30)
        assert out == b"", out
        return self.process.returncode, err.decode()


class RunnerTest(unittest.TestCase):
    """A folder for kernels, and how to start one."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, source: str, name: str = "kernel.py", entry: str = "kernel") -> Conversation:
        """A runner with this kernel."""
        path = self.folder / name
        path.write_text(source, encoding="utf-8")
        conversation = Conversation(path, entry)
        self.addCleanup(conversation.__exit__)
        return conversation

    def error(self, line: str) -> dict[str, Any]:
        """The object of an error answer, with all its fields."""
        self.assertTrue(line.startswith("error {"), line)
        answer: dict[str, Any] = json.loads(line[len("error ") :])
        self.assertEqual(sorted(answer), ["field", "index", "kind", "message"])
        self.assertNotIn("\n", answer["message"])
        return answer


COUNT = """
calls = 0
def kernel(argument):
    global calls
    calls += 1
    return [argument, calls]
"""


class Protocol(RunnerTest):
    """Commands and answers."""

    def test_a_whole_conversation(self) -> None:
        runner = self.start(COUNT)
        self.assertEqual(runner.prepare(5), "ready")
        lines = runner.run(3, 2)
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[-1], "done")
        for line in lines[:-1]:
            self.assertRegex(line, r"\Asample [0-9]+ [0-9]+\Z")
        self.assertEqual(runner.result(), [5, 6])
        self.assertEqual(runner.result(), [5, 6])
        memory = runner.ask("memory")
        self.assertRegex(memory, r"\Amemory [0-9]+\Z")
        self.assertGreater(int(memory.split()[1]), 2**20)
        self.assertEqual(runner.finish(), (0, ""))

    def test_times_are_those_of_the_batch(self) -> None:
        runner = self.start("import time\ndef kernel(argument):\n    time.sleep(0.02)\n")
        runner.prepare()
        wall, cpu = (int(word) for word in runner.run(1, 3)[0].split()[1:])
        self.assertGreaterEqual(wall, 60_000_000)
        self.assertLess(cpu, 50_000_000)

    def test_end_of_input_is_quit(self) -> None:
        runner = self.start(COUNT)
        runner.prepare()
        self.assertEqual(runner.finish(""), (0, ""))

    def test_a_harness_that_has_gone_is_left_quietly(self) -> None:
        runner = self.start(COUNT)
        runner.prepare()
        assert runner.process.stdout is not None
        runner.process.stdout.close()
        runner.send("memory")
        self.assertEqual(runner.process.wait(30), 0)
        assert runner.process.stderr is not None
        self.assertEqual(runner.process.stderr.read(), b"")

    def test_usage_errors_do_not_end_it(self) -> None:
        runner = self.start(COUNT)
        for command in (
            "",
            "dance",
            "Prepare {}",
            "run 1 1",
            "output",
            "prepare",
            "prepare 5",
            "prepare {",
            "prepare {}",
            'prepare {"input": 1}',
            'prepare {"input": "integer"}',
            'prepare {"input": "integer", "value": 1.0}',
            'prepare {"input": "integer", "value": true}',
            'prepare {"input": "bytes"}',
            'prepare {"input": "json", "path": 3}',
            'prepare {"input": "integer", "value": 1, "verify": 1}',
            b"prepare \xff",
            "memory now",
            "quit now",
            "output all",
        ):
            with self.subTest(command):
                self.assertEqual(self.error(runner.ask(command))["kind"], "usage")
        runner.prepare()
        for command in (
            "run",
            "run 1",
            "run 0 1",
            "run 1 0",
            "run -1 1",
            "run 1 1 1",
            "run a b",
            "run 1.0 1",
        ):
            with self.subTest(command):
                self.assertEqual(self.error(runner.ask(command))["kind"], "usage")
        self.assertEqual(runner.run()[-1], "done")
        self.assertEqual(runner.result(), [1, 1])

    def test_an_unknown_kind_of_input_is_unsupported(self) -> None:
        runner = self.start(COUNT)
        self.assertEqual(self.error(runner.ask('prepare {"input": "tea"}'))["kind"], "unsupported")

    def test_prepare_replaces_input_and_result(self) -> None:
        runner = self.start(COUNT)
        runner.prepare(1)
        runner.run()
        runner.prepare(2)
        self.assertEqual(self.error(runner.ask("output"))["kind"], "usage")
        runner.run()
        self.assertEqual(runner.result(), [2, 2])
        self.assertEqual(self.error(runner.ask("prepare {}"))["kind"], "usage")
        self.assertEqual(self.error(runner.ask("run 1 1"))["kind"], "usage")

    def test_a_long_result_is_one_line(self) -> None:
        runner = self.start("def kernel(n):\n    return [['é\\n', 0.1]] * n\n")
        runner.prepare(50_000)
        runner.run()
        self.assertEqual(runner.result(), [["é\n", 0.1]] * 50_000)

    def test_floats_are_recognisable_and_exact(self) -> None:
        runner = self.start("def kernel(n):\n    return [12.0, 12, 1e22, 0.1 + 0.2, -0.0, 5e-324]\n")
        runner.prepare()
        runner.run()
        self.assertEqual(runner.ask("output"), "output [12.0,12,1e+22,0.30000000000000004,-0.0,5e-324]")


class Isolation(RunnerTest):
    """The protocol is the runner's alone, and the import path the kernel's."""

    def test_what_a_kernel_prints_goes_to_standard_error(self) -> None:
        runner = self.start(
            "import os, sys\n"
            "print('banner')\n"
            "os.write(1, b'from below\\n')\n"
            "sys.__stdout__.write('around\\n')\n"
            "def kernel(n):\n    print('ready')\n    os.write(1, b'done\\n')\n    return n\n"
        )
        self.assertEqual(runner.prepare(), "ready")
        self.assertEqual(runner.run()[-1], "done")
        self.assertEqual(runner.result(), 1)
        status, text = runner.finish()
        self.assertEqual(status, 0)
        for word in ("banner", "from below", "around", "ready", "done"):
            self.assertIn(word, text)

    def test_the_artefacts_folder_comes_first_and_the_runners_not_at_all(self) -> None:
        (self.folder / "neighbour.py").write_text("NAME = 'neighbour'\n")
        runner = self.start(
            "import sys\nfrom neighbour import NAME\n"
            "def kernel(n):\n    return [NAME, __name__, sys.path, 'nbody' in sys.modules]\n",
            name="kernel.some.tag.py",
        )
        self.assertEqual(runner.prepare(), "ready")
        runner.run()
        neighbour, name, path, _ = runner.result()
        self.assertEqual((neighbour, name), ("neighbour", "kernel"))
        self.assertEqual(Path(path[0]).resolve(), self.folder.resolve())
        self.assertNotIn(KERNELS, [Path(entry).resolve() for entry in path])

    def test_modules_of_the_oracles_name_do_not_meet_the_oracle(self) -> None:
        (self.folder / "pipeline_dicts.py").write_text("pipeline_dicts = lambda events: 'mine'\n")
        runner = self.start(
            "import pipeline_dicts\ndef kernel(n):\n    return pipeline_dicts.pipeline_dicts(n)\n",
            name="pipeline_bytes.py",
        )
        runner.prepare()
        runner.run()
        self.assertEqual(runner.result(), "mine")

    def test_a_kernel_finds_what_it_shares_after_what_is_its_own(self) -> None:
        for folder, names in ("own", "one"), ("first", "one two"), ("second", "one two three"):
            (self.folder / folder).mkdir()
            for name in names.split():
                (self.folder / folder / f"{name}.py").write_text(f"PLACE = {folder!r}\n")
        kernel = self.folder / "own" / "kernel.py"
        kernel.write_text(
            "import one, three, two\ndef kernel(n):\n    return [one.PLACE, two.PLACE, three.PLACE]\n"
        )
        shared = [self.folder / "first", self.folder / "second"]
        with Conversation(kernel, "kernel", shared=shared) as runner:
            self.assertEqual(runner.prepare(), "ready")
            runner.run()
            self.assertEqual(runner.result(), ["own", "first", "second"])

    def test_the_oracles_folder_can_be_shared_although_it_is_the_runners(self) -> None:
        kernel = self.folder / "kernel.py"
        kernel.write_text(
            "from pipeline_dicts import pipeline_dicts\n"
            "def kernel(n):\n    return pipeline_dicts([])['total_users']\n"
        )
        with Conversation(kernel, "kernel", shared=[KERNELS]) as runner:
            self.assertEqual(runner.prepare(), "ready")
            runner.run()
            self.assertEqual(runner.result(), 0)

    def test_an_extension_module_is_loaded_by_its_path(self) -> None:
        found = [
            path
            for folder in sys.path
            for suffix in EXTENSION_SUFFIXES
            for path in glob(f"{glob_escape(folder)}/resource*{suffix}")
        ]
        if not found:
            self.skipTest("the `resource` module of this interpreter is no extension file")
        with Conversation(Path(found[0]), "getrlimit") as runner:
            self.assertEqual(runner.prepare(7), "ready")
            runner.run()
            self.assertEqual(len(runner.result()), 2)

    def test_it_works_without_site_and_in_isolated_mode(self) -> None:
        path = self.folder / "kernel.py"
        path.write_text(COUNT)
        for options in (["-S"], ["-I"], ["-X", "utf8"], ["-O"]):
            with self.subTest(options), Conversation(path, "kernel", *options) as runner:
                self.assertEqual(runner.prepare(), "ready")
                self.assertEqual(runner.run()[-1], "done")
                self.assertEqual(runner.finish(), (0, ""))


class State(RunnerTest):
    """What a process is like once its kernel is loaded, for a harness that asks."""

    # A kernel's library that changes the arithmetic of the whole process: glibc's `fenv_t` on x86-64.
    ENVIRONMENT = (
        "import ctypes\n"
        "libm = ctypes.CDLL('libm.so.6')\n"
        "words = (ctypes.c_uint32 * 8)()\n"
        "libm.fegetenv(words)\n"
    )

    def state(self, runner: Conversation) -> dict[str, Any]:
        """What it says behind `ready`."""
        answer = runner.prepare(state=True)
        self.assertTrue(answer.startswith("ready {"), answer)
        return dict(json.loads(answer[len("ready ") :]))

    def test_only_a_harness_that_asks_is_told(self) -> None:
        runner = self.start(COUNT)
        self.assertEqual(runner.prepare(), "ready")
        self.assertEqual(runner.prepare(state=False), "ready")
        facts = self.state(runner)["facts"]
        self.assertEqual((facts["subnormals"], facts["rounding"]), (True, "nearest"))
        self.assertIn(facts["gil"], (None, True, False))
        self.assertTrue(runner.ask("state").startswith("state {"))
        self.assertEqual(self.error(runner.ask("state now"))["kind"], "usage")

    def test_the_sources_are_those_of_the_kernel_and_of_what_it_imports(self) -> None:
        (self.folder / "neighbour.py").write_text("")
        (self.folder / "stranger.py").write_text("")
        runner = self.start("import json, neighbour\n" + COUNT, name="kernel.py")
        files = {Path(file).name for file in self.state(runner)["files"]}
        self.assertLessEqual({"kernel.py", "neighbour.py", "runner.py"}, files)
        self.assertTrue({"stranger.py", "json", "__init__.py"}.isdisjoint(files), files)

    def test_an_import_that_changes_the_arithmetic_is_seen(self) -> None:
        if sys.platform != "linux" or platform.machine() != "x86_64" or sys.implementation.name != "cpython":
            self.skipTest("it takes glibc's environment of floating-point numbers on x86-64")
        flush = self.ENVIRONMENT + "words[7] |= 0x8040\nlibm.fesetenv(words)\n"
        self.assertIs(self.state(self.start(flush + COUNT))["facts"]["subnormals"], False)
        upwards = self.ENVIRONMENT + "libm.fesetround(0x800)\n"
        self.assertEqual(self.state(self.start(upwards + COUNT))["facts"]["rounding"], "other")

    def test_a_host_whose_functions_have_lost_their_code_refuses(self) -> None:
        package = self.folder / "packages" / "cinderx"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        lost = self.folder / "lost"
        (package / "jit.py").write_text(
            "import os\n"
            "is_available = lambda: True\n"
            "enable = lambda: None\n"
            "force_compile = lambda function: True\n"
            f"is_jit_compiled = lambda function: not os.path.exists({str(lost)!r})\n"
        )
        kernel = self.folder / "kernel.py"
        kernel.write_text("def square_roots(n):\n    return n\n")
        host = KERNELS / "hosts" / "cinderx" / "host.py"
        with (
            mock.patch.dict("os.environ", PYTHONPATH=str(package.parent)),
            Conversation(kernel, "square_roots", host=host) as runner,
        ):
            self.assertTrue(runner.prepare(state=True).startswith("ready {"))
            self.assertTrue(runner.ask("state").startswith("state {"))
            lost.write_text("")
            answer = self.error(runner.ask("state"))
            self.assertIn("square_roots is no longer compiled by CinderX", answer["message"])


class Inputs(RunnerTest):
    """How the argument comes about."""

    ECHO = "def kernel(argument):\n    return [type(argument).__name__, repr(argument)]\n"

    def argument(self, kind: str, data: bytes) -> str:
        """The answer to `prepare` with a file of these bytes."""
        path = self.folder / "input with blanks é.json"
        path.write_bytes(data)
        self.runner = self.start(self.ECHO)
        return self.runner.ask("prepare " + json.dumps({"input": kind, "path": str(path)}))

    def test_integers_of_any_size(self) -> None:
        runner = self.start(self.ECHO)
        for value in (0, -1, 2**70):
            self.assertEqual(runner.prepare(value), "ready")
            runner.run()
            self.assertEqual(runner.result(), ["int", str(value)])

    def test_bytes_are_the_file(self) -> None:
        self.assertEqual(self.argument("bytes", b"\xff\x00[NaN"), "ready")
        self.runner.run()
        self.assertEqual(self.runner.result(), ["bytes", r"b'\xff\x00[NaN'"])

    def test_json_is_parsed(self) -> None:
        self.assertEqual(self.argument("json", ' {"é": [1, 1.0, null]} '.encode()), "ready")
        self.runner.run()
        self.assertEqual(self.runner.result(), ["dict", "{'é': [1, 1.0, None]}"])

    def test_json_is_parsed_strictly(self) -> None:
        for data in (
            b"",
            b"[NaN]",
            b"[-Infinity]",
            b"\xef\xbb\xbf[]",
            "[]".encode("utf-16"),
            b'["\xff"]',
            b"[],",
        ):
            with self.subTest(data):
                answer = self.error(self.argument("json", data))
                self.assertEqual((answer["kind"], answer["index"], answer["field"]), ("input", None, None))

    def test_a_missing_file_is_an_error_that_names_it(self) -> None:
        runner = self.start(self.ECHO)
        answer = self.error(runner.ask('prepare {"input": "bytes", "path": "/no/such/file"}'))
        self.assertEqual(answer["kind"], "internal")
        self.assertIn("/no/such/file", answer["message"])


class Failures(RunnerTest):
    """What goes wrong is answered, and the runner stays usable."""

    def failing(self, statement: str) -> dict[str, Any]:
        """The answer to `run` of a kernel that fails, and is well afterwards."""
        runner = self.start(
            f"import sys\ndef kernel(n):\n    if n == 1:\n        {statement}\n    return n\n"
        )
        runner.prepare(1)
        line = runner.run()[-1]
        self.assertEqual(self.error(runner.ask("output"))["kind"], "usage")
        self.assertEqual(runner.prepare(2), "ready")
        self.assertEqual(runner.run()[-1], "done")
        self.assertEqual(runner.result(), 2)
        return self.error(line)

    def test_refused_input_names_index_and_field(self) -> None:
        for text, index, field in (
            ("event 3: timestamp: not a date", 3, "timestamp"),
            ("event 0: metadata.amount: true: no number", 0, "metadata.amount"),
            ("event 12: metadata: not an object", 12, "metadata"),
            ("event 7: metadata.page: 5", 7, "metadata.page"),
            ("event 7: user_id: 5", 7, "user_id"),
            ("event 7: event_type: two\\nlines", 7, "event_type"),
            ("event 3: not an object", 3, None),
            ("event 3: not an object: page", 3, None),
            ("document: not an array", None, None),
        ):
            with self.subTest(text):
                answer = self.failing(f'raise ValueError("{text}")')
                self.assertEqual((answer["kind"], answer["index"], answer["field"]), ("input", index, field))

    def test_other_failures_are_internal_and_named(self) -> None:
        for statement, message in (
            ("raise ValueError('math domain error')", "ValueError: math domain error"),
            ("raise ValueError('event x: timestamp: no')", "ValueError: event x: timestamp: no"),
            ("raise KeyError('page')", "KeyError: 'page'"),
            ("raise RuntimeError('event 3: timestamp: no')", "RuntimeError: event 3: timestamp: no"),
            ("raise SystemExit(3)", "SystemExit: 3"),
            ("raise GeneratorExit('a panic is no Exception')", "GeneratorExit: a panic is no Exception"),
            ("raise FileNotFoundError(2, 'none')", "FileNotFoundError: [Errno 2] none"),
        ):
            with self.subTest(statement):
                answer = self.failing(statement)
                self.assertEqual((answer["kind"], answer["index"], answer["field"]), ("internal", None, None))
                self.assertEqual(answer["message"], message)

    def test_what_the_machine_lacks_is_no_failure_of_the_kernel(self) -> None:
        for statement, message in (
            ("import errno; raise OSError(errno.ENOSPC, 'full')", f"OSError: [Errno {errno.ENOSPC}] full"),
            ("import errno; raise OSError(errno.EMFILE, 'files')", f"OSError: [Errno {errno.EMFILE}] files"),
            ("raise MemoryError", "MemoryError:"),
        ):
            with self.subTest(statement):
                answer = self.failing(statement)
                self.assertEqual((answer["kind"], answer["message"]), ("machine", message))

    def test_an_error_stands_in_place_of_done(self) -> None:
        runner = self.start(
            "calls = []\ndef kernel(n):\n    calls.append(n)\n"
            "    if len(calls) > 2:\n        raise ValueError('document: enough')\n    return 1\n"
        )
        runner.prepare()
        lines = runner.run(5, 1)
        self.assertEqual([line.split()[0] for line in lines], ["sample", "sample", "error"])
        self.assertEqual(self.error(runner.ask("output"))["kind"], "usage")

    def test_results_that_are_no_plain_values_are_faults(self) -> None:
        for value in ("float('nan')", "float('inf')", "object()", "{1, 2}", "b'bytes'"):
            with self.subTest(value):
                runner = self.start(f"def kernel(n):\n    return {value}\n")
                runner.prepare()
                runner.run()
                self.assertEqual(self.error(runner.ask("output"))["kind"], "internal")

    def test_integers_of_any_length_are_results_and_the_limit_of_digits_stays_for_kernels(self) -> None:
        runner = self.start("def kernel(n):\n    return 10**n + 1\n")
        runner.prepare(10_000)
        runner.run()
        self.assertEqual(runner.ask("output"), "output 1" + "0" * 9_999 + "1")
        if not hasattr(sys, "get_int_max_str_digits"):
            return
        limit = sys.get_int_max_str_digits()
        runner = self.start("import sys\ndef kernel(n):\n    return sys.get_int_max_str_digits()\n")
        runner.prepare()
        for _ in range(2):
            runner.run()
            self.assertEqual(runner.result(), limit)

    def test_a_kernel_that_cannot_be_loaded_is_reported_when_asked_for(self) -> None:
        for source, kind in (
            ("import no_such_module_at_all", "internal"),
            ("def other(n): pass", "unsupported"),
            ("kernel = 5", "unsupported"),
            ("def kernel(:", "internal"),
            ("import sys; sys.exit(1)", "internal"),
        ):
            with self.subTest(source):
                runner = self.start(source)
                self.assertEqual(self.error(runner.prepare())["kind"], kind)
                self.assertEqual(self.error(runner.ask("run 1 1"))["kind"], "usage")
                self.assertRegex(runner.ask("memory"), r"\Amemory [0-9]+\Z")
                self.assertEqual(runner.finish()[0], 0)
        with Conversation(self.folder / "missing.py", "kernel") as runner:
            self.assertEqual(self.error(runner.prepare())["kind"], "internal")

    def test_wrong_arguments_are_explained(self) -> None:
        for line in ("alone", "--with folder", "--with folder alone", "one two three"):
            with self.subTest(line):
                done = subprocess.run(
                    [sys.executable, str(RUNNER), *line.split()], capture_output=True, text=True, check=False
                )
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("usage: runner.py [--with FOLDER]... ARTEFACT ENTRY", done.stderr)


class Iterations(RunnerTest):
    """What an iteration may keep."""

    def test_the_previous_result_is_freed_before_the_clock_starts(self) -> None:
        if sys.implementation.name != "cpython":
            self.skipTest("only CPython frees at once")
        runner = self.start(
            "import weakref\nclass Result(list): pass\nlast = lambda: None\n"
            "def kernel(n):\n    global last\n    result = Result([last() is not None])\n"
            "    last = weakref.ref(result)\n    return result\n"
        )
        runner.prepare()
        for _ in range(3):
            runner.run(2, 1)
            self.assertEqual(runner.result(), [False])
        # Within a batch an iteration's result is replaced by the next one's, inside the clock.
        runner.run(1, 2)
        self.assertEqual(runner.result(), [True])

    def test_verify_finds_results_that_are_kept(self) -> None:
        for source in (
            "kept = [1]\ndef kernel(n):\n    return kept\n",
            "kept = {'a': []}\ndef kernel(n):\n    return dict(kept)\n",
            "from functools import lru_cache\n@lru_cache\ndef kernel(n):\n    return [n]\n",
            "def kernel(n):\n    return (1.0, 2.0)\n",
        ):
            with self.subTest(source):
                runner = self.start(source)
                self.assertEqual(runner.prepare(verify=True), "ready")
                self.assertEqual(self.error(runner.run(1, 2)[-1])["kind"], "memoised")
                self.assertEqual(self.error(runner.ask("output"))["kind"], "usage")
                runner.prepare(verify=True)
                runner.run(1, 1)
                self.assertEqual(self.error(runner.run(1, 1)[-1])["kind"], "memoised")
                self.assertEqual(runner.prepare(), "ready")
                self.assertEqual(runner.run(2, 2)[-1], "done")

    def test_verify_lets_fresh_results_pass(self) -> None:
        runner = self.start("def kernel(n):\n    return {'a': [float(n)], 'b': 'text', 'c': None}\n")
        self.assertEqual(runner.prepare(verify=True), "ready")
        for _ in range(3):
            self.assertEqual([line.split()[0] for line in runner.run(2, 3)], ["sample", "sample", "done"])
        self.assertEqual(runner.result(), {"a": [1.0], "b": "text", "c": None})

    def test_verify_lets_plain_values_be_the_same(self) -> None:
        # Interpreters keep some of them once: small numbers, None, in PyPy every float.
        for value in ("7", "None", "True", "'text'", "1.0"):
            with self.subTest(value):
                runner = self.start(f"VALUE = {value}\ndef kernel(n):\n    return VALUE\n")
                runner.prepare(verify=True)
                self.assertEqual(runner.run(1, 2)[-1], "done")

    def test_the_oracle_keeps_nothing(self) -> None:
        path = self.folder / "events.json"
        path.write_bytes(load("generate_events", KERNELS.parent / "data").document(50))
        for name, entry, request in (
            ("nbody", "nbody", {"input": "integer", "value": 2}),
            ("nbody_lists", "nbody", {"input": "integer", "value": 2}),
            ("spectral_norm", "spectral_norm", {"input": "integer", "value": 3}),
            ("spectral_norm_calls", "spectral_norm", {"input": "integer", "value": 3}),
            ("pipeline_dicts", "pipeline_dicts", {"input": "json", "path": str(path)}),
            ("pipeline_bytes", "pipeline_bytes", {"input": "bytes", "path": str(path)}),
            ("pipeline_dicts_blog_contract", "pipeline_dicts", {"input": "json", "path": str(path)}),
            ("pipeline_bytes_blog_contract", "pipeline_bytes", {"input": "bytes", "path": str(path)}),
        ):
            with self.subTest(name), Conversation(KERNELS / f"{name}.py", entry) as runner:
                self.assertEqual(runner.ask("prepare " + json.dumps({**request, "verify": True})), "ready")
                self.assertEqual(runner.run(2, 2)[-1], "done")
                self.assertEqual(runner.finish()[0], 0)


class CpuClock(unittest.TestCase):
    """CPU time is asked of the system where the interpreter's own is something else."""

    @unittest.skipIf(sys.platform == "win32", "no clock_gettime")
    def test_the_c_library_s_clock_is_that_of_the_process(self) -> None:
        module = load("runner")
        with mock.patch.object(module.sys.implementation, "name", "graalpy"):
            cpu_ns = module.cpu_clock()
        self.assertIsNot(cpu_ns, time.process_time_ns)
        before, asked, after = time.process_time_ns(), cpu_ns(), time.process_time_ns()
        self.assertLessEqual(before, asked)
        self.assertLessEqual(asked, after)


class PeakMemory(unittest.TestCase):
    """`memory` on systems without /proc."""

    def test_the_fallback_has_the_same_order(self) -> None:
        runner = load("runner")
        here = runner.peak_memory()
        open_file = open

        def no_proc(path: Any, *rest: Any, **more: Any) -> Any:
            if re.match("/proc/", str(path)):
                raise FileNotFoundError(path)
            return open_file(path, *rest, **more)

        runner.open = no_proc
        try:
            fallback = runner.peak_memory()
        finally:
            del runner.open
        self.assertGreater(fallback, here // 4)
        self.assertLess(fallback, here * 4)


def glob_escape(folder: str) -> str:
    """Folder names may hold what glob takes for a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", folder)


if __name__ == "__main__":
    unittest.main()
