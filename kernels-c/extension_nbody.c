/* Python's way to `nbody`. */
#include "extension.h"

static PyObject *call(int64_t steps) {
    const struct nbody_result energy = nbody(steps);
    return Py_BuildValue("(dd)", energy.before, energy.after);
}

EXTENSION(nbody, call, "The energy of the system before and after so many steps.")
