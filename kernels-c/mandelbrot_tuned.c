/* mandelbrot, eight points at a time in the lanes of vectors, which are looked at every tenth step.
 *
 * Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. What has left the circle of radius
 * 2 stays outside, as no point of the square is further than that from the origin: so it need not be looked at after every
 * step. What grows beyond all numbers becomes none, which is not inside either. Products must not be fused with sums here,
 * whatever the rung's other kernels may: some pixels would be others. */
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
#define LANES 8

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t truths __attribute__((vector_size(LANES * sizeof(int64_t))));

#define FILL_ROW(NAME, TARGET)                                                                                         \
    TARGET static void NAME(int64_t n, int64_t row, unsigned char *bytes) {                                            \
        double imaginary = 2.0 * (double)row / (double)n - 1.0;                                                        \
        for (int64_t column = 0; column < n; column += LANES) {                                                        \
            lanes real, x = {0.0}, y = {0.0}, xx = {0.0}, yy = {0.0};                                                  \
            for (int lane = 0; lane < LANES; lane++) {                                                                 \
                real[lane] = 2.0 * (double)(column + lane) / (double)n - 1.5;                                          \
            }                                                                                                          \
            int inside = 0xff;                                                                                         \
            for (int step = 0; step < STEPS && inside != 0; step += LOOK) {                                            \
                for (int more = 0; more < LOOK; more++) {                                                              \
                    y = (x + x) * y + imaginary;                                                                       \
                    x = xx - yy + real;                                                                                \
                    xx = x * x;                                                                                        \
                    yy = y * y;                                                                                        \
                }                                                                                                      \
                truths within = xx + yy <= LIMIT;                                                                      \
                inside = 0;                                                                                            \
                for (int lane = 0; lane < LANES; lane++) {                                                             \
                    inside |= (int)(within[lane] & 1) << (LANES - 1 - lane);                                           \
                }                                                                                                      \
            }                                                                                                          \
            int64_t beyond = column + LANES - n;                                                                       \
            bytes[column / LANES] = (unsigned char)(beyond > 0 ? inside >> beyond << beyond : inside);                 \
        }                                                                                                              \
    }

FILL_ROW(fill_row_portable, )
#ifdef __x86_64__
FILL_ROW(fill_row_avx2, __attribute__((target("avx2"))))
#endif

enum kernel_status mandelbrot(int64_t n, struct mandelbrot_result *result) {
    fill_row_function *fill_row = fill_row_portable;
#ifdef __x86_64__
    if (simd_level() >= SIMD_AVX2) {
        fill_row = fill_row_avx2;
    }
#endif
    return sum_bitmap(n, fill_row, result);
}
