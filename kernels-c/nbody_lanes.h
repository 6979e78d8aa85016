/* The steps of nbody_tuned.c, included there once for each set of instructions: TARGET names it, STEPS the function,
 * POWER(x, f) is f times the power -3/2 of each lane of x.
 *
 * Three vectors hold all ten pairs: each planet with the Sun, each with its neighbour, each with the one opposite (twice).
 * A vector of distances is the planets minus the planets in rotation, so nothing is gathered or scattered. A step is one
 * chain of dependent operations, and that chain is what takes the time: velocities are kept in AU per step, so that
 * positions need no product of them. */
TARGET static void STEPS(struct sun *sun, struct planets *planets, int64_t steps) {
    lanes place[AXES], pace[AXES], sun_place[AXES], sun_pace[AXES];
    for (int axis = 0; axis < AXES; axis++) {
        place[axis] = planets->place[axis];
        pace[axis] = planets->velocity[axis] * TIME_STEP;
        sun_place[axis] = SAME(sun->place[axis]);
        sun_pace[axis] = SAME(sun->velocity[axis]) * TIME_STEP;
    }
    const lanes mass = planets->mass, sun_mass = SAME(sun->mass), factor = SAME(TIME_STEP * TIME_STEP);
    const lanes next_mass = NEXT(mass), opposite_mass = OPPOSITE(mass), previous_mass = PREVIOUS(mass);

    for (int64_t step = 0; step < steps; step++) {
        lanes sun_square = SAME(0.0), next_square = SAME(0.0), opposite_square = SAME(0.0);
        lanes from_sun[AXES], from_next[AXES], from_opposite[AXES], from_previous[AXES];
        for (int axis = 0; axis < AXES; axis++) {
            from_sun[axis] = place[axis] - sun_place[axis];
            from_next[axis] = place[axis] - NEXT(place[axis]);
            from_opposite[axis] = place[axis] - OPPOSITE(place[axis]);
            from_previous[axis] = place[axis] - PREVIOUS(place[axis]);
            sun_square += from_sun[axis] * from_sun[axis];
            next_square += from_next[axis] * from_next[axis];
            opposite_square += from_opposite[axis] * from_opposite[axis];
        }
        const lanes sun_pull = POWER(sun_square, factor);
        const lanes next_pull = POWER(next_square, factor);
        const lanes opposite_pull = POWER(opposite_square, factor);
        const lanes previous_pull = PREVIOUS(next_pull);
        for (int axis = 0; axis < AXES; axis++) {
            /* All lanes of the sum are to be the sum of all lanes. */
            lanes on_sun = from_sun[axis] * mass * sun_pull;
            on_sun += OPPOSITE(on_sun);
            on_sun += NEXT(on_sun);
            const lanes to_sun = from_sun[axis] * sun_mass, to_opposite = from_opposite[axis] * opposite_mass;
            const lanes outer =
                from_next[axis] * next_mass * next_pull + from_previous[axis] * previous_mass * previous_pull;
            /* Positions do not wait for the new velocities: both get the same pulls at the same time. */
            place[axis] = place[axis] + pace[axis] - to_sun * sun_pull - to_opposite * opposite_pull - outer;
            pace[axis] = pace[axis] - to_sun * sun_pull - to_opposite * opposite_pull - outer;
            sun_place[axis] = sun_place[axis] + sun_pace[axis] + on_sun;
            sun_pace[axis] += on_sun;
        }
    }

    for (int axis = 0; axis < AXES; axis++) {
        planets->place[axis] = place[axis];
        planets->velocity[axis] = pace[axis] / TIME_STEP;
        sun->place[axis] = sun_place[axis][0];
        sun->velocity[axis] = sun_pace[axis][0] / TIME_STEP;
    }
}

#undef TARGET
#undef STEPS
#undef POWER
