"""Every check input is what its script states, and the oracle passes all of them."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from support import CHECKS, DATA, load


def outcome(document: bytes) -> str:
    """What the oracle makes of a document, in the words of a `.expected` file."""
    runner = load("runner")
    try:
        result = load("pipeline_bytes").pipeline_bytes(document)
    except ValueError as error:
        answer = runner.described(error).answer
        if answer["kind"] != "input":
            raise
        return "error " + canonical({"index": answer["index"], "field": answer["field"]})
    return canonical(result)


def parsed(document: bytes) -> str:
    """What `json-parse` makes of a document, in the same words."""
    try:
        return canonical(load("json_parse").json_parse(document))
    except ValueError as error:
        answer = load("runner").described(error).answer
        return "error " + canonical({"index": answer["index"], "field": answer["field"]})


def canonical(value: object) -> str:
    """As the harness writes it."""
    return json.dumps(value, separators=(",", ":"))


class CheckInputs(unittest.TestCase):
    """The folder, its script, and the oracle."""

    def test_the_oracle_passes_every_check_input(self) -> None:
        documents = sorted(CHECKS.glob("*.json"))
        self.assertGreater(len(documents), 250)
        for path in documents:
            with self.subTest(path.name):
                expected = path.with_suffix(".expected").read_text(encoding="ascii")
                self.assertEqual(outcome(path.read_bytes()) + "\n", expected)

    def test_the_runner_refuses_the_same_documents(self) -> None:
        # For pipeline-dicts it is the runner that parses.
        parse_document = load("runner").parse_document
        for path in sorted(CHECKS.glob("bad-document-*.json")):
            if not path.stem.startswith("bad-document-top-"):
                with self.subTest(path.name), self.assertRaisesRegex(ValueError, "^document: "):
                    parse_document(path.read_bytes())

    def test_the_oracle_passes_the_large_ones(self) -> None:
        for name, data in load("make_check_inputs", DATA).large_checks().items():
            if name.endswith(".json"):
                with self.subTest(name):
                    expected = load("make_check_inputs").large_checks()[Path(name).stem + ".expected"]
                    self.assertEqual(outcome(data) + "\n", expected.decode("ascii"))

    def test_the_folder_holds_what_the_script_states(self) -> None:
        stated = load("make_check_inputs", DATA).small_checks()
        present = {path.name: path.read_bytes() for path in CHECKS.iterdir() if path.is_file()}
        self.assertEqual(sorted(stated), sorted(present))
        for name, data in stated.items():
            with self.subTest(name):
                self.assertEqual(present[name], data)

    def test_pipeline_dicts_refuses_what_is_no_array(self) -> None:
        pipeline_dicts = load("pipeline_dicts").pipeline_dicts
        documents: tuple[object, ...] = ({}, None, 1, "[]", ({},), b"[]")
        for document in documents:
            with self.subTest(document), self.assertRaisesRegex(ValueError, "^document: "):
                pipeline_dicts(document)


class ParseInputs(unittest.TestCase):
    """The folder of `json-parse`, its script, and the oracle."""

    def test_the_folder_holds_what_the_script_states(self) -> None:
        stated = load("make_parse_inputs", DATA).parse_checks()
        present = {path.name: path.read_bytes() for path in (DATA / "check-parse").iterdir()}
        self.assertEqual(stated, present)

    def test_the_oracle_passes_every_one(self) -> None:
        for name, document in load("make_parse_inputs", DATA).parse_checks().items():
            if name.endswith(".json"):
                expected = (DATA / "check-parse" / name).with_suffix(".expected").read_text(encoding="ascii")
                with self.subTest(name):
                    self.assertEqual(parsed(document) + "\n", expected)

    def test_a_document_is_refused_in_words_that_the_runner_knows(self) -> None:
        with self.assertRaisesRegex(ValueError, "^document: "):
            load("json_parse").json_parse(b"[1,]")


class GeneratedEvents(unittest.TestCase):
    """The blog's input, and cuts of it."""

    def test_the_blogs_input_has_its_hash(self) -> None:
        # `document` itself refuses to return anything else.
        self.assertEqual(len(load("generate_events", DATA).document(100_000)), 14_308_497)

    def test_fewer_events_are_the_first_of_the_same_stream(self) -> None:
        generator = load("generate_events", DATA)
        few = json.loads(generator.document(10))
        self.assertEqual(len(few), 10)
        self.assertEqual(json.loads(generator.document(200))[:10], few)
        self.assertEqual(generator.document(0), b"[]")

    def test_a_file_is_there_whole_or_not_at_all(self) -> None:
        generator = load("generate_events", DATA)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "events.json"
            generator.write_atomically(path, b"[1]")
            generator.write_atomically(path, b"[2]")
            self.assertEqual(path.read_bytes(), b"[2]")
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], ["events.json"])


if __name__ == "__main__":
    unittest.main()
