"""A generator, which is used up inside."""


def primes(limit):
    """A generator, which is used up inside."""

    def sieve():
        crossed = set()
        for n in range(2, limit):
            if n not in crossed:
                yield n
                crossed.update(range(n * n, limit, n))

    return list(sieve())
