/* n-body: the Sun and the four gas giants, advanced by symplectic Euler steps of 0.01 years.
 *
 * Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written anew.
 * Units: astronomical units, years; the table's velocities are AU per day. Masses are multiplied by the gravitational
 * constant, so that the Sun's is 4 pi^2.
 *
 * A distance to the power of -3 is a square root and a division, where the oracle writes `** -1.5`: this is how C is
 * written. `nbody_power.c` has the power, and includes all else from here. */
#include "kernels.h"

#include <math.h>

#define BODIES 5
#define PI 3.141592653589793
#define SOLAR_MASS (4 * PI * PI)
#define DAYS_PER_YEAR 365.24
#define TIME_STEP 0.01

/* The time step divided by the cube of the distance, of which the square is given. */
#ifndef MAGNITUDE
#define MAGNITUDE(dt, square) ((dt) / ((square) * sqrt(square)))
#endif

struct body {
    double x, y, z;
    double vx, vy, vz;
    double mass;
};

/* Sun, Jupiter, Saturn, Uranus, Neptune. */
static const struct body INITIAL[BODIES] = {
    {.mass = SOLAR_MASS},
    {
        .x = 4.84143144246472090e+00,
        .y = -1.16032004402742839e+00,
        .z = -1.03622044471123109e-01,
        .vx = 1.66007664274403694e-03 * DAYS_PER_YEAR,
        .vy = 7.69901118419740425e-03 * DAYS_PER_YEAR,
        .vz = -6.90460016972063023e-05 * DAYS_PER_YEAR,
        .mass = 9.54791938424326609e-04 * SOLAR_MASS,
    },
    {
        .x = 8.34336671824457987e+00,
        .y = 4.12479856412430479e+00,
        .z = -4.03523417114321381e-01,
        .vx = -2.76742510726411510e-03 * DAYS_PER_YEAR,
        .vy = 4.99852801234917238e-03 * DAYS_PER_YEAR,
        .vz = 2.30417297573763929e-05 * DAYS_PER_YEAR,
        .mass = 2.85885980666130812e-04 * SOLAR_MASS,
    },
    {
        .x = 1.28943695621391310e+01,
        .y = -1.51111514016986312e+01,
        .z = -2.23307578892655734e-01,
        .vx = 2.96460137564761618e-03 * DAYS_PER_YEAR,
        .vy = 2.37847173959480950e-03 * DAYS_PER_YEAR,
        .vz = -2.96589568540237556e-05 * DAYS_PER_YEAR,
        .mass = 4.36624404335156298e-05 * SOLAR_MASS,
    },
    {
        .x = 1.53796971148509165e+01,
        .y = -2.59193146099879641e+01,
        .z = 1.79258772950371181e-01,
        .vx = 2.68067772490389322e-03 * DAYS_PER_YEAR,
        .vy = 1.62824170038242295e-03 * DAYS_PER_YEAR,
        .vz = -9.51592254519715870e-05 * DAYS_PER_YEAR,
        .mass = 5.15138902046611451e-05 * SOLAR_MASS,
    },
};

/* Give the Sun the velocity that brings the system's momentum to zero. */
static void offset_momentum(struct body bodies[BODIES]) {
    double px = 0.0, py = 0.0, pz = 0.0;
    for (int i = 0; i < BODIES; i++) {
        px += bodies[i].vx * bodies[i].mass;
        py += bodies[i].vy * bodies[i].mass;
        pz += bodies[i].vz * bodies[i].mass;
    }
    bodies[0].vx = -px / bodies[0].mass;
    bodies[0].vy = -py / bodies[0].mass;
    bodies[0].vz = -pz / bodies[0].mass;
}

/* Kinetic plus potential energy. */
static double energy(const struct body bodies[BODIES]) {
    double total = 0.0;
    for (int i = 0; i < BODIES; i++) {
        const struct body *b = &bodies[i];
        total += 0.5 * b->mass * (b->vx * b->vx + b->vy * b->vy + b->vz * b->vz);
    }
    for (int i = 0; i < BODIES; i++) {
        for (int j = i + 1; j < BODIES; j++) {
            double dx = bodies[i].x - bodies[j].x;
            double dy = bodies[i].y - bodies[j].y;
            double dz = bodies[i].z - bodies[j].z;
            total -= bodies[i].mass * bodies[j].mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return total;
}

/* One step: every pair changes both velocities, then every body moves. Both loops are short and of known length; compilers
   do not unroll them unasked. */
static void advance(struct body bodies[BODIES], double dt) {
#pragma GCC unroll 8
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
#pragma GCC unroll 8
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x;
            double dy = a->y - b->y;
            double dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz;
            double magnitude = MAGNITUDE(dt, square);
            double pull = b->mass * magnitude;
            a->vx -= dx * pull;
            a->vy -= dy * pull;
            a->vz -= dz * pull;
            pull = a->mass * magnitude;
            b->vx += dx * pull;
            b->vy += dy * pull;
            b->vz += dz * pull;
        }
    }
    for (int i = 0; i < BODIES; i++) {
        bodies[i].x += dt * bodies[i].vx;
        bodies[i].y += dt * bodies[i].vy;
        bodies[i].z += dt * bodies[i].vz;
    }
}

struct nbody_result nbody(int64_t steps) {
    struct body bodies[BODIES];
    for (int i = 0; i < BODIES; i++) {
        bodies[i] = INITIAL[i];
    }
    offset_momentum(bodies);
    struct nbody_result result = {.before = energy(bodies)};
    for (int64_t step = 0; step < steps; step++) {
        advance(bodies, TIME_STEP);
    }
    result.after = energy(bodies);
    return result;
}
