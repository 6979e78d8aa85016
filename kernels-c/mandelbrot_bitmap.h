/* mandelbrot: the bitmap that rows are written into, and what is told of it. */
#ifndef MANDELBROT_BITMAP_H
#define MANDELBROT_BITMAP_H

#include "kernels.h"

#include <stdlib.h>

/* Writes the pixels of a row of n, eight a byte, into bytes that are zero. */
typedef void fill_row_function(int64_t n, int64_t row, unsigned char *bytes);

/* The bitmap of n rows, summed up. */
static inline enum kernel_status sum_bitmap(int64_t n, fill_row_function *fill_row, struct mandelbrot_result *result) {
    size_t rows = n > 0 ? (size_t)n : 0, width = (rows + 7) / 8;
    unsigned char *bitmap = calloc(rows * width + 1, 1);
    if (bitmap == NULL) {
        return KERNEL_OUT_OF_MEMORY;
    }
    for (size_t row = 0; row < rows; row++) {
        fill_row(n, (int64_t)row, bitmap + row * width);
    }
    *result = (struct mandelbrot_result){0, 0};
    for (size_t place = 0; place < rows * width; place++) {
        result->pixels += __builtin_popcount(bitmap[place]);
        result->total += (int64_t)(place + 1) * bitmap[place];
    }
    free(bitmap);
    return KERNEL_OK;
}

#endif
