"""How a Mojo function that raises becomes one that Python can call and that raises ValueError.

`PythonModuleBuilder.def_function` turns every Mojo error into a bare `Exception`; the contract wants
ValueError, so the pipeline's kernels use `def_py_c_function`, the level below.
"""

from std.python import Python, PythonObject
from std.python._cpython import PyObjectPtr


def call[kernel: def(PythonObject) thin raises -> PythonObject](arguments: PyObjectPtr) -> PyObjectPtr:
    """Call the kernel with the tuple's only element; the null pointer tells Python that an error is set."""
    try:
        return kernel(PythonObject(from_borrowed=arguments)[0]).steal_data()
    except error:
        ref cpython = Python().cpython()
        var message = String(error)
        cpython.PyErr_SetString(
            cpython.get_error_global("PyExc_ValueError"),
            message.as_c_string_span().ptr().as_imm().as_unsafe_any_origin(),
        )
        return PyObjectPtr()
