/* The runner's way to `binary_trees`. */
#include "runner.h"

#include <inttypes.h>

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    if (input->integer > 30) {
        *error = (struct kernel_error){.reason = "n must not be above 30"};
        return KERNEL_REFUSED;
    }
    return binary_trees(input->integer, result);
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    const struct binary_trees_result *trees = result;
    for (size_t i = 0; i < trees->length; i++) {
        fprintf(out, "%c%" PRId64, i == 0 ? '[' : ',', trees->counted[i]);
    }
    fputc(']', out);
}

const struct entry kernel_entry = {
    .name = "binary_trees",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(struct binary_trees_result),
    .call = call,
    .release = release,
    .write = write,
};
