/* square-roots: the sum of the square roots of the whole numbers from 1 to n, added up in order. A pure number. */
#include "kernels.h"

#include <math.h>

#ifndef ROOT
#define ROOT(x) sqrt(x)
#endif

double square_roots(int64_t n) {
    double x = 0.0, total = 0.0;
    for (int64_t k = 0; k < n; k++) {
        x += 1.0;
        total += ROOT(x);
    }
    return total;
}
