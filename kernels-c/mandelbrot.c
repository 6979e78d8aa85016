/* mandelbrot: which points of a square belong to the Mandelbrot set, as a bitmap of n by n.
 *
 * Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. The square goes from -1.5 - i to
 * 0.5 + i in steps of 2 / n; a point belongs to the set unless 50 steps of z^2 + c leave the circle of radius 2. Eight
 * pixels are a byte, the leftmost the highest bit; rows are padded with zeros. */
#include "mandelbrot_bitmap.h"

#include <stdbool.h>

#define STEPS 50
#define LIMIT 4.0 /* the square of the radius */

/* Whether a point has not left the circle. */
static bool belongs(double real, double imaginary) {
    double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0;
    for (int step = 0; step < STEPS; step++) {
        y = 2.0 * x * y + imaginary;
        x = xx - yy + real;
        xx = x * x;
        yy = y * y;
        if (xx + yy > LIMIT) {
            return false;
        }
    }
    return true;
}

static void fill_row(int64_t n, int64_t row, unsigned char *bytes) {
    double imaginary = 2.0 * (double)row / (double)n - 1.0;
    for (int64_t column = 0; column < n; column++) {
        bool set = belongs(2.0 * (double)column / (double)n - 1.5, imaginary);
        bytes[column / 8] = (unsigned char)(bytes[column / 8] | set << (7 - column % 8));
    }
}

enum kernel_status mandelbrot(int64_t n, struct mandelbrot_result *result) {
    return sum_bitmap(n, fill_row, result);
}
