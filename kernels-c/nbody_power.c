/* n-body with the oracle's `** -1.5`, which is `pow`, in place of square root and division. */
#define MAGNITUDE(dt, square) ((dt) * pow(square, -1.5))
#include "nbody.c"
