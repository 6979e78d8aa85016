/* fannkuch-redux: how often the first elements of every permutation can be reversed, as the first one says.
 *
 * Source: the fannkuch-redux problem of the Computer Language Benchmarks Game, written anew. A flip reverses as many
 * elements as the first one's number says; it ends when that is the lowest. Counts without a unit. Permutations come in the
 * problem's order; the flips of every second one are taken away from the checksum. */
#include "kernels.h"

#include <string.h>

enum { MOST_ELEMENTS = 16 };

/* How often the first elements can be reversed until the lowest one is the first. */
static int64_t count_flips(const int8_t permutation[MOST_ELEMENTS]) {
    int8_t work[MOST_ELEMENTS];
    memcpy(work, permutation, sizeof work);
    /* The first element is kept beside the others: a flip puts it where the last one that is reversed was. */
    int64_t flips = 0;
    for (int8_t first = work[0]; first != 0; flips++) {
        int8_t next = work[first];
        work[first] = first;
        for (int8_t low = 1, high = (int8_t)(first - 1); low < high; low++, high--) {
            int8_t kept = work[low];
            work[low] = work[high];
            work[high] = kept;
        }
        first = next;
    }
    return flips;
}

struct fannkuch_redux_result fannkuch_redux(int64_t n) {
    int8_t permutation[MOST_ELEMENTS] = {0}, rotations[MOST_ELEMENTS] = {0};
    for (int64_t i = 0; i < n; i++) {
        permutation[i] = (int8_t)i;
    }
    struct fannkuch_redux_result result = {0, 0};
    for (int64_t sign = 1;; sign = -sign) {
        int64_t flips = permutation[0] == 0 ? 0 : count_flips(permutation);
        result.checksum += sign * flips;
        if (flips > result.most) {
            result.most = flips;
        }
        /* The next one: rotate the first two; after as many rotations as there are elements the first three; ... */
        for (int64_t i = 1;; i++) {
            if (i >= n) {
                return result;
            }
            int8_t first = permutation[0];
            for (int64_t j = 0; j < i; j++) {
                permutation[j] = permutation[j + 1];
            }
            permutation[i] = first;
            if (++rotations[i] <= i) {
                break;
            }
            rotations[i] = 0;
        }
    }
}
