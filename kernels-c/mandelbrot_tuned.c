/* mandelbrot, some points at a time in the lanes of vectors, which are looked at every tenth step.
 *
 * Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. What has left the circle of radius
 * 2 stays outside, as no point of the square is further than that from the origin: so it need not be looked at after every
 * step. What grows beyond all numbers becomes none, which is not inside either. Products must not be fused with sums here,
 * whatever the rung's other kernels may: some pixels would be others.
 *
 * Each step of a point waits for the one before, so as many points are on their way at once as fill four of the processor's
 * vectors: 8, 16 or 32. */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

#include "mandelbrot_bitmap.h"
#include "simd_level.h"

#define STEPS 50
#define LOOK 10 /* steps between two looks */
#define LIMIT 4.0

/* LANES is a multiple of 8: so many points, of whose bits each eight are a byte. */
#define FILL_ROW(NAME, TARGET, LANES)                                                                                  \
    TARGET static void NAME(int64_t n, int64_t row, unsigned char *bytes) {                                            \
        typedef double lanes __attribute__((vector_size((LANES) * sizeof(double))));                                   \
        typedef int64_t truths __attribute__((vector_size((LANES) * sizeof(int64_t))));                                \
        double imaginary = 2.0 * (double)row / (double)n - 1.0;                                                        \
        for (int64_t column = 0; column < n; column += (LANES)) {                                                      \
            lanes real, x = {0.0}, y = {0.0}, xx = {0.0}, yy = {0.0};                                                  \
            for (int lane = 0; lane < (LANES); lane++) {                                                               \
                real[lane] = 2.0 * (double)(column + lane) / (double)n - 1.5;                                          \
            }                                                                                                          \
            uint32_t inside = UINT32_MAX;                                                                              \
            for (int step = 0; step < STEPS && inside != 0; step += LOOK) {                                            \
                for (int more = 0; more < LOOK; more++) {                                                              \
                    y = (x + x) * y + imaginary;                                                                       \
                    x = xx - yy + real;                                                                                \
                    xx = x * x;                                                                                        \
                    yy = y * y;                                                                                        \
                }                                                                                                      \
                truths within = xx + yy <= LIMIT;                                                                      \
                inside = 0;                                                                                            \
                for (int lane = 0; lane < (LANES); lane++) {                                                           \
                    inside |= (uint32_t)(within[lane] & 1) << ((LANES) - 1 - lane);                                    \
                }                                                                                                      \
            }                                                                                                          \
            for (int first = 0; first < (LANES) && column + first < n; first += 8) {                                   \
                unsigned char byte = (unsigned char)(inside >> ((LANES) - 8 - first));                                 \
                int64_t beyond = column + first + 8 - n;                                                               \
                bytes[(column + first) / 8] = (unsigned char)(beyond > 0 ? byte >> beyond << beyond : byte);           \
            }                                                                                                          \
        }                                                                                                              \
    }

FILL_ROW(fill_row_portable, , 8)
#ifdef __x86_64__
FILL_ROW(fill_row_avx2, __attribute__((target("avx2"))), 16)
FILL_ROW(fill_row_avx512, __attribute__((target("avx512f,avx512vl"))), 32)
#endif

enum kernel_status mandelbrot(int64_t n, struct mandelbrot_result *result) {
    fill_row_function *fill_row = fill_row_portable;
#ifdef __x86_64__
    enum simd_level level = simd_level();
    if (level >= SIMD_AVX512) {
        fill_row = fill_row_avx512;
    } else if (level >= SIMD_AVX2) {
        fill_row = fill_row_avx2;
    }
#endif
    return sum_bitmap(n, fill_row, result);
}
