/* n-body with bodies in vector lanes: the four planets side by side, the Sun apart. Steps of 0.01 years.
 *
 * Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written anew.
 * Units: astronomical units, years; the table's velocities are AU per day. Masses are multiplied by the gravitational
 * constant, so that the Sun's is 4 pi^2.
 *
 * The steps are in nbody_lanes.h, which is compiled once for each set of instructions. Sums are in another order than the
 * oracle's and products may be fused, hence the licence that the rung declares. */
#include "kernels.h"
#include "simd_level.h"

#include <math.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define PI 3.141592653589793
#define SOLAR_MASS (4 * PI * PI)
#define DAYS_PER_YEAR 365.24
#define TIME_STEP 0.01

enum { AXES = 3, PLANETS = 4 };

/* One number of each planet: Jupiter, Saturn, Uranus, Neptune. */
typedef double lanes __attribute__((vector_size(PLANETS * sizeof(double))));

struct planets {
    lanes place[AXES], velocity[AXES], mass;
};

struct sun {
    double place[AXES], velocity[AXES], mass;
};

static const struct sun INITIAL_SUN = {.mass = SOLAR_MASS};

/* Velocities per day, masses in suns. */
static const struct planets TABLE = {
    .place =
        {
            {4.84143144246472090e+00, 8.34336671824457987e+00, 1.28943695621391310e+01, 1.53796971148509165e+01},
            {-1.16032004402742839e+00, 4.12479856412430479e+00, -1.51111514016986312e+01, -2.59193146099879641e+01},
            {-1.03622044471123109e-01, -4.03523417114321381e-01, -2.23307578892655734e-01, 1.79258772950371181e-01},
        },
    .velocity =
        {
            {1.66007664274403694e-03, -2.76742510726411510e-03, 2.96460137564761618e-03, 2.68067772490389322e-03},
            {7.69901118419740425e-03, 4.99852801234917238e-03, 2.37847173959480950e-03, 1.62824170038242295e-03},
            {-6.90460016972063023e-05, 2.30417297573763929e-05, -2.96589568540237556e-05, -9.51592254519715870e-05},
        },
    .mass = {9.54791938424326609e-04, 2.85885980666130812e-04, 4.36624404335156298e-05, 5.15138902046611451e-05},
};

/* Lane i from lane i + 1, i + 2 and i - 1. */
#define NEXT(vector) __builtin_shufflevector(vector, vector, 1, 2, 3, 0)
#define OPPOSITE(vector) __builtin_shufflevector(vector, vector, 2, 3, 0, 1)
#define PREVIOUS(vector) __builtin_shufflevector(vector, vector, 3, 0, 1, 2)
#define SAME(value) ((lanes){value, value, value, value})

#define STEPS steps_portable
#define ROOTS(x) ((lanes){sqrt((x)[0]), sqrt((x)[1]), sqrt((x)[2]), sqrt((x)[3])})
#define POWER(square, factor) ((factor) / ((square) * ROOTS(square)))
#define TARGET
#include "nbody_lanes.h"

#ifdef __x86_64__
#define STEPS steps_avx2
#define POWER(square, factor) ((factor) / ((square) * (lanes)_mm256_sqrt_pd((__m256d)(square))))
#define TARGET __attribute__((target("avx2,fma")))
#include "nbody_lanes.h"

/* The power -3/2 times a factor. y is 1/sqrt(x) but for 2^-14 of it. With e = 1 - x y^2, which is below 2^-12.9, the power
 * is y^3 (1 - e)^(-3/2), and the series goes on to e^4: what is left out is under 2.71 e^5, 10^-19 of the result. */
__attribute__((target("avx2,fma,avx512f,avx512vl"))) static inline lanes power(lanes x, lanes factor) {
    lanes y = (lanes)_mm256_rsqrt14_pd((__m256d)x);
    lanes square = y * y;
    lanes cube = square * (y * factor);
    lanes e = 1.0 - x * square;
    lanes start = 3.0 / 2 + e * (15.0 / 8);
    lanes rest = 35.0 / 16 + e * (315.0 / 128);
    return cube + cube * e * (start + e * e * rest);
}

#define STEPS steps_avx512
#define POWER(square, factor) power(square, factor)
#define TARGET __attribute__((target("avx2,fma,avx512f,avx512vl")))
#include "nbody_lanes.h"
#endif

/* Kinetic plus potential energy. */
static double energy(const struct sun *sun, const struct planets *planets) {
    double total = 0.0;
    for (int axis = 0; axis < AXES; axis++) {
        total += 0.5 * sun->mass * sun->velocity[axis] * sun->velocity[axis];
    }
    for (int i = 0; i < PLANETS; i++) {
        double squares[PLANETS + 1] = {0.0}; /* of the distances from the planets before, and from the Sun */
        for (int axis = 0; axis < AXES; axis++) {
            double velocity = planets->velocity[axis][i], place = planets->place[axis][i];
            total += 0.5 * planets->mass[i] * velocity * velocity;
            for (int j = 0; j < i; j++) {
                double distance = place - planets->place[axis][j];
                squares[j] += distance * distance;
            }
            squares[PLANETS] += (place - sun->place[axis]) * (place - sun->place[axis]);
        }
        for (int j = 0; j < i; j++) {
            total -= planets->mass[i] * planets->mass[j] / sqrt(squares[j]);
        }
        total -= planets->mass[i] * sun->mass / sqrt(squares[PLANETS]);
    }
    return total;
}

struct nbody_result nbody(int64_t steps) {
    struct sun sun = INITIAL_SUN;
    struct planets planets = TABLE;
    planets.mass *= SOLAR_MASS;
    for (int axis = 0; axis < AXES; axis++) {
        planets.velocity[axis] *= DAYS_PER_YEAR;
        /* The Sun gets the velocity that brings the system's momentum to zero. */
        for (int i = 0; i < PLANETS; i++) {
            sun.velocity[axis] -= planets.velocity[axis][i] * planets.mass[i] / sun.mass;
        }
    }
    struct nbody_result result = {.before = energy(&sun, &planets)};
    switch (simd_level()) {
#ifdef __x86_64__
    case SIMD_AVX512:
        steps_avx512(&sun, &planets, steps);
        break;
    case SIMD_AVX2:
        steps_avx2(&sun, &planets, steps);
        break;
#endif
    default:
        steps_portable(&sun, &planets, steps);
    }
    result.after = energy(&sun, &planets);
    return result;
}
