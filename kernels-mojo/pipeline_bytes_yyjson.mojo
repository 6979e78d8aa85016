"""Pipeline-bytes with yyjson, a JSON parser in C, called through Mojo's C interface.

No Python object is made before the result. Amounts have the unit of the input, durations are seconds.
"""

from std.ffi import CStringSpan, c_char, c_int, external_call
from std.os import abort
from std.python import Python, PythonObject
from std.python._cpython import PyObjectPtr
from std.python.bindings import PythonModuleBuilder

from python_entry import call
from totals import Totals, fault, is_in_range, kept_type, parse_timestamp

comptime Handle = Optional[OpaquePointer[MutUntrackedOrigin]]
"""A pointer of yyjson's; None is C's null pointer."""

comptime CText = Optional[Pointer[c_char, ImmutAnyOrigin]]


struct Kind:
    """What a JSON value is; yyjson_shim.c has the same list."""

    comptime ABSENT: c_int = 0
    comptime NULL: c_int = 1
    comptime BOOLEAN: c_int = 2
    comptime INTEGER: c_int = 3
    comptime LARGE_INTEGER: c_int = 4
    comptime REAL: c_int = 5
    comptime TEXT: c_int = 6
    comptime ARRAY: c_int = 7
    comptime OBJECT: c_int = 8


struct Document(Movable):
    """A parsed document. It owns every value and every text in it."""

    var handle: Handle

    def __init__(out self, data: CText, length: Int) raises:
        """Parse RFC 8259 JSON in UTF-8."""
        var reason: CText = None
        self.handle = external_call["shim_read", Handle](data, length, Pointer(to=reason))
        if not self.handle:
            raise Error(
                "document: ", StringSpan(unsafe_from_utf8=CStringSpan(unsafe_from_ptr=reason.value()))
            )

    def __deinit__(deinit self):
        external_call["shim_free", NoneType](self.handle)

    def root(self) -> Value[origin_of(self)]:
        """The outermost value."""
        return Value[origin_of(self)](external_call["shim_root", Handle](self.handle))


struct Value[document: ImmOrigin](Copyable, Movable):
    """A value in a document, which its type keeps alive."""

    var handle: Handle

    def __init__(out self, handle: Handle):
        self.handle = handle

    def kind(self) -> c_int:
        """One of `Kind`."""
        return external_call["shim_kind", c_int](self.handle)

    def count(self) -> Int:
        """How many elements an array has."""
        return external_call["shim_count", Int](self.handle)

    def first(self) -> Self:
        """The first element of an array."""
        return Self(external_call["shim_first", Handle](self.handle))

    def next(self) -> Self:
        """The element after this one, which must not be the last."""
        return Self(external_call["shim_next", Handle](self.handle))

    def get(self, key: StaticString) -> Self:
        """The value of an object's key; of the kind `ABSENT` when there is none."""
        return Self(external_call["shim_get", Handle](self.handle, key.unsafe_ptr(), key.byte_length()))

    def text(self) -> StringSpan[Self.document]:
        """A text's characters."""
        var first = external_call["shim_text", Optional[Pointer[UInt8, Self.document]]](self.handle)
        var length = external_call["shim_length", Int](self.handle)
        return StringSpan(unsafe_from_utf8=Span(unsafe_ptr=first.value(), length=length))

    def integer(self) -> Int:
        """The value of an `INTEGER`."""
        return external_call["shim_integer", Int](self.handle)

    def number(self) -> Float64:
        """The value of any number."""
        return external_call["shim_number", Float64](self.handle)


def pipeline_bytes(data: PythonObject) raises -> PythonObject:
    """Parse the document, then total the events."""
    if Python.type(data) is not Python.import_module("builtins").bytes:
        raise Error("document: not bytes")
    ref python = Python().cpython().lib
    var document = Document(python.call["PyBytes_AsString", CText](data._obj_ptr), len(data))
    return collect(document).to_python()


def collect(document: Document) raises -> Totals:
    """The users of the kept events."""
    var events = document.root()
    if events.kind() != Kind.ARRAY:
        raise Error("document: not an array")
    var totals = Totals()
    var event = events.first()
    for index in range(events.count()):
        if index > 0:
            event = event.next()
        collect_event(event, index, totals)
    return totals^


def collect_event(event: Value, index: Int, mut totals: Totals) raises:
    """Add one event, if it is kept."""
    if event.kind() != Kind.OBJECT:
        raise fault(index, "not an object")
    var type_name = event.get("event_type")
    if type_name.kind() != Kind.TEXT:
        raise fault(index, "event_type: not a string")
    var event_type = kept_type(type_name.text())
    if not event_type:
        return

    var timestamp = event.get("timestamp")
    if timestamp.kind() != Kind.TEXT:
        raise fault(index, "timestamp: not a string")
    var moment = parse_timestamp(timestamp.text())
    if not moment:
        raise fault(index, "timestamp: not a moment of the form YYYY-MM-DDTHH:MM:SS+00:00")
    if not is_in_range(moment.value()):
        return

    var user_id = event.get("user_id")
    if user_id.kind() != Kind.INTEGER:
        raise fault(index, "user_id: not an integer of 64 bits")
    var metadata = event.get("metadata")
    if metadata.kind() != Kind.OBJECT:
        raise fault(index, "metadata: not an object")
    totals.add(
        user_id.integer(),
        moment.value(),
        event_type.value(),
        amount_of(metadata, index),
        page_of(metadata, index),
    )


def amount_of(metadata: Value, index: Int) raises -> Float64:
    """The amount of an event, 0 when there is none."""
    var amount = metadata.get("amount")
    var kind = amount.kind()
    if kind == Kind.ABSENT or kind == Kind.NULL:
        return 0.0
    if kind != Kind.REAL and kind != Kind.INTEGER and kind != Kind.LARGE_INTEGER:
        raise fault(index, "metadata.amount: not a number")
    return amount.number()


def page_of(metadata: Value, index: Int) raises -> StringSpan[metadata.document]:
    """The page of an event, empty when there is none."""
    var page = metadata.get("page")
    var kind = page.kind()
    if kind == Kind.ABSENT or kind == Kind.NULL:
        return StringSpan[metadata.document]()
    if kind != Kind.TEXT:
        raise fault(index, "metadata.page: not a string")
    return page.text()


def pipeline_bytes_entry(module: PyObjectPtr, arguments: PyObjectPtr) abi("C") -> PyObjectPtr:
    """What Python calls."""
    return call[pipeline_bytes](arguments)


@export
def PyInit_pipeline_bytes_yyjson() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("pipeline_bytes_yyjson")
        module.def_py_c_function(
            pipeline_bytes_entry, "pipeline_bytes", docstring="The totals of a document."
        )
        return module.finalize()
    except error:
        abort(String("pipeline_bytes_yyjson: ", error))
