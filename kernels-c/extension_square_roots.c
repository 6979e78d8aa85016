/* Python's way to `square_roots`. */
#include "extension.h"

static PyObject *call(int64_t n) {
    return PyFloat_FromDouble(square_roots(n));
}

EXTENSION(square_roots, call, "The sum of the square roots of the whole numbers from 1 to n.")
