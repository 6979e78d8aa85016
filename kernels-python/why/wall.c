/* The smallest extension that says something: a function of one integer, and one that calls back.
 *
 * In the C API that CPython, PyPy and GraalPy share, so that one source is what each of them has to cross. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Twice as much. */
static PyObject *wall_double(PyObject *self, PyObject *number) {
    (void)self;
    long value = PyLong_AsLong(number);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return PyLong_FromLong(value * 2);
}

/* What a function makes of the numbers below n, added up. */
static PyObject *wall_add_up(PyObject *self, PyObject *arguments) {
    (void)self;
    PyObject *function;
    long n, total = 0;
    if (!PyArg_ParseTuple(arguments, "Ol", &function, &n)) {
        return NULL;
    }
    for (long i = 0; i < n; i++) {
        PyObject *result = PyObject_CallFunction(function, "l", i);
        if (result == NULL) {
            return NULL;
        }
        total += PyLong_AsLong(result);
        Py_DECREF(result);
        if (PyErr_Occurred()) {
            return NULL;
        }
    }
    return PyLong_FromLong(total);
}

static PyMethodDef functions[] = {
    {"double", wall_double, METH_O, "Twice as much."},
    {"add_up", wall_add_up, METH_VARARGS, "What a function makes of the numbers below n, added up."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "wall", "What lies between Python and C.", -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_wall(void) {
    return PyModule_Create(&module);
}
