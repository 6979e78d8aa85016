/* The runner's way to `square_roots`. */
#include "runner.h"

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    (void)error;
    *(double *)result = square_roots(input->integer);
    return KERNEL_OK;
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    write_json_double(out, *(const double *)result);
}

const struct entry kernel_entry = {
    .name = "square_roots",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(double),
    .call = call,
    .release = release,
    .write = write,
};
