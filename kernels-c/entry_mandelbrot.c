/* The runner's way to `mandelbrot`. */
#include "runner.h"

#include <inttypes.h>

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    (void)error;
    return mandelbrot(input->integer, result);
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    const struct mandelbrot_result *sums = result;
    fprintf(out, "[%" PRId64 ",%" PRId64 "]", sums->pixels, sums->total);
}

const struct entry kernel_entry = {
    .name = "mandelbrot",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(struct mandelbrot_result),
    .call = call,
    .release = release,
    .write = write,
};
