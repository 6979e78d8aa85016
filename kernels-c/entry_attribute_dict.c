/* The runner's way to `attribute_dict`. */
#include "runner.h"

#include <inttypes.h>

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    (void)error;
    *(int64_t *)result = attribute_dict(input->integer);
    return KERNEL_OK;
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    fprintf(out, "%" PRId64, *(const int64_t *)result);
}

const struct entry kernel_entry = {
    .name = "attribute_dict",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(int64_t),
    .call = call,
    .release = release,
    .write = write,
};
