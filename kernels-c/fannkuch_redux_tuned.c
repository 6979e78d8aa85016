/* fannkuch-redux with a permutation in a register of sixteen bytes: a flip and a rotation are one shuffle each.
 *
 * Source: the fannkuch-redux problem of the Computer Language Benchmarks Game, written anew. Where there is no instruction
 * that shuffles bytes, the same is done byte by byte. */
#include "kernels.h"
#include "simd_level.h"

enum { BYTES = 16 };

#ifdef __x86_64__
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

/* Which byte goes where: `flips[f]` reverses the first f + 1, `rotations[i]` moves the first one behind i others. */
struct shuffles {
    __m128i flips[BYTES], rotations[BYTES];
};

TARGET static void prepare(struct shuffles *shuffles) {
    for (int last = 0; last < BYTES; last++) {
        int8_t flip[BYTES], rotation[BYTES];
        for (int i = 0; i < BYTES; i++) {
            flip[i] = (int8_t)(i <= last ? last - i : i);
            rotation[i] = (int8_t)(i < last ? i + 1 : i == last ? 0 : i);
        }
        shuffles->flips[last] = _mm_loadu_si128((const __m128i *)flip);
        shuffles->rotations[last] = _mm_loadu_si128((const __m128i *)rotation);
    }
}

TARGET static struct fannkuch_redux_result fannkuch_redux_shuffled(int64_t n) {
    struct shuffles shuffles;
    prepare(&shuffles);
    __m128i permutation = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    int8_t rotations[BYTES] = {0};
    struct fannkuch_redux_result result = {0, 0};
    for (int64_t sign = 1;; sign = -sign) {
        int64_t flips = 0;
        __m128i work = permutation;
        for (int first = _mm_cvtsi128_si32(work) & 0xff; first != 0; flips++) {
            work = _mm_shuffle_epi8(work, shuffles.flips[first]);
            first = _mm_cvtsi128_si32(work) & 0xff;
        }
        result.checksum += sign * flips;
        result.most = flips > result.most ? flips : result.most;
        for (int64_t i = 1;; i++) {
            if (i >= n) {
                return result;
            }
            permutation = _mm_shuffle_epi8(permutation, shuffles.rotations[i]);
            if (++rotations[i] <= i) {
                break;
            }
            rotations[i] = 0;
        }
    }
}
#endif

#define fannkuch_redux fannkuch_redux_plain
#include "fannkuch_redux.c"
#undef fannkuch_redux

struct fannkuch_redux_result fannkuch_redux(int64_t n) {
#ifdef __x86_64__
    if (simd_level() >= SIMD_AVX2) {
        return fannkuch_redux_shuffled(n);
    }
#endif
    return fannkuch_redux_plain(n);
}
