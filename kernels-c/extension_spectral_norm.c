/* Python's way to `spectral_norm`. */
#include "extension.h"

static PyObject *call(int64_t n) {
    struct spectral_norm_result sums;
    if (!succeeded(spectral_norm(n, &sums))) {
        return NULL;
    }
    return Py_BuildValue("(ddd)", sums.norm, sums.u_dot_v, sums.v_dot_v);
}

EXTENSION(spectral_norm, call, "The norm of a matrix of n rows, and the two sums that it comes from.")
