"""Pipeline-bytes: the same as pipeline-dicts, from the raw bytes of the document, parsing included.

Mojo's library has no JSON, so Python's own parser does the reading.
"""

from std.os import abort
from std.python import Python, PythonObject
from std.python._cpython import PyObjectPtr
from std.python.bindings import PythonModuleBuilder

from pipeline_dicts import pipeline_dicts
from python_entry import call


def pipeline_bytes(data: PythonObject) raises -> PythonObject:
    """Parse UTF-8 JSON as RFC 8259 has it, then total the events."""
    return pipeline_dicts(parse(data))


def parse(data: PythonObject) raises -> PythonObject:
    """Decoded strictly first, because `json.loads` takes other encodings and a byte order mark from bytes.

    It also takes NaN and Infinity, and hands their names to `parse_constant`: `int` refuses them all.
    """
    try:
        var text = data.decode("utf-8")
        return Python.import_module("json").loads(text, parse_constant=Python.import_module("builtins").int)
    except error:
        raise Error("document: ", error)


def pipeline_bytes_entry(module: PyObjectPtr, arguments: PyObjectPtr) abi("C") -> PyObjectPtr:
    """What Python calls."""
    return call[pipeline_bytes](arguments)


@export
def PyInit_pipeline_bytes() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("pipeline_bytes")
        module.def_py_c_function(
            pipeline_bytes_entry, "pipeline_bytes", docstring="The totals of a document."
        )
        return module.finalize()
    except error:
        abort(String("pipeline_bytes: ", error))
