/* A kernel as a module of Python that has one function of its name, which takes one whole number. It goes through the stable
 * part of Python's C API, as anybody writes an extension by hand. */
#ifndef EXTENSION_H
#define EXTENSION_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "kernels.h"

/* What a kernel's status is to Python: true, or false with an exception set. */
static inline bool succeeded(enum kernel_status status) {
    if (status == KERNEL_OUT_OF_MEMORY) {
        PyErr_NoMemory();
    }
    return status == KERNEL_OK;
}

/* Defines the module. `call` takes an int64_t and gives a new object, or NULL with an exception set. */
#define EXTENSION(name, call, documentation)                                                                           \
    static PyObject *called(PyObject *Py_UNUSED(module), PyObject *argument) {                                         \
        const long long n = PyLong_AsLongLong(argument);                                                               \
        return n == -1 && PyErr_Occurred() ? NULL : call(n);                                                           \
    }                                                                                                                  \
    static PyMethodDef functions[] = {{#name, called, METH_O, documentation}, {NULL, NULL, 0, NULL}};                  \
    static struct PyModuleDef definition = {                                                                           \
        PyModuleDef_HEAD_INIT, .m_name = #name, .m_size = 0, .m_methods = functions,                                   \
    };                                                                                                                 \
    PyMODINIT_FUNC PyInit_##name(void) {                                                                               \
        return PyModuleDef_Init(&definition);                                                                          \
    }

#endif
