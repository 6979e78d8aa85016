"""What the harness guards of a process is a row of the table of differences, and both see the same."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

from support import KERNELS
from test_runner import Conversation, State

PROBES = (KERNELS / "probes" / "probe_process.py").read_text(encoding="utf-8")

CALLS: dict[str, Any] = json.loads(
    (KERNELS.parent / "data" / "differences.json").read_text(encoding="utf-8")
)["probes"]
"""The probes of the table with their calls."""

ROWS: dict[str, tuple[str, dict[Any, bool]]] = {
    "gil": ("lock_is_on", {None: True, True: True, False: False}),
    "jit_enabled": ("jit_is_on", {None: False, True: True, False: False}),
    "subnormals": ("keeps_subnormals", {True: True, False: False}),
    "rounding": ("rounds_to_nearest", {"nearest": True, "other": False}),
}
"""Each fact that a process tells, the probe that is its row, and what that says to each value."""

SWITCHES: dict[str, tuple[str, Any]] = {
    "gil": ("import sys\nsys._is_gil_enabled = lambda: False\n", False),
    "jit_enabled": ("import sys, types\nsys._jit = types.SimpleNamespace(is_enabled=lambda: True)\n", True),
    "subnormals": (State.ENVIRONMENT + "words[7] |= 0x8040\nlibm.fesetenv(words)\n", False),
    "rounding": (State.ENVIRONMENT + "libm.fesetround(0x800)\n", "other"),
}
"""What an import does to a process, and the value of the fact from then on."""

HAS_GLIBC = (
    sys.platform == "linux" and platform.machine() == "x86_64" and sys.implementation.name == "cpython"
)


class Guards(unittest.TestCase):
    """A kernel that switches something when it is imported, with the probes of the process in it."""

    def seen(self, switch: str, probe: str) -> tuple[dict[str, Any], list[Any]]:
        """The facts of a process after an import, and the answers to all calls of a probe."""
        with tempfile.TemporaryDirectory() as folder:
            kernel = Path(folder) / "switched.py"
            kernel.write_text(switch + PROBES, encoding="utf-8")
            facts: dict[str, Any] = {}
            answers = []
            with Conversation(kernel, probe) as runner:
                for call in CALLS[f"process/{probe}"]["calls"]:
                    request = {"input": "call", "function": probe, "call": call, "state": True}
                    ready = runner.ask(f"prepare {json.dumps(request)}")
                    self.assertTrue(ready.startswith("ready {"), ready)
                    facts = json.loads(ready.removeprefix("ready "))["facts"]
                    runner.ask("run 1 1")
                    self.assertEqual(runner.receive(), "done")
                    answers.append(json.loads(runner.ask("output").removeprefix("output "))["returned"])
            return facts, answers

    def test_every_fact_that_is_guarded_has_a_row(self) -> None:
        facts, _ = self.seen("", "lock_is_on")
        self.assertEqual(set(facts), set(ROWS))
        for fact, (probe, answers) in ROWS.items():
            self.assertEqual(self.seen("", probe)[1][0], answers[facts[fact]], fact)

    @unittest.skipUnless(HAS_GLIBC, "it takes glibc's environment of floating-point numbers on x86-64")
    def test_what_an_import_switches_is_seen_by_the_guard_and_by_every_call_of_the_row(self) -> None:
        for fact, (switch, value) in SWITCHES.items():
            with self.subTest(fact):
                probe, says = ROWS[fact]
                facts, answers = self.seen(switch, probe)
                self.assertEqual(facts[fact], value)
                self.assertEqual(answers, [says[value]] * len(CALLS[f"process/{probe}"]["calls"]))

    @unittest.skipUnless(sys.platform == "linux", "it takes the kernel's list of threads")
    def test_a_thread_that_an_import_starts_is_seen_by_its_row(self) -> None:
        self.assertEqual(self.seen("", "has_helpers")[1], [False])
        helper = "import _thread, time\n_thread.start_new_thread(time.sleep, (60,))\n"
        self.assertEqual(self.seen(helper, "has_helpers")[1], [True])


if __name__ == "__main__":
    unittest.main()
