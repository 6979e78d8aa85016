/* spectral-norm: the largest singular value of the infinite matrix A, cut to n by n, by ten rounds of power iteration.
 *
 * A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1); source: the spectral-norm problem of the Computer Language
 * Benchmarks Game, written anew. No unit; the matrix is never stored. */
#include "kernels.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 10

/* 1 / A[i][j], a whole number. 64 bits, as 32 overflow from n = 23171 on. */
static inline double inverse_element(int64_t i, int64_t j) {
    return (double)((i + j) * (i + j + 1) / 2 + i + 1);
}

/* A times the vector. */
static void multiply_a(int64_t n, const double *vector, double *product) {
    for (int64_t i = 0; i < n; i++) {
        double total = 0.0;
        for (int64_t j = 0; j < n; j++) {
            total += vector[j] / inverse_element(i, j);
        }
        product[i] = total;
    }
}

/* A transposed, times the vector. */
static void multiply_at(int64_t n, const double *vector, double *product) {
    for (int64_t i = 0; i < n; i++) {
        double total = 0.0;
        for (int64_t j = 0; j < n; j++) {
            total += vector[j] / inverse_element(j, i);
        }
        product[i] = total;
    }
}

enum kernel_status spectral_norm(int64_t n, struct spectral_norm_result *result) {
    size_t count = n > 0 ? (size_t)n : 0;
    double *u = calloc(count + 1, sizeof *u);
    double *v = calloc(count + 1, sizeof *v);
    double *between = calloc(count + 1, sizeof *between);
    enum kernel_status status = KERNEL_OUT_OF_MEMORY;
    if (u != NULL && v != NULL && between != NULL) {
        for (size_t i = 0; i < count; i++) {
            u[i] = 1.0;
        }
        for (int round = 0; round < ROUNDS; round++) {
            multiply_a(n, u, between);
            multiply_at(n, between, v);
            multiply_a(n, v, between);
            multiply_at(n, between, u);
        }
        double u_dot_v = 0.0, v_dot_v = 0.0;
        for (size_t i = 0; i < count; i++) {
            u_dot_v += u[i] * v[i];
            v_dot_v += v[i] * v[i];
        }
        *result = (struct spectral_norm_result){sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v};
        status = KERNEL_OK;
    }
    free(between);
    free(v);
    free(u);
    return status;
}
