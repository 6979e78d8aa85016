"""The Sun and the four gas giants, for every form of n-body: units, and the state at the start.

Source: the n-body problem of the Computer Language Benchmarks Game (bodies and constants), written anew. The
table has astronomical units, AU per day and suns; the simulation runs in AU, AU per year and masses times the
gravitational constant (AU^3 / year^2), of which the Sun has 4 pi^2. A step is 0.01 years.

Whoever includes this says which `pi` it is: C's or Python's.
"""

cdef double SOLAR_MASS = 4 * pi * pi
cdef double DAYS_PER_YEAR = 365.24
cdef double TIME_STEP = 0.01

# Position (AU), velocity (AU per day), mass (in suns): Sun, Jupiter, Saturn, Uranus, Neptune.
PLANETS = (
    ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
    (
        (4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01),
        (1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05),
        9.54791938424326609e-04,
    ),
    (
        (8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01),
        (-2.76742510726411510e-03, 4.99852801234917238e-03, 2.30417297573763929e-05),
        2.85885980666130812e-04,
    ),
    (
        (1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01),
        (2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05),
        4.36624404335156298e-05,
    ),
    (
        (1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01),
        (2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05),
        5.15138902046611451e-05,
    ),
)
