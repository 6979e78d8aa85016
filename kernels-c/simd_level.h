/* Which instructions a tuned kernel may use, chosen when it is called. LADDER_SIMD (`portable`, `avx2`, `avx512`) forbids
 * the better ones, so that each can be checked and timed on a machine that has them all. */
#ifndef SIMD_LEVEL_H
#define SIMD_LEVEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum simd_level { SIMD_PORTABLE, SIMD_AVX2, SIMD_AVX512 };

/* The best that the processor has: what kernels-rust/src/tuned/level.rs asks for as well, so that both languages take the
 * same level on every processor. */
static inline enum simd_level simd_best(void) {
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") ? SIMD_AVX512 : SIMD_AVX2;
    }
#endif
    return SIMD_PORTABLE;
}

/* ... and the variable does not forbid. A misspelt one must not pass for a choice: it ends the process. */
static inline enum simd_level simd_level(void) {
    static const char *const NAMES[] = {"portable", "avx2", "avx512"};
    const char *name = getenv("LADDER_SIMD");
    enum simd_level best = simd_best();
    if (name == NULL) {
        return best;
    }
    for (int level = SIMD_PORTABLE; level <= SIMD_AVX512; level++) {
        if (strcmp(name, NAMES[level]) == 0) {
            return level < (int)best ? (enum simd_level)level : best;
        }
    }
    fprintf(stderr, "LADDER_SIMD is `%s`: set it to portable, avx2 or avx512, or not at all\n", name);
    exit(2);
}

#endif
