/* `p.x * 2` where x is a member of a structure: what C makes of the expression that Python takes so long for. A pure number.
 *
 * The member is volatile, or the compiler would add up all at once. */
#include "kernels.h"

struct point {
    volatile int64_t x;
};

int64_t attribute_dict(int64_t n) {
    struct point p = {21};
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++) {
        total += p.x * 2;
    }
    return total;
}
