"""The runner calls any function, and tells all that came of it."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from test_runner import Conversation

SOURCE = """
import sys
from pathlib import Path

import helper

calls = 0


def double(values, by=2):
    return [helper.times(value, by) for value in values]


def append(values, value):
    values.append(value)
    return values


def refuse(number):
    raise helper.Refused(f"no {number}")


def count():
    global calls
    calls += 1
    return calls


def speak(text):
    print(text)
    sys.stdout.write("and more")


def total(values):
    return sum(values)


def a_case():
    return [iter([1, 2, 3])]


def here():
    return sorted(path.name for path in Path().iterdir())


class Shape:
    @staticmethod
    def sides():
        return 4
"""

HELPER = """
class Refused(ValueError):
    pass


def times(value, by):
    return value * by
"""


class Calls(unittest.TestCase):
    """Conversations about a file of somebody's."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="with blank ü ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        (self.folder / "theirs.py").write_text(SOURCE, encoding="utf-8")
        (self.folder / "helper.py").write_text(HELPER, encoding="utf-8")

    def talk(self, function: str, *commands: str, **request: Any) -> list[str]:
        """What is answered to `prepare` and to each command."""
        request = {"input": "call", "function": function, "origin": str(self.folder / "theirs.py"), **request}
        with Conversation(self.folder / "theirs.py", function) as runner:
            answers = [runner.ask(f"prepare {json.dumps(request)}")]
            for command in commands:
                answers.append(runner.ask(command))
                while answers[-1].startswith("sample "):
                    answers[-1] = runner.receive()
        return answers

    def outcome(self, function: str, call: str, **request: Any) -> Any:
        """What comes of a call."""
        answers = self.talk(function, "run 1 3", "output", call=call, **request)
        self.assertEqual(answers[:2], ["ready", "done"])
        return json.loads(answers[2].removeprefix("output "))

    def refusal(self, function: str, **request: Any) -> tuple[str, str]:
        """The kind and the message of an error."""
        answer = self.talk(function, **request)[0]
        self.assertTrue(answer.startswith("error "), answer)
        error = json.loads(answer.removeprefix("error "))
        return error["kind"], error["message"]

    def test_the_arguments_are_made_in_the_namespace_of_the_module(self) -> None:
        outcome = self.outcome("double", "double(range(helper.times(1, 2)), by=calls + 3)")
        self.assertEqual(outcome["heap"], [{"list": [0, 3]}])
        self.assertEqual(outcome["keywords"], {"by": 3})

    def test_each_call_gets_the_arguments_as_they_were_and_what_it_changes_is_told(self) -> None:
        outcome = self.outcome("append", "append([1], 2)")
        self.assertEqual(outcome["returned"], outcome["arguments"][0], "the result is the argument")
        self.assertEqual(outcome["heap"], [{"list": [1, 2]}])

    def test_what_is_too_large_to_be_carried_is_told_by_its_hash_which_anything_changes(self) -> None:
        large = self.outcome("double", "double(['a' * 10_000_000], by=6)")
        [entry] = large["heap"]
        what, digest = entry["value"]
        self.assertEqual((large["returned"], large["arguments"]), ([0], []))
        self.assertRegex(what, r"^what came of it \(70,\d{3},\d{3} bytes as text, too large")
        self.assertRegex(digest, r"^[0-9a-f]{64}$")
        again = self.outcome("double", "double(['a' * 10_000_000], by=6)")
        other = self.outcome("double", "double(['a' * 9_999_999 + 'b'], by=6)")
        self.assertEqual(again, large)
        self.assertNotEqual(other, large)

    def test_of_functions_that_keep_results_those_are_told_that_have_given_them(self) -> None:
        other = "\n\ndef other(n):\n    return n\n"
        kept = "import functools\n\n\n@functools.cache\ndef kept(n):\n    return n\n" + other
        (self.folder / "theirs.py").write_text(kept, encoding="utf-8")
        for function, told in [("kept", ["kept"]), ("other", [])]:
            answers = self.talk(function, "profile", call=f"{function}(1)")
            self.assertEqual(json.loads(answers[1].removeprefix("profile "))["remembers"], told)

    def test_a_kernel_is_profiled_on_its_input(self) -> None:
        kernel = "def kernel(n):\n    return sum([square(i) for i in range(n)])\n"
        source = kernel + "\n\ndef square(i):\n    return i * i\n"
        (self.folder / "kernel.py").write_text(source, encoding="utf-8")
        with Conversation(self.folder / "kernel.py", "kernel") as runner:
            self.assertEqual(runner.prepare(2000), "ready")
            told = json.loads(runner.ask("profile").removeprefix("profile "))
        [square] = [entry for entry in told["functions"] if entry["name"] == "square"]
        self.assertEqual((square["kind"], square["line"], square["calls"]), ("own", 5, 2000))
        self.assertGreater(told["shares"]["own"], 0.5)

    def test_an_exception_is_a_result(self) -> None:
        self.assertEqual(self.outcome("refuse", "refuse(3)")["raised"], ["helper.Refused", "no 3"])

    def test_all_functions_of_a_file_can_be_asked_in_one_process(self) -> None:
        with Conversation(self.folder / "theirs.py", "another_name") as runner:
            for function, call, came in [
                ("count", "count()", 2),  # one more call looks whether it changes its arguments
                ("total", "total([1, 2])", 3),
                ("count", "count()", 4),  # the module was loaded once
                ("Shape.sides", "Shape.sides()", 4),
            ]:
                request = {"input": "call", "function": function, "call": call}
                self.assertEqual(runner.ask(f"prepare {json.dumps(request)}"), "ready")
                runner.ask("run 1 1")
                self.assertEqual(runner.receive(), "done")
                answer = json.loads(runner.ask("output").removeprefix("output "))
                self.assertEqual(answer["returned"], came)
            request = {"input": "call", "function": "nobody", "call": "nobody()"}
            self.assertIn("has no function 'nobody'", runner.ask(f"prepare {json.dumps(request)}"))

    def test_what_of_python_a_function_uses_is_told_with_what_it_calls(self) -> None:
        told = json.loads(self.talk("double", "profile", call="double([1])")[1].removeprefix("profile "))
        self.assertIn("list", told["uses"])
        self.assertNotIn("sum", told["uses"])
        told = json.loads(self.talk("total", "profile", call="total([1])")[1].removeprefix("profile "))
        self.assertIn("sum", told["uses"])

    def test_what_is_printed_belongs_to_the_result_of_a_check_and_goes_nowhere_while_timed(self) -> None:
        self.assertEqual(self.outcome("speak", "speak('hé')", verify=True)["printed"], "hé\nand more")
        self.assertNotIn("printed", self.outcome("speak", "speak('hé')"))

    def test_a_file_holds_arguments_in_their_order_or_by_name(self) -> None:
        (self.folder / "case.json").write_text('{"values": [1], "by": 4}')
        answers = self.talk("double", "run 1 1", "output", arguments=str(self.folder / "case.json"))
        self.assertIn('"heap":[{"list":[1]},{"list":[4]}]', answers[2])
        (self.folder / "case.json").write_text("3")
        kind, message = self.refusal("double", arguments=str(self.folder / "case.json"))
        self.assertEqual(kind, "arguments")
        self.assertIn("neither an array of arguments nor an object", message)

    def test_what_cannot_be_copied_is_refused_unless_it_is_made_for_every_call(self) -> None:
        kind, message = self.refusal("total", call="total(*a_case())")
        self.assertEqual(kind, "arguments")
        self.assertIn("name it with --arguments", message)
        self.assertEqual(self.outcome("total", "total(*a_case())", fresh=True)["returned"], 6)
        with_file = "total(open(helper.__file__))"
        self.assertIn("name it with --arguments", self.refusal("total", call=with_file)[1])

    def test_what_is_no_call_of_the_function_is_refused(self) -> None:
        for call, said in [
            ("total([1]", "is no expression of Python"),
            ("sum([1])", "is no call of total; write it as `total(...)`"),
            ("total", "is no call of total"),
            ("total(nothing)", "NameError: name 'nothing' is not defined"),
        ]:
            self.assertIn(said, self.refusal("total", call=call)[1])

    def test_a_result_that_cannot_be_compared_is_told_so(self) -> None:
        answers = self.talk("a_case", "run 1 1", "output", call="a_case()")
        error = json.loads(answers[2].removeprefix("error "))
        self.assertEqual(error["kind"], "incomparable")
        self.assertIn("return a list of what it yields", error["message"])

    def test_it_works_where_the_user_was_and_writes_nothing_there(self) -> None:
        names = self.outcome("here", "here()", folder=str(self.folder))["heap"][0]["list"]
        self.assertEqual(names, ["helper.py", "theirs.py"])

    def test_a_function_may_be_that_of_a_class(self) -> None:
        self.assertEqual(self.outcome("Shape.sides", "Shape.sides()")["returned"], 4)


if __name__ == "__main__":
    unittest.main()
