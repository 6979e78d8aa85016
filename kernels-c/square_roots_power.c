/* square-roots with the oracle's `** 0.5`, which is `pow`, in place of `sqrt`. */
#include "kernels.h"

#include <math.h>

double square_roots(int64_t n) {
    double x = 0.0, total = 0.0;
    for (int64_t k = 0; k < n; k++) {
        x += 1.0;
        total += pow(x, 0.5);
    }
    return total;
}
