"""Pipeline-dicts: filter a list of parsed JSON events and total them per user.

Kept are the events of five types within the seven months from March to September 2025. The events stay
Python objects and are read through `PythonObject`; what is taken from them becomes Mojo values at once.
Amounts have the unit of the input, durations are seconds.
"""

from std.os import abort
from std.python import Python, PythonObject
from std.python._cpython import PyObjectPtr
from std.python.bindings import PythonModuleBuilder

from python_entry import call
from totals import Totals, fault, is_in_range, kept_type, parse_timestamp


struct Names:
    """Python's types and the keys of an event, fetched once per call instead of once per event."""

    var dict_type: PythonObject
    var str_type: PythonObject
    var int_type: PythonObject
    var float_type: PythonObject
    var event_type: PythonObject
    var timestamp: PythonObject
    var user_id: PythonObject
    var metadata: PythonObject
    var amount: PythonObject
    var page: PythonObject
    var no_page: PythonObject

    def __init__(out self) raises:
        var builtins = Python.import_module("builtins")
        self.dict_type = builtins.dict
        self.str_type = builtins.str
        self.int_type = builtins.int
        self.float_type = builtins.float
        self.event_type = PythonObject("event_type")
        self.timestamp = PythonObject("timestamp")
        self.user_id = PythonObject("user_id")
        self.metadata = PythonObject("metadata")
        self.amount = PythonObject("amount")
        self.page = PythonObject("page")
        self.no_page = PythonObject("")


def pipeline_dicts(events: PythonObject) raises -> PythonObject:
    """The totals of all users and of each, ordered by user id."""
    if Python.type(events) is not Python.import_module("builtins").list:
        raise Error("document: not an array")
    var names = Names()
    var totals = Totals()
    var index = 0
    for event in events:
        collect(event, index, names, totals)
        index += 1
    return totals.to_python()


def collect(event: PythonObject, index: Int, names: Names, mut totals: Totals) raises:
    """Add one event, if it is kept."""
    if Python.type(event) is not names.dict_type:
        raise fault(index, "not an object")
    var type_name = field(event, names.event_type)
    if Python.type(type_name) is not names.str_type:
        raise fault(index, "event_type: not a string")
    var event_type = kept_type(Python().as_string_slice(type_name))
    if not event_type:
        return

    var timestamp = field(event, names.timestamp)
    if Python.type(timestamp) is not names.str_type:
        raise fault(index, "timestamp: not a string")
    var moment = parse_timestamp(Python().as_string_slice(timestamp))
    if not moment:
        raise fault(index, "timestamp: not a moment of the form YYYY-MM-DDTHH:MM:SS+00:00")
    if not is_in_range(moment.value()):
        return

    var user_id = to_int64(field(event, names.user_id), names)
    if not user_id:
        raise fault(index, "user_id: not an integer of 64 bits")
    var metadata = field(event, names.metadata)
    if Python.type(metadata) is not names.dict_type:
        raise fault(index, "metadata: not an object")
    var amount = 0.0
    var amount_object = field(metadata, names.amount)
    if amount_object is not PythonObject(None):
        var amount_type = Python.type(amount_object)
        # Exactly these two: bool is a subclass of int, and no number here.
        if amount_type is not names.float_type and amount_type is not names.int_type:
            raise fault(index, "metadata.amount: not a number")
        amount = Float64(py=amount_object)
    var page = field(metadata, names.page)
    if page is PythonObject(None):
        page = names.no_page
    elif Python.type(page) is not names.str_type:
        raise fault(index, "metadata.page: not a string")

    totals.add(
        user_id.value(),
        moment.value(),
        event_type.value(),
        amount,
        Python().as_string_slice(page),
    )


def field(object: PythonObject, name: PythonObject) raises -> PythonObject:
    """A key's value, or None. Asking first is quicker than the KeyError of a key that is often absent."""
    return object[name] if name in object else PythonObject(None)


def to_int64(value: PythonObject, names: Names) -> Optional[Int]:
    """An int of Python's that fits; bool is a subclass of int, and no number here."""
    if Python.type(value) is not names.int_type:
        return None
    try:
        return Int(py=value)
    except:
        return None


def pipeline_dicts_entry(module: PyObjectPtr, arguments: PyObjectPtr) abi("C") -> PyObjectPtr:
    """What Python calls."""
    return call[pipeline_dicts](arguments)


@export
def PyInit_pipeline_dicts() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("pipeline_dicts")
        module.def_py_c_function(
            pipeline_dicts_entry, "pipeline_dicts", docstring="The totals of parsed events."
        )
        return module.finalize()
    except error:
        abort(String("pipeline_dicts: ", error))
