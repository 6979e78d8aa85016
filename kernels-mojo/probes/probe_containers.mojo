"""Probes of containers with Mojo: its `List`, `Dict` and `Set`, filled from Python's."""

from std.collections import Set
from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def dict_order(names: PythonObject) raises -> PythonObject:
    """The keys of a dict, in the order in which they came."""
    var places = Dict[String, Int]()
    for name in names:
        places[String(py=name)] = 1
    var result = Python.list()
    for name in places.keys():
        result.append(PythonObject(name))
    return result


def set_of_small(numbers: PythonObject) raises -> PythonObject:
    """The elements of a set of small integers, in an order that nothing promises."""
    var all = Set[Int]()
    for number in numbers:
        all.add(Int(py=number))
    var result = Python.list()
    for number in all:
        result.append(PythonObject(number))
    return result


def by_length(words: PythonObject) raises -> PythonObject:
    """Words by their length."""
    var all = List[String]()
    for word in words:
        all.append(String(py=word))

    def shorter(one: String, other: String) -> Bool:
        return one.byte_length() < other.byte_length()

    sort(all, shorter)
    var result = Python.list()
    for word in all:
        result.append(PythonObject(word))
    return result


def appended(values: PythonObject) raises -> PythonObject:
    """Changes a list."""
    var all = List[Int]()
    for value in values:
        all.append(Int(py=value))
    all.append(len(all))
    return Python.none()


def rows(count: PythonObject) raises -> PythonObject:
    """Rows that come of one list, of which one is changed."""
    var table = List[List[Int]](length=Int(py=count), fill=[0, 0])
    table[0][0] = 1
    var result = Python.list()
    for row in table:
        var inner = Python.list()
        for value in row:
            inner.append(PythonObject(value))
        result.append(inner)
    return result


def replaced_part(values: PythonObject) raises -> PythonObject:
    """A list in which a slice is replaced by a longer one."""
    var all = List[Int]()
    for value in values:
        all.append(Int(py=value))
    all[1:2] = [7, 8, 9]
    var result = Python.list()
    for value in all:
        result.append(PythonObject(value))
    return result


def mixed(number: PythonObject, text: PythonObject) raises -> PythonObject:
    """A list of several types."""
    var all = [Int(py=number), String(py=text), None, 1.5]
    return PythonObject(len(all))


def unpacked(values: PythonObject) raises -> PythonObject:
    """Two names for a list that may be longer."""
    var all = List[Int]()
    for value in values:
        all.append(Int(py=value))
    one, other = all
    return Python.tuple(other, one)


def popped(places: PythonObject) raises -> PythonObject:
    """The pair that came last."""
    var own = Dict[String, Int]()
    for name in places:
        own[String(py=name)] = Int(py=places[name])
    var last = own.popitem()
    return Python.tuple(last.key, last.value)


@export
def PyInit_probe_containers() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_containers")
        module.def_function[dict_order]("dict_order")
        module.def_function[set_of_small]("set_of_small")
        module.def_function[by_length]("by_length")
        module.def_function[appended]("appended")
        module.def_function[rows]("rows")
        module.def_function[replaced_part]("replaced_part")
        module.def_function[mixed]("mixed")
        module.def_function[unpacked]("unpacked")
        module.def_function[popped]("popped")
        return module.finalize()
    except error:
        abort(String("probe_containers: ", error))
