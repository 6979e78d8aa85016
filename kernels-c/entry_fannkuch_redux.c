/* The runner's way to `fannkuch_redux`. */
#include "runner.h"

#include <inttypes.h>

static enum kernel_status call(const struct kernel_input *input, void *result, struct kernel_error *error) {
    if (input->integer < 1 || input->integer > 16) {
        *error = (struct kernel_error){.reason = "n must be a number from 1 to 16"};
        return KERNEL_REFUSED;
    }
    *(struct fannkuch_redux_result *)result = fannkuch_redux(input->integer);
    return KERNEL_OK;
}

static void release(void *result) {
    (void)result;
}

static void write(FILE *out, const void *result) {
    const struct fannkuch_redux_result *flips = result;
    fprintf(out, "[%" PRId64 ",%" PRId64 "]", flips->checksum, flips->most);
}

const struct entry kernel_entry = {
    .name = "fannkuch_redux",
    .input_kind = INPUT_INTEGER,
    .result_size = sizeof(struct fannkuch_redux_result),
    .call = call,
    .release = release,
    .write = write,
};
