"""Complex numbers."""


def mandelbrot(side, most):
    """Complex numbers."""
    inside = 0
    for y in range(side):
        for x in range(side):
            c = complex(3 * x / side - 2, 2 * y / side - 1)
            z = 0j
            for _ in range(most):
                z = z * z + c
                if abs(z) > 2:
                    break
            else:
                inside += 1
    return inside
