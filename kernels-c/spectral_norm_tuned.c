/* spectral-norm, fused: each element of A is computed once for both products, A times the vector and A transposed times
 * that.
 *
 * A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1); source: the spectral-norm problem of the Computer Language
 * Benchmarks Game, written anew. No unit.
 *
 * The work on rows is in spectral_norm_lanes.h, which is compiled once for each set of instructions. Sums are in another
 * order than the oracle's, reciprocals differ from it in their last digits, products may be fused: hence the licence that
 * the rung declares. */
#include "kernels.h"
#include "simd_level.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 10,
    ROWS = 4, /* that are worked on together; one division serves as many elements */
    LANES = 8 /* one register of AVX-512, two of AVX2, four of most others */
};

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
/* The same anywhere in an array of doubles. */
typedef double lanes_anywhere __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

/* All that a product takes; allocated in one piece. */
struct work {
    size_t n, strips;    /* strips of LANES columns */
    lanes *u, *v;        /* padded with zeros */
    lanes (*rows)[ROWS]; /* the elements of ROWS rows, those of one strip side by side */
    double *triangles;   /* s (s + 1) / 2 for every s = i + j that occurs, and a few that do not */
};

#define MULTIPLY multiply_portable
#define TARGET
#include "spectral_norm_lanes.h"

#ifdef __x86_64__
#define MULTIPLY multiply_avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "spectral_norm_lanes.h"

#define MULTIPLY multiply_avx512
#define TARGET __attribute__((target("avx2,fma,avx512f,avx512vl")))
#include "spectral_norm_lanes.h"
#endif

typedef void multiply_function(const struct work *work, const lanes *vector, lanes *product);

static multiply_function *chosen_multiply(void) {
    switch (simd_level()) {
#ifdef __x86_64__
    case SIMD_AVX512:
        return multiply_avx512;
    case SIMD_AVX2:
        return multiply_avx2;
#endif
    default:
        return multiply_portable;
    }
}

/* The memory belongs to the caller, who frees it; NULL if there is not enough. */
static void *prepare(struct work *work, size_t n) {
    size_t strips = n / LANES + 1;
    size_t triangles = n + strips * LANES + ROWS;
    if (n > SIZE_MAX / 1024) {
        return NULL;
    }
    size_t whole_lanes = triangles / LANES + 1;
    lanes *memory = aligned_alloc(sizeof(lanes), (strips * (2 + ROWS) + whole_lanes) * sizeof(lanes));
    if (memory == NULL) {
        return NULL;
    }
    *work = (struct work){n, strips, memory, memory + strips, (lanes(*)[ROWS])(memory + 2 * strips),
                          (double *)(memory + (2 + ROWS) * strips)};
    memset(memory, 0, 2 * strips * sizeof(lanes));
    for (size_t s = 0; s < triangles; s++) {
        work->triangles[s] = (double)s * (double)(s + 1) * 0.5;
    }
    return memory;
}

enum kernel_status spectral_norm(int64_t n, struct spectral_norm_result *result) {
    size_t count = n > 0 ? (size_t)n : 0;
    struct work work;
    void *memory = prepare(&work, count);
    if (memory == NULL) {
        return KERNEL_OUT_OF_MEMORY;
    }
    multiply_function *multiply = chosen_multiply();
    for (size_t i = 0; i < count; i++) {
        work.u[i / LANES][i % LANES] = 1.0;
    }
    for (int round = 0; round < ROUNDS; round++) {
        multiply(&work, work.u, work.v);
        multiply(&work, work.v, work.u);
    }
    double u_dot_v = 0.0, v_dot_v = 0.0;
    for (size_t i = 0; i < count; i++) {
        double u = work.u[i / LANES][i % LANES], v = work.v[i / LANES][i % LANES];
        u_dot_v += u * v;
        v_dot_v += v * v;
    }
    *result = (struct spectral_norm_result){sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v};
    free(memory);
    return KERNEL_OK;
}
