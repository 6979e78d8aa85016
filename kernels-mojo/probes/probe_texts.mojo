"""Probes of text with Mojo: its `String`, which is UTF-8."""

from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def length(text: PythonObject) raises -> PythonObject:
    """How many characters there are."""
    return PythonObject(len(String(py=text)))


def upper(text: PythonObject) raises -> PythonObject:
    """Upper-case letters, which may be more."""
    return PythonObject(String(py=text).upper())


def letter(text: PythonObject, index: PythonObject) raises -> PythonObject:
    """One character."""
    return PythonObject(String(String(py=text)[Int(py=index)]))


def comes_first(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """Whether a text is less than another."""
    return PythonObject(String(py=one) < String(py=other))


def digits(text: PythonObject) raises -> PythonObject:
    """What of digits the text has."""
    var given = String(py=text)
    return Python.tuple(given.isdecimal(), given.isdigit(), given.isnumeric())


def printable(text: PythonObject) raises -> PythonObject:
    """Whether the Unicode tables know a character."""
    return PythonObject(String(py=text).isprintable())


def words(text: PythonObject) raises -> PythonObject:
    """What stands between blanks of any kind."""
    var result = Python.list()
    for word in String(py=text).split():
        result.append(PythonObject(String(word)))
    return result


def joined(parts: PythonObject) raises -> PythonObject:
    """Parts with commas between them."""
    var texts = List[String]()
    for part in parts:
        texts.append(String(py=part))
    return PythonObject(String(",").join(texts))


@export
def PyInit_probe_texts() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_texts")
        module.def_function[length]("length")
        module.def_function[upper]("upper")
        module.def_function[letter]("letter")
        module.def_function[comes_first]("comes_first")
        module.def_function[digits]("digits")
        module.def_function[printable]("printable")
        module.def_function[words]("words")
        module.def_function[joined]("joined")
        return module.finalize()
    except error:
        abort(String("probe_texts: ", error))
