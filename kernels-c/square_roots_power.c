/* square-roots with the oracle's `** 0.5`, which is `pow`, in place of `sqrt`. */
#define ROOT(x) pow(x, 0.5)
#include "square_roots.c"
